/**
 * The numbers of a window's panes over a client (`display-panes`), to choose a
 * pane by key or mouse. Made by server/ui; drawn by the view and fed by key
 * dispatch through Overlay.
 */
import { drawFormat } from "../format/draw.ts";
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import type { Overlay, OverlayKeyResult } from "../model/overlay.ts";
import type { Pane } from "../model/pane.ts";
import { statusLines } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import { type CellBuffer, type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import { ATTR } from "../term/attributes.ts";
import { KEY_BASE_MASK, KEY_FLAGS, KEY_MODIFIERS, type KeyCode } from "../term/key-code.ts";
import {
	isMouseDrag,
	isMouseKey,
	isMouseRelease,
	type MouseEvent,
	mouseButtons,
} from "../term/mouse-keys.ts";
import type { Disposable } from "../util/disposable.ts";
import { BIG_SIZE, BIG_STEP, drawBig } from "./clock-font.ts";
import { type PaneArea, PanesLayout, wholeLayout } from "./display-panes-layout.ts";
import { optionCell } from "./overlay-box.ts";

/** How the panes are shown. */
export interface DisplayPanesRequest {
	/** It closes after so many milliseconds; 0: never by itself. */
	readonly delay: number;
	/** Keys choose nothing (-N). */
	readonly ignoreKeys: boolean;
	/** Another window than the client's current one (-s). */
	readonly window?: Window | undefined;
	/** Only in this pane's place instead of the whole window (-Z). */
	readonly inPane?: Pane | undefined;
	onChoose(pane: Pane): void;
	onClose(): void;
}

export interface DisplayPanesInit {
	readonly server: Server;
	readonly client: Client;
	readonly request: DisplayPanesRequest;
	/** Takes it from its client: its time is over. */
	close(): void;
}

const ESCAPE = 0x1b;
const LETTER_Q = 0x71;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const LETTER_A = 0x61;
const LETTER_Z = 0x7a;
/** Panes 10 to 34 show the letter that chooses them. */
const FIRST_LETTER_PANE = 10;
const LAST_LETTER_PANE = 34;
/** Rows a number and the format above it take. */
const ROWS_WITH_FORMAT = 7;

/** The pane number a key stands for. */
function indexOf(key: KeyCode): number | undefined {
	if (key >= DIGIT_0 && key <= DIGIT_9) return key - DIGIT_0;
	const base = key & KEY_BASE_MASK;
	if (key & KEY_MODIFIERS || base < LETTER_A || base > LETTER_Z) return undefined;
	return FIRST_LETTER_PANE + base - LETTER_A;
}

/** The part of a line that is shown in `size` cells, so that the cursor is in its first third. */
function previewStart(cursor: number, size: number, whole: number): number {
	const start = Math.max(cursor - Math.floor(size / 3), 0);
	return Math.max(Math.min(start, whole - size), 0);
}

export class DisplayPanes implements Overlay {
	readonly kind = "panes";
	readonly #init: DisplayPanesInit;
	#timer: Disposable | undefined;
	#areas: readonly PaneArea[] = [];
	#open = true;

	constructor(init: DisplayPanesInit) {
		this.#init = init;
		const { server, request } = init;
		if (request.delay > 0)
			this.#timer = server.ports.clock.setTimeout(() => {
				this.#timer = undefined;
				if (this.#open) init.close();
			}, request.delay);
	}

	/** The window over which it is drawn, whose options count. */
	get #over(): Window | undefined {
		return this.#init.request.inPane?.window ?? this.#init.client.session?.current?.window;
	}

	/** The window whose panes are shown. */
	get #window(): Window | undefined {
		return this.#init.request.window ?? this.#over;
	}

	/** Rows of the status line above the window. */
	get #top(): number {
		const { client } = this.#init;
		const position = client.session?.options.choice("status-position");
		return position === "top" ? statusLines(client) : 0;
	}

	/** The rectangle of the window that is drawn over. */
	get #place(): { readonly x: number; readonly y: number; readonly sx: number; readonly sy: number } {
		const { inPane } = this.#init.request;
		if (inPane) return { x: inPane.xoff, y: inPane.yoff, sx: inPane.sx, sy: inPane.sy };
		const over = this.#over;
		return { x: 0, y: 0, sx: over?.sx ?? 1, sy: over?.sy ?? 1 };
	}

	draw(cells: CellBuffer): void {
		const over = this.#over;
		const window = this.#window;
		const root = window && wholeLayout(window);
		const { client } = this.#init;
		if (!over || !root || !client.session) return;
		const { x, y, sx, sy } = this.#place;
		const screen = new PlainScreen(sx, sy);
		const layout = new PanesLayout(window, root, screen.cols, screen.rows);
		this.#areas = layout.areas();
		for (const area of this.#areas) this.#drawPane(screen, area, layout.scaled, over);
		const border = optionCell(over.options, "display-panes-border-style", this.#context(over.active));
		for (const line of layout.lines()) screen.boxPart(line.x, line.y, "single", line.part, border);
		this.#stamp(screen, cells, x - client.offset.x, y - client.offset.y);
	}

	/** Copies what is seen of the window's part onto the client, beside the status lines. */
	#stamp(screen: PlainScreen, cells: CellBuffer, x: number, y: number): void {
		const { client } = this.#init;
		const top = this.#top;
		const rows = Math.max(client.sy - statusLines(client), 0);
		const left = Math.max(-x, 0);
		const width = Math.min(screen.cols - left, cells.cols - Math.max(x, 0));
		if (width <= 0) return;
		for (let row = Math.max(-y, 0); row < screen.rows && y + row < rows; row++)
			screen.copyLine(row, left, width, cells, Math.max(x, 0), top + y + row);
	}

	#context(pane: Pane | undefined): FormatContext {
		const { server, client } = this.#init;
		const session: Session | undefined = client.session;
		const window = this.#window;
		const winlink = (window && session?.winlinkOf(window)) ?? session?.current;
		return { server, session, winlink, pane };
	}

	#drawPane(screen: PlainScreen, area: PaneArea, scaled: boolean, over: Window): void {
		const { pane, x, y, sx, sy } = area;
		const source = pane.screen;
		const { cursor } = source;
		const preview = scaled && cursor.visible;
		const fromX = preview ? previewStart(cursor.x, sx, source.cols) : 0;
		const fromY = preview ? previewStart(cursor.y, sy, source.rows) : 0;
		for (let row = 0; row < Math.min(sy, source.rows - fromY); row++)
			screen.copyFrom(source, source.historySize + fromY + row, fromX, sx, x, y + row);
		if (preview) this.#reverseCell(screen, x + cursor.x - fromX, y + cursor.y - fromY);
		this.#drawNumber(screen, area, over);
	}

	/** The cursor of a pane that is shown in part. */
	#reverseCell(screen: PlainScreen, x: number, y: number): void {
		if (x >= screen.cols || y >= screen.rows) return;
		const { fg, bg, us, attr } = screen.cells;
		const i = screen.cells.index(x, y);
		screen.restyle(x, y, 1, { fg: fg[i]!, bg: bg[i]!, us: us[i]!, attr: attr[i]! | ATTR.reverse });
	}

	#drawNumber(screen: PlainScreen, area: PaneArea, over: Window): void {
		const { pane, x, y, sx, sy } = area;
		const index = this.#indexOf(pane);
		const digits = String(index);
		const letter =
			index >= FIRST_LETTER_PANE && index <= LAST_LETTER_PANE
				? String.fromCharCode(LETTER_A + index - FIRST_LETTER_PANE)
				: "";
		if (sx < digits.length) return;
		const name = pane.window.active === pane ? "display-panes-active-colour" : "display-panes-colour";
		const look = optionCell(over.options, name, this.#context(pane));
		const format = over.options.string("display-panes-format");
		const width = digits.length * BIG_STEP - 1;
		const rows = format === "" ? BIG_SIZE : ROWS_WITH_FORMAT;
		if (sx < width || sy < rows) {
			const both = letter !== "" && sx >= digits.length + 2;
			const text = both ? `${digits} ${letter}` : digits;
			screen.put(x + Math.floor((sx - text.length) / 2), y + Math.floor(sy / 2), text, look);
			if (sy > 1) this.#drawFormat(screen, area, format, look);
			return;
		}
		const left = x + Math.floor((sx - width) / 2);
		const top = y + Math.floor((sy - BIG_SIZE) / 2);
		drawBig(screen, left, top, digits, " ", { ...DEFAULT_CELL_STYLE, bg: look.fg });
		if (sy <= BIG_SIZE + 1) return;
		this.#drawFormat(screen, area, format, look);
		if (letter !== "") screen.put(left + width - 1, top + BIG_SIZE, letter, look);
	}

	#drawFormat(screen: PlainScreen, area: PaneArea, format: string, look: CellStyle): void {
		if (format === "") return;
		const text = expand(format, this.#context(area.pane));
		if (text !== "") drawFormat(text, area.sx, look, screen.cells, area.x, area.y);
	}

	#indexOf(pane: Pane): number {
		return pane.window.options.number("pane-base-index") + pane.position;
	}

	key(given: KeyCode, mouse: MouseEvent | undefined): OverlayKeyResult {
		const { request } = this.#init;
		const isMouse = isMouseKey(given);
		const key = given & ~KEY_FLAGS;
		if (!isMouse && (key === ESCAPE || key === LETTER_Q)) return "close";
		if (request.ignoreKeys) return this.#isPrefix(key) ? "pass" : "handled";
		const pane = isMouse ? mouse && this.#paneAt(mouse) : this.#paneOf(key);
		if (pane) {
			request.onChoose(pane);
			return "close";
		}
		if (isMouse) return "handled";
		return this.#isPrefix(key) ? "pass" : "close";
	}

	/** The prefix works as over any pane. */
	#isPrefix(key: KeyCode): boolean {
		const options = this.#init.client.session?.options;
		return ["prefix", "prefix2"].some(
			(name) => options !== undefined && (options.key(name) & ~KEY_FLAGS) === key,
		);
	}

	#paneOf(key: KeyCode): Pane | undefined {
		const index = indexOf(key);
		return this.#window?.panes.find((pane) => this.#indexOf(pane) === index);
	}

	/** The pane under a press of the first button. */
	#paneAt(mouse: MouseEvent): Pane | undefined {
		const { b } = mouse;
		if (mouseButtons(b) !== 0 || isMouseDrag(b) || isMouseRelease(b)) return undefined;
		const { client } = this.#init;
		const place = this.#place;
		const x = mouse.x + client.offset.x - place.x;
		const y = mouse.y - this.#top + client.offset.y - place.y;
		return this.#areas.findLast((a) => x >= a.x && x < a.x + a.sx && y >= a.y && y < a.y + a.sy)?.pane;
	}

	resize(): boolean {
		return true;
	}

	dispose(): void {
		if (!this.#open) return;
		this.#open = false;
		this.#timer?.dispose();
		this.#init.request.onClose();
	}
}
