/**
 * The options of one scope: the server, all sessions, all windows, or one
 * session, window or pane. What is not set here is looked up in the parent.
 * Owned by Server, Session, Window and Pane; set by the option commands, read
 * everywhere. Hooks are options too.
 */
import type { Colour } from "../term/attributes.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { Style } from "../term/style.ts";
import { SortedMap } from "../util/sorted-map.ts";
import {
	arrayKey,
	compareArrayKeys,
	findRow,
	OPTION_TABLE,
	type OptionRow,
	type OptionScope,
	rowsOf,
	tableName,
} from "./option-table.ts";
import {
	checkText,
	defaultValue,
	type OptionValue,
	type Parsed,
	parseValue,
	styleOf,
	valueToText,
} from "./option-value.ts";

/** Called with the name of an option after it has changed. */
export type OptionListener = (name: string) => void;

/** An option that is set in one scope. Read only outside this file, but for the counters of hooks. */
export class OptionEntry {
	readonly owner: Options;
	readonly name: string;
	/** undefined for a user option (`@name`). */
	readonly row: OptionRow | undefined;
	/** Value of an option that is no array. */
	value: OptionValue;
	/** Items of an array by key, in the order shown. */
	readonly items: SortedMap<string, OptionValue> | undefined;
	/** How often the hook has run, and when last (ms since the epoch, 0 = never). */
	fireCount = 0;
	fireTime = 0;
	/** The parsed style while the text stays as it is; null when the text is no style. */
	cachedStyle: Style | null | undefined;

	constructor(owner: Options, name: string, row: OptionRow | undefined, value: OptionValue) {
		this.owner = owner;
		this.name = name;
		this.row = row;
		this.value = value;
		this.items = row?.array ? new SortedMap(compareArrayKeys) : undefined;
	}

	/** Strings, among them user options (`option_is_string`). */
	get isString(): boolean {
		return this.row === undefined || this.row.type === "string";
	}

	/** The raw value, or one item of an array; all items with spaces between when no key is given. */
	toText(key?: string, numeric = false): string {
		if (!this.items) return valueToText(this.row, this.value, numeric);
		if (key === undefined)
			return this.items
				.values()
				.map((value) => valueToText(this.row, value, numeric))
				.join(" ");
		const value = this.#item(key);
		return value === undefined ? "" : valueToText(this.row, value, numeric);
	}

	/** True when an array has an item `key`. */
	hasItem(key: string): boolean {
		return this.#item(key) !== undefined;
	}

	#item(key: string): OptionValue | undefined {
		const corrected = arrayKey(key);
		return corrected === undefined ? undefined : this.items?.get(corrected);
	}
}

/** How a value is set. */
export interface SetOptions {
	/** `-a`: behind the value that is set in this scope. */
	readonly append?: boolean;
	/** Item of an array. */
	readonly key?: string | undefined;
	/** Says whether a path may be `default-shell`; without it every path may. */
	readonly isShell?: ((path: string) => boolean) | undefined;
}

export class Options {
	readonly #entries = new Map<string, OptionEntry>();
	readonly #onChange: OptionListener;
	readonly #scope: OptionScope | undefined;
	#parent: Options | undefined;

	private constructor(parent: Options | undefined, scope: OptionScope | undefined, onChange: OptionListener) {
		this.#parent = parent;
		this.#scope = scope;
		this.#onChange = onChange;
		if (scope) for (const row of rowsOf(scope)) this.#reset(row);
	}

	/** A scope that holds every option of its kind: the server's, or the global ones of sessions and windows. */
	static root(scope: "server" | "session" | "window", onChange: OptionListener = () => {}): Options {
		return new Options(undefined, scope, onChange);
	}

	/** An empty scope below this one. */
	child(onChange: OptionListener = () => {}): Options {
		return new Options(this, undefined, onChange);
	}

	get parent(): Options | undefined {
		return this.#parent;
	}

	/** Moves the scope below another parent (a pane that goes to another window). */
	setParent(parent: Options): void {
		this.#parent = parent;
	}

	/** True for a scope made by `root`: unsetting an option there gives its default back. */
	get isRoot(): boolean {
		return this.#scope !== undefined;
	}

	/** What is set in this very scope. */
	own(name: string): OptionEntry | undefined {
		return this.#entries.get(name) ?? this.#entries.get(tableName(name));
	}

