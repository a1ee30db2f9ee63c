/**
 * The session, window and pane parts of a target, each looked up in a state
 * that is filled in on the way. What has been found stays in the state when a
 * later part fails: commands whose target can fail look at it. Called by
 * find-target.ts only.
 */
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import {
	type Direction,
	paneAtIndex,
	paneAtPlace,
	paneByOffset,
	paneInDirection,
} from "../model/window-panes.ts";
import type { Winlink } from "../model/winlink.ts";
import { fnmatch } from "../util/fnmatch.ts";
import { namedClient } from "./find-client.ts";
import { bestPlace, bestWinlink, numberIn, paneById, sessionById, windowById } from "./targets.ts";
import type { PaneTarget, Target, TargetFlags } from "./types.ts";

/** Largest value of C's int. */
const INT_MAX = 2147483647;

/** A target that is being found. */
export class FindState {
	readonly server: Server;
	/** What an empty part means. */
	readonly current: PaneTarget;
	readonly flags: TargetFlags;
	exactSession: boolean;
	exactWindow: boolean;
	session: Session | undefined;
	winlink: Winlink | undefined;
	window: Window | undefined;
	pane: Pane | undefined;
	index = -1;

	constructor(server: Server, current: PaneTarget, flags: TargetFlags) {
		this.server = server;
		this.current = current;
		this.flags = flags;
		this.exactSession = flags.exactSession === true;
		this.exactWindow = flags.exactWindow === true;
	}

	/** Takes a winlink with its window and index; false when there is none. */
	place(winlink: Winlink | undefined): boolean {
		this.winlink = winlink;
		if (!winlink) return false;
		this.window = winlink.window;
		this.index = winlink.index;
		return true;
	}

	/** Takes everything from another target. */
	copy(target: Target): void {
		this.session = target.session;
		this.winlink = target.winlink;
		this.window = target.window;
		this.pane = target.pane;
		this.index = target.index;
	}

	result(): Target {
		const { session, winlink, window, pane, index } = this;
		return { session, winlink, window, pane, index };
	}
}

/** The one item whose name fits, undefined when none does, "several" when it is not clear. */
function only<T>(items: Iterable<T>, fits: (item: T) => boolean): T | "several" | undefined {
	let found: T | undefined;
	for (const item of items) {
		if (!fits(item)) continue;
		if (found !== undefined) return "several";
		found = item;
	}
	return found;
}

/** Finds a session by id, name, client, start of a name or pattern; sets `session`. */
export function findSession(state: FindState, text: string): boolean {
	const { server } = state;
	if (text.startsWith("$")) {
		state.session = sessionById(server, text);
		return state.session !== undefined;
	}
	state.session = server.sessionByName(text) ?? namedClient(server, text)?.session;
	if (state.session) return true;
	if (state.exactSession) return false;
	const sessions = server.sessionsByName();
	const found =
		only(sessions, (one) => one.name.startsWith(text)) ?? only(sessions, (one) => fnmatch(text, one.name));
	if (found === undefined || found === "several") return false;
	state.session = found;
	return true;
}

/** Finds a window without a session: by id anywhere, in the current session, or as a session's name. */
export function findWindow(state: FindState, text: string, windowOnly: boolean): boolean {
	if (text.startsWith("@")) {
		state.window = windowById(state.server, text);
		return state.window !== undefined && placeAnywhere(state, state.window);
	}
	state.session = state.current.session;
	if (findWindowInSession(state, text)) return true;
	if (windowOnly || !findSession(state, text)) return false;
	const current = state.session?.current;
	if (!current) return false;
	state.winlink = current;
	state.window = current.window;
	if (!state.flags.windowIndex) state.index = current.index;
	return true;
}

