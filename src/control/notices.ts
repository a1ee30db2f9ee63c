/**
 * Which notification line a control client gets for what has happened: one row
 * for each event of the model. Read by ControlMode.
 */
import { expand } from "../format/expand.ts";
import type { Client } from "../model/client.ts";
import type { Notification } from "../model/events.ts";
import type { Server } from "../model/server.ts";
import type { Window } from "../model/window.ts";

/** The line for one client; undefined: it is not told. */
type NoticeFor = (client: Client) => string | undefined;
/** Looks at the event once, for all clients. */
type Notice = (event: Notification, server: Server) => NoticeFor | undefined;

const LAYOUT = "%layout-change #{window_id} #{window_layout} #{window_visible_layout} #{window_raw_flags}";

/** The same line for everybody. */
const everybody =
	(line: string): NoticeFor =>
	() =>
		line;

/** A line about a window, named otherwise to clients whose session does not have it. */
function aboutWindow(what: string, text: (window: Window) => string): Notice {
	return ({ window }) => {
		if (!window) return undefined;
		const rest = text(window);
		return ({ session }) =>
			session && `%${session.winlinkOf(window) ? "" : "unlinked-"}window-${what} ${rest}`;
	};
}

/** A line about a paste buffer. */
const aboutBuffer =
	(what: string): Notice =>
	({ extra }) => {
		const name = extra?.paste_buffer;
		return name === undefined ? undefined : everybody(`%paste-buffer-${what} ${name}`);
	};

const sessionsChanged: Notice = () => everybody("%sessions-changed");

/** A line about a guest: its id and its name. */
const aboutGuest =
	(what: string): Notice =>
	({ extra }) =>
		extra && everybody(`%guest-${what} ${extra.guest} ${extra.guest_name}`);

const NOTICES: ReadonlyMap<string, Notice> = new Map<string, Notice>([
	["pane-mode-changed", ({ pane }) => pane && everybody(`%pane-mode-changed %${pane.id}`)],
	[
		"window-layout-changed",
		({ window }, server) => {
			const [winlink] = window?.winlinks ?? [];
			// Without panes it has no layout, and will go soon.
			if (!window?.layoutRoot || !winlink) return undefined;
			const line = expand(LAYOUT, { server, session: winlink.session, winlink, window, pane: window.active });
			return ({ session }) => (session?.winlinkOf(window) ? line : undefined);
		},
	],
	[
		"window-pane-changed",
		({ window }) => window?.active && everybody(`%window-pane-changed @${window.id} %${window.active.id}`),
	],
	["window-unlinked", aboutWindow("close", (window) => `@${window.id}`)],
	["window-linked", aboutWindow("add", (window) => `@${window.id}`)],
	["window-renamed", aboutWindow("renamed", (window) => `@${window.id} ${window.name}`)],
	[
		"client-session-changed",
		({ client: moved }) => {
			const session = moved?.session;
			if (!moved || !session) return undefined;
			const place = `$${session.id} ${session.name}`;
			return (client) => {
				if (!client.session) return undefined;
				return client === moved
					? `%session-changed ${place}`
					: `%client-session-changed ${moved.name} ${place}`;
			};
		},
	],
	["client-detached", ({ client }) => client && everybody(`%client-detached ${client.name}`)],
	[
		"session-renamed",
		({ session }) => session && everybody(`%session-renamed $${session.id} ${session.name}`),
	],
	["session-created", sessionsChanged],
	["session-closed", sessionsChanged],
	[
		"session-window-changed",
		({ session }) =>
			session?.current && everybody(`%session-window-changed $${session.id} @${session.current.window.id}`),
	],
	["paste-buffer-changed", aboutBuffer("changed")],
	["paste-buffer-deleted", aboutBuffer("deleted")],
	["guest-joined", aboutGuest("joined")],
	["guest-knocked", aboutGuest("knocked")],
	["guest-left", aboutGuest("left")],
	["share-lost", ({ extra }) => extra && everybody(`%share-lost ${extra.share_error}`)],
	["share-ready", ({ extra }) => extra && everybody(`%share-ready ${extra.share_provider}`)],
]);

/** What clients are told of `event`; undefined: nothing. */
export function noticeOf(server: Server, event: Notification): NoticeFor | undefined {
	return NOTICES.get(event.name)?.(event, server);
}