	/** What is in force: set here or in the nearest parent. */
	entry(name: string): OptionEntry | undefined {
		const found = this.#find(name);
		if (found) return found;
		const other = tableName(name);
		return other === name ? undefined : this.#find(other);
	}

	/** True when the option is set in this very scope. */
	has(name: string): boolean {
		return this.own(name) !== undefined;
	}

	/** Text of a string or command option or a user option; "" for a user option that is not set. */
	string(name: string): string {
		const entry = this.#find(name);
		if (!entry && name.startsWith("@")) return "";
		const value = this.#required(name, entry).value;
		if (typeof value !== "string") throw new Error(`option ${name} is not a string`);
		return value;
	}

	/** The number of a number, key, colour, flag or choice (its position). */
	number(name: string): number {
		const value = this.#required(name, this.#find(name)).value;
		if (typeof value !== "number") throw new Error(`option ${name} is not a number`);
		return value;
	}

	flag(name: string): boolean {
		return this.number(name) !== 0;
	}

	/** The name of the choice in force. */
	choice(name: string): string {
		const entry = this.#required(name, this.#find(name));
		return entry.row!.choices![entry.value as number]!;
	}

	colour(name: string): Colour {
		return this.number(name);
	}

	key(name: string): KeyCode {
		return this.number(name);
	}

	/** Items of an array in order, as raw values. */
	array(name: string): [key: string, value: OptionValue][] {
		return this.#required(name, this.#find(name)).items!.entries();
	}

	/** Items of an array of strings or commands, in order. */
	strings(name: string): string[] {
		return this.#required(name, this.#find(name)).items!.values().map(String);
	}

	/** One item of an array. */
	item(name: string, key: string | number): OptionValue | undefined {
		return this.#find(name)?.items?.get(String(key));
	}

	/**
	 * The style of an option. A text with a format (`#{`) is given to `expand`
	 * each time; any other is parsed once. undefined when there is no such
	 * option or the text is no style.
	 */
	style(name: string, expand?: (text: string) => string): Style | undefined {
		const entry = this.#find(name);
		if (!entry || typeof entry.value !== "string") return undefined;
		if (entry.cachedStyle !== undefined) return entry.cachedStyle ?? undefined;
		if (entry.value.includes("#{")) return styleOf(entry.row, expand?.(entry.value) ?? entry.value);
		const style = styleOf(entry.row, entry.value);
		entry.cachedStyle = style ?? null;
		return style;
	}

	/**
	 * Sets an option from text a user gave; undefined toggles a flag or a
	 * choice. Gives the error text when it cannot. Text of a command option must
	 * have been parsed before and is held as it is.
	 */
	set(name: string, text: string | undefined, how: SetOptions = {}): string | undefined {
		const row = name.startsWith("@") ? undefined : findRow(name);
		if (!row && !name.startsWith("@")) return `unknown option: ${name}`;
		const error = row?.array ? this.#setArray(row, text, how) : this.#setScalar(name, row, text, how);
		if (error === undefined) this.#onChange(row?.name ?? name);
		return error;
	}

	/** Sets a number, key, colour, flag or choice by its value. */
	setNumber(name: string, value: number): void {
		const row = findRow(name);
		if (!row || row.array || row.type === "string" || row.type === "command")
			throw new Error(`option ${name} is not a number`);
		this.#put(row.name, row, value);
		this.#onChange(row.name);
	}

	/** Sets a text as it is, without looking whether it has the meaning it should have. */
	setText(name: string, value: string): void {
		const row = findRow(name);
		if (!row || row.array || row.type !== "string") throw new Error(`option ${name} is not a text`);
		this.#put(row.name, row, value);
		this.#onChange(row.name);
	}

	/** Takes back what is set here: a root gets its default, another scope its parent's value. Gives the error text when the key is bad. */
	unset(name: string, key?: string): string | undefined {
		const entry = this.own(name);
		if (!entry) return undefined;
		if (key !== undefined) {
			if (!entry.items) return "not an array";
			const corrected = arrayKey(key);
			if (corrected === undefined) return `bad array key: ${key}`;
			entry.items.delete(corrected);
		} else if (entry.row && this.isRoot) this.#reset(entry.row);
		else this.#entries.delete(entry.name);
		this.#onChange(entry.name);
		return undefined;
	}

	/** The raw value in force as text ("" when there is none); quoting is the printer's. */
	toText(name: string, key?: string, numeric = false): string {
		return this.entry(name)?.toText(key, numeric) ?? "";
	}

