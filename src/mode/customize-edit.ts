/**
 * What customize-mode changes: options, environments and key bindings, with
 * the checks the commands for them make. Errors are texts for the user. Called
 * by CustomizeMode.
 */
import type { Environ } from "../model/environ.ts";
import { splitOptionName } from "../model/option-table.ts";
import type { Options } from "../model/options.ts";
import type { Server } from "../model/server.ts";
import { KEY } from "../term/key-code.ts";
import { parseKey } from "../term/key-names.ts";
import {
	type CustomizeLine,
	type EnvironLine,
	environOf,
	type KeyLine,
	type OptionLine,
	type OptionPlace,
	optionsOf,
	type Place,
} from "./customize-rows.ts";
import type { CustomizePorts } from "./tree-ports.ts";

/** A value that can be edited as text. */
export interface EditValue {
	readonly text: string;
	save(text: string): string | undefined;
}

/** The first word and what is behind the blanks after it; undefined when one is missing. */
function twoWords(text: string): readonly [string, string] | undefined {
	const match = /^([^ \t]+)[ \t]+([\s\S]+)$/.exec(text);
	return match ? [match[1] as string, match[2] as string] : undefined;
}

export class CustomizeEdit {
	readonly #server: Server;
	readonly #ports: CustomizePorts;

	constructor(server: Server, ports: CustomizePorts) {
		this.#server = server;
		this.#ports = ports;
	}

