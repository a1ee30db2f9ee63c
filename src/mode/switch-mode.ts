/**
 * switch-mode: a list of sessions or windows that is narrowed while its prompt
 * is typed into, the best match first. Made by the server for the command,
 * over a pane.
 */
import { drawFormat } from "../format/draw.ts";
import { expand } from "../format/expand.ts";
import { fuzzyMatch } from "../format/fuzzy.ts";
import { sortSessions, sortWinlinks } from "../format/sort.ts";
import { unzoomWindow, zoomWindow } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import { markPane } from "../model/marks.ts";
import type { ModeKey, PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import { type CellStyle, DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import { KEY, KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import {
	isMouseDrag,
	isMouseKey,
	isMouseRelease,
	type MouseEvent,
	mouseButtons,
} from "../term/mouse-keys.ts";
import { namedKey } from "./list-tree-keys.ts";
import { mouseAt } from "./list-tree-menu.ts";
import { optionCell } from "./overlay-box.ts";
import { Prompt } from "./prompt.ts";
import type { ListTreeArgs, TreeModeInit, TreePorts } from "./tree-ports.ts";

/** Flags of switch-mode. */
export interface SwitchModeArgs extends Pick<ListTreeArgs, "format" | "zoom" | "template"> {
	/** -w: windows instead of sessions. */
	readonly windows?: boolean | undefined;
}

export const SWITCH_FORMAT = [
	"#{?window_format,",
	"#{window_name} ",
	"#[dim]#{session_name}:#{window_index}#{window_flags}#[default] ",
	"#[dim]#{pane_current_command}#[default] ",
	"#[dim]#{?#{!=:#{pane_title},#{host_short}},#{pane_title},}#[default]",
	",",
	"#{session_name} ",
	"#[dim]#{session_windows} windows#[default] ",
	"#{?session_attached,attached,#[dim]detached#[default]} ",
	"#[dim]#{window_name}#[default]",
	"}",
].join("");

const SWITCH_TEMPLATE = "switch-client -Zt '%%'";

/** A row, with the columns to highlight. */
interface SwitchRow {
	readonly session: Session;
	readonly winlink: Winlink | undefined;
	readonly text: string;
	columns: readonly number[];
	score: number;
}

/** Keys that mean another one here. */
const ALIASES: ReadonlyMap<KeyCode, KeyCode> = new Map(
	(
		[
			["C-p", KEY.up],
			["C-k", KEY.up],
			["C-n", KEY.down],
			["C-j", KEY.down],
		] as const
	).map(([name, key]) => [namedKey(name), key]),
);
const ENTER = namedKey("Enter");
const LEAVING: ReadonlySet<KeyCode> = new Set(["Escape", "C-[", "C-c", "C-g"].map(namedKey));
const MOUSE_DOWN = namedKey("MouseDown1Pane");
const DOUBLE_CLICK = namedKey("DoubleClick1Pane");

/** Where a key moves the selection, among `count` rows of which `visible` are seen. */
type Move = (current: number, count: number, visible: number) => number;
const MOVES: ReadonlyMap<KeyCode, Move> = new Map<KeyCode, Move>([
	[KEY.up, (current, count) => (current === 0 ? count - 1 : current - 1)],
	[KEY.down, (current, count) => (current === count - 1 ? 0 : current + 1)],
	[KEY.pageUp, (current, _, visible) => Math.max(current - visible, 0)],
	[KEY.pageDown, (current, _, visible) => current + visible],
	[namedKey("WheelUpPane"), (current) => Math.max(current - 1, 0)],
	[namedKey("WheelDownPane"), (current) => current + 1],
]);

export class SwitchMode implements PaneMode {
	readonly name = "switch-mode";
	readonly pane: Pane;
	readonly screen: PlainScreen;
	readonly #server: Server;
	readonly #ports: TreePorts;
	readonly #args: SwitchModeArgs;
	readonly #prompt: Prompt;
	readonly #unzoom: boolean;
	#filter = "";
	#rows: SwitchRow[] = [];
	#current = 0;
	#offset = 0;
	#disposed = false;

	constructor(init: TreeModeInit<SwitchModeArgs>) {
		const { server, pane, args, ports } = init;
		this.#server = server;
		this.#ports = ports;
		this.#args = args;
		this.pane = pane;
		this.#unzoom = args.zoom === true && !pane.window.zoomed;
		if (this.#unzoom) zoomWindow(server, pane);
		this.screen = new PlainScreen(pane.screen.cols, pane.screen.rows, server.widths);
		const session = init.target?.session;
		this.#prompt = new Prompt({
			server,
			session,
			target: init.target,
			ports: ports.prompt,
			request: {
				prompt: "(search) ",
				input: "",
				type: "search",
				incremental: true,
				noFormat: true,
				inMode: true,
				editArrows: true,
				onInput: (text, done) => {
					if (!done) this.#narrow(text ?? "");
					return true;
				},
				onMove: () => true,
			},
		});
		this.#build();
		this.#prompt.start();
		this.#draw();
	}

	/** An incremental prompt's text: a sign, then what was typed. */
	#narrow(text: string): void {
		this.#filter = text.slice(1);
		this.#build();
		this.#current = 0;
		this.#offset = 0;
	}

	#build(): void {
		const server = this.#server;
		const format = this.#args.format ?? SWITCH_FORMAT;
		const byName = { order: "name", reversed: false } as const;
		const row = (session: Session, winlink: Winlink | undefined): SwitchRow => {
			const type = winlink ? "window" : "session";
			const text = expand(format, { server, session, winlink, type });
			return { session, winlink, text, columns: [], score: 0 };
		};
		const rows = this.#args.windows
			? sortWinlinks(server, byName).map((winlink) => row(winlink.session, winlink))
			: sortSessions(server, byName).map((session) => row(session, undefined));
		this.#rows = this.#filter === "" ? rows : this.#matching(rows);
	}

	/** The rows that match, the best first. */
	#matching(rows: readonly SwitchRow[]): SwitchRow[] {
		const found: SwitchRow[] = [];
		for (const row of rows) {
			const match = fuzzyMatch(this.#filter, row.text, this.screen.cols);
			if (match) found.push({ ...row, columns: [...match.columns], score: match.score });
		}
		return found.sort((a, b) => b.score - a.score);
	}

	/** Rows there is room for above the prompt. */
	get #visible(): number {
		return Math.max(this.screen.rows - 1, 0);
	}

	#select(line: number): void {
		const count = this.#rows.length;
		this.#current = Math.max(Math.min(line, count - 1), 0);
		if (count === 0) this.#offset = 0;
		else if (this.#current < this.#offset) this.#offset = this.#current;
		else if (this.#visible > 0 && this.#current >= this.#offset + this.#visible)
			this.#offset = this.#current - this.#visible + 1;
	}

	#draw(): void {
		const { screen } = this;
		screen.clear();
		if (screen.rows <= 1) return;
		const context = { server: this.#server, noJobs: true };
		const matched = optionCell(this.pane.options, "switch-mode-match-style", context);
		const selected = optionCell(this.pane.options, "mode-style", context);
		for (let y = 0; y < this.#visible; y++) {
			const row = this.#rows[this.#offset + y];
			if (!row) break;
			this.#drawRow(row, y, this.#offset + y === this.#current ? selected : undefined, matched);
		}
		const y = screen.rows - 1;
		const x = this.#prompt.draw(screen.cells, 0, y, screen.cols);
		screen.setCursor({ x, y, visible: true });
	}

	#drawRow(row: SwitchRow, y: number, selected: CellStyle | undefined, matched: Readonly<CellStyle>): void {
		const { screen } = this;
		if (selected) screen.fill(0, y, screen.cols, 1, { ...DEFAULT_CELL_STYLE, bg: selected.bg });
		drawFormat(row.text, screen.cols, selected ?? DEFAULT_CELL_STYLE, screen.cells, 0, y, screen);
		for (const x of row.columns) {
			const us = screen.cells.us[screen.cells.index(x, y)] ?? DEFAULT_CELL_STYLE.us;
			if (x < screen.cols) screen.restyle(x, y, 1, { ...matched, us });
		}
	}

	#refresh(): void {
		if (this.#disposed) return;
		this.#draw();
		markPane(this.#server, this.pane);
	}

	keyTable(): string | undefined {
		return undefined;
	}

	formats(): ReadonlyMap<string, () => string> {
		return new Map();
	}

	key(event: ModeKey): void {
		if (this.#disposed) return;
		const given = event.key & ~KEY_FLAGS;
		if (isMouseKey(given)) {
			if (event.mouse) this.#mouse(given, event.mouse, event.client);
			return;
		}
		const key = ALIASES.get(given) ?? given;
		if (key === ENTER) this.#choose(event.client);
		else if (LEAVING.has(key)) this.#ports.leave(this);
		else {
			if (MOVES.has(key)) this.#move(key);
			else this.#prompt.key(key);
			this.#refresh();
		}
	}

	#move(key: KeyCode): void {
		const move = MOVES.get(key);
		const count = this.#rows.length;
		if (move && count > 0) this.#select(move(this.#current, count, this.#visible));
	}

	#mouse(key: KeyCode, mouse: MouseEvent, client: Client | undefined): void {
		const at = mouseAt(this.pane, mouse);
		if (!at) return;
		const pressed = mouseButtons(mouse.b) === 0 && !isMouseDrag(mouse.b) && !isMouseRelease(mouse.b);
		if (at.y === this.screen.rows - 1 && pressed) this.#prompt.mouse(at.x);
		else if (key !== MOUSE_DOWN && key !== DOUBLE_CLICK) this.#move(key);
		else {
			if (at.y >= this.#visible || this.#offset + at.y >= this.#rows.length) return;
			this.#select(this.#offset + at.y);
			if (key === DOUBLE_CLICK) {
				this.#choose(client);
				return;
			}
		}
		this.#refresh();
	}

	/** Runs the command for the selected row and leaves; nothing when it has gone. */
	#choose(client: Client | undefined): void {
		const row = this.#rows[this.#current];
		if (!row || row.session.destroyed) return;
		const { session } = row;
		const winlink = row.winlink && session.winlinkAt(row.winlink.index);
		if (row.winlink && !winlink) return;
		const value = winlink ? `=${session.name}:${winlink.index}.` : `=${session.name}:`;
		const template = this.#args.template ?? SWITCH_TEMPLATE;
		this.#ports.runTemplate({ template, value, client, target: { session, winlink } });
		this.#ports.leave(this);
	}

	resize(cols: number, rows: number): void {
		if (this.#disposed) return;
		this.screen.resize(cols, rows);
		this.#build();
		this.#select(this.#current);
		this.#refresh();
	}

	styleChanged(): void {
		this.#refresh();
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		this.#prompt.dispose();
		if (this.#unzoom && !this.pane.window.destroyed) unzoomWindow(this.#server, this.pane.window);
	}
}
