/**
 * The loops of formats: `S:`, `W:`, `P:`, `L:` over sessions, windows, panes
 * and clients, `O:` over options and `V:` over an environment. Each expands its
 * text once for every row. Called by expand.ts.
 */
import type { Environ } from "../model/environ.ts";
import type { OptionEntry, Options } from "../model/options.ts";
import type { Winlink } from "../model/winlink.ts";
import { type Engine, MAX_TEXT } from "./engine.ts";
import { splitPair } from "./scan.ts";
import { type SortCriteria, sortClients, sortPanes, sortSessions, sortWinlinks } from "./sort.ts";
import { compareBytes } from "./text.ts";
import type { FormatContext } from "./types.ts";

/** One turn of a loop. */
interface Turn {
	/** What the verbose log says. */
	readonly log: string;
	readonly text: string;
	readonly ctx: Partial<FormatContext>;
	readonly extra?: readonly (readonly [string, string])[];
}

/** Expands all turns one after the other. */
function run(engine: Engine, turns: readonly Turn[]): string {
	let out = "";
	for (const [i, turn] of turns.entries()) {
		engine.log(() => turn.log);
		const extra = new Map<string, string>([
			...(turn.extra ?? []),
			["loop_index", String(i)],
			["loop_last_flag", i === turns.length - 1 ? "1" : "0"],
		]);
		out += engine.expandFor(turn.text, turn.ctx, extra);
		if (out.length > MAX_TEXT || engine.expired()) break;
	}
	return out;
}

/** The text for all rows and, behind a comma, the one for the active row. */
function alternatives(text: string): readonly [all: string, active: string] {
	return splitPair(text) ?? [text, text];
}

function loopSessions(engine: Engine, text: string, sort: SortCriteria): string {
	const { server, client } = engine.ctx;
	const [all, active] = alternatives(text);
	return run(
		engine,
		sortSessions(server, sort).map((session) => ({
			log: `session loop: $${session.id}`,
			text: client !== undefined && client.session === session ? active : all,
			ctx: { client, session },
		})),
	);
}

/** What `next_*` and `prev_*` say of a window beside the one of the turn. */
function neighbour(winlink: Winlink | undefined, prefix: string): (readonly [string, string])[] {
	if (winlink === undefined) return [];
	const user = winlink.window.options.entries().filter((entry) => entry.row === undefined);
	return [
		[`${prefix}_window_index`, String(winlink.index)],
		[`${prefix}_window_active`, winlink === winlink.session.current ? "1" : "0"],
		...user.map((entry) => [`${prefix}_${entry.name}`, entry.toText(undefined, true)] as const),
	];
}

function loopWindows(engine: Engine, text: string, sort: SortCriteria): string | undefined {
	const { client, session } = engine.ctx;
	if (session === undefined) {
		engine.log(() => "window loop but no session");
		return undefined;
	}
	const [all, active] = alternatives(text);
	const list = sortWinlinks(session, sort);
	const current = session.current;
	return run(
		engine,
		list.map((winlink, i) => ({
			log: `window loop: ${winlink.index} @${winlink.window.id}`,
			text: winlink === current ? active : all,
			ctx: { client, session, winlink, jobPlace: `@${winlink.window.id}` },
			extra: [
				["window_after_active", i > 0 && list[i - 1] === current ? "1" : "0"],
				["window_before_active", i + 1 < list.length && list[i + 1] === current ? "1" : "0"],
				...neighbour(list[i + 1], "next"),
				...neighbour(list[i - 1], "prev"),
			],
		})),
	);
}

function loopPanes(engine: Engine, text: string, sort: SortCriteria): string | undefined {
	const { client, session, winlink, window } = engine.ctx;
	if (window === undefined) {
		engine.log(() => "pane loop but no window");
		return undefined;
	}
	const [all, active] = alternatives(text);
	return run(
		engine,
		sortPanes(window, sort).map((pane) => ({
			log: `pane loop: %${pane.id}`,
			text: pane === window.active ? active : all,
			ctx: { client, session, winlink, pane, jobPlace: `%${pane.id}` },
		})),
	);
}