	/** Number of user options (`@name`) set in this very scope. */
	get userCount(): number {
		let count = 0;
		for (const entry of this.#entries.values()) if (!entry.row) count++;
		return count;
	}

	/** What is set in this very scope, in the order shown: user options by name, then the table's. */
	entries(): OptionEntry[] {
		const user: OptionEntry[] = [];
		for (const entry of this.#entries.values()) if (!entry.row) user.push(entry);
		user.sort((a, b) => (a.name < b.name ? -1 : 1));
		const rows = OPTION_TABLE.map((row) => this.#entries.get(row.name));
		return [...user, ...rows.filter((entry) => entry !== undefined)];
	}

	#find(name: string): OptionEntry | undefined {
		let scope: Options | undefined = this;
		while (scope) {
			const entry = scope.#entries.get(name);
			if (entry) return entry;
			scope = scope.#parent;
		}
		return undefined;
	}

	#required(name: string, found: OptionEntry | undefined): OptionEntry {
		const entry = found ?? this.entry(name);
		if (!entry) throw new Error(`missing option ${name}`);
		return entry;
	}

	/** Gives a row its default. */
	#reset(row: OptionRow): void {
		const entry = new OptionEntry(this, row.name, row, row.array ? "" : defaultValue(row));
		this.#entries.set(row.name, entry);
		if (!entry.items) return;
		for (const [i, text] of (row.default as readonly string[]).entries()) {
			const parsed = itemValue(row, text);
			if ("value" in parsed) entry.items.set(String(i), parsed.value);
		}
	}

	#put(name: string, row: OptionRow | undefined, value: OptionValue): void {
		const entry = this.own(name);
		if (!entry) {
			this.#entries.set(name, new OptionEntry(this, name, row, value));
			return;
		}
		entry.value = value;
		entry.cachedStyle = undefined;
	}

	#setScalar(
		name: string,
		row: OptionRow | undefined,
		text: string | undefined,
		how: SetOptions,
	): string | undefined {
		if (how.key !== undefined) return "not an array";
		if (text === undefined && !row) return "empty value";
		const parsed: Parsed = row ? parseValue(row, text, () => this.number(row.name)) : { value: text! };
		if ("error" in parsed) return parsed.error;
		let { value } = parsed;
		const old = this.own(name)?.value;
		if (how.append && typeof old === "string" && row?.type !== "command")
			value = `${old}${row?.separator ?? ""}${value}`;
		if (row?.type === "string") {
			if (row.name === "default-shell" && how.isShell && !how.isShell(String(value)))
				return `not a suitable shell: ${value}`;
			const error = checkText(row, String(value));
			if (error !== undefined) return error;
		}
		this.#put(row?.name ?? name, row, value);
		return undefined;
	}

	#setArray(row: OptionRow, text: string | undefined, how: SetOptions): string | undefined {
		if (text === undefined) return "empty value";
		let entry = this.own(row.name);
		if (!entry) {
			entry = new OptionEntry(this, row.name, row, "");
			this.#entries.set(row.name, entry);
		}
		const items = entry.items!;
		if (how.key !== undefined) {
			const key = arrayKey(how.key);
			if (key === undefined) return `bad array key: ${how.key}`;
			const parsed = itemValue(row, text);
			if ("error" in parsed) return parsed.error;
			const old = items.get(key);
			const joined = how.append && row.type === "string" && old !== undefined;
			items.set(key, joined ? `${old}${parsed.value}` : parsed.value);
			return undefined;
		}
		if (!how.append) items.clear();
		let free = 0;
		for (const part of splitItems(row, text)) {
			const parsed = itemValue(row, part);
			if ("error" in parsed) return parsed.error;
			while (items.has(String(free))) free++;
			items.set(String(free), parsed.value);
		}
		return undefined;
	}
}

/** The items in a text for a whole array. */
function splitItems(row: OptionRow, text: string): string[] {
	const separators = row.separator ?? " ,";
	const parts: string[] = [];
	let part = "";
	for (const char of text) {
		if (!separators.includes(char)) part += char;
		else {
			parts.push(part);
			part = "";
		}
	}
	parts.push(part);
	return parts.filter((item) => item !== "");
}

function itemValue(row: OptionRow, text: string): Parsed {
	return parseValue(row, text, () => 0);
}
