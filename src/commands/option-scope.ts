/** Which options a command means: by its flags, its target and the option's own scope. */
import type { Arguments } from "../command/arguments.ts";
import type { QueueItem } from "../command/types.ts";
import type { OptionMatch, OptionScope } from "../model/option-table.ts";
import type { Options } from "../model/options.ts";

/** One set of options and what kind it is. */
export interface FoundScope {
	readonly scope: OptionScope;
	readonly options: Options;
}

type Result = FoundScope | { readonly error: string };

/** What the target has for each kind, and the options all of the kind share. */
function scopeOf(item: QueueItem, args: Arguments, scope: "session" | "window" | "pane"): Result {
	const { server, target } = item;
	if (args.has("g") && scope === "session") return { scope, options: server.sessionOptions };
	if (args.has("g") && scope === "window") return { scope, options: server.windowOptions };
	const own = { session: target.session, window: target.winlink?.window, pane: target.pane }[scope];
	if (own) return { scope, options: own.options };
	const text = args.get("t");
	return { error: text === undefined ? `no current ${scope}` : `no such ${scope}: ${text}` };
}

/** The scope the flags name; `window`: as if -w was given. */
export function scopeFromFlags(item: QueueItem, args: Arguments, window: boolean): Result {
	if (args.has("s")) return { scope: "server", options: item.server.options };
	if (args.has("p")) return scopeOf(item, args, "pane");
	return scopeOf(item, args, window || args.has("w") ? "window" : "session");
}

/** The scope an option is in; flags count only where it may be in several. */
export function scopeFromOption(
	item: QueueItem,
	args: Arguments,
	window: boolean,
	option: OptionMatch,
): Result {
	const { row } = option;
	if (!row) return scopeFromFlags(item, args, window);
	if (row.scope.includes("server")) return { scope: "server", options: item.server.options };
	if (row.scope.includes("session")) return scopeOf(item, args, "session");
	if (row.scope.includes("pane") && args.has("p")) return scopeOf(item, args, "pane");
	return scopeOf(item, args, "window");
}
