/**
 * The rows of customize-mode: options and hooks by scope, environments, key
 * tables. Called by CustomizeMode.
 */
import { expand, formatTrue } from "../format/expand.ts";
import type { SortCriteria } from "../format/sort.ts";
import type { FormatContext } from "../format/types.ts";
import type { Environ } from "../model/environ.ts";
import type { KeyBinding } from "../model/key-tables.ts";
import { defaultValue, valueToText } from "../model/option-value.ts";
import type { OptionEntry, Options } from "../model/options.ts";
import type { Pane } from "../model/pane.ts";
import type { BoundCommands, Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import { paneIndex } from "../model/window-panes.ts";
import type { Winlink } from "../model/winlink.ts";
import type { KeyCode } from "../term/key-code.ts";
import { keyName } from "../term/key-names.ts";
import type { ListBuilder, ListItem, ListSource, NewItem } from "./list-item.ts";
import type { CustomizePorts, TreeTarget } from "./tree-ports.ts";

export type OptionsScope = "server" | "global session" | "session" | "global window" | "window" | "pane";
export type EnvironScope = "global environment" | "session environment";

export interface OptionPlace {
	readonly scope: OptionsScope;
	readonly options: Options;
	readonly hooks: boolean;
}

export interface EnvironPlace {
	readonly scope: EnvironScope;
	readonly environ: Environ;
}

/** An option or hook, or one item of an array; `options` is where it is set. */
export interface OptionLine extends OptionPlace {
	readonly type: "option";
	readonly name: string;
	readonly key: string | undefined;
}

/** A key, and each of its three lines. */
export interface KeyLine {
	readonly type: "key";
	readonly table: string;
	readonly key: KeyCode;
	readonly name: string;
}

export interface EnvironLine extends EnvironPlace {
	readonly type: "environment";
	readonly name: string;
	readonly hidden: boolean;
}

/** A heading: what a new thing below it would be. */
export interface HeadLine {
	readonly type: "head";
	readonly option?: OptionPlace;
	readonly environ?: EnvironPlace;
	readonly table?: string;
}

export type CustomizeLine = OptionLine | KeyLine | EnvironLine | HeadLine;

/** What the mode is about, as it is now. */
export interface Place {
	readonly session: Session;
	readonly winlink: Winlink;
	readonly window: Window;
	readonly pane: Pane;
}

/** The target of the mode if it is still there, else where its pane is. */
export function placeOf(target: TreeTarget, own: Pane): Place | undefined {
	const { session, winlink, pane } = target;
	if (session && winlink && pane && session.winlinks.includes(winlink) && winlink.window.panes.includes(pane))
		return { session, winlink, window: winlink.window, pane };
	const [any] = own.window.winlinks;
	return any && { session: any.session, winlink: any, window: own.window, pane: own };
}

/** Options and environments by scope. */
export function optionsOf(server: Server, scope: OptionsScope, place: Place): Options {
	const all: Readonly<Record<OptionsScope, Options>> = {
		server: server.options,
		"global session": server.sessionOptions,
		session: place.session.options,
		"global window": server.windowOptions,
		window: place.window.options,
		pane: place.pane.options,
	};
	return all[scope];
}

export function environOf(server: Server, scope: EnvironScope, place: Place): Environ {
	return scope === "global environment" ? server.environ : place.session.environ;
}

/** Whose options these are, "" for everybody's. */
export function scopeText(scope: OptionsScope | EnvironScope, place: Place): string {
	if (scope === "pane") return `pane ${paneIndex(place.pane)}`;
	if (scope === "window") return `window ${place.winlink.index}`;
	return scope === "session" || scope === "session environment" ? `session ${place.session.name}` : "";
}

const GLOBAL: ReadonlySet<string> = new Set(["server", "global session", "global window"]);

/** The default of an option (or an item of an array) as text; undefined for an item it does not have. */
export function defaultText(entry: OptionEntry, key?: string): string | undefined {
	const { row } = entry;
	if (!row) return undefined;
	if (!row.array) return valueToText(row, defaultValue(row));
	const items = row.default as readonly string[];
	if (key === undefined) return items.join(" ");
	return /^[0-9]+$/.test(key) ? items[Number(key)] : undefined;
}

function isChangedKey(server: Server, binding: KeyBinding<BoundCommands>): boolean {
	const original = server.keyTables.original(binding.table, binding.key);
	return (
		!original ||
		original.repeat !== binding.repeat ||
		original.note !== binding.note ||
		original.commands.toText() !== binding.commands.toText()
	);
}

export interface CustomizeRows {
	readonly server: Server;
	readonly pane: Pane;
	readonly target: TreeTarget;
	readonly ports: CustomizePorts;
	readonly format: string;
	/** Options of everybody are left out (H). */
	hideGlobal: boolean;
	/** What is as it was at the start is left out (C). */
	hideDefault: boolean;
}

/** A section of options: the scope every option of its kind is in, and those over it. */
interface Section {
	readonly title: string;
	readonly scopes: readonly OptionsScope[];
	/** Where a new user option goes. */
	readonly added: OptionsScope;
	readonly hooks: boolean;
}

const SESSION_SCOPES = ["global session", "session"] as const;
const WINDOW_SCOPES = ["global window", "window", "pane"] as const;
const SECTIONS: readonly Section[] = [
	{ title: "Server Options", scopes: ["server"], added: "server", hooks: false },
	{ title: "Session Options", scopes: SESSION_SCOPES, added: "session", hooks: false },
	{ title: "Window & Pane Options", scopes: WINDOW_SCOPES, added: "pane", hooks: false },
	{ title: "Session Hooks", scopes: SESSION_SCOPES, added: "session", hooks: true },
	{ title: "Window & Pane Hooks", scopes: WINDOW_SCOPES, added: "pane", hooks: true },
];
const ENVIRONMENTS: readonly (readonly [title: string, scope: EnvironScope])[] = [
	["Global Environment", "global environment"],
	["Session Environment", "session environment"],
];

const QUIET = "#[fg=themelightgrey]#[ignore]";
const flag = (on: boolean): string => (on ? "1" : "0");

/** One build of the rows. */
class CustomizeBuild {
	readonly #rows: CustomizeRows;
	readonly #into: ListBuilder<CustomizeLine>;
	readonly #place: Place;
	readonly #filter: string | undefined;

	constructor(
		rows: CustomizeRows,
		into: ListBuilder<CustomizeLine>,
		place: Place,
		filter: string | undefined,
	) {
		this.#rows = rows;
		this.#into = into;
		this.#place = place;
		this.#filter = filter;
	}

	run(): void {
		const { server, hideDefault } = this.#rows;
		for (const section of SECTIONS) this.#section(section);
		if (!hideDefault) for (const [title, scope] of ENVIRONMENTS) this.#environment(title, scope);
		for (const table of server.keyTables.names()) {
			const bindings = server.keyTables.list(table);
			if (bindings.length > 0) this.#table(table, bindings);
		}
	}

	#head(title: string, data: HeadLine): ListItem<CustomizeLine> {
		return this.#into.add({ data, tag: `head ${title}`, name: title, expanded: false, noTag: true });
	}

	/** True when the filter wants a row with these variables. */
	#wanted(context: FormatContext): boolean {
		return this.#filter === undefined || formatTrue(expand(this.#filter, context));
	}

	#context(extra: ReadonlyMap<string, string>): FormatContext {
		return { server: this.#rows.server, ...this.#place, extra };
	}

	#section({ title, scopes, added, hooks }: Section): void {
		const { server, hideDefault } = this.#rows;
		const place = this.#place;
		const all = scopes.map((scope) => optionsOf(server, scope, place));
		const head = this.#head(title, {
			type: "head",
			option: { scope: added, options: optionsOf(server, added, place), hooks },
		});
		const user = all.flatMap((options) => options.entries().map((entry) => entry.name));
		const names = new Set(user.filter((name) => name.startsWith("@")));
		const table = (all[0]?.entries() ?? []).map((entry) => entry.name);
		for (const name of table.sort()) names.add(name);
		let count = 0;
		for (const name of names) {
			const entry = all.at(-1)?.entry(name);
			const scope = entry && (scopes[all.indexOf(entry.owner)] ?? scopes[0]);
			if (scope) count += this.#option(head, scope, entry, hooks, title);
		}
		if (hideDefault && count === 0) this.#into.remove(head);
	}

	/** How many rows it made. */
	#option(
		parent: ListItem<CustomizeLine>,
		scope: OptionsScope,
		entry: OptionEntry,
		hooks: boolean,
		title: string,
	): number {
		const { ports, format, hideGlobal, hideDefault } = this.#rows;
		const { name, owner, row } = entry;
		const monitor = ports.hooks.monitor(owner, name);
		const userHook = name.startsWith("@") && ports.hooks.isEvent(name);
		const isHook = row?.isHook === true || monitor !== undefined || userHook;
		if (isHook !== hooks) return 0;
		const isArray = row?.array === true;
		const global = GLOBAL.has(scope);
		if (hideGlobal && global) return 0;
		const changed = (key?: string) =>
			!row || monitor || entry.toText(key) !== (defaultText(entry, key) ?? "");
		if (hideDefault && !changed()) return 0;
		const extra = new Map([
			["is_option", "1"],
			["is_key", "0"],
			["is_environment", "0"],
			["option_name", name],
			["option_is_global", flag(global)],
			["option_is_array", flag(isArray)],
			["option_is_hook", flag(row?.isHook === true)],
			["option_is_monitor", flag(monitor !== undefined)],
			["option_scope", scopeText(scope, this.#place)],
			["option_unit", row?.unit ?? ""],
			["option_monitor", monitor?.text ?? ""],
		]);
		if (!isArray) extra.set("option_value", entry.toText());
		const context = this.#context(extra);
		if (!this.#wanted(context)) return 0;
		const tag = row ? `option ${name}` : `option ${title} ${scope} ${name}`;
		const data: OptionLine = { type: "option", scope, options: owner, hooks, name, key: undefined };
		const text = isArray ? undefined : expand(format, context);
		const item = this.#into.add({ data, tag, name, text, parent, expanded: false });
		let count = 1;
		for (const key of entry.items?.keys() ?? []) {
			if (hideDefault && entry.toText(key) === defaultText(entry, key)) continue;
			const shown = `${name}[${key}]`;
			extra.set("option_name", shown);
			extra.set("option_value", entry.toText(key));
			this.#into.add({
				data: { ...data, key },
				tag: `${tag} ${scope} [${key}]`,
				name: shown,
				text: expand(format, context),
				parent: item,
			});
			count++;
		}
		return count;
	}

	#environment(title: string, scope: EnvironScope): void {
		const environ = environOf(this.#rows.server, scope, this.#place);
		const parent = this.#head(title, { type: "head", environ: { scope, environ } });
		for (const { name, value, hidden } of environ.entries()) {
			const context = this.#context(
				new Map([
					["is_option", "0"],
					["is_key", "0"],
					["is_environment", "1"],
					["environment_is_global", flag(scope === "global environment")],
					["environment_scope", scopeText(scope, this.#place)],
					["environment_name", name],
					["environment_hidden", flag(hidden)],
					["environment_removed", flag(value === undefined)],
					["environment_value", value ?? ""],
				]),
			);
			if (!this.#wanted(context)) continue;
			this.#into.add({
				data: { type: "environment", scope, environ, name, hidden },
				tag: `${scope} ${name}`,
				name: value === undefined ? `-${name}` : name,
				text: value === undefined ? undefined : expand(this.#rows.format, context),
				parent,
				expanded: false,
			});
		}
	}

	#table(table: string, bindings: readonly KeyBinding<BoundCommands>[]): void {
		const { server, hideDefault, format } = this.#rows;
		const head = this.#head(`Key Table - ${table}`, { type: "head", table });
		let count = 0;
		for (const binding of bindings) {
			if (hideDefault && !isChangedKey(server, binding)) continue;
			const { key, note, repeat, commands } = binding;
			const name = keyName(key);
			const extra = new Map([
				["is_option", "0"],
				["is_key", "1"],
				["is_environment", "0"],
				["key", name],
			]);
			if (note !== undefined) extra.set("key_note", note);
			const context = this.#context(extra);
			if (!this.#wanted(context)) continue;
			const data: KeyLine = { type: "key", table, key, name };
			const tag = `key ${table} ${key}`;
			const parent = this.#into.add({
				data,
				tag,
				name: expand(format, context),
				parent: head,
				expanded: false,
			});
			const part = (title: string, text: string): NewItem<CustomizeLine> => ({
				data,
				tag: `${tag} ${title}`,
				name: title,
				text,
				parent,
				drawAsParent: true,
				noTag: true,
			});
			this.#into.add(part("Command", QUIET + commands.toText()));
			this.#into.add(part("Note", note === undefined ? "" : QUIET + note));
			this.#into.add(part("Repeat", QUIET + (repeat ? "on" : "off")));
			count++;
		}
		if (hideDefault && count === 0) this.#into.remove(head);
	}
}

export class CustomizeSource implements ListSource<CustomizeLine> {
	readonly #rows: CustomizeRows;

	constructor(rows: CustomizeRows) {
		this.#rows = rows;
	}

	build(into: ListBuilder<CustomizeLine>, _: SortCriteria, filter: string | undefined): undefined {
		const place = placeOf(this.#rows.target, this.#rows.pane);
		if (place) new CustomizeBuild(this.#rows, into, place, filter).run();
	}
}
