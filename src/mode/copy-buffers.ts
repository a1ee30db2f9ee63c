/** Copying: to a paste buffer, the clipboard, the input of a command. Called by copy-copy-commands.ts. */
import { notifyPane } from "../model/notify.ts";
import type { Session } from "../model/session.ts";
import type { CopyState } from "./copy-state.ts";
import { selectedText } from "./copy-text.ts";

const ENCODER = new TextEncoder();

/** Where a copy goes. */
export interface CopyTargets {
	/** Beginning of the buffer's name, `buffer` when not given. */
	readonly prefix?: string | undefined;
	readonly buffer: boolean;
	readonly clipboard: boolean;
}

function toClipboard(state: CopyState, bytes: Uint8Array): void {
	if (state.server.options.choice("set-clipboard") === "off") return;
	state.ports.setClipboard(state.pane, bytes);
	notifyPane(state.server, "pane-set-clipboard", state.pane);
}

function store(state: CopyState, text: string | undefined, targets: CopyTargets): void {
	if (text === undefined) return;
	const bytes = ENCODER.encode(text);
	if (targets.clipboard) toClipboard(state, bytes);
	if (targets.buffer) state.server.buffers.add(bytes, targets.prefix);
}

/** Copies the selection. */
export function copySelection(state: CopyState, targets: CopyTargets): void {
	store(state, selectedText(state), targets);
}

/** Gives the selection to `command`, or to that of the option `copy-command`; returns the text. */
export function pipeSelection(
	state: CopyState,
	session: Session | undefined,
	command: string | undefined,
): string | undefined {
	const text = selectedText(state);
	const run = command || state.server.options.string("copy-command");
	if (run !== "") state.ports.runPipe(run, ENCODER.encode(text ?? ""), state.pane, session);
	return text;
}

/** Both. */
export function copyPipe(
	state: CopyState,
	session: Session | undefined,
	command: string | undefined,
	targets: CopyTargets,
): void {
	store(state, pipeSelection(state, session, command), targets);
}

/** Puts the selection behind the text of the newest buffer. */
export function appendSelection(state: CopyState): void {
	const text = selectedText(state);
	if (text === undefined) return;
	const bytes = ENCODER.encode(text);
	toClipboard(state, bytes);
	const { buffers } = state.server;
	const newest = buffers.newest();
	if (newest === undefined) {
		buffers.set(bytes);
		return;
	}
	const joined = new Uint8Array(newest.bytes.length + bytes.length);
	joined.set(newest.bytes);
	joined.set(bytes, newest.bytes.length);
	buffers.set(joined, newest.name);
}
