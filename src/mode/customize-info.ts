/**
 * What customize-mode says of a row in the box below: what an option is for,
 * its value, default and what other scopes have; a key's commands; a
 * variable's value. Called by CustomizeMode.
 */
import { expand } from "../format/expand.ts";
import { prettyTime } from "../format/times.ts";
import type { OptionRow } from "../model/option-table.ts";
import type { OptionEntry } from "../model/options.ts";
import type { Server } from "../model/server.ts";
import { DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { COLOUR_DEFAULT } from "../term/attributes.ts";
import { parseColour } from "../term/colour.ts";
import {
	defaultText,
	type EnvironLine,
	type KeyLine,
	type OptionLine,
	optionsOf,
	type Place,
} from "./customize-rows.ts";
import { optionCell } from "./overlay-box.ts";
import type { TextFlow } from "./text-flow.ts";
import type { CustomizePorts } from "./tree-ports.ts";

/** The look of values. */
const VALUE = { ...DEFAULT_CELL_STYLE, fg: parseColour("themelightgrey") ?? COLOUR_DEFAULT };
/** Characters of a list of choices. */
const MAX_CHOICES = 255;

export function writeKey(flow: TextFlow, server: Server, { table, key }: KeyLine): void {
	const binding = server.keyTables.find(table, key);
	if (!binding) return;
	const note = binding.note ?? "There is no note for this key.";
	flow.write(note === "" || note.endsWith(".") ? note : `${note}.`).skip();
	flow.write(`This key is in the ${table} table.`);
	flow.value("Repeat: ", binding.repeat ? "on" : "off", VALUE).skip();
	const commands = binding.commands.toText();
	flow.value("Command: ", commands, VALUE);
	const original = server.keyTables.original(table, key)?.commands.toText();
	if (original !== undefined && original !== commands) flow.value("The default is: ", original, VALUE);
}

export function writeEnvironment(flow: TextFlow, server: Server, line: EnvironLine): void {
	const entry = line.environ.entry(line.name);
	if (!entry) return;
	const global = line.scope === "global environment";
	flow.write(`This is a ${global ? "global" : "session"} environment variable.`);
	if (entry.hidden) flow.write("This variable is hidden.");
	flow.skip();
	if (entry.value === undefined) flow.write("Variable is removed.");
	else flow.value("Variable value: ", entry.value, VALUE);
	const outer = global ? undefined : server.environ.entry(line.name);
	if (!outer) return;
	if (outer.value === undefined) flow.write("Global variable is removed.");
	else flow.value("Global value: ", outer.value, VALUE);
}

function scopeName(row: OptionRow | undefined): string {
	if (!row) return "user";
	if (row.scope.includes("window")) return row.scope.includes("pane") ? "window and pane" : "window";
	return row.scope.includes("session") ? "session" : "server";
}

/** All that is written of one option. */
export class OptionInfo {
	readonly #flow: TextFlow;
	readonly #server: Server;
	readonly #ports: CustomizePorts;
	readonly #place: Place;
	readonly #line: OptionLine;
	readonly #entry: OptionEntry;
	readonly #unit: string;

	constructor(
		flow: TextFlow,
		server: Server,
		ports: CustomizePorts,
		place: Place,
		line: OptionLine,
		entry: OptionEntry,
	) {
		this.#flow = flow;
		this.#server = server;
		this.#ports = ports;
		this.#place = place;
		this.#line = line;
		this.#entry = entry;
		this.#unit = entry.row?.unit === undefined ? "" : ` ${entry.row.unit}`;
	}

	write(): void {
		const flow = this.#flow;
		const { row, name, owner } = this.#entry;
		const { key } = this.#line;
		const monitor = this.#ports.hooks.monitor(owner, name);
		const userHook = name.startsWith("@") && this.#ports.hooks.isEvent(name);
		const isHook = row?.isHook === true || monitor !== undefined || userHook;
		flow.write(this.#text(monitor !== undefined, userHook)).skip();
		if (monitor) flow.write("This is a monitor hook.").value("Monitor: ", monitor.text, VALUE);
		else if (userHook) flow.write("This is a user hook.");
		else flow.write(`This is a ${scopeName(row)} ${row?.isHook ? "hook" : "option"}.`);
		if (row?.array) {
			if (row.isHook) {
				if (key === undefined) flow.write("This is an array hook.");
			} else if (key === undefined) flow.write("This is an array option.");
			else flow.write(`This is an array option, key ${key}.`);
			if (key === undefined) {
				if (row.isHook) this.#fired();
				return;
			}
		}
		flow.skip();
		const value = this.#entry.toText(key);
		flow.value(isHook ? "Hook command: " : "Option value: ", value + this.#unit, VALUE);
		if (isHook) this.#fired();
		this.#kind(row, value);
		const standard = row && key === undefined ? defaultText(this.#entry) : undefined;
		if (standard !== undefined && standard !== value)
			flow.value("The default is: ", standard + this.#unit, VALUE);
		flow.skip(true);
		if (!row?.array) this.#others();
	}

	#text(monitor: boolean, userHook: boolean): string {
		const text = this.#entry.row?.text;
		if (text !== undefined) return text;
		if (monitor) return "This hook runs when a monitor changes.";
		return `This ${userHook ? "hook" : "option"} doesn't have a description.`;
	}

	#fired(): void {
		const { owner, name } = this.#entry;
		const { fireCount, fireTime } = this.#ports.hooks.monitor(owner, name) ?? this.#entry;
		const now = Math.floor(this.#server.ports.clock.now() / 1000);
		const last = fireTime === 0 ? "" : `, last ${prettyTime(Math.floor(fireTime / 1000), now)}`;
		this.#flow.write(`This hook has been fired ${fireCount} times${last}.`);
	}

	/** What the kind of option adds: its choices, an example of its colour. */
	#kind(row: OptionRow | undefined, value: string): void {
		const flow = this.#flow;
		const { name, options } = this.#line;
		const context = { server: this.#server, ...this.#place };
		if (!row || row.type === "string") {
			const expanded = expand(value, context);
			if (expanded !== value) flow.value("This expands to: ", expanded, VALUE);
		}
		if (!row) return;
		if (row.type === "choice")
			flow.value("Available values are: ", (row.choices ?? []).join(", ").slice(0, MAX_CHOICES), VALUE);
		const example = (kind: string, style: typeof VALUE) =>
			flow.write(`This is a ${kind} option: `, DEFAULT_CELL_STYLE, true).write("EXAMPLE", style);
		if (row.type === "colour" && !row.array)
			example("colour", { ...DEFAULT_CELL_STYLE, fg: options.colour(name) });
		if (row.isColour) example("colour", optionCell(options, name, context));
		if (row.isStyle) example("style", optionCell(options, name, context));
	}

	/** What the scopes below this one have. */
	#others(): void {
		const { scope, options, name } = this.#line;
		const { owner } = this.#entry;
		const window = scope === "pane" ? options.parent : undefined;
		const own = window?.own(name);
		if (own && owner !== window)
			this.#flow.value(
				`Window value (from window ${this.#place.winlink.index}): `,
				own.toText() + this.#unit,
				VALUE,
			);
		const global =
			scope === "session"
				? optionsOf(this.#server, "global session", this.#place)
				: scope === "window" || scope === "pane"
					? optionsOf(this.#server, "global window", this.#place)
					: undefined;
		const everybody = global?.own(name);
		if (everybody && owner !== global)
			this.#flow.value("Global value: ", everybody.toText() + this.#unit, VALUE);
	}
}
