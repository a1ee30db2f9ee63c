/**
 * choose-buffer: paste buffers with their text, to paste, delete or edit. Made
 * by the server for the command, over a pane.
 */
import { expand, formatTrue } from "../format/expand.ts";
import { type SortCriteria, sortBuffers } from "../format/sort.ts";
import type { FormatContext } from "../format/types.ts";
import { BUFFER_MODE_FORMAT } from "../format/vars-server.ts";
import type { Client } from "../model/client.ts";
import type { ModeKey } from "../model/mode.ts";
import type { PasteBuffer } from "../model/paste-buffers.ts";
import type { Server } from "../model/server.ts";
import { KEY_FLAGS, type KeyCode } from "../term/key-code.ts";
import { parseKey } from "../term/key-names.ts";
import { visibleBytes } from "../util/vis.ts";
import { EditorWait } from "./editor-wait.ts";
import type { ListBuilder, ListSource } from "./list-item.ts";
import { contains } from "./list-tree.ts";
import type { Area, HelpLine } from "./list-tree-draw.ts";
import { keyMap } from "./list-tree-keys.ts";
import type { TreeMenuRow } from "./list-tree-menu.ts";
import { ListTreeMode, type TreeKeyPress } from "./list-tree-mode.ts";
import { LINE_KEY_FORMAT } from "./tree-mode.ts";
import type { ListTreeArgs, TreeModeInit, TreeTarget } from "./tree-ports.ts";

const BUFFER_TEMPLATE = "paste-buffer -p -b '%%'";

const MENU: readonly TreeMenuRow[] = [
	["Paste", "p"],
	["Paste Tagged", "P"],
	undefined,
	["Tag", "t"],
	["Tag All", "C-t"],
	["Tag None", "T"],
	undefined,
	["Delete", "d"],
	["Delete Tagged", "D"],
	undefined,
	["Cancel", "q"],
];

interface BufferKey {
	readonly keys: readonly string[];
	readonly help?: HelpLine;
	/** `name` is the selected buffer. Gives true to leave. */
	run(mode: BufferMode, client: Client | undefined, name: string): unknown;
}

const KEYS: readonly BufferKey[] = [
	{
		keys: ["Enter"],
		help: ["Enter", "Paste selected %1"],
		run: (mode, client, name) => mode.paste([name], client),
	},
	{ keys: ["p"], help: ["p", "Paste selected %1"], run: (mode, client, name) => mode.paste([name], client) },
	{ keys: ["P"], help: ["P", "Paste tagged %1s"], run: (mode, client) => mode.paste(mode.tagged(), client) },
	{ keys: ["d"], help: ["d", "Delete selected %1"], run: (mode, _, name) => mode.remove([name]) },
	{ keys: ["D"], help: ["D", "Delete tagged %1s"], run: (mode) => mode.remove(mode.tagged()) },
	{ keys: ["e"], help: ["e", "Open %1 in editor"], run: (mode, client, name) => mode.edit(client, name) },
	{ keys: [], help: ["f", "Enter a filter"], run: () => {} },
];
const KEY_MAP = keyMap(KEYS);

const NEWLINE = 0x0a;

