/**
 * choose-tree: sessions, windows and panes with previews, to switch to, mark,
 * kill or run a command for. Made by the server for the command, over a pane.
 */
import { drawFormat } from "../format/draw.ts";
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import { TREE_MODE_FORMAT } from "../format/vars-server.ts";
import type { Client } from "../model/client.ts";
import { destroySession, killPane, killWindow } from "../model/lifecycle.ts";
import type { Options } from "../model/options.ts";
import type { Pane } from "../model/pane.ts";
import { renumberIfWanted } from "../model/session-windows.ts";
import { paneIndex } from "../model/window-panes.ts";
import { DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { KEY, type KeyCode } from "../term/key-code.ts";
import { isMouseKey } from "../term/mouse-keys.ts";
import type { ListItem } from "./list-item.ts";
import type { Area, HelpLine } from "./list-tree-draw.ts";
import { keyMap, namedKey } from "./list-tree-keys.ts";
import type { TreeMenuRow } from "./list-tree-menu.ts";
import { ListTreeMode, type TreeKeyPress } from "./list-tree-mode.ts";
import { optionCell } from "./overlay-box.ts";
import { drawPreview, drawStrip, drawVertical, type Strip, type StripPart } from "./preview.ts";
import { TREE_INFO } from "./tree-info.ts";
import { findRow, rowTarget, type TreeRow, type TreeRows, TreeSource } from "./tree-items.ts";
import type { ListTreeArgs, TreeModeInit } from "./tree-ports.ts";

/** Flags of choose-tree. */
export interface TreeModeArgs extends ListTreeArgs {
	/** -s and -w: sessions, or sessions and windows, are folded at first; undefined: nothing is. */
	readonly kind?: "session" | "window" | undefined;
	/** -G: every session of a group is listed. */
	readonly allOfGroups?: boolean | undefined;
}

/** Keys of rows: 0-9, then M-a to M-z. */
export const LINE_KEY_FORMAT =
	"#{?#{e|<:#{line},10},#{line},#{e|<:#{line},36},M-#{a:#{e|+:97,#{e|-:#{line},10}}}}";

const TREE_TEMPLATE = "switch-client -Zt '%%'";

const MENU: readonly TreeMenuRow[] = [
	["Select", "Enter"],
	["Expand", "Right"],
	["Mark", "m"],
	undefined,
	["Tag", "t"],
	["Tag All", "C-t"],
	["Tag None", "T"],
	undefined,
	["Kill", "x"],
	["Kill Tagged", "X"],
	undefined,
	["Cancel", "q"],
];

/** A key of choose-tree; `row` is the selected one. It gives true to leave. */
interface ModeKeyRow {
	readonly keys: readonly string[];
	readonly help?: HelpLine;
	run(mode: TreeMode, press: TreeKeyPress, row: TreeRow): unknown;
}

const KEYS: readonly ModeKeyRow[] = [
	{
		keys: ["Enter"],
		help: ["Enter", "Choose selected item"],
		run: (mode, { client }, row) => mode.choose(client, row),
	},
	{ keys: [], help: ["S-Up", "Swap current and previous window"], run: () => {} },
	{ keys: [], help: ["S-Down", "Swap current and next window"], run: () => {} },
	{
		keys: ["x"],
		help: ["x", "Kill selected item"],
		run: (mode, { client }, row) => mode.askKill(client, row),
	},
	{ keys: ["X"], help: ["X", "Kill tagged items"], run: (mode, { client }) => mode.askKillTagged(client) },
	{ keys: ["<"], help: ["<", "Scroll previews left"], run: (mode) => mode.scroll(-1) },
	{ keys: [">"], help: [">", "Scroll previews right"], run: (mode) => mode.scroll(1) },
	{ keys: ["m"], help: ["m", "Set the marked pane"], run: (mode, _, row) => mode.mark(row) },
	{ keys: ["M"], help: ["M", "Clear the marked pane"], run: (mode) => mode.mark(undefined) },
	{
		keys: ["i"],
		help: ["i", "Toggle session, window and pane information"],
		run: (mode) => mode.toggleInfo(),
	},
	{
		keys: [":"],
		help: [":", "Run a command for each tagged item"],
		run: (mode, { client }) => mode.askCommand(client),
	},
	{ keys: [], help: ["f", "Enter a format"], run: () => {} },
	{ keys: ["H"], help: ["H", "Jump to the starting pane"], run: (mode) => mode.jumpHome() },
];
const KEY_MAP = keyMap(KEYS);

const MOUSE_DOWN_1 = namedKey("MouseDown1Pane");
const SCROLL_LEFT = namedKey("<");
const SCROLL_RIGHT = namedKey(">");
const ENTER = namedKey("Enter");

/** Column of the border behind the labels of information. */
const INFO_BORDER = 14;

export class TreeMode extends ListTreeMode<TreeRow> {
	readonly #args: TreeModeArgs;
	readonly #hidden: Pane | undefined;
	#info = false;
	/** Previews are scrolled by so many. */
	#offset = 0;
	#strip: Strip | undefined;
	/** The row that was selected at the last key. */
	#selected: TreeRow | undefined;

	constructor(init: TreeModeInit<TreeModeArgs>) {
		const { args, server, pane } = init;
		const rows: TreeRows = {
			server,
			target: init.target ?? {},
			format: args.format ?? TREE_MODE_FORMAT,
			keyFormat: args.keyFormat ?? LINE_KEY_FORMAT,
			squashGroups: !args.allOfGroups,
			hidden: args.hideThisPane ? pane : undefined,
			start: args.kind ?? "pane",
			starting: true,
		};
		const kind = {
			name: "tree-mode",
			item: "item",
			help: KEYS.flatMap((row) => (row.help ? [row.help] : [])),
			helpWidth: 51,
			menu: MENU,
		};
		super(init, kind, new TreeSource(rows));
		this.#args = args;
		this.#hidden = rows.hidden;
		this.viewName = "preview";
		this.start();
		rows.starting = false;
		rows.start = "pane";
		this.#selected = this.tree.currentItem?.data;
	}

	protected override act(press: TreeKeyPress): boolean {
		const item = this.tree.currentItem;
		if (!item) return false;
		if (item.data !== this.#selected) this.#offset = 0;
		let key = press.key;
		if (isMouseKey(key) && press.mouse) key = this.#mouseKey(key, press.x, item);
		// A click on a preview has selected what it shows.
		const row = this.tree.currentItem?.data ?? item.data;
		if (row !== item.data) this.#offset = 0;
		const finished = KEY_MAP.get(key)?.run(this, { ...press, key }, row) === true;
		this.#selected = this.tree.currentItem?.data;
		return finished;
	}

	/** What a click into the box below means. */
	#mouseKey(key: KeyCode, x: number, item: ListItem<TreeRow>): KeyCode {
		const strip = this.#strip;
		if (key !== MOUSE_DOWN_1 || !strip) return KEY.none;
		if (strip.left !== undefined && x <= strip.left) return SCROLL_LEFT;
		if (strip.right !== undefined && x >= strip.right) return SCROLL_RIGHT;
		const column = Math.max(strip.left === undefined ? x - 1 : x - strip.left, 0);
		const index = Math.min(strip.start + Math.floor(column / strip.each), strip.end - 1);
		const found = findRow(this.server, item.data);
		if (!found || item.data.type === "pane") return KEY.none;
		const tags: readonly unknown[] =
			item.data.type === "session" ? found.session.winlinks : (found.winlink?.window.panes ?? []);
		this.tree.setExpanded(item, true);
		if (tags[index] !== undefined) this.tree.select(tags[index]);
		return ENTER;
	}

	// Drawing.

	protected override drawPreview(row: TreeRow, area: Area): void {
		this.#strip = undefined;
		const found = findRow(this.server, row);
		if (!found?.pane || !found.winlink) return;
		if (this.#info) this.#drawInfo(row, area, { server: this.server, ...found });
		else if (row.type === "pane") {
			if (found.pane !== this.#hidden) drawPreview(this.screen, found.pane.screen, area);
		} else if (row.type === "session") {
			const { winlinks, current } = found.session;
			this.#drawStrip(area, winlinks.length, current ? winlinks.indexOf(current) : 0, (index) => {
				const winlink = winlinks[index];
				const pane = winlink?.window.active;
				if (!winlink || !pane) return undefined;
				const ctx: FormatContext = { server: this.server, session: found.session, winlink, type: "window" };
				return this.#part(pane, winlink.window.options, ctx);
			});
		} else {
			const { session, winlink } = found;
			const panes = winlink.window.panes.filter((pane) => pane !== this.#hidden);
			const active = winlink.window.active;
			const current = active ? panes.indexOf(active) : 0;
			this.#drawStrip(area, panes.length, current < 0 ? panes.length : current, (index) => {
				const pane = panes[index];
				return pane && this.#part(pane, pane.options, { server: this.server, session, winlink, pane });
			});
		}
	}

	#part(pane: Pane, options: Options, ctx: FormatContext): StripPart {
		const border = optionCell(options, "tree-mode-border-style", ctx);
		const labelStyle = { ...optionCell(options, "tree-mode-preview-style", ctx), bg: border.bg };
		const label = expand(options.string("tree-mode-preview-format"), ctx);
		return { screen: pane.screen, label, labelStyle, border };
	}

	#drawStrip(
		area: Area,
		total: number,
		current: number,
		part: (index: number) => StripPart | undefined,
	): void {
		this.#strip = drawStrip(this.screen, area, total, current, this.#offset, this.borderCell(), part);
		if (this.#strip) this.#offset = this.#strip.offset;
	}

	#drawInfo(row: TreeRow, { x, y, width, height }: Area, ctx: FormatContext): void {
		const border = this.borderCell();
		let at = 0;
		for (const [block, lines] of TREE_INFO[row.type].entries()) {
			if (block > 0 && at < height) {
				this.screen.hline(x, y + at, width, "single", border);
				if (width > INFO_BORDER) this.screen.boxPart(x + INFO_BORDER, y + at, "single", "cross", border);
				at++;
			}
			for (const line of lines) {
				if (at >= height) return;
				drawFormat(expand(line, ctx), width, DEFAULT_CELL_STYLE, this.screen.cells, x, y + at, this.screen);
				at++;
			}
		}
		if (width > INFO_BORDER) drawVertical(this.screen, x + INFO_BORDER, y + at, height - at, border);
	}

	// What keys do.

	choose(client: Client | undefined, row: TreeRow): boolean {
		const value = rowTarget(this.server, row);
		if (value !== undefined)
			this.ports.runTemplate({ template: this.#args.template ?? TREE_TEMPLATE, value, client });
		return true;
	}

	scroll(by: number): void {
		this.#offset += by;
	}

	mark(row: TreeRow | undefined): void {
		const found = row && findRow(this.server, row);
		this.server.mark =
			found?.winlink && found.pane
				? { session: found.session, winlink: found.winlink, pane: found.pane }
				: undefined;
		this.tree.build();
	}

	toggleInfo(): void {
		this.#info = !this.#info;
		this.viewName = this.#info ? "info" : "preview";
	}

	jumpHome(): void {
		const { session, winlink } = this.target;
		if (session) this.tree.expandTag(session);
		if (winlink) this.tree.expandTag(winlink);
		if (!this.tree.select(this.pane)) this.tree.select(winlink);
	}

	askKill(client: Client | undefined, row: TreeRow): void {
		const found = findRow(this.server, row);
		if (!found) return;
		const names = {
			session: () => `session ${found.session.name}`,
			window: () => `window ${found.winlink?.index}`,
			pane: () => `pane ${found.pane && paneIndex(found.pane)}`,
		};
		this.#askKill(client, `Kill ${names[row.type]()}? `, () => {
			const current = this.tree.currentItem;
			return current ? [current.data] : [];
		});
	}

	askKillTagged(client: Client | undefined): void {
		const count = this.tree.tagged().length;
		if (count > 0)
			this.#askKill(client, `Kill ${count} tagged? `, () => this.tree.chosen().map((item) => item.data));
	}

	#askKill(client: Client | undefined, prompt: string, rows: () => readonly TreeRow[]): void {
		this.ask(client, {
			prompt,
			type: "command",
			single: true,
			accept: this.#args.accept === true,
			done: (text) => {
				if (text?.toLowerCase() !== "y") return;
				for (const row of rows()) this.#kill(row);
				for (const session of this.server.sessions.values()) renumberIfWanted(session);
				this.update();
			},
		});
	}

	#kill(row: TreeRow): void {
		const { server } = this;
		const found = findRow(server, row);
		if (!found) return;
		if (row.type === "session") destroySession(server, found.session);
		else if (row.type === "window" && found.winlink) killWindow(server, found.winlink.window, false);
		else if (found.pane) killPane(server, found.pane);
	}

	askCommand(client: Client | undefined): void {
		const count = this.tree.tagged().length;
		this.ask(client, {
			prompt: count > 0 ? `(${count} tagged) ` : "(current) ",
			type: "command",
			done: (template, by) => {
				if (template === undefined || template === "") return;
				for (const { data } of this.tree.chosen()) {
					const value = rowTarget(this.server, data);
					const target = findRow(this.server, data);
					if (value === undefined) continue;
					this.ports.runTemplate({ template, value, client: by, target, after: () => this.update() });
				}
			},
		});
	}
}
