/**
 * What the dashboard remembers between two keys, and what each key does: a new
 * state, and what is to be done outside. Pure; driven by share-app.ts, shown by
 * share-view.ts.
 */
import type { Style } from "./paint.ts";
import { keepSelection, LEAVING, NOTHING_SELECTED, type Selection, selectionByKey } from "./selection.ts";
import type { GuestFacts, HandLine, ShareFacts } from "./share-facts.ts";

/** Asked before something that cannot be taken back. */
export interface Question {
	readonly text: string;
	readonly effect: Effect;
}

export interface Notice {
	readonly text: string;
	readonly style: Style;
}

/** What is to be done outside. */
export type Effect =
	| { readonly type: "leave" }
	/** Run at the server; `done` is said when it has worked. */
	| { readonly type: "command"; readonly argv: readonly string[]; readonly done: string }
	| { readonly type: "copy"; readonly text: string; readonly done: string }
	/** Shares the server. */
	| { readonly type: "share" };

export interface ShareState {
	/** Undefined until the server has answered. */
	readonly facts: ShareFacts | undefined;
	readonly selection: Selection;
	/** Whether tokens can be read. */
	readonly tokens: boolean;
	/** The lines are shown with the host's key in them. */
	readonly pinned: boolean;
	readonly question: Question | undefined;
	readonly notice: Notice | undefined;
}

export interface Step {
	readonly state: ShareState;
	readonly effect?: Effect;
}

/** The start; `tokens`: only the host's user can see the screen. */
export function startState(tokens: boolean): ShareState {
	return {
		facts: undefined,
		selection: NOTHING_SELECTED,
		tokens,
		pinned: false,
		question: undefined,
		notice: undefined,
	};
}

export function guestKey({ id }: GuestFacts): string {
	return `guest:${id}`;
}

/** Everything that can be selected, from top to bottom. */
export function itemKeys(facts: ShareFacts | undefined): string[] {
	if (facts === undefined) return [];
	return [...facts.lines.map(({ key }) => key), ...facts.guests.map(guestKey)];
}

/** The server has answered. */
export function withFacts(state: ShareState, facts: ShareFacts): ShareState {
	const selection = keepSelection(state.selection, itemKeys(facts));
	return { ...state, facts, selection };
}

export function withNotice(state: ShareState, text: string, style: Style): ShareState {
	return { ...state, notice: { text, style } };
}

export function selectedGuest({ facts, selection }: ShareState): GuestFacts | undefined {
	return facts?.guests.find((guest) => guestKey(guest) === selection.key);
}

export function selectedLine({ facts, selection }: ShareState): HandLine | undefined {
	return facts?.lines.find(({ key }) => key === selection.key);
}

export function isShared({ facts }: ShareState): boolean {
	return facts !== undefined && facts.status !== "off";
}

/** How a line is to be typed, as it is shown now. */
export function commandOf({ pinned }: ShareState, line: HandLine): string {
	return pinned && line.pinned !== "" ? line.pinned : line.command;
}

function guestCommand(flag: string, guest: GuestFacts, done: string): Effect {
	return { type: "command", argv: ["guest-access", flag, "-t", String(guest.id)], done };
}

function say(state: ShareState, text: string, style: Style = "warn"): Step {
	return { state: withNotice(state, text, style) };
}

function ask(state: ShareState, text: string, effect: Effect): Step {
	return { state: { ...state, question: { text, effect } } };
}

/** Something with the selected guest. */
function withGuest(state: ShareState, fn: (guest: GuestFacts) => Step): Step {
	const guest = selectedGuest(state);
	return guest === undefined ? say(state, "select a guest first") : fn(guest);
}

/**
 * Something with the selected guest, which has to wait. When another item is
 * selected, the first one who waits is, so that one sees who it is.
 */
function withWaiting(state: ShareState, fn: (guest: GuestFacts) => Step): Step {
	const guest = selectedGuest(state);
	if (guest?.waiting) return fn(guest);
	const first = state.facts?.guests.find(({ waiting }) => waiting);
	if (first === undefined) return say(state, "nobody waits to be let in");
	const selection = keepSelection({ key: guestKey(first), at: 0 }, itemKeys(state.facts));
	return say({ ...state, selection }, `${first.name} waits: press again to decide`);
}

function allow(flag: "-r" | "-w", rights: string) {
	return (state: ShareState, guest: GuestFacts): Step => {
		if (!guest.waiting && guest.rights === rights) return say(state, `${guest.name} is ${rights}`, "plain");
		const done = guest.waiting ? `${guest.name} is let in ${rights}` : `${guest.name} is ${rights} now`;
		return { state, effect: guestCommand(flag, guest, done) };
	};
}

const readOnly = allow("-r", "read-only");
const readWrite = allow("-w", "read-write");

function refuse(state: ShareState, guest: GuestFacts): Step {
	return { state, effect: guestCommand("-k", guest, `${guest.name} was not let in`) };
}

function whileShared(fn: (state: ShareState) => Step): (state: ShareState) => Step {
	return (state) => (isShared(state) ? fn(state) : say(state, "the server is not shared"));
}

const KEYS: Readonly<Record<string, (state: ShareState) => Step>> = {
	r: (state) => withGuest(state, (guest) => readOnly(state, guest)),
	w: (state) => withGuest(state, (guest) => readWrite(state, guest)),
	a: (state) => withWaiting(state, (guest) => readWrite(state, guest)),
	n: (state) => withWaiting(state, (guest) => refuse(state, guest)),
	x: (state) =>
		withGuest(state, (guest) =>
			guest.waiting
				? refuse(state, guest)
				: ask(state, `put out ${guest.name}?`, guestCommand("-k", guest, `${guest.name} was put out`)),
		),
	c: (state) => {
		const line = selectedLine(state);
		if (line === undefined) return say(state, "select a line to hand over first");
		const text = commandOf(state, line);
		return { state, effect: { type: "copy", text, done: `the ${line.label} line is copied` } };
	},
	t: (state) => ({ state: { ...state, tokens: !state.tokens } }),
	p: (state) => ({ state: { ...state, pinned: !state.pinned } }),
	s: whileShared((state) =>
		ask(state, "stop sharing and put all guests out?", {
			type: "command",
			argv: ["unshare-server"],
			done: "sharing has ended",
		}),
	),
	S: (state) => {
		if (state.facts === undefined) return { state };
		if (isShared(state)) return say(state, "the server is shared", "plain");
		return { state: withNotice(state, "sharing starts...", "plain"), effect: { type: "share" } };
	},
};

/** `y` does what was asked, C-c leaves all the same, anything else does nothing. */
function answer(state: ShareState, { effect }: Question, key: string): Step {
	const closed = { ...state, question: undefined };
	if (key === "C-c") return { state: closed, effect: { type: "leave" } };
	return key === "y" || key === "Y" ? { state: closed, effect } : { state: closed };
}

/** What a key does. Printable keys are named by themselves, others as `up`, `escape`, `C-c`. */
export function press(before: ShareState, key: string): Step {
	const state = { ...before, notice: undefined };
	if (state.question !== undefined) return answer(state, state.question, key);
	if (LEAVING.has(key)) return { state, effect: { type: "leave" } };
	const selection = selectionByKey(state.selection, itemKeys(state.facts), key);
	if (selection !== undefined) return { state: { ...state, selection } };
	const handler = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
	return handler?.(state) ?? { state };
}