/** Does the data hold these bytes? */
function hasBytes(data: Uint8Array, text: string, ignoreCase: boolean): boolean {
	const lower = (byte: number): number => (ignoreCase && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
	const wanted = new TextEncoder().encode(text).map(lower);
	const last = data.length - wanted.length;
	for (let at = 0; at <= last; at++) {
		let matched = 0;
		while (matched < wanted.length && lower(data[at + matched] as number) === wanted[matched]) matched++;
		if (matched === wanted.length) return wanted.length > 0;
	}
	return false;
}

/** The buffers as rows; a row is a buffer's name. */
class BufferSource implements ListSource<string> {
	readonly orders = ["creation", "name", "size"] as const;
	readonly #server: Server;
	readonly #target: TreeTarget;
	readonly #args: ListTreeArgs;

	constructor(server: Server, target: TreeTarget, args: ListTreeArgs) {
		this.#server = server;
		this.#target = target;
		this.#args = args;
	}

	#context(buffer: PasteBuffer): FormatContext {
		const { session, winlink, pane } = this.#target;
		if (!session || session.destroyed || pane?.destroyed) return { server: this.#server, buffer };
		return { server: this.#server, session, winlink, pane, buffer };
	}

	build(into: ListBuilder<string>, criteria: SortCriteria, filter: string | undefined): undefined {
		for (const buffer of sortBuffers(this.#server, criteria)) {
			const context = this.#context(buffer);
			if (filter !== undefined && !formatTrue(expand(filter, context))) continue;
			const text = expand(this.#args.format ?? BUFFER_MODE_FORMAT, context);
			into.add({ data: buffer.name, tag: buffer.order, name: buffer.name, text });
		}
	}

	key(name: string, line: number): KeyCode | undefined {
		const buffer = this.#server.buffers.get(name);
		if (!buffer) return undefined;
		const context = { ...this.#context(buffer), extra: new Map([["line", String(line)]]) };
		return parseKey(expand(this.#args.keyFormat ?? LINE_KEY_FORMAT, context));
	}

	matches(name: string, text: string, ignoreCase: boolean): boolean {
		const buffer = this.#server.buffers.get(name);
		return (
			buffer !== undefined && (contains(name, text, ignoreCase) || hasBytes(buffer.bytes, text, ignoreCase))
		);
	}
}

export class BufferMode extends ListTreeMode<string> {
	readonly #args: ListTreeArgs;
	readonly #editor: EditorWait;

	/** The caller makes sure that there is a buffer. */
	constructor(init: TreeModeInit) {
		const kind = {
			name: "buffer-mode",
			item: "buffer",
			help: KEYS.flatMap((row) => (row.help ? [row.help] : [])),
			helpWidth: 0,
			menu: MENU,
		};
		super(init, kind, new BufferSource(init.server, init.target ?? {}, init.args));
		this.#args = init.args;
		this.#editor = new EditorWait(init.ports);
		this.start();
	}

	override key(event: ModeKey): void {
		if (this.disposed) return;
		if (this.server.buffers.isEmpty) this.leave();
		else if (!this.#editor.open) super.key(event);
		else if (this.#editor.leaves(event.key & ~KEY_FLAGS)) this.leave();
		else this.refresh();
	}

	protected override act({ key, client }: TreeKeyPress): boolean {
		const name = this.tree.currentItem?.data;
		const finished = name !== undefined && KEY_MAP.get(key)?.run(this, client, name) === true;
		return finished || this.server.buffers.isEmpty;
	}

	protected override drawPreview(name: string, { x, y, width, height }: Area): void {
		const bytes = this.server.buffers.get(name)?.bytes;
		if (!bytes) return;
		let from = 0;
		for (let row = 0; row < height; row++) {
			const newline = bytes.indexOf(NEWLINE, from);
			const end = newline < 0 ? bytes.length : newline;
			// A character is at most a few bytes: more of a long line is not looked at.
			const line = bytes.subarray(from, Math.min(end, from + width * 8));
			this.screen.put(x, y + row, visibleBytes(line), undefined, width);
			if (newline < 0) break;
			from = newline + 1;
		}
	}

	protected override drawOver(): void {
		this.#editor.draw(this.screen);
	}

	override dispose(): void {
		this.#editor.cancel();
		super.dispose();
	}

	// What keys do.

	tagged(): string[] {
		return this.tree.tagged().map((item) => item.data);
	}

	paste(names: readonly string[], client: Client | undefined): boolean {
		for (const value of names)
			if (this.server.buffers.get(value))
				this.ports.runTemplate({ template: this.#args.template ?? BUFFER_TEMPLATE, value, client });
		return true;
	}

	remove(names: readonly string[]): void {
		for (const name of names) {
			// The selection stays near where it was.
			if (name === this.tree.currentItem?.data && !this.tree.down(false)) this.tree.up(false);
			this.server.buffers.delete(name);
		}
		this.tree.build();
	}

	edit(client: Client | undefined, name: string): void {
		const buffer = this.server.buffers.get(name);
		if (!buffer) return;
		const saved = (bytes: Uint8Array): void => {
			if (this.server.buffers.get(name)?.order !== buffer.order) return;
			const added = buffer.bytes.at(-1) !== NEWLINE && bytes.at(-1) === NEWLINE;
			const data = added ? bytes.subarray(0, -1) : bytes;
			if (data.length > 0) this.server.buffers.replace(name, data);
		};
		this.#editor.start(client, buffer.bytes, saved, () => this.update());
	}
}
