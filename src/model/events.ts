/**
 * What can happen in the model, as one kind of event with a tmux name. Hooks,
 * control mode, monitors, alerts and sharing listen to `Server.events`.
 */
import type { Client } from "./client.ts";
import type { Pane } from "./pane.ts";
import type { Session } from "./session.ts";
import type { Window } from "./window.ts";
import type { Winlink } from "./winlink.ts";

/** Something that has happened, e.g. `window-linked`; names as in tmux(1) HOOKS. */
export interface Notification {
	readonly name: string;
	readonly client?: Client | undefined;
	readonly session?: Session | undefined;
	readonly winlink?: Winlink | undefined;
	readonly window?: Window | undefined;
	readonly pane?: Pane | undefined;
	/** Further facts: `old_name`, `paste_buffer`, `hook_*` values and so on. */
	readonly extra?: Readonly<Record<string, string>>;
}

/** The events of `Server.events`. */
export interface ServerEvents {
	/** A named event for hooks and control mode. */
	notify: Notification;
	/** Bytes a pane's program wrote, before the screen parses them. */
	paneOutput: { readonly pane: Pane; readonly bytes: Uint8Array };
	/** An option changed; `owner` is the Options object that changed. */
	optionChanged: { readonly name: string; readonly owner: object };
	/** Something a client shows has changed; the frame scheduler listens. */
	dirty: { readonly client: Client };
	/** A client lost its session because that ended; `to` is where it goes, undefined: it leaves. */
	clientMoved: { readonly client: Client; readonly to: Session | undefined };
	sessionDestroyed: { readonly session: Session };
	windowDestroyed: { readonly window: Window };
	/** Something was written in a window, or it was made or chosen (monitor-activity). */
	activity: { readonly window: Window };
	paneCreated: { readonly pane: Pane };
	paneDestroyed: { readonly pane: Pane };
	/** A client's connection has gone, be it attached or not. */
	clientGone: { readonly client: Client };
	/** A line about sharing for whoever follows it (`share-server -F`). */
	shareLine: { readonly text: string };
	/** Sharing has ended; `reason` says why, `failed`: it could not go on. */
	shareEnded: { readonly reason: string; readonly failed: boolean };
	/** A line for `show-messages` was added. */
	message: { readonly text: string };
}
