/**
 * What is typed or pasted into a pane: to its mode, or encoded for its program
 * and for the panes synchronised with it. Called by key dispatch, send-keys
 * and paste-buffer.
 */
import type { ModeKey } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { KEY, KEY_BASE_MASK, KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import { canEncodeKey, encodeKey, encodeMouse, type KeyModes } from "../term/key-encoder.ts";
import { isMouseKey, mouseTypeOf } from "../term/mouse-keys.ts";

/** Where what clients type into panes goes. */
export interface PaneInput {
	/** A key for the pane's mode or program; false when it has no bytes to be sent. */
	key(server: Server, pane: Pane, event: ModeKey): boolean;
	/** Pasted bytes, or with `key` a mark of a bracketed paste. */
	paste(pane: Pane, key: KeyCode, bytes: Uint8Array): void;
}

/** To the pane's own mode or program. */
export const OWN_INPUT: PaneInput = { key: paneKey, paste: panePaste };

/** A key for the pane as if its user had pressed it; false when it has no bytes to be sent. */
export function paneKey(server: Server, pane: Pane, event: ModeKey): boolean {
	const { mode } = pane;
	if (!mode) return sendKey(server, pane, event);
	// Modes use no mere movement of the mouse.
	if (isMouseKey(event.key) && mouseTypeOf(event.key) === "MouseMove") return true;
	if (event.client) mode.key({ ...event, key: event.key & ~KEY_FLAGS });
	return true;
}

/** A key for the pane's program whatever mode covers it; false when it has no bytes. */
export function sendKey(server: Server, pane: Pane, event: ModeKey): boolean {
	if (!canInput(pane)) return true;
	if (isMouseKey(event.key)) {
		if (event.mouse) sendMouse(server, pane, event);
		return true;
	}
	const modes = keyModes(server, pane);
	if (!canEncodeKey(event.key, modes)) return false;
	pane.write(encodeKey(event.key, modes));
	for (const other of synchronized(pane)) other.write(encodeKey(event.key, keyModes(server, other)));
	return true;
}

/** Pasted or literal bytes; the marks of a bracketed paste only when the program asked for them. */
export function panePaste(pane: Pane, key: KeyCode, bytes: Uint8Array): void {
	if (pane.mode || !canInput(pane)) return;
	const base = key & KEY_BASE_MASK;
	const isMark = base === KEY.pasteStart || base === KEY.pasteEnd;
	if (isMark && !pane.screen.modes.bracketedPaste) return;
	pane.write(bytes);
	for (const other of synchronized(pane)) other.write(bytes);
}

function canInput(pane: Pane): boolean {
	return pane.process !== undefined && !pane.inputOff;
}

/** The other panes that get what `pane` gets. */
function synchronized(pane: Pane): Pane[] {
	if (!pane.options.flag("synchronize-panes")) return [];
	return pane.window.panes.filter(
		(p) => p !== pane && !p.mode && canInput(p) && p.visible && p.options.flag("synchronize-panes"),
	);
}

function sendMouse(server: Server, pane: Pane, event: ModeKey): void {
	const { mouse } = event;
	if (!mouse || mouse.ignore) return;
	const at = mousePosition(pane, mouse, false);
	if (!at) return;
	if (mouse.paneId !== -1 && server.panes.get(mouse.paneId) !== pane) return;
	const bytes = encodeMouse(mouse, pane.screen.modes, at.x, at.y);
	if (bytes) pane.write(bytes);
}

/** Where in the pane the mouse is (or was, with `last`), from 0; undefined when it is outside. */
export function mousePosition(
	pane: Pane,
	mouse: {
		x: number;
		y: number;
		lx: number;
		ly: number;
		ox: number;
		oy: number;
		statusAt: number;
		statusLines: number;
	},
	last: boolean,
): { readonly x: number; readonly y: number } | undefined {
	const x = (last ? mouse.lx : mouse.x) + mouse.ox;
	let y = last ? mouse.ly : mouse.y;
	if (mouse.statusAt === 0) y -= mouse.statusLines;
	y += mouse.oy;
	if (x < pane.xoff || x >= pane.xoff + pane.sx || y < pane.yoff || y >= pane.yoff + pane.sy)
		return undefined;
	return { x: x - pane.xoff, y: y - pane.yoff };
}

/** How the pane's program wants its keys. */
export function keyModes(server: Server, pane: Pane): KeyModes {
	const { modes } = pane.screen;
	return {
		cursorKeys: modes.cursorKeys,
		keypad: modes.keypad,
		bracketedPaste: modes.bracketedPaste,
		extendedKeys: modes.extendedKeys,
		extendedFormat: server.options.choice("extended-keys-format") === "xterm" ? "xterm" : "csi-u",
		backspace: server.options.key("backspace"),
	};
}