/** Finds a window in `state.session`: sets winlink, window and index. */
export function findWindowInSession(state: FindState, text: string): boolean {
	const session = state.session;
	const current = session?.current;
	if (!session || !current) return false;
	// When only an index is found the window is the current one.
	state.winlink = current;
	state.window = current.window;

	if (text.startsWith("@")) {
		state.window = windowById(state.server, text);
		return state.window !== undefined && state.place(bestWinlink(session, state.window));
	}
	if (!state.exactWindow) {
		if (/^[+-]/.test(text)) {
			const count = offsetCount(text);
			const forward = text.startsWith("+");
			if (state.flags.windowIndex) {
				const index = current.index + (forward ? count : -count);
				if (index < 0 || index > INT_MAX) return false;
				state.index = index;
				return true;
			}
			const found = step(session.winlinks, current, forward ? count : -count);
			if (found) return state.place(found);
		}
		if (text === "!") return state.place(session.lastWinlinks[0]);
		if (text === "^") return state.place(session.winlinks[0]);
		if (text === "$") return state.place(session.winlinks[session.winlinks.length - 1]);
	}
	if (!/^[+-]/.test(text)) {
		const index = numberIn(text, 0, INT_MAX);
		if (index !== undefined) {
			const found = session.winlinkAt(index);
			if (found) return state.place(found);
			if (state.flags.windowIndex) {
				state.winlink = undefined;
				state.index = index;
				return true;
			}
		}
	}
	const tests: ((name: string) => boolean)[] = [(name) => name === text];
	if (!state.exactWindow)
		tests.push(
			(name) => name.startsWith(text),
			(name) => fnmatch(text, name),
		);
	state.winlink = undefined;
	for (const test of tests) {
		const found = only(session.winlinks, (one) => test(one.window.name));
		if (found === "several") return false;
		if (found) return state.place(found);
	}
	return false;
}

/** Finds a pane without session and window: by id, in the current window, or as a window or session. */
export function findPane(state: FindState, text: string, paneOnly: boolean): boolean {
	if (text.startsWith("%")) {
		state.pane = paneById(state.server, text);
		if (!state.pane) return false;
		state.window = state.pane.window;
		return placeAnywhere(state, state.window);
	}
	const { session, winlink, window, index } = state.current;
	Object.assign(state, { session, winlink, window, index });
	if (findPaneInWindow(state, text)) return true;
	if (paneOnly || !findWindow(state, text, false)) return false;
	state.pane = state.window?.active;
	return true;
}

/** Finds a pane in `state.session`: by id, or in its current window. */
export function findPaneInSession(state: FindState, text: string): boolean {
	const session = state.session;
	if (!session) return false;
	if (text.startsWith("%")) {
		state.pane = paneById(state.server, text);
		if (!state.pane) return false;
		state.window = state.pane.window;
		return state.place(bestWinlink(session, state.window));
	}
	return state.place(session.current) && findPaneInWindow(state, text);
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
	"{up-of}": "up",
	"{down-of}": "down",
	"{left-of}": "left",
	"{right-of}": "right",
};

/** Finds a pane in `state.window`: by id, relation to the active one, index or place in the layout. */
export function findPaneInWindow(state: FindState, text: string): boolean {
	const window = state.window;
	if (!window) return false;
	if (text.startsWith("%")) {
		state.pane = paneById(state.server, text);
		return state.pane?.window === window;
	}
	const direction = Object.hasOwn(DIRECTIONS, text) ? DIRECTIONS[text] : undefined;
	if (direction) {
		state.pane = window.active && paneInDirection(window.active, direction);
		return state.pane !== undefined;
	}
	if (text === "!") {
		state.pane = window.lastPanes[0];
		return state.pane !== undefined;
	}
	if (/^[+-]/.test(text)) {
		const count = offsetCount(text);
		state.pane = window.active && paneByOffset(window, window.active, text.startsWith("+") ? count : -count);
		if (state.pane) return true;
	}
	const index = numberIn(text, 0, INT_MAX);
	if (index !== undefined) {
		state.pane = paneAtIndex(window, index);
		if (state.pane) return true;
	}
	state.pane = paneAtPlace(window, text);
	return state.pane !== undefined;
}

/** The number behind `+` or `-`: 1 when there is none, 0 when it is not a number. */
function offsetCount(text: string): number {
	return text.length === 1 ? 1 : (numberIn(text.slice(1), 1, INT_MAX) ?? 0);
}

/** The winlink `count` places behind `from`, around the end. */
function step(items: readonly Winlink[], from: Winlink, count: number): Winlink | undefined {
	const at = items.indexOf(from);
	return at === -1 ? undefined : items[(((at + count) % items.length) + items.length) % items.length];
}

function placeAnywhere(state: FindState, window: Window): boolean {
	const winlink = bestPlace(state.server, window, state.flags);
	if (!winlink) return false;
	state.session = winlink.session;
	return state.place(winlink);
}
