/**
 * The part of CommandServices that this folder answers itself. server/ spreads
 * it into the whole.
 */

import type { CommandParser } from "./command-parser.ts";
import { findClient } from "./find-client.ts";
import { findTarget, isFindError } from "./find-target.ts";
import type { CommandRunner } from "./queue.ts";
import type { Registry } from "./registry.ts";
import type { CommandServices } from "./types.ts";

export type LanguageServices = Pick<
	CommandServices,
	"entries" | "parse" | "parseArgv" | "nextGroup" | "append" | "later" | "findTarget" | "findClient"
>;

export function languageServices(
	registry: Registry,
	parser: CommandParser,
	runner: CommandRunner,
): LanguageServices {
	return {
		entries: registry.entries,
		parse: (text, from) => parser.parse(text, from),
		parseArgv: (words) => parser.parseArgv(words),
		nextGroup: () => parser.nextGroup(),
		append: (client, list, state) => runner.append(client, list, state),
		later: (fn, ms) => runner.later(fn, ms),
		findTarget: (item, text, type, flags) =>
			findTarget(item.server, item.state.current, text, type, flags, {
				client: item.client,
				mouse: item.state.event?.mouse,
				warn: (error) => item.error(error),
			}),
		findClient: (item, text) => {
			const found = findClient(item.server, item.client, text);
			if (!isFindError(found)) return found;
			item.error(found.error);
			return undefined;
		},
	};
}