function loopClients(engine: Engine, text: string, sort: SortCriteria): string {
	const { server, session, winlink, pane } = engine.ctx;
	return run(
		engine,
		sortClients(server, sort).map((client) => ({
			log: `client loop: ${client.name}`,
			text,
			ctx: { client, session, winlink, pane },
		})),
	);
}

/** `S:`, `W:`, `P:` and `L:`; undefined when there is nothing to loop over. */
export function loopRows(
	engine: Engine,
	over: "sessions" | "windows" | "panes" | "clients",
	text: string,
	sort: SortCriteria,
): string | undefined {
	const loops = { sessions: loopSessions, windows: loopWindows, panes: loopPanes, clients: loopClients };
	return loops[over](engine, text, sort);
}

/** The options that the flags of `O/flags:` mean. */
function optionsFor(ctx: FormatContext, flags: string): Options | undefined {
	const wanted = flags === "" ? "s" : flags;
	const { server } = ctx;
	if (wanted.includes("v")) return server.options;
	const global = wanted.includes("g");
	if (wanted.includes("w")) return global ? server.windowOptions : ctx.window?.options;
	if (wanted.includes("s")) return global ? server.sessionOptions : ctx.session?.options;
	if (wanted.includes("p")) return global ? undefined : ctx.pane?.options;
	return global ? server.sessionOptions : undefined;
}

/** One turn for an option, or one for each item of an array. */
function optionTurns(entry: OptionEntry, text: string, ctx: Partial<FormatContext>): Turn[] {
	const keys = entry.items?.keys() ?? [];
	const flag = (value: boolean) => (value ? "1" : "0");
	const turn = (key: string | undefined, first: boolean, last: boolean): Turn => ({
		log: key === undefined ? `option loop: ${entry.name}` : `option loop: ${entry.name}[${key}]`,
		text,
		ctx,
		extra: [
			["option_name", entry.name],
			["option_value", entry.toText(key)],
			["option_is_array", flag(entry.items !== undefined)],
			["option_array_key", key ?? ""],
			["option_array_index", key ?? ""],
			["option_array_first", flag(first)],
			["option_array_last", flag(last)],
			["option_array_count", String(keys.length)],
			["option_is_hook", flag(entry.row?.isHook === true)],
			["option_is_user", flag(entry.row === undefined)],
		],
	});
	const array = entry.items !== undefined;
	if (keys.length === 0) return [turn(undefined, array, array)];
	return keys.map((key, i) => turn(key, i === 0, i === keys.length - 1));
}

/** `O/flags:`. */
export function loopOptions(engine: Engine, text: string, flags: string): string {
	const { client, session, winlink, pane } = engine.ctx;
	const options = optionsFor(engine.ctx, flags);
	if (options === undefined) return "";
	const entries = options.entries().sort((a, b) => compareBytes(a.name, b.name));
	return run(
		engine,
		entries.flatMap((entry) => optionTurns(entry, text, { client, session, winlink, pane })),
	);
}

/** `V/flags:`. */
export function loopEnvironment(engine: Engine, text: string, flags: string): string {
	const { server, client, session, winlink, pane } = engine.ctx;
	const chosen: Readonly<Record<string, Environ | undefined>> = {
		"": session?.environ,
		s: session?.environ,
		g: server.environ,
		c: client?.environ,
	};
	const environ = Object.hasOwn(chosen, flags) ? chosen[flags] : undefined;
	return run(
		engine,
		[...(environ?.entries() ?? [])].map((entry) => ({
			log: `environment loop: ${entry.name}`,
			text,
			ctx: { client, session, winlink, pane },
			extra: [
				["environ_name", entry.name],
				["environ_value", entry.value ?? ""],
				["environ_hidden", entry.hidden ? "1" : "0"],
				["environ_removed", entry.value === undefined ? "1" : "0"],
			],
		})),
	);
}
