/**
 * A mode over a pane (copy, view, tree, clock ...): what the floors around it
 * need to know. Modes live in mode/; key dispatch, view, formats and
 * `send-keys -X` use this interface only.
 */
import type { Screen } from "../screen/screen.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Client } from "./client.ts";
import type { Pane } from "./pane.ts";
import type { Session } from "./session.ts";
import type { Winlink } from "./winlink.ts";

/** A key that reached a mode, with who pressed it. */
export interface ModeKey {
	readonly key: KeyCode;
	readonly mouse?: MouseEvent | undefined;
	readonly client?: Client | undefined;
	readonly session?: Session | undefined;
	readonly winlink?: Winlink | undefined;
}

/** A `send-keys -X` command: name and arguments, with a repeat count. */
export interface ModeCommand extends Omit<ModeKey, "key"> {
	readonly name: string;
	readonly args: readonly string[];
	/** `-N count`, 1 when not given. */
	readonly count: number;
	/** `-F`: arguments are formats. */
	readonly expand?: boolean;
}

export interface PaneMode extends Disposable {
	/** `copy-mode`, `view-mode`, `tree-mode`, `client-mode`, `buffer-mode`, `options-mode`, `clock-mode`, `switch-mode`, `panes-mode`. */
	readonly name: string;
	readonly pane: Pane;
	readonly screen: Screen;
	/** The text the mode shows a part of (copy and view mode), its last screenful only so many `rows`: for `capture-pane -M`. */
	readonly captured?: { readonly screen: Screen; readonly rows: number };
	/** The pane's border status line is hidden while in this mode (clock, trees). */
	readonly hidesPaneStatus?: boolean;
	/** Key table to look keys up in; undefined: every key goes to `key`. */
	keyTable(): string | undefined;
	/** A key not bound in the key table, or any key when there is none. */
	key(event: ModeKey): void;
	/** Runs a command; an error text when it is unknown or its arguments are wrong. */
	command?(command: ModeCommand): string | undefined;
	/** Repeat count for the next command (`send-keys -N` without a command). */
	repeatCount?: number;
	resize(cols: number, rows: number): void;
	/** The thing shown may have changed (sessions, buffers, options): look again. */
	update?(): void;
	/** A style option changed. */
	styleChanged?(): void;
	/** For the scrollbar of a mode that scrolls: lines above the part it shows, and lines above its lowest place. */
	readonly scrollOffset?: { readonly offset: number; readonly size: number };
	/** Format variables the mode answers (`copy_cursor_x` ...): name -> value. */
	formats(): ReadonlyMap<string, () => string>;
}
