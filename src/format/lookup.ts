/**
 * The value of a name in a format: variables of the moment, options, the
 * variable tables, what the pane's mode offers, and at last the environment.
 * Called by expand.ts.
 */
import type { FormatModifiers } from "./modifier-table.ts";
import { quoteArgument, quoteShell, quoteShellSingle, quoteStyle } from "./quote.ts";
import { strftime } from "./strftime.ts";
import { baseName, directoryName, parseInteger } from "./text.ts";
import { fullTime, prettyTime, relativeTime, timeDifference } from "./times.ts";
import type { FormatContext } from "./types.ts";
import { FORMAT_VARIABLES } from "./variables.ts";

/** What a name stands for: text, or a time in seconds since the epoch. */
interface Found {
	readonly text?: string | undefined;
	readonly time?: number;
}

/** `name[key]` of an option; undefined for a name with bad brackets. */
function splitKey(name: string): { name: string; key: string | undefined } | undefined {
	const open = name.indexOf("[");
	if (open < 0) return { name, key: undefined };
	const end = name.indexOf("]", open + 1);
	if (end !== name.length - 1 || end === open + 1) return undefined;
	return { name: name.slice(0, open), key: name.slice(open + 1, end) };
}

/** The value of an option in the nearest scope that has it. */
function findOption(ctx: FormatContext, text: string): string | undefined {
	const at = splitKey(text);
	if (at === undefined || at.name === "") return undefined;
	const { server } = ctx;
	const entry =
		server.options.entry(at.name) ??
		ctx.pane?.options.entry(at.name) ??
		ctx.window?.options.entry(at.name) ??
		server.windowOptions.entry(at.name) ??
		ctx.session?.options.entry(at.name) ??
		server.sessionOptions.entry(at.name);
	return entry?.toText(at.key, true);
}

function findName(ctx: FormatContext, name: string): Found | undefined {
	const extra = ctx.extra?.get(name);
	if (extra !== undefined) return { text: typeof extra === "string" ? extra : extra() };
	const variable = FORMAT_VARIABLES.get(name);
	if (variable !== undefined) {
		const value = variable.get(ctx);
		return variable.time ? { time: Number(value ?? 0) } : { text: value };
	}
	const option = findOption(ctx, name);
	if (option !== undefined) return { text: option };
	const offered = ctx.pane?.mode?.formats().get(name);
	return offered && { text: offered() };
}

function findEnvironment(ctx: FormatContext, name: string): string | undefined {
	return ctx.session?.environ.get(name) ?? ctx.server.environ.get(name);
}

/** The `t` modifier on what was found. */
function asTime(ctx: FormatContext, found: Found, modifiers: FormatModifiers): string | undefined {
	const time = found.time || parseInteger(found.text ?? "", 0, Number.MAX_SAFE_INTEGER) || 0;
	if (time === 0) return undefined;
	const now = Math.floor(ctx.server.ports.clock.now() / 1000);
	if (modifiers.time === "relative") return relativeTime(time, now);
	if (modifiers.time === "difference") return timeDifference(time, now);
	if (modifiers.time === "pretty") return prettyTime(time, now);
	return modifiers.timeFormat === undefined ? fullTime(time) : strftime(modifiers.timeFormat, time * 1000);
}

/** Changes of the value by modifiers that only work on a name. */
const CHANGES = [
	["baseName", baseName],
	["directory", directoryName],
	["quoteShell", quoteShell],
	["quoteShellSingle", quoteShellSingle],
	["quoteStyle", quoteStyle],
	["quoteArgument", quoteArgument],
] as const;

/** The value of `name` with the modifiers that work on names; undefined when there is none. */
export function findValue(ctx: FormatContext, name: string, modifiers: FormatModifiers): string | undefined {
	const found = findName(ctx, name);
	if (modifiers.time !== undefined) return found && asTime(ctx, found, modifiers);
	let value = found === undefined ? findEnvironment(ctx, name) : found.time ? String(found.time) : found.text;
	if (value === undefined) return undefined;
	for (const [field, change] of CHANGES) if (modifiers[field]) value = change(value);
	return value;
}
