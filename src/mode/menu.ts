/**
 * A menu over a client (`display-menu`): rows in a box, chosen by key or
 * mouse. Made by server/ui; drawn by the view and fed by key dispatch through
 * Overlay. Who made it runs the command it closes with.
 */

import { drawFormat } from "../format/draw.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import { markClient } from "../model/marks.ts";
import type { Overlay, OverlayKeyResult } from "../model/overlay.ts";
import type { Pane } from "../model/pane.ts";
import { statusLines } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import type { BoxLines } from "../screen/box-lines.ts";
import type { CellBuffer } from "../screen/cell-buffer.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import type { ScreenCursor, ScreenModes } from "../screen/screen.ts";
import { ATTR, COLOUR_DEFAULT } from "../term/attributes.ts";
import { KEY, KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import {
	isMouseDrag,
	isMouseKey,
	isMouseRelease,
	isMouseWheel,
	type MouseEvent,
	mouseButtons,
} from "../term/mouse-keys.ts";
import { type MenuItem, type MenuRow, menuRows } from "./menu-items.ts";
import { type MenuMove, menuMoveFor } from "./menu-keys.ts";
import { drawBox, overlayCell, overlayLines, stampScreen } from "./overlay-box.ts";

/** What a menu is made of. */
export interface MenuRequest {
	/** Expanded. */
	readonly title: string;
	readonly items: readonly MenuItem[];
	/** Top left corner on the client. */
	readonly x: number;
	readonly y: number;
	/** Row chosen at first, for the keyboard; below 0: none. */
	readonly start: number;
	/** It stays open when the button comes up (-O). */
	readonly stayOpen: boolean;
	/** Steered by the mouse: opened by it, or -M. */
	readonly mouse: boolean;
	readonly borderLines?: string | undefined;
	readonly style?: string | undefined;
	readonly selectedStyle?: string | undefined;
	readonly borderStyle?: string | undefined;
	readonly target: {
		readonly session?: Session | undefined;
		readonly winlink?: Winlink | undefined;
		readonly window?: Window | undefined;
		readonly pane?: Pane | undefined;
	};
	/** Called when it closes, with the command of the chosen row. */
	onClose(command: string | undefined): void;
}

export interface MenuInit {
	readonly server: Server;
	readonly client: Client;
	readonly request: MenuRequest;
}

/** Columns and rows around the texts. */
const FRAME_COLS = 4;
const FRAME_ROWS = 2;

/** Where a side of `size` goes that should begin at `at`, with `room` cells from `first` on. */
const clamp = (at: number, size: number, room: number, first = 0): number =>
	size >= room ? first : Math.max(Math.min(at, first + room - size), first);

/** The rows of a client with `rows` that are its window's: a menu never covers the status line. */
function windowRows(client: Client, rows: number): { readonly first: number; readonly count: number } {
	const lines = statusLines(client);
	const isAtTop = client.session?.options.choice("status-position") === "top";
	return { first: isAtTop ? lines : 0, count: Math.max(rows - lines, 0) };
}

export class Menu implements Overlay {
	readonly kind = "menu";
	readonly rows: readonly MenuRow[];
	readonly #init: MenuInit;
	readonly #width: number;
	readonly #lines: BoxLines;
	#x: number;
	#y: number;
	/** Index of the highlighted row, -1 for none. */
	#choice = -1;
	#open = true;
	#chosen: string | undefined;

	/** A menu without rows has nothing to show; the caller does not open one. */
	constructor(init: MenuInit) {
		const { client, request } = init;
		this.#init = init;
		const { rows, width } = menuRows(request.title, request.items, client.sx, init.server.widths);
		this.rows = rows;
		this.#width = width;
		const lines = overlayLines(this.#options, "menu-border-lines", request.borderLines);
		// A menu without lines keeps the room for them.
		this.#lines = lines === "none" ? "padded" : lines;
		this.#x = clamp(request.x, this.width, client.sx);
		const { first, count } = windowRows(client, client.sy);
		this.#y = clamp(request.y, this.height, count, first);
		if (!request.mouse) this.#choice = this.#firstChoice(request.start);
	}

	/** Of the whole box. */
	get width(): number {
		return this.#width + FRAME_COLS;
	}

	get height(): number {
		return this.rows.length + FRAME_ROWS;
	}

	/** Where it is, for the next menu with `-x L -y L`. */
	get position(): { readonly x: number; readonly y: number } {
		return { x: this.#x, y: this.#y };
	}

	get choice(): number {
		return this.#choice;
	}

	get #window(): Window | undefined {
		const { client, request } = this.#init;
		return request.target.window ?? client.session?.current?.window;
	}

	get #options() {
		return this.#window?.options ?? this.#init.server.windowOptions;
	}

	#enabled(index: number): boolean {
		return this.rows[index]?.enabled === true;
	}

	/** The first row that can be chosen from `start` on, round the end; beyond the last row, upwards from there. */
	#firstChoice(start: number): number {
		const count = this.rows.length;
		if (start < 0) return -1;
		const step = start >= count ? -1 : 1;
		const from = Math.min(start, count - 1);
		for (let i = 0; i < count; i++) {
			const index = (((from + i * step) % count) + count) % count;
			if (this.#enabled(index)) return index;
		}
		return -1;
	}

	draw(cells: CellBuffer): void {
		const { server, client, request } = this.#init;
		const { session, winlink, pane } = request.target;
		const context: FormatContext = { server, session, winlink, pane };
		const options = this.#options;
		const base = overlayCell(options, "menu-style", context, request.style);
		const selected = overlayCell(options, "menu-selected-style", context, request.selectedStyle);
		const border = overlayCell(options, "menu-border-style", context, request.borderStyle);
		const screen = new PlainScreen(this.width, this.height, server.widths);
		drawBox(screen, this.#lines, border, request.title);
		const right = screen.cols - 1;
		for (const [index, row] of this.rows.entries()) {
			const y = index + 1;
			if (row.text === undefined) {
				screen.hline(1, y, right - 1, this.#lines, border);
				screen.boxPart(0, y, this.#lines, "upRightDown", border);
				screen.boxPart(right, y, this.#lines, "upLeftDown", border);
				continue;
			}
			const look = row.enabled && index === this.#choice ? selected : base;
			screen.put(1, y, " ".repeat(this.#width + 2), look);
			const style = row.enabled ? look : { ...look, attr: look.attr | ATTR.dim };
			const text = row.enabled ? row.text : row.text.slice(1);
			drawFormat(text, this.#width, style, screen.cells, 2, y, screen);
		}
		stampScreen(screen, cells, this.#x, this.#y, windowRows(client, cells.rows));
	}

	/** Hidden, but on the chosen row: that is where a screen reader looks. */
	cursor(): ScreenCursor {
		const y = this.#choice === -1 ? this.#y : this.#y + 1 + this.#choice;
		return {
			x: this.#x + 2,
			y,
			visible: false,
			shape: "default",
			blinking: false,
			veryVisible: false,
			colour: COLOUR_DEFAULT,
		};
	}

	/** A menu steered by the mouse follows it without a button. */
	modes(): Partial<ScreenModes> {
		return { mouse: this.#init.request.mouse ? "all" : "none" };
	}

	key(key: KeyCode, mouse: MouseEvent | undefined): OverlayKeyResult {
		if (isMouseKey(key)) return mouse ? this.#mouse(mouse) : "handled";
		const plain = key & ~KEY_FLAGS;
		for (const [index, row] of this.rows.entries()) {
			if (!row.enabled || row.key === undefined || row.key === KEY.none) continue;
			if (plain === (row.key & ~KEY_FLAGS)) return this.#choose(index);
		}
		const move = menuMoveFor(plain);
		if (move === "close") return "close";
		if (move === "choose") return this.#choose(this.#choice);
		if (move) this.#move(move);
		return "handled";
	}

	#move(move: MenuMove): void {
		this.#highlight(move(this.#choice, this.rows.length, (index) => this.#enabled(index)));
	}

	#highlight(choice: number): void {
		if (choice === this.#choice) return;
		this.#choice = choice;
		markClient(this.#init.server, this.#init.client);
	}

	/** The button was pressed, moved or let go. */
	#mouse(mouse: MouseEvent): OverlayKeyResult {
		const { request } = this.#init;
		const { b, x, y } = mouse;
		if (!request.mouse) return mouseButtons(b) === 0 ? "handled" : "close";
		const release = isMouseRelease(b);
		// Motion without a button looks like a release, but only highlights.
		const ends = request.stayOpen ? !isMouseWheel(b) && !isMouseDrag(b) : release && !isMouseDrag(b);
		const top = this.#y + 1;
		if (x < this.#x || x > this.#x + this.width || y < top || y >= top + this.rows.length) {
			if (ends && (!request.stayOpen || !release)) return "close";
			this.#highlight(-1);
			return "handled";
		}
		if (ends) return this.#choose(this.#choice);
		this.#highlight(y - top);
		return "handled";
	}

	#choose(index: number): OverlayKeyResult {
		if (index === -1) return "close";
		this.#highlight(index);
		const row = this.rows[index];
		if (!row?.enabled) return this.#init.request.stayOpen ? "handled" : "close";
		this.#chosen = row.command;
		return "close";
	}

	resize(cols: number, rows: number): boolean {
		this.#x = clamp(this.#x, this.width, cols);
		const { first, count } = windowRows(this.#init.client, rows);
		this.#y = clamp(this.#y, this.height, count, first);
		return true;
	}

	/** Closes it: its owner is told the command of the chosen row. */
	dispose(): void {
		if (!this.#open) return;
		this.#open = false;
		this.#init.request.onClose(this.#chosen);
	}
}
