/**
 * The parser with what it needs of the server: variables, conditions, aliases,
 * the table of commands. Made once by server/; everybody calls it as
 * services.parse and services.parseArgv.
 */
import { expand } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Server } from "../model/server.ts";
import { type ParseContext, type ParseResult, parseArgv, parseCommands } from "./build.ts";
import { formatContext } from "./item-formats.ts";
import type { Registry } from "./registry.ts";
import { isValidTarget, makeState, NO_TARGET, targetFromClient } from "./targets.ts";
import type { CommandList, ParseSource } from "./types.ts";

export class CommandParser {
	readonly #server: Server;
	readonly #registry: Registry;
	#group = 0;

	constructor(server: Server, registry: Registry) {
		this.#server = server;
		this.#registry = registry;
	}

	/** A group number never given before. */
	nextGroup(): number {
		return ++this.#group;
	}

	/** Parses a text. Its assignments take effect at once, in server.environ. */
	parse(text: string, from: ParseSource = {}): ParseResult {
		return parseCommands(text, this.#context(from));
	}

	/** Makes commands of words; see build.ts. */
	parseArgv(words: readonly (string | CommandList)[], from: ParseSource = {}): ParseResult {
		return parseArgv(words, this.#context(from));
	}

	#context(from: ParseSource): ParseContext {
		const { environ, options, ports } = this.#server;
		return {
			entries: this.#registry.entries,
			file: from.file,
			firstLine: from.line ?? (from.byLine ? 1 : 0),
			byLine: from.byLine,
			parseOnly: from.parseOnly,
			verbose: from.verbose,
			nextGroup: () => this.nextGroup(),
			aliases: () => options.strings("command-alias"),
			env: (name) => environ.get(name),
			home: (user) => {
				if (user !== undefined) return ports.host.homeOf(user);
				return environ.get("HOME") || ports.host.home;
			},
			condition: (format) => {
				const value = expand(format, this.#formats(from));
				return value !== "" && value !== "0";
			},
			assign: (name, value, hidden) => environ.set(name, value, hidden),
		};
	}

	/** Conditions see the place of the command that parses; `#()` does not run in them. */
	#formats(from: ParseSource): FormatContext {
		const { item } = from;
		const client = from.client ?? item?.targetClient ?? item?.client;
		const wanted = from.target ?? item?.target ?? NO_TARGET;
		const target = isValidTarget(this.#server, wanted) ? wanted : targetFromClient(this.#server, client);
		const context = formatContext({
			server: this.#server,
			client,
			target: target ?? NO_TARGET,
			state: item?.state ?? makeState(),
		});
		return { ...context, noJobs: true };
	}
}
