/**
 * `-t` and `-s`: finds what a target text means, with every form tmux(1)
 * describes and its words for what cannot be found. Called by the queue before
 * a command runs and by commands through services.findTarget.
 */
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import {
	FindState,
	findPane,
	findPaneInSession,
	findPaneInWindow,
	findSession,
	findWindow,
	findWindowInSession,
} from "./find-parts.ts";
import { isValidTarget, NO_TARGET, targetFromClient } from "./targets.ts";
import type { PaneTarget, Target, TargetFlags, TargetType } from "./types.ts";

/** Who asks, and with which mouse event. */
export interface FindExtra {
	readonly client?: Client | undefined;
	readonly mouse?: MouseEvent | undefined;
	/** Gets the one error that is said even though the target can fail: `{active}` without a client. */
	readonly warn?: ((text: string) => void) | undefined;
}

/** Nothing was found; `error` is empty when nothing is to be said (quiet). */
export interface FindError {
	readonly error: string;
}

const WINDOW_WORDS: Readonly<Record<string, string>> = {
	"{start}": "^",
	"{last}": "!",
	"{end}": "$",
	"{next}": "+",
	"{previous}": "-",
};

const PANE_WORDS: Readonly<Record<string, string>> = {
	"{last}": "!",
	"{next}": "+",
	"{previous}": "-",
	"{top}": "top",
	"{bottom}": "bottom",
	"{left}": "left",
	"{right}": "right",
	"{top-left}": "top-left",
	"{top-right}": "top-right",
	"{bottom-left}": "bottom-left",
	"{bottom-right}": "bottom-right",
};

/**
 * Resolves `text` (undefined or empty: the default) as a target of `type`.
 * `current` is the state's target, used when it is still valid. With `canFail`
 * there is no error: the result holds what was found so far.
 */
export function findTarget(
	server: Server,
	current: Target,
	text: string | undefined,
	type: TargetType,
	flags: TargetFlags = {},
	extra: FindExtra = {},
): Target | FindError {
	const fail = (found: Target, error: string): Target | FindError =>
		flags.canFail ? found : { error: flags.quiet ? "" : error };

	const base = findBase(server, current, flags, extra.client);
	if (!base) return fail(NO_TARGET, "no current target");
	const state = new FindState(server, base, flags);
	const error = resolve(state, text ?? "", type, extra);
	if (error === undefined) return state.result();
	if (error === "no current client") {
		// tmux says this one whatever the flags are.
		if (!flags.canFail) return { error };
		extra.warn?.(error);
	}
	return fail(state.result(), error);
}

/** True for the failing results of findTarget and findClient. */
export function isFindError(result: object): result is FindError {
	return "error" in result && typeof result.error === "string";
}

/** The marked pane as a target, while it is still where it was marked. */
export function markedTarget(server: Server): PaneTarget | undefined {
	const mark = server.mark;
	if (!mark) return undefined;
	const { session, winlink, pane } = mark;
	const target: Target = { session, winlink, window: winlink.window, pane, index: winlink.index };
	return isValidTarget(server, target) ? target : undefined;
}

/** What an empty target or an empty part of one stands for. */
function findBase(
	server: Server,
	current: Target,
	flags: TargetFlags,
	client: Client | undefined,
): PaneTarget | undefined {
	const marked = flags.defaultMarked ? markedTarget(server) : undefined;
	if (marked) return marked;
	if (isValidTarget(server, current)) return current;
	const target = targetFromClient(server, client, flags);
	return target && isValidTarget(server, target) ? target : undefined;
}

/** Fills in the state; an error text when it cannot. */
function resolve(state: FindState, text: string, type: TargetType, extra: FindExtra): string | undefined {
	if (text === "") return useCurrent(state);
	if (text === "@" || text === "{active}" || text === "{current}") return useActive(state, extra.client);
	if (text === "=" || text === "{mouse}") return useMouse(state, type, extra.mouse);
	if (text === "~" || text === "{marked}") {
		const marked = markedTarget(state.server);
		if (!marked) return "no marked target";
		state.copy(marked);
		return undefined;
	}
	return resolveParts(state, splitTarget(text, type));
}

function useCurrent(state: FindState): undefined {
	state.copy(state.current);
	if (state.flags.windowIndex) state.index = -1;
}

function useActive(state: FindState, client: Client | undefined): string | undefined {
	const current = client?.session?.current;
	if (!client?.session || !current) return "no current client";
	state.session = client.session;
	state.winlink = current;
	state.window = current.window;
	state.pane = current.window.active;
	return undefined;
}

