/**
 * What guests type, on its way to the host: keys that no table has bound, the
 * mouse for programs that asked for it, pastes. Only what a guest has open here
 * (a chooser, a clock, a list) takes its keys itself. Given to the runtime in
 * place of its own input by mirror.ts.
 */
import type { Client } from "../model/client.ts";
import type { ModeKey } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { mousePosition, OWN_INPUT, type PaneInput } from "../server/pane-input.ts";
import {
	KEY,
	KEY_BASE_MASK,
	KEY_CTRL,
	KEY_MODIFIERS,
	KEY_USER_BASE,
	KEY_USER_LIMIT,
	type KeyCode,
} from "../term/key-code.ts";
import { isMouseKey, type MouseEvent, mouseKeyParts } from "../term/mouse-keys.ts";
import { mouseCodes, type TmateKey, textCodes } from "../tmate/key-codes.ts";
import type { Protocol } from "../tmate/messages.ts";
import { HostMode } from "./host-mode.ts";

export interface KeyInputPorts {
	/** A key for a pane at the host. */
	key(pane: Pane, key: KeyCode): void;
	/** Characters as they are, without a meaning as keys: a paste or a mouse report. */
	plain(pane: Pane, codes: readonly TmateKey[]): void;
	/** Selects with the mouse of a guest, in its pane. */
	select(client: Client, pane: Pane, mouse: MouseEvent): void;
	/** What the host speaks. */
	protocol(): Protocol;
}

/** Lines a wheel scrolls in the host's copy mode. */
const WHEEL_LINES = 5;
const ENCODER = new TextEncoder();
const PASTE_MARKS: ReadonlyMap<number, Uint8Array> = new Map([
	[KEY.pasteStart, ENCODER.encode("\x1b[200~")],
	[KEY.pasteEnd, ENCODER.encode("\x1b[201~")],
]);
/** The terminal's own reports: the host's program is told of its own terminal's. */
const NOT_SENT: ReadonlySet<number> = new Set([
	KEY.none,
	KEY.unknown,
	KEY.focusIn,
	KEY.focusOut,
	KEY.any,
	KEY.reportDarkTheme,
	KEY.reportLightTheme,
	KEY.mouse,
	KEY.dragging,
	KEY.doubleClick,
]);

export class MirrorInput implements PaneInput {
	readonly #ports: KeyInputPorts;
	/** Characters that are not complete yet, for each pane. */
	readonly #decoders = new WeakMap<Pane, InstanceType<typeof TextDecoder>>();

	constructor(ports: KeyInputPorts) {
		this.#ports = ports;
	}

	key(server: Server, pane: Pane, event: ModeKey): boolean {
		const { mode } = pane;
		if (mode && !(mode instanceof HostMode)) return OWN_INPUT.key(server, pane, event);
		if (isMouseKey(event.key)) {
			if (mode) this.#overHostMode(pane, event);
			else this.#mouse(server, pane, event);
			return true;
		}
		const base = event.key & KEY_BASE_MASK;
		const mark = PASTE_MARKS.get(base);
		if (mark !== undefined) {
			if (!mode && pane.screen.modes.bracketedPaste)
				this.#ports.plain(pane, textCodes(mark, this.#ports.protocol()));
			return true;
		}
		if (NOT_SENT.has(base) || (base >= KEY_USER_BASE && base < KEY_USER_BASE + KEY_USER_LIMIT)) return true;
		this.#ports.key(pane, event.key & (KEY_BASE_MASK | KEY_MODIFIERS));
		return true;
	}

	paste(pane: Pane, key: KeyCode, bytes: Uint8Array): void {
		const { mode } = pane;
		if (mode && !(mode instanceof HostMode)) return;
		if (PASTE_MARKS.has(key & KEY_BASE_MASK)) return;
		const protocol = this.#ports.protocol();
		if (protocol < 5) return this.#ports.plain(pane, [...bytes]);
		let decoder = this.#decoders.get(pane);
		if (!decoder) {
			decoder = new TextDecoder("utf-8", { ignoreBOM: true });
			this.#decoders.set(pane, decoder);
		}
		const text = decoder.decode(bytes, { stream: true });
		this.#ports.plain(
			pane,
			Array.from(text, (char) => char.codePointAt(0) as number),
		);
	}

	/** For a program that has asked for the mouse: the report its terminal would send. */
	#mouse(server: Server, pane: Pane, { mouse }: ModeKey): void {
		if (!mouse || mouse.ignore) return;
		const at = mousePosition(pane, mouse, false);
		if (!at || (mouse.paneId !== -1 && server.panes.get(mouse.paneId) !== pane)) return;
		const codes = mouseCodes(mouse, pane.screen.modes, at.x, at.y, this.#ports.protocol());
		if (codes) this.#ports.plain(pane, codes);
	}

	/** The host's copy mode knows no mouse of ours: the wheel becomes keys that scroll, a drag is the guest's own. */
	#overHostMode(pane: Pane, { key, mouse, client }: ModeKey): void {
		const { type, button } = mouseKeyParts(key) ?? {};
		if (type === "MouseDrag" && button === 1 && client && mouse) this.#ports.select(client, pane, mouse);
		if (type !== "WheelUp" && type !== "WheelDown") return;
		const code = (type === "WheelUp" ? KEY.up : KEY.down) | KEY_CTRL;
		for (let i = 0; i < WHEEL_LINES; i++) this.#ports.key(pane, code);
	}
}
