/**
 * What all tree modes share: a ListTree on a screen of its own with a box for
 * the preview below it, prompts inside the mode, help, menus, zoom. A mode
 * built on it gives the rows, the preview, and its own keys. Made through its
 * subclasses by the server; fed by key dispatch through PaneMode.
 */
import type { FormatContext } from "../format/types.ts";
import { unzoomWindow, zoomWindow } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import { markPane } from "../model/marks.ts";
import type { ModeKey, PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import { KEY, KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import {
	isMouseDrag,
	isMouseKey,
	isMouseRelease,
	type MouseEvent,
	mouseButtons,
} from "../term/mouse-keys.ts";
import type { ListSource } from "./list-item.ts";
import { ListTree } from "./list-tree.ts";
import { type Area, drawHelp, drawRows, drawTitle, type HelpLine, plainCell } from "./list-tree-draw.ts";
import { HELP_END, type KeyTarget, namedKey, TREE_KEY_MAP, TREE_KEYS } from "./list-tree-keys.ts";
import { mouseAt, type TreeMenuRow, treeMenu } from "./list-tree-menu.ts";
import { Prompt, type PromptRequest } from "./prompt.ts";
import type { ListTreeArgs, TreeModeInit, TreePorts, TreeTarget } from "./tree-ports.ts";

/** What a mode is, besides its rows. */
export interface ListTreeKind {
	readonly name: string;
	/** What a row is called in the help. */
	readonly item: string;
	readonly help: readonly HelpLine[];
	readonly helpWidth: number;
	readonly menu: readonly TreeMenuRow[];
}

/** A key that came through the keys all trees have. */
export interface TreeKeyPress {
	/** KEY.none when it is done with. */
	readonly key: KeyCode;
	readonly client: Client | undefined;
	readonly mouse: MouseEvent | undefined;
	/** Where the mouse is in the pane. */
	readonly x: number;
	readonly y: number;
}

/** What is asked inside the mode. */
export interface Question extends Pick<PromptRequest, "prompt" | "type" | "single" | "accept"> {
	readonly input?: string;
	/** The answer; undefined or "" when it was given up. */
	done(text: string | undefined, client: Client | undefined): void;
}

type Preview = "off" | "normal" | "big";
const NEXT_PREVIEW: Readonly<Record<Preview, Preview>> = { off: "big", normal: "off", big: "normal" };

const MOUSE_DOWN_1 = namedKey("MouseDown1Pane");
const MOUSE_DOWN_3 = namedKey("MouseDown3Pane");
const DOUBLE_CLICK_1 = namedKey("DoubleClick1Pane");
const SELECTING: ReadonlySet<KeyCode> = new Set([MOUSE_DOWN_1, MOUSE_DOWN_3, DOUBLE_CLICK_1]);
const ENTER = namedKey("Enter");

export abstract class ListTreeMode<T> implements PaneMode, KeyTarget {
	readonly name: string;
	readonly pane: Pane;
	readonly screen: PlainScreen;
	readonly tree: ListTree<T>;
	protected readonly server: Server;
	protected readonly ports: TreePorts;
	protected readonly target: TreeTarget;
	protected readonly source: ListSource<T>;
	/** Shown in the title of the preview. */
	protected viewName: string | undefined;
	readonly #kind: ListTreeKind;
	#preview: Preview;
	#help = false;
	#prompt: Prompt | undefined;
	#promptAtTop = false;
	/** Who pressed the last key: whose answer a prompt's is. */
	#client: Client | undefined;
	/** The window was not zoomed before. */
	readonly #unzoom: boolean;
	#disposed = false;

	protected constructor(init: TreeModeInit<ListTreeArgs>, kind: ListTreeKind, source: ListSource<T>) {
		const { args } = init;
		this.#kind = kind;
		this.name = kind.name;
		this.server = init.server;
		this.pane = init.pane;
		this.ports = init.ports;
		this.target = init.target ?? {};
		this.source = source;
		const off = args.noPreview ?? 0;
		this.#preview = off === 0 ? "normal" : off === 1 ? "off" : "big";
		this.#unzoom = args.zoom === true && !init.pane.window.zoomed;
		if (this.#unzoom) zoomWindow(init.server, init.pane);
		this.screen = new PlainScreen(init.pane.screen.cols, init.pane.screen.rows, init.server.widths);
		this.tree = new ListTree(source, args, (lines) => this.#heightFor(lines));
	}

	/** Draws what belongs to a row into the box below the rows. */
	protected abstract drawPreview(data: T, area: Area): void;

	/** Does what one of the mode's own keys does; true to leave the mode. */
	protected abstract act(press: TreeKeyPress): boolean;

	/** Rows the box below has whatever the preview is; the preview decides when not given. */
	protected boxRows(): number | undefined {
		return undefined;
	}

	/** Drawn over everything but the prompt. */
	protected drawOver(): void {}

	/** Subclasses call it once they are complete. */
	protected start(): void {
		this.tree.build();
		this.draw();
	}

	get disposed(): boolean {
		return this.#disposed;
	}

	#heightFor(lines: number): number {
		const { rows } = this.screen;
		if (this.#preview === "off") return rows;
		const box = this.boxRows();
		let height = rows;
		if (box !== undefined) {
			if (box < rows) height = rows - box;
		} else if (this.#preview === "normal") {
			height = Math.floor(rows / 3) * 2;
			if (height > lines) height = Math.floor(rows / 2);
			if (height < 10) height = rows;
		} else height = Math.max(Math.min(Math.floor(rows / 4), lines), 2);
		return rows - height < 2 ? rows : height;
	}

	protected get context(): FormatContext {
		return { server: this.server, pane: this.pane };
	}

	protected borderCell(): ReturnType<typeof plainCell> {
		return plainCell(this.pane.window.options, "tree-mode-border-style", this.context);
	}

	/** Draws everything. */
	protected draw(): void {
		const { screen, tree } = this;
		if (tree.lines.length === 0 || tree.height === 0) return;
		screen.clear();
		drawRows(tree, screen, plainCell(this.pane.window.options, "tree-mode-selection-style", this.context));
		if (this.#preview !== "off") this.#drawBox();
		if (this.#help) {
			const lines = [
				...TREE_KEYS.flatMap((row) => (row.help ? [row.help] : [])),
				...this.#kind.help,
				HELP_END,
			];
			drawHelp(screen, lines, this.#kind.helpWidth, this.#kind.item, this.borderCell(), this.context);
		}
		this.drawOver();
		const prompt = this.#prompt;
		if (!prompt) {
			screen.setCursor({ x: 0, y: tree.current - tree.offset, visible: false });
			return;
		}
		const y = this.#promptRow;
		screen.setCursor({ x: prompt.draw(screen.cells, 0, y, screen.cols), y, visible: true });
	}

	#drawBox(): void {
		const { screen, tree } = this;
		const { cols, rows } = screen;
		const { height } = tree;
		if (rows <= 4 || height < 2 || rows - height <= 4 || cols <= 4) return;
		const selected = tree.currentItem;
		const item = selected?.drawAsParent ? selected.parent : selected;
		if (!item) return;
		const border = this.borderCell();
		screen.box(0, height, cols, rows - height, "single", border);
		drawTitle(tree, screen, border, item.name, this.source.orders !== undefined, this.viewName);
		this.drawPreview(item.data, { x: 2, y: height + 1, width: cols - 4, height: rows - height - 2 });
	}

	get #promptRow(): number {
		return this.#promptAtTop ? 0 : this.screen.rows - 1;
	}

	/** Draws and has the pane drawn. */
	refresh(): void {
		if (this.#disposed) return;
		this.draw();
		markPane(this.server, this.pane);
	}

	keyTable(): string | undefined {
		return undefined;
	}

	formats(): ReadonlyMap<string, () => string> {
		return new Map();
	}

	resize(cols: number, rows: number): void {
		if (this.#disposed) return;
		this.screen.resize(cols, rows);
		this.tree.build();
		this.refresh();
	}

	update(): void {
		if (this.#disposed) return;
		this.tree.build();
		this.refresh();
	}

	styleChanged(): void {
		this.refresh();
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		this.clearPrompt();
		if (this.#unzoom && !this.pane.window.destroyed) unzoomWindow(this.server, this.pane.window);
	}

	/** Takes the mode off the pane. */
	protected leave(): void {
		if (!this.#disposed) this.ports.leave(this);
	}

	key(event: ModeKey): void {
		if (this.#disposed) return;
		this.#client = event.client;
		const key = event.key & ~KEY_FLAGS;
		const [press, finished] = this.#treeKey(key, event.client, event.mouse);
		this.afterKey(press, finished);
	}

	/** Gives the mode its own keys, then leaves or draws. */
	protected afterKey(press: TreeKeyPress, finished: boolean): void {
		if (this.#disposed) return;
		const acted = press.key !== KEY.none && this.act(press);
		if (finished || acted) this.leave();
		else this.refresh();
	}

	/** The keys all trees have; gives what is left for the mode, and whether it is left. */
	#treeKey(key: KeyCode, client: Client | undefined, mouse: MouseEvent | undefined): [TreeKeyPress, boolean] {
		const { tree } = this;
		const press = (left: KeyCode, x = 0, y = 0): TreeKeyPress => ({ key: left, client, mouse, x, y });
		const done: [TreeKeyPress, boolean] = [press(KEY.none), false];
		if (tree.lines.length === 0) return [press(KEY.none), true];
		if (this.#prompt && this.#promptKey(this.#prompt, key, mouse)) return done;
		if (this.#help) {
			if (!isMouseKey(key) && key !== KEY.focusIn && key !== KEY.focusOut) this.#help = false;
			return done;
		}
		if (isMouseKey(key) && mouse) {
			const at = mouseAt(this.pane, mouse);
			return at ? [press(this.#mouseKey(key, client, at.x, at.y), at.x, at.y), false] : done;
		}
		const choice = tree.lines.find((line) => line.item.key === key && key !== KEY.none);
		if (choice) {
			tree.current = choice.item.line;
			return [press(ENTER), false];
		}
		const finished = TREE_KEY_MAP.get(key)?.run(this, { client, mouse: mouse !== undefined }) === true;
		return [press(key), finished];
	}

	/** True when the prompt took the key. */
	#promptKey(prompt: Prompt, key: KeyCode, mouse: MouseEvent | undefined): boolean {
		if (!isMouseKey(key)) return prompt.key(key) !== "pass";
		if (!mouse || mouseButtons(mouse.b) !== 0 || isMouseDrag(mouse.b) || isMouseRelease(mouse.b))
			return false;
		const at = mouseAt(this.pane, mouse);
		return at?.y === this.#promptRow && prompt.mouse(at.x) !== "pass";
	}

	/** What is left of a mouse key at a place. */
	#mouseKey(key: KeyCode, client: Client | undefined, x: number, y: number): KeyCode {
		const { tree } = this;
		if (x > this.screen.cols || y > tree.height) {
			if (key === MOUSE_DOWN_3) this.#openMenu(client, x, y, true);
			return this.#preview === "off" ? KEY.none : key;
		}
		if (tree.offset + y < tree.lines.length) {
			if (SELECTING.has(key)) tree.current = tree.offset + y;
			if (key === DOUBLE_CLICK_1) return ENTER;
		}
		if (key === MOUSE_DOWN_3) this.#openMenu(client, x, y, false);
		return KEY.none;
	}

	#openMenu(client: Client | undefined, x: number, y: number, outside: boolean): void {
		const { tree, pane } = this;
		if (!client) return;
		const line = tree.offset + y > tree.lines.length - 1 ? tree.current : tree.offset + y;
		this.ports.menu(
			client,
			treeMenu({
				client,
				pane,
				title: outside ? undefined : (tree.lines[line]?.item.name ?? ""),
				rows: this.#kind.menu,
				x,
				y,
				widths: this.server.widths,
				onClose: (key) => this.#menuChosen(key, line, client),
			}),
		);
	}

	#menuChosen(name: string | undefined, line: number, client: Client): void {
		if (name === undefined || this.#disposed || line >= this.tree.lines.length) return;
		if (this.pane.mode !== this) return;
		this.tree.current = line;
		this.key({ key: namedKey(name), client });
	}

	// What keys ask for.

	nextPreview(): void {
		this.#preview = NEXT_PREVIEW[this.#preview];
		this.tree.build();
	}

	showHelp(): void {
		this.#help = true;
	}

	askSearch(client: Client | undefined): void {
		this.ask(client, {
			prompt: "(search) ",
			type: "search",
			done: (text) => {
				const { tree } = this;
				tree.search = text === "" ? undefined : text;
				tree.searchNext(tree.direction);
			},
		});
	}

	askFilter(client: Client | undefined): void {
		this.ask(client, {
			prompt: "(filter) ",
			input: this.tree.filter ?? "",
			type: "search",
			done: (text) => this.tree.setFilter(text),
		});
	}

	clearPrompt(): void {
		const prompt = this.#prompt;
		this.#prompt = undefined;
		prompt?.dispose();
	}

	/** Opens a prompt in the mode, in place of one that is there. */
	protected ask(client: Client | undefined, question: Question): void {
		const session = client?.session;
		const options = session?.options ?? this.server.sessionOptions;
		this.clearPrompt();
		this.#promptAtTop = options.choice("status-position") === "top";
		this.#client = client;
		const { prompt: text, type, single, accept } = question;
		const prompt: Prompt = new Prompt({
			server: this.server,
			session,
			ports: this.ports.prompt,
			request: {
				prompt: text,
				input: question.input ?? "",
				type,
				single: single === true,
				accept: accept === true && client !== undefined,
				noFormat: true,
				inMode: true,
				onInput: (answer) => {
					// One that is put away answers nothing.
					if (!this.#disposed && this.#prompt === prompt) question.done(answer, this.#client);
					return false;
				},
			},
			onClose: () => {
				if (this.#prompt === prompt) this.#prompt = undefined;
				this.refresh();
			},
		});
		this.#prompt = prompt;
		prompt.start();
		this.refresh();
	}
}