function useMouse(state: FindState, type: TargetType, mouse: MouseEvent | undefined): string | undefined {
	const place = mouse && mousePlace(state.server, mouse);
	if (mouse && place) {
		state.session = place.session;
		state.winlink = place.winlink ?? place.session.current;
		state.window = state.winlink?.window;
		state.pane = state.window?.active;
		if (type === "pane" && place.winlink && mouse.paneId !== -1) {
			const pane = state.server.panes.get(mouse.paneId);
			if (pane && place.winlink.window.panes.includes(pane)) state.pane = pane;
		}
	}
	return state.pane ? undefined : "no mouse target";
}

/** Session and winlink under the mouse; the winlink is missing when its window has left the session. */
function mousePlace(
	server: Server,
	mouse: MouseEvent,
): { readonly session: Session; readonly winlink: Winlink | undefined } | undefined {
	if (!mouse.valid) return undefined;
	const session = server.sessions.get(mouse.sessionId);
	if (!session) return undefined;
	if (mouse.windowId === -1) return { session, winlink: session.current };
	const window = server.windows.get(mouse.windowId);
	return window && { session, winlink: session.winlinkOf(window) };
}

/** The pane under the mouse with its place, for commands that act where the mouse is. */
export function mouseTarget(server: Server, mouse: MouseEvent | undefined): Target | undefined {
	const place = mouse && mousePlace(server, mouse);
	if (!mouse || !place?.winlink) return undefined;
	const { session, winlink } = place;
	const { window } = winlink;
	const pane = mouse.paneId === -1 ? window.active : server.panes.get(mouse.paneId);
	if (!pane || !window.panes.includes(pane)) return undefined;
	return { session, winlink, window, pane, index: -1 };
}

/** The parts of `session:window.pane`, words translated, undefined where empty. */
interface TargetParts {
	readonly session: string | undefined;
	readonly window: string | undefined;
	readonly pane: string | undefined;
	readonly exactSession: boolean;
	readonly exactWindow: boolean;
	/** Marked by its `:` or `.`: is not tried as something larger. */
	readonly windowOnly: boolean;
	readonly paneOnly: boolean;
}

function splitTarget(text: string, type: TargetType): TargetParts {
	const colon = text.indexOf(":");
	const rest = colon === -1 ? text : text.slice(colon + 1);
	const dot = rest.indexOf(".");
	const parts: { session?: string; window?: string; pane?: string } = {};
	if (colon !== -1) parts.session = text.slice(0, colon);
	if (dot !== -1) parts.pane = rest.slice(dot + 1);
	if (colon !== -1 || dot !== -1) parts.window = dot === -1 ? rest : rest.slice(0, dot);
	else parts[SIGNS[text.charAt(0)] ?? type] = text;

	const exactSession = parts.session?.startsWith("=") === true;
	const exactWindow = parts.window?.startsWith("=") === true;
	const session = exactSession ? parts.session?.slice(1) : parts.session;
	const window = exactWindow ? parts.window?.slice(1) : parts.window;
	return {
		session: session || undefined,
		window: translate(WINDOW_WORDS, window),
		pane: translate(PANE_WORDS, parts.pane),
		exactSession,
		exactWindow,
		windowOnly: colon !== -1,
		paneOnly: dot !== -1,
	};
}

const SIGNS: Readonly<Record<string, TargetType>> = { $: "session", "@": "window", "%": "pane" };

function translate(words: Readonly<Record<string, string>>, text: string | undefined): string | undefined {
	if (!text) return undefined;
	return Object.hasOwn(words, text) ? words[text] : text;
}

function resolveParts(state: FindState, parts: TargetParts): string | undefined {
	const { session, window, pane } = parts;
	if (parts.exactSession) state.exactSession = true;
	if (parts.exactWindow) state.exactWindow = true;
	const noWindow = `can't find window: ${window}`;
	const noPane = `can't find pane: ${pane}`;
	if (pane !== undefined && state.flags.windowIndex) return "can't specify pane here";

	if (session !== undefined) {
		if (!findSession(state, session)) return `can't find session: ${session}`;
		if (window === undefined && pane === undefined) {
			const current = state.session?.current;
			state.winlink = current;
			state.window = current?.window;
			state.pane = current?.window.active;
			return undefined;
		}
		if (window === undefined) return findPaneInSession(state, pane ?? "") ? undefined : noPane;
		if (!findWindowInSession(state, window)) return noWindow;
	} else if (window !== undefined) {
		if (!findWindow(state, window, parts.windowOnly)) return noWindow;
	} else if (pane !== undefined) {
		return findPane(state, pane, parts.paneOnly) ? undefined : noPane;
	} else return useCurrent(state);

	if (pane !== undefined) return findPaneInWindow(state, pane) ? undefined : noPane;
	// Only an index was found: there is no place yet.
	if (state.winlink) state.pane = state.winlink.window.active;
	return undefined;
}