	/** Is the row one of what the mode shows at a place? */
	belongs(line: CustomizeLine, place: Place): boolean {
		if (line.type === "option") return line.options === optionsOf(this.#server, line.scope, place);
		if (line.type === "environment") return line.environ === environOf(this.#server, line.scope, place);
		return true;
	}

	/** A flag or choice takes its next value; false for an option of another type. */
	step(options: Options, name: string): boolean {
		const row = options.entry(name)?.row;
		if (row?.array) return false;
		if (row?.type === "flag") options.setNumber(name, options.flag(name) ? 0 : 1);
		else if (row?.type === "choice")
			options.setNumber(name, (options.number(name) + 1) % (row.choices?.length ?? 1));
		else return false;
		return true;
	}

	setOption({ options, name, key, hooks }: OptionLine, text: string): string | undefined {
		const entry = options.entry(name);
		if (!entry) return undefined;
		let value = text;
		if (entry.row?.type === "command") {
			const commands = this.#ports.parseCommands(text);
			if ("error" in commands) return commands.error;
			value = commands.toText();
		}
		let item = key;
		if (entry.items && item === undefined) {
			let free = 0;
			while (entry.items.has(String(free))) free++;
			item = String(free);
		}
		const error = options.set(name, value, { key: item, isShell: (path) => this.#ports.isShell(path) });
		if (error === undefined && hooks && name.startsWith("@")) this.#ports.hooks.addEvent(name);
		return error;
	}

	/** Gives an item of an array another key that is free. */
	moveItem({ options, name, key }: OptionLine, to: string): string | undefined {
		const entry = options.entry(name);
		if (!entry?.items || key === undefined || entry.hasItem(to)) return undefined;
		const error = entry.owner.set(name, entry.toText(key), { key: to });
		return error ?? entry.owner.unset(name, key);
	}

	/** A new user option or hook: `@name value`. */
	addOption({ options, hooks }: OptionPlace, text: string): string | undefined {
		const words = twoWords(text);
		if (!words) return "User option must be @name value";
		const parts = splitOptionName(words[0]);
		if (!parts?.name.startsWith("@") || parts.key !== undefined)
			return `User ${hooks ? "hook" : "option"} name must start with @`;
		const error = options.set(parts.name, words[1]);
		if (error === undefined && hooks) this.#ports.hooks.addEvent(parts.name);
		return error;
	}

	setEnvironment({ environ, name, hidden }: EnvironLine, value: string): undefined {
		environ.set(name, value, environ.entry(name)?.hidden ?? hidden);
	}

	/** A new variable: `NAME=value`, or `-NAME` for one that is removed. */
	addEnvironment(environ: Environ, text: string): string | undefined {
		if (text.startsWith("-")) {
			if (text === "-" || text.includes("=")) return `Bad environment variable: ${text}`;
			environ.clear(text.slice(1));
			return undefined;
		}
		if (text.indexOf("=") <= 0) return "Environment variable must be NAME=value";
		environ.put(text);
		return undefined;
	}

	/** A new binding: key and commands. */
	addKey(table: string, text: string): string | undefined {
		const words = twoWords(text);
		if (!words) return "Key binding must be key command";
		const key = parseKey(words[0]);
		if (key === undefined || key === KEY.none || key === KEY.unknown) return `Unknown key: ${words[0]}`;
		const commands = this.#ports.parseCommands(words[1]);
		if ("error" in commands) return commands.error;
		this.#server.keyTables.bind(table, key, { commands });
		return undefined;
	}

	setCommand({ table, key }: KeyLine, text: string): string | undefined {
		const old = this.#server.keyTables.find(table, key);
		if (!old) return undefined;
		const commands = this.#ports.parseCommands(text);
		if ("error" in commands) return commands.error;
		this.#server.keyTables.bind(table, key, { commands, note: old.note, repeat: old.repeat });
		return undefined;
	}

	setNote({ table, key }: KeyLine, text: string): undefined {
		const old = this.#server.keyTables.find(table, key);
		if (!old) return;
		const note = text === "" ? undefined : text;
		this.#server.keyTables.bind(table, key, { commands: old.commands, note, repeat: old.repeat });
	}

	toggleRepeat({ table, key }: KeyLine): void {
		const old = this.#server.keyTables.find(table, key);
		if (old)
			this.#server.keyTables.bind(table, key, {
				commands: old.commands,
				note: old.note,
				repeat: !old.repeat,
			});
	}

	/** Unsets what a row stands for; true when the row goes. */
	unset(line: CustomizeLine): boolean {
		if (line.type === "key") {
			if (!this.#server.keyTables.find(line.table, line.key)) return false;
			this.#server.keyTables.unbind(line.table, line.key);
			return true;
		}
		if (line.type === "environment") {
			if (!line.environ.entry(line.name)) return false;
			line.environ.unset(line.name);
			return true;
		}
		if (line.type !== "option") return false;
		const entry = line.options.entry(line.name);
		entry?.owner.unset(line.name, line.key);
		return entry !== undefined && line.key !== undefined;
	}

	/** Gives an option its default in every scope it has, a key what it did at the start; true when the row goes. */
	reset(line: CustomizeLine): boolean {
		const { keyTables } = this.#server;
		if (line.type === "key") {
			const binding = keyTables.find(line.table, line.key);
			const original = keyTables.original(line.table, line.key);
			if (!binding || (original && original.commands === binding.commands)) return false;
			keyTables.reset(line.table, line.key);
			return original === undefined;
		}
		if (line.type === "option" && line.key === undefined)
			for (let options: Options | undefined = line.options; options; options = options.parent)
				options.unset(line.name);
		return false;
	}

	/** The value of a row as text for an editor; `part` is the name of a key's line. */
	valueFor(line: CustomizeLine, part: string): EditValue | undefined {
		if (line.type === "option") {
			const entry = line.options.entry(line.name);
			const type = entry?.row?.type;
			if (!entry || type === "flag" || type === "choice") return undefined;
			return { text: entry.toText(line.key), save: (text) => this.setOption(line, text) };
		}
		if (line.type === "environment") {
			const text = line.environ.get(line.name);
			return text === undefined ? undefined : { text, save: (value) => this.setEnvironment(line, value) };
		}
		if (line.type !== "key") return undefined;
		const binding = this.#server.keyTables.find(line.table, line.key);
		if (!binding) return undefined;
		if (part === "Command")
			return { text: binding.commands.toText(), save: (text) => this.setCommand(line, text) };
		return part === "Note"
			? { text: binding.note ?? "", save: (text) => this.setNote(line, text) }
			: undefined;
	}
}
