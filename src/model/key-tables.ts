/**
 * Key tables: what each key does, by the name of a table (root, prefix,
 * copy-mode ...). The commands are opaque here. Owned by Server; filled from
 * keymaps/, changed by bind-key and unbind-key, read by key dispatch and
 * list-keys.
 */
import { KEY_BASE_MASK, KEY_MODIFIERS, type KeyCode } from "../term/key-code.ts";
import { compareText, SortedMap } from "../util/sorted-map.ts";

/** What a key does in a table. */
export interface KeyBinding<TCommand> {
	/** Key with modifiers, without flags. */
	readonly key: KeyCode;
	/** Name of the table. */
	readonly table: string;
	readonly note: string | undefined;
	/** May be pressed again without the prefix (`bind-key -r`). */
	readonly repeat: boolean;
	readonly commands: TCommand;
}

/** A table: its bindings, and those it was started with. */
interface KeyTable<TCommand> {
	readonly bindings: SortedMap<KeyCode, KeyBinding<TCommand>>;
	readonly defaults: Map<KeyCode, KeyBinding<TCommand>>;
}

/** How a key is bound. */
export interface BindOptions<TCommand> {
	/** Without commands the note or the repeat flag of a key that is bound is changed. */
	readonly commands?: TCommand | undefined;
	readonly note?: string | undefined;
	readonly repeat?: boolean;
}

const plain = (key: KeyCode) => key & (KEY_BASE_MASK | KEY_MODIFIERS);

export class KeyTables<TCommand> {
	readonly #tables = new SortedMap<string, KeyTable<TCommand>>(compareText);
	readonly #onRemoved: (table: string) => void;

	/** `onRemoved` is told when a whole table goes: clients that use it go back to their own. */
	constructor(onRemoved: (table: string) => void = () => {}) {
		this.#onRemoved = onRemoved;
	}

	/** True when there is a table of this name; clients have root, which is so always there, if empty. */
	has(table: string): boolean {
		return table === "root" || this.#tables.has(table);
	}

	/** Names of all tables, in order. */
	names(): string[] {
		return this.#tables.keys();
	}

	/** Number of keys bound in all tables. */
	get size(): number {
		let size = 0;
		for (const { bindings } of this.#tables.values()) size += bindings.size;
		return size;
	}

	/** What `key` does in `table`; flags of the key do not matter. */
	find(table: string, key: KeyCode): KeyBinding<TCommand> | undefined {
		return this.#tables.get(table)?.bindings.get(plain(key));
	}

	/** Bindings of one table, or of all, in the order of list-keys: by table, then by key. */
	list(table?: string): KeyBinding<TCommand>[] {
		if (table !== undefined) return this.#tables.get(table)?.bindings.values() ?? [];
		return this.#tables.values().flatMap((each) => each.bindings.values());
	}

	/** Binds a key; the table is made when there is none. */
	bind(table: string, key: KeyCode, options: BindOptions<TCommand>): void {
		const { bindings } = this.#make(table);
		const code = plain(key);
		const { commands, note, repeat = false } = options;
		const old = bindings.get(code);
		if (commands !== undefined) bindings.set(code, { key: code, table, note, repeat, commands });
		else if (old) bindings.set(code, { ...old, note: note ?? old.note, repeat: repeat || old.repeat });
	}

	/** Unbinds a key. A table that is empty and started empty goes. */
	unbind(table: string, key: KeyCode): void {
		const found = this.#tables.get(table);
		if (!found?.bindings.delete(plain(key))) return;
		if (found.bindings.size === 0 && found.defaults.size === 0) this.#tables.delete(table);
	}

	/** Unbinds all keys of a table: the table goes, with its defaults. */
	removeTable(table: string): void {
		if (this.#tables.delete(table)) this.#onRemoved(table);
	}

	/** Gives a key that is bound what it did at the start; one that was not bound then is unbound. */
	reset(table: string, key: KeyCode): void {
		const found = this.#tables.get(table);
		const code = plain(key);
		if (!found?.bindings.has(code)) return;
		const original = found.defaults.get(code);
		if (original) found.bindings.set(code, original);
		else this.unbind(table, code);
	}

	/** Gives all keys of a table that are bound what they did at the start; a table that was not there then goes. */
	resetTable(table: string): void {
		const found = this.#tables.get(table);
		if (!found) return;
		if (found.defaults.size === 0) this.removeTable(table);
		else for (const key of found.bindings.keys()) this.reset(table, key);
	}

	/** Takes what is bound now as what it all was at the start; called once, after keymaps/ are loaded. */
	keepAsDefaults(): void {
		for (const { bindings, defaults } of this.#tables.values())
			for (const [key, binding] of bindings.entries()) defaults.set(key, binding);
	}

	/** What `key` did in `table` at the start. */
	original(table: string, key: KeyCode): KeyBinding<TCommand> | undefined {
		return this.#tables.get(table)?.defaults.get(plain(key));
	}

	#make(name: string): KeyTable<TCommand> {
		let table = this.#tables.get(name);
		if (!table) {
			table = { bindings: new SortedMap((a, b) => a - b), defaults: new Map() };
			this.#tables.set(name, table);
		}
		return table;
	}
}
