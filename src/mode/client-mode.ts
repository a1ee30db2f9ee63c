/**
 * choose-client: attached clients with what they show, to detach or suspend.
 * Made by the server for the command, over a pane.
 */
import { drawFormat } from "../format/draw.ts";
import { expand, formatTrue } from "../format/expand.ts";
import { type SortCriteria, sortClients } from "../format/sort.ts";
import { CLIENT_MODE_FORMAT } from "../format/vars-server.ts";
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Window } from "../model/window.ts";
import { DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import type { KeyCode } from "../term/key-code.ts";
import { parseKey } from "../term/key-names.ts";
import { CLIENT_INFO } from "./client-info.ts";
import type { ListBuilder, ListSource } from "./list-item.ts";
import { type Area, type HelpLine, plainCell } from "./list-tree-draw.ts";
import { keyMap } from "./list-tree-keys.ts";
import type { TreeMenuRow } from "./list-tree-menu.ts";
import { ListTreeMode, type TreeKeyPress } from "./list-tree-mode.ts";
import { drawPreview, drawVertical } from "./preview.ts";
import { LINE_KEY_FORMAT } from "./tree-mode.ts";
import type { ListTreeArgs, TreeModeInit } from "./tree-ports.ts";

const CLIENT_TEMPLATE = "detach-client -t '%%'";

const MENU: readonly TreeMenuRow[] = [
	["Detach", "d"],
	["Detach Tagged", "D"],
	undefined,
	["Tag", "t"],
	["Tag All", "C-t"],
	["Tag None", "T"],
	undefined,
	["Cancel", "q"],
];

type Act = "detach" | "kill" | "suspend";

interface ClientKey {
	readonly keys: readonly string[];
	readonly help?: HelpLine;
	/** `chosen` is the selected client, `by` who pressed the key. Gives true to leave. */
	run(mode: ClientMode, chosen: Client, by: Client | undefined): unknown;
}

/** A key that does something to the selected client. */
const one = (key: string, act: Act, text: string): ClientKey => ({
	keys: [key],
	help: [key, `${text} selected %1`],
	run: (mode, chosen) => mode.send([chosen], act),
});

/** A key that does something to the tagged clients. */
const tagged = (key: string, act: Act, text: string): ClientKey => ({
	keys: [key],
	help: [key, `${text} tagged %1s`],
	run: (mode) => mode.send(mode.tagged(), act),
});

const KEYS: readonly ClientKey[] = [
	{ keys: ["i"], help: ["i", "Toggle info view"], run: (mode) => mode.toggleInfo() },
	{
		keys: ["Enter"],
		help: ["Enter", "Choose selected %1"],
		run: (mode, chosen, by) => mode.choose(chosen, by),
	},
	one("d", "detach", "Detach"),
	tagged("D", "detach", "Detach"),
	one("x", "kill", "Detach"),
	tagged("X", "kill", "Detach"),
	one("z", "suspend", "Suspend"),
	tagged("Z", "suspend", "Suspend"),
	{ keys: [], help: ["f", "Enter a filter"], run: () => {} },
];
const KEY_MAP = keyMap(KEYS);

/** Column of the border behind the labels of information. */
const INFO_BORDER = 14;

class ClientSource implements ListSource<Client> {
	readonly orders = ["name", "size", "creation", "activity"] as const;
	readonly #server: Server;
	readonly #args: ListTreeArgs;

	constructor(server: Server, args: ListTreeArgs) {
		this.#server = server;
		this.#args = args;
	}

	build(into: ListBuilder<Client>, criteria: SortCriteria, filter: string | undefined): undefined {
		const server = this.#server;
		for (const client of sortClients(server, criteria)) {
			if (client.suspended) continue;
			if (filter !== undefined && !formatTrue(expand(filter, { server, client }))) continue;
			const text = expand(this.#args.format ?? CLIENT_MODE_FORMAT, { server, client });
			into.add({ data: client, tag: client, name: client.name, text });
		}
	}

	key(client: Client, line: number): KeyCode | undefined {
		const extra = new Map([["line", String(line)]]);
		const format = this.#args.keyFormat ?? LINE_KEY_FORMAT;
		return parseKey(expand(format, { server: this.#server, client, extra }));
	}
}

export class ClientMode extends ListTreeMode<Client> {
	readonly #args: ListTreeArgs;
	#info: boolean;

	/** The caller makes sure that a client is attached. */
	constructor(init: TreeModeInit) {
		const kind = {
			name: "client-mode",
			item: "client",
			help: KEYS.flatMap((row) => (row.help ? [row.help] : [])),
			helpWidth: 0,
			menu: MENU,
		};
		super(init, kind, new ClientSource(init.server, init.args));
		this.#args = init.args;
		this.#info = init.args.info === true;
		this.viewName = this.#info ? "info" : "preview";
		this.start();
	}

	protected override act({ key, client }: TreeKeyPress): boolean {
		const chosen = this.tree.currentItem?.data;
		if (chosen && KEY_MAP.get(key)?.run(this, chosen, client) === true) return true;
		return sortClients(this.server, { order: undefined, reversed: false }).length === 0;
	}

	protected override drawPreview(client: Client, area: Area): void {
		const window = client.session?.current?.window;
		if (!window || !client.attached || client.suspended) return;
		if (this.#info) this.#drawInfo(client, window, area);
		else this.#drawClient(client, window, area);
	}

	/** The window's pane with a line between it and the client's status lines. */
	#drawClient(client: Client, window: Window, { x, y, width, height }: Area): void {
		const status = this.ports.statusScreen(client);
		const lines = !status || status.rows >= height ? 0 : status.rows;
		const top = client.session?.options.choice("status-position") === "top" ? lines : 0;
		let pane: Pane | undefined = window.active;
		if (this.#args.hideThisPane && pane === this.pane) pane = window.lastPanes[0];
		if (pane) drawPreview(this.screen, pane.screen, { x, y: y + top, width, height: height - 2 - lines });
		const border = plainCell(window.options, "tree-mode-border-style", this.context);
		this.screen.hline(x, top > 0 ? y + 2 : y + height - 1 - lines, width, "single", border);
		if (!status) return;
		const at = top > 0 ? y : y + height - lines;
		for (let row = 0; row < lines; row++)
			this.screen.copyFrom(status, row, 0, Math.min(width, status.cols), x, at + row);
	}

	#drawInfo(client: Client, window: Window, { x, y, width, height }: Area): void {
		const context = {
			server: this.server,
			client,
			extra: new Map([["clipboard_invalid", "0"]]),
		};
		const count = Math.min(CLIENT_INFO.length, height);
		for (const [row, line] of CLIENT_INFO.slice(0, count).entries())
			drawFormat(
				expand(line, context),
				width,
				DEFAULT_CELL_STYLE,
				this.screen.cells,
				x,
				y + row,
				this.screen,
			);
		const border = plainCell(window.options, "tree-mode-border-style", this.context);
		if (width > INFO_BORDER) drawVertical(this.screen, x + INFO_BORDER, y + count, height - count, border);
	}

	// What keys do.

	tagged(): Client[] {
		return this.tree.tagged().map((item) => item.data);
	}

	choose(chosen: Client, client: Client | undefined): boolean {
		const template = this.#args.template ?? CLIENT_TEMPLATE;
		this.ports.runTemplate({ template, value: chosen.ttyName, client });
		return true;
	}

	send(clients: readonly Client[], act: Act): void {
		for (const client of clients) {
			if (client === this.tree.currentItem?.data) this.tree.down(false);
			if (act === "suspend") this.ports.suspendClient(client);
			else this.ports.detachClient(client, act === "kill");
		}
		this.tree.build();
	}

	toggleInfo(): void {
		this.#info = !this.#info;
		this.viewName = this.#info ? "info" : "preview";
		this.tree.build();
	}
}
