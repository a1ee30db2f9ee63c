/**
 * The panes of a window with their numbers (`display-panes`), to choose one by
 * key or mouse: a mode of one pane, which is zoomed for it unless it is to stay
 * in its place. Made by server/ui.
 */
import { drawFormat } from "../format/draw.ts";
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import { unzoomWindow, zoomWindow } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import { markPane } from "../model/marks.ts";
import type { ModeKey, PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import { type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import type { Screen } from "../screen/screen.ts";
import { ATTR } from "../term/attributes.ts";
import { KEY_BASE_MASK, KEY_FLAGS, KEY_MODIFIERS, type KeyCode } from "../term/key-code.ts";
import { isMouseKey, type MouseEvent } from "../term/mouse-keys.ts";
import type { Disposable } from "../util/disposable.ts";
import { BIG_SIZE, BIG_STEP, drawBig } from "./clock-font.ts";
import { type LineCell, type PaneArea, PanesLayout, wholeLayout } from "./display-panes-layout.ts";
import { namedKey } from "./list-tree-keys.ts";
import { mouseAt } from "./list-tree-menu.ts";
import { optionCell } from "./overlay-box.ts";

/** How the panes are shown. */
export interface DisplayPanesRequest {
	/** It ends after so many milliseconds; 0: never by itself. */
	readonly delay: number;
	/** Keys choose nothing (-N). */
	readonly ignoreKeys: boolean;
	/** The pane is left in its place instead of filling the window (-Z). */
	readonly inPlace: boolean;
	/** Where the mode was asked for, and the window whose panes are shown, in its session (-s). */
	readonly session: Session | undefined;
	readonly source: { readonly session: Session | undefined; readonly window: Window };
	onChoose(pane: Pane, client: Client | undefined): void;
}

export interface DisplayPanesInit {
	readonly server: Server;
	readonly pane: Pane;
	readonly request: DisplayPanesRequest;
	leave(mode: PaneMode): void;
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

const MOUSE_DOWN = namedKey("MouseDown1Pane");

export class DisplayPanes implements PaneMode {
	readonly name = "panes-mode";
	readonly hidesPaneStatus = true;
	readonly pane: Pane;
	readonly screen: PlainScreen;
	readonly #init: DisplayPanesInit;
	/** What the pane showed before it was zoomed and took another size. */
	readonly #before: PlainScreen | undefined;
	#timer: Disposable | undefined;
	#areas: PaneArea[] = [];
	#zoomed = false;
	#disposed = false;

	constructor(init: DisplayPanesInit) {
		this.#init = init;
		const { server, pane, request } = init;
		this.pane = pane;
		if (!request.inPlace && !pane.window.zoomed) {
			this.#before = copyOf(pane.screen);
			this.#zoomed = zoomWindow(server, pane);
		}
		this.screen = new PlainScreen(pane.sx, pane.sy, server.widths);
		if (request.delay > 0)
			this.#timer = server.ports.clock.setTimeout(() => {
				this.#timer = undefined;
				init.leave(this);
			}, request.delay);
		this.#draw();
	}

	#draw(): void {
		const { screen } = this;
		const { window } = this.#init.request.source;
		const root = wholeLayout(window);
		screen.clear();
		this.#areas = [];
		markPane(this.#init.server, this.pane);
		if (!root || window.destroyed) return;
		const layout = new PanesLayout(window, root, screen.cols, screen.rows);
		const over = this.pane.window.options;
		const border = optionCell(over, "display-panes-border-style", this.#context(this.pane));
		const lines = (cells: readonly LineCell[]) => {
			for (const { x, y, part } of cells) screen.boxPart(x, y, "single", part, border);
		};
		for (const area of layout.areas()) this.#drawPane(area, layout.scaled);
		lines(layout.lines());
		for (const float of layout.floats()) {
			const { x, y, sx, sy } = float.cleared;
			for (let row = y; row < y + sy; row++) screen.put(x, row, " ".repeat(sx), DEFAULT_CELL_STYLE);
			if (float.area) this.#drawPane(float.area, layout.scaled);
			lines(float.lines);
		}
	}

	/** The place formats are expanded for: the shown window in its session, else in the mode's own. */
	#context(pane: Pane): FormatContext {
		const { server, request } = this.#init;
		const { window } = request.source;
		const session = request.source.session?.has(window) ? request.source.session : request.session;
		return { server, session, winlink: session?.winlinkOf(window) ?? session?.current, pane };
	}

	#drawPane(area: PaneArea, scaled: boolean): void {
		const { pane, x, y, sx, sy } = area;
		const { screen } = this;
		const before = pane === this.pane ? this.#before : undefined;
		const source: Screen = before && sx <= before.cols && sy <= before.rows ? before : pane.screen;
		this.#areas.push(area);
		const { cursor } = source;
		const preview = scaled && cursor.visible;
		const fromX = preview ? previewStart(cursor.x, sx, source.cols) : 0;
		const fromY = preview ? previewStart(cursor.y, sy, source.rows) : 0;
		for (let row = 0; row < Math.min(sy, source.rows - fromY); row++)
			screen.copyFrom(source, source.historySize + fromY + row, fromX, sx, x, y + row);
		if (preview) this.#reverseCell(x + cursor.x - fromX, y + cursor.y - fromY);
		this.#drawNumber(area);
	}

	/** The cursor of a pane that is shown in part. */
	#reverseCell(x: number, y: number): void {
		const { screen } = this;
		if (x >= screen.cols || y >= screen.rows) return;
		const { fg, bg, us, attr } = screen.cells;
		const i = screen.cells.index(x, y);
		screen.restyle(x, y, 1, { fg: fg[i]!, bg: bg[i]!, us: us[i]!, attr: attr[i]! | ATTR.reverse });
	}

	#drawNumber(area: PaneArea): void {
		const { screen } = this;
		const over = this.pane.window;
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
			if (sy > 1) this.#drawFormat(area, format, look);
			return;
		}
		const left = x + Math.floor((sx - width) / 2);
		const top = y + Math.floor((sy - BIG_SIZE) / 2);
		drawBig(screen, left, top, digits, " ", { ...DEFAULT_CELL_STYLE, bg: look.fg });
		if (sy <= BIG_SIZE + 1) return;
		this.#drawFormat(area, format, look);
		if (letter !== "") screen.put(left + width - 1, top + BIG_SIZE, letter, look);
	}

	#drawFormat(area: PaneArea, format: string, look: CellStyle): void {
		if (format === "") return;
		const text = expand(format, this.#context(area.pane));
		if (text !== "") drawFormat(text, area.sx, look, this.screen.cells, area.x, area.y, this.screen);
	}

	#indexOf(pane: Pane): number {
		return pane.window.options.number("pane-base-index") + pane.position;
	}

	keyTable(): undefined {
		return undefined;
	}

	/** A pane's number, letter or place chooses it; another key ends the mode. */
	key({ key: given, mouse, client }: ModeKey): void {
		const { server, request, leave } = this.#init;
		const isMouse = isMouseKey(given);
		const key = given & ~KEY_FLAGS;
		if (key === ESCAPE || key === LETTER_Q) return leave(this);
		if (request.ignoreKeys) return;
		const pane = isMouse ? this.#paneAt(given, mouse) : this.#paneOf(key);
		if (pane) {
			unzoomWindow(server, this.pane.window);
			request.onChoose(pane, client);
		} else if (isMouse) return;
		leave(this);
	}

	#paneOf(key: KeyCode): Pane | undefined {
		const index = indexOf(key);
		return this.#init.request.source.window.panes.find((pane) => this.#indexOf(pane) === index);
	}

	/** The pane under a press of the first button; the last one drawn is on top. */
	#paneAt(key: KeyCode, mouse: MouseEvent | undefined): Pane | undefined {
		const at = key === MOUSE_DOWN && mouse ? mouseAt(this.pane, mouse) : undefined;
		if (!at) return undefined;
		const { x, y } = at;
		const area = this.#areas.findLast((a) => x >= a.x && x < a.x + a.sx && y >= a.y && y < a.y + a.sy);
		return area?.pane.destroyed ? undefined : area?.pane;
	}

	resize(cols: number, rows: number): void {
		this.screen.resize(cols, rows);
		this.#draw();
	}

	formats(): ReadonlyMap<string, () => string> {
		return new Map();
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		this.#timer?.dispose();
		const { window } = this.pane;
		if (this.#zoomed && !window.destroyed) unzoomWindow(this.#init.server, window);
	}
}

/** What a screen shows now, cursor included. */
function copyOf(source: Screen): PlainScreen {
	const copy = new PlainScreen(source.cols, source.rows);
	for (let y = 0; y < source.rows; y++) copy.copyFrom(source, source.historySize + y, 0, source.cols, 0, y);
	copy.setCursor(source.cursor);
	return copy;
}
