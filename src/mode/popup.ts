/**
 * A popup over a client (`display-popup`): a program in a pty of its own,
 * shown in a box. Made by server/ui; drawn by the view and fed by key dispatch
 * through Overlay. The program ends with the popup.
 */
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import { markClient, markFrame } from "../model/marks.ts";
import type { Overlay, OverlayKeyResult } from "../model/overlay.ts";
import { applyPaneColours, paneScreenOptions } from "../model/pane-screen-options.ts";
import type { Job } from "../model/ports.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { BoxLines } from "../screen/box-lines.ts";
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { PaneScreenEvents } from "../screen/pane-options.ts";
import { PaneScreen } from "../screen/pane-screen.ts";
import type { ScreenCursor, ScreenModes } from "../screen/screen.ts";
import { KEY, KEY_BASE_MASK, KEY_CTRL, KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import { encodeKey, encodeMouse } from "../term/key-encoder.ts";
import { isMouseKey, type MouseEvent } from "../term/mouse-keys.ts";
import { overlayLines } from "./overlay-box.ts";
import { drawPopup } from "./popup-draw.ts";
import { startPopupJob } from "./popup-job.ts";
import { dragPopup, type PopupDrag, type PopupPlace, popupMouse } from "./popup-mouse.ts";

/** What a popup is made of. */
export interface PopupRequest {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	/** Expanded. */
	readonly title: string;
	readonly borderLines?: string | undefined;
	readonly style?: string | undefined;
	readonly borderStyle?: string | undefined;
	/** None: `default-command` or a shell; one: run by the shell; more: run directly. */
	readonly argv: readonly string[];
	readonly cwd: string;
	/** `NAME=value` on top of the session's environment. */
	readonly environment: readonly string[];
	readonly session: Session;
	/** It closes when its program ends (-E). */
	readonly closeOnExit: boolean;
	/** It closes when its program ends well (-EE). */
	readonly closeOnSuccess: boolean;
	/** Any key closes it once its program has ended (-k). */
	readonly closeOnKey: boolean;
	/** Called when it has closed with the program's status or signal; 129 when it was closed before. */
	onClose(status: number): void;
}

/** What `display-popup` may change of an open popup; what is not given stays. */
export interface PopupChange {
	readonly title?: string | undefined;
	readonly borderLines?: string | undefined;
	readonly style?: string | undefined;
	readonly borderStyle?: string | undefined;
	readonly closing?: Pick<PopupRequest, "closeOnExit" | "closeOnSuccess" | "closeOnKey"> | undefined;
}

export interface PopupInit {
	readonly server: Server;
	readonly client: Client;
	readonly request: PopupRequest;
	/** Environment of the session for its programs. */
	readonly environment: ReadonlyMap<string, string>;
	/** What the program may do outside its screen (clipboard, bell ...). */
	readonly events?: Partial<PaneScreenEvents> | undefined;
	/** Takes the popup from its client: its program has ended. */
	close(): void;
}

const ESCAPE = 0x1b;
const CTRL_C = 0x63 | KEY_CTRL;
/** As a shell says that a program was ended by SIGHUP. */
const CLOSED_STATUS = 128 + 1;

/** Cells a border takes in each direction. */
const frameOf = (lines: BoxLines): number => (lines === "none" ? 0 : 2);

/** The kind of border a request asks for. */
function linesOf(init: Pick<PopupInit, "server" | "request">): BoxLines {
	const { server, request } = init;
	const options = request.session.current?.window.options ?? server.windowOptions;
	return overlayLines(options, "popup-border-lines", request.borderLines);
}

export class Popup implements Overlay {
	readonly kind = "popup";
	readonly screen: PaneScreen;
	readonly #init: PopupInit;
	#look: Omit<PopupChange, "closing" | "borderLines">;
	#lines: BoxLines;
	#closing: NonNullable<PopupChange["closing"]>;
	#place: PopupPlace;
	/** Place and size it goes back to when the client has room again. */
	#wanted: PopupPlace;
	#drag: PopupDrag | undefined;
	#job: Job | undefined;
	#status = CLOSED_STATUS;
	#open = true;

	/** Starts the program; throws when it cannot be started. See openPopup. */
	constructor(init: PopupInit) {
		const { server, client, request } = init;
		this.#init = init;
		this.#lines = linesOf(init);
		this.#look = request;
		this.#closing = request;
		const { x, y, width, height } = request;
		this.#place = { x, y, width, height };
		this.#wanted = this.#place;
		const window = request.session.current?.window ?? client.session?.current?.window;
		const { cols, rows } = this.#inner;
		this.screen = new PaneScreen({
			cols,
			rows,
			...(window ? { options: paneScreenOptions(server, window.options, 0, window) } : {}),
			events: {
				...init.events,
				reply: (bytes) => this.#job?.write(bytes),
			},
			clock: server.ports.clock,
		});
		applyPaneColours(this.screen, server.windowOptions);
		this.#job = startPopupJob(
			init,
			{ cols, rows },
			(bytes) => this.#output(bytes),
			(status) => this.#ended(status),
		);
	}

	get place(): PopupPlace {
		return this.#place;
	}

	/** The program still runs. */
	get running(): boolean {
		return this.#job !== undefined;
	}

	get #inner(): { readonly cols: number; readonly rows: number } {
		const frame = frameOf(this.#lines);
		return {
			cols: Math.max(this.#place.width - frame, 1),
			rows: Math.max(this.#place.height - frame, 1),
		};
	}

	#output(bytes: Uint8Array): void {
		if (!this.#open) return;
		this.screen.write(bytes);
		markFrame(this.#init.server, this.#init.client);
	}

	#ended(status: number): void {
		this.#job = undefined;
		this.#status = status;
		const { closeOnExit, closeOnSuccess } = this.#closing;
		if (this.#open && (closeOnExit || (closeOnSuccess && status === 0))) this.#init.close();
	}

	#mark(): void {
		markClient(this.#init.server, this.#init.client);
	}

	draw(cells: CellBuffer): void {
		const { server, client, request } = this.#init;
		const session = client.session ?? request.session;
		const context: FormatContext = { server, client, session, winlink: session.current };
		drawPopup(cells, this.screen, {
			place: this.#place,
			lines: this.#lines,
			options: session.current?.window.options ?? server.windowOptions,
			context,
			title: this.#look.title ?? "",
			style: this.#look.style,
			borderStyle: this.#look.borderStyle,
		});
	}

	cursor(): ScreenCursor {
		const { cursor } = this.screen;
		const frame = frameOf(this.#lines) / 2;
		return { ...cursor, x: this.#place.x + frame + cursor.x, y: this.#place.y + frame + cursor.y };
	}

	modes(): ScreenModes {
		return this.screen.modes;
	}

	/** KEY.none: `pasted` is what was pasted. */
	key(given: KeyCode, mouse: MouseEvent | undefined, pasted?: Uint8Array): OverlayKeyResult {
		if (given === KEY.none) {
			if (pasted) this.#job?.write(pasted);
			return "handled";
		}
		const isMouse = isMouseKey(given);
		if (isMouse) {
			if (!mouse || !this.#mouse(mouse)) return "handled";
		}
		const key = given & ~KEY_FLAGS;
		const { closeOnExit, closeOnSuccess, closeOnKey } = this.#closing;
		if ((!this.#job || !(closeOnExit || closeOnSuccess)) && (key === ESCAPE || key === CTRL_C))
			return "close";
		if (!this.#job) {
			const base = key & KEY_BASE_MASK;
			const pasted = base === KEY.pasteStart || base === KEY.pasteEnd;
			return closeOnKey && !isMouse && !pasted ? "close" : "handled";
		}
		const bytes = isMouse && mouse ? this.#mouseBytes(mouse) : this.#keyBytes(given);
		if (bytes && bytes.length > 0) this.#job.write(bytes);
		return "handled";
	}

	#keyBytes(key: KeyCode): Uint8Array {
		const { options } = this.#init.server;
		const { cursorKeys, keypad, bracketedPaste, extendedKeys } = this.screen.modes;
		return encodeKey(key, {
			cursorKeys,
			keypad,
			bracketedPaste,
			extendedKeys,
			extendedFormat: options.choice("extended-keys-format") === "xterm" ? "xterm" : "csi-u",
			backspace: options.key("backspace"),
		});
	}

	#mouseBytes(mouse: MouseEvent): Uint8Array | undefined {
		const frame = frameOf(this.#lines) / 2;
		const x = mouse.x - this.#place.x - frame;
		const y = mouse.y - this.#place.y - frame;
		if (x < 0 || y < 0 || x >= this.screen.cols || y >= this.screen.rows) return undefined;
		return encodeMouse(mouse, this.screen.modes, x, y);
	}

	/** True when the program may have the event: inside, and neither on the border nor dragging. */
	#mouse(mouse: MouseEvent): boolean {
		if (this.#drag) {
			this.#dragged(this.#drag, mouse);
			return false;
		}
		const result = popupMouse(this.#place, this.#lines !== "none", mouse);
		if (typeof result === "object") this.#drag = result;
		return result === "program";
	}

	#dragged(drag: PopupDrag, mouse: MouseEvent): void {
		const { client } = this.#init;
		const result = dragPopup(drag, this.#place, mouse, {
			cols: client.sx,
			rows: client.sy,
			least: frameOf(this.#lines) + 1,
		});
		this.#drag = result.drag;
		if (!result.place) return;
		this.#wanted =
			drag.kind === "move"
				? { ...this.#wanted, x: result.place.x, y: result.place.y }
				: { ...this.#wanted, width: result.place.width, height: result.place.height };
		this.#moveTo(result.place);
	}

	#moveTo(place: PopupPlace): void {
		this.#place = place;
		this.#fitScreen();
		this.#mark();
	}

	#fitScreen(): void {
		const { cols, rows } = this.#inner;
		if (cols === this.screen.cols && rows === this.screen.rows) return;
		this.screen.resize(cols, rows);
		this.#job?.resize(cols, rows);
	}

	resize(cols: number, rows: number): boolean {
		const { x, y } = this.#wanted;
		const width = Math.min(this.#wanted.width, cols);
		const height = Math.min(this.#wanted.height, rows);
		this.#moveTo({ x: Math.min(x, cols - width), y: Math.min(y, rows - height), width, height });
		return true;
	}

	/** `display-popup` while it is open: other looks, other rules for closing. */
	modify(change: PopupChange): void {
		const { title, style, borderStyle, borderLines, closing } = change;
		const old = this.#look;
		this.#look = {
			title: title ?? old.title,
			style: style ?? old.style,
			borderStyle: borderStyle ?? old.borderStyle,
		};
		if (borderLines !== undefined) this.#lines = borderLines as BoxLines;
		if (closing) this.#closing = closing;
		this.#fitScreen();
		this.#mark();
	}

	/** Ends the program and tells who made it. */
	dispose(): void {
		if (!this.#open) return;
		this.#open = false;
		this.#job?.dispose();
		this.#job = undefined;
		this.screen.dispose();
		this.#init.request.onClose(this.#status);
	}
}

/** Makes a popup; undefined when the client has no room for it or the program cannot be started. */
export function openPopup(init: PopupInit): Popup | undefined {
	const { server, client, request } = init;
	const least = frameOf(linesOf(init)) + 1;
	if (request.width < least || request.height < least) return undefined;
	if (request.width > client.sx || request.height > client.sy) return undefined;
	try {
		return new Popup(init);
	} catch (error) {
		server.ports.log.error("popup", error);
		return undefined;
	}
}
