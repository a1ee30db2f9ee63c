/**
 * What many commands share: whole targets, filters, names, sizes. Errors are
 * CommandErrors, printed by the queue.
 */
import type { Arguments } from "../command/arguments.ts";
import { CommandError, type PaneTarget, type QueueItem, type Target } from "../command/types.ts";
import { expand, formatTrue } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Pane } from "../model/pane.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import { cleanName } from "../util/vis.ts";

/** The item's target with pane, window, winlink and session; the entry's spec makes sure of it. */
export function wholeTarget(item: QueueItem): PaneTarget {
	return whole(item.target);
}

/** The item's source (-s). */
export function wholeSource(item: QueueItem): PaneTarget {
	return whole(item.source);
}

/** A target that must have everything. */
export function whole(target: Target): PaneTarget {
	const { session, winlink, window, pane, index } = target;
	if (!session || !winlink || !window || !pane) throw new CommandError("no current target");
	return { session, winlink, window, pane, index };
}

/** The session of the item's target. */
export function targetSession(item: QueueItem): Session {
	const { session } = item.target;
	if (!session) throw new CommandError("no current session");
	return session;
}

/** Later commands of this run act on the session's current pane, or on `pane`. */
export function setCurrent(item: QueueItem, session: Session, winlink = session.current, pane?: Pane): void {
	const window = winlink?.window;
	item.state.current = {
		session,
		winlink,
		window,
		pane: pane ?? window?.active,
		index: winlink?.index ?? -1,
	};
}

/** A target for hooks and formats. */
export function targetOf(session: Session, winlink: Winlink | undefined, pane?: Pane): Target {
	return {
		session,
		winlink,
		window: winlink?.window,
		pane: pane ?? winlink?.window.active,
		index: winlink?.index ?? -1,
	};
}

/** Runs the hook `name` behind the item, for `target` rather than the item's own. */
export function runHookFor(item: QueueItem, name: string, target: Target): void {
	item.insertHook(name, target);
}

/** True when `-f FILTER` is absent or true for the row. */
export function passesFilter(
	item: QueueItem,
	filter: string | undefined,
	row: Partial<FormatContext>,
): boolean {
	return filter === undefined || formatTrue(expand(filter, rowContext(item, row)));
}

/** A context for one row of a list: only the row's own places, not the item's. */
export function rowContext(item: QueueItem, row: Partial<FormatContext>): FormatContext {
	return item.formats({
		client: undefined,
		type: undefined,
		session: undefined,
		winlink: undefined,
		window: undefined,
		pane: undefined,
		...row,
	});
}

/** A context of the item's own client and its session, whatever the target is. */
export function clientContext(item: QueueItem): FormatContext {
	const { client } = item;
	const session = client?.session;
	const winlink = session?.current;
	const window = winlink?.window;
	return item.formats({ client, session, winlink, window, pane: window?.active, type: undefined });
}

/** -f without -a says so. */
export function checkFilterFlags(args: Arguments, allowed = args.has("a")): void {
	if (args.has("f") && !allowed) throw new CommandError("-f only valid with -a");
}

/** A name from -n or -s: expanded, valid, cleaned; undefined when not given. */
export function nameFrom(
	item: QueueItem,
	text: string | undefined,
	what: string,
	context = item.formats(),
): string | undefined {
	return text === undefined ? undefined : validName(expand(text, context), what);
}

/** A valid, cleaned name; what cannot be UTF-8 is refused. */
export function validName(name: string, what: string): string {
	const clean = cleanName(name);
	if (clean === undefined) throw new CommandError(`invalid ${what} name: ${name}`);
	return clean;
}

/** A number or throws `LABEL REASON`. */
export function mustBeNumber(value: number | string, label: string): number {
	if (typeof value === "string") throw new CommandError(`${label} ${value}`);
	return value;
}

/** Result of a service that gives a thing or an error text. */
export function must<T extends object>(result: T | { readonly error: string }, prefix = ""): T {
	if ("error" in result && typeof result.error === "string") throw new CommandError(prefix + result.error);
	return result as T;
}

/** Prints `-F` (or the default) for `-P`. */
export function printPlace(item: QueueItem, args: Arguments, template: string, target: Target): void {
	if (!args.has("P")) return;
	item.print(expand(args.get("F") ?? template, item.formats({ ...target, client: item.targetClient })));
}

/** `session:window.pane`, the default of -P. */
export const PLACE_TEMPLATE = "#{session_name}:#{window_index}.#{pane_index}";

/** The shell command of a new pane: one empty word, or -E, means no program at all. */
export function newCommand(
	args: Arguments,
	wantsEmpty = args.has("E"),
): { readonly argv: readonly string[]; readonly empty: boolean } {
	const argv = args.words();
	const isBlank = argv.length === 1 && argv[0] === "";
	if (wantsEmpty && argv.length > 0 && !isBlank)
		throw new CommandError("command cannot be given for empty pane");
	return { argv, empty: wantsEmpty || isBlank };
}
