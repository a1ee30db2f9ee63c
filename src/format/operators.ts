/**
 * The operators of formats: comparisons, booleans, arithmetic, matching, name
 * tests, search in a pane, repeat and animation. Each gives undefined when it
 * cannot be worked out, which ends the expansion there. Called by expand.ts.
 */
import { CellBuffer } from "../screen/cell-buffer.ts";
import type { CharWidths } from "../screen/widths.ts";
import { fnmatch } from "../util/fnmatch.ts";
import { type Engine, MAX_TEXT } from "./engine.ts";
import { compileEre } from "./ere.ts";
import { fuzzyMatch } from "./fuzzy.ts";
import type { Modifier } from "./modifiers.ts";
import { skipTo, splitPair } from "./scan.ts";
import { compareBytes, formatFixed, parseDouble, parseInteger } from "./text.ts";
import { formatWidth } from "./trim.ts";

/** Everything but "" and "0" is true. */
export function formatTrue(value: string | undefined): boolean {
	return value !== undefined && value !== "" && value !== "0";
}

const bool = (value: boolean) => (value ? "1" : "0");

/** Both sides of a comma, expanded. */
function expandPair(engine: Engine, text: string): readonly [string, string] | undefined {
	const pair = splitPair(text);
	return pair && [engine.expand(pair[0]), engine.expand(pair[1])];
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
	"==": (order) => order === 0,
	"!=": (order) => order !== 0,
	"<": (order) => order < 0,
	">": (order) => order > 0,
	"<=": (order) => order <= 0,
	">=": (order) => order >= 0,
};

/** `==:a,b` and its kin, and `m:pattern,text`. */
export function compare(engine: Engine, modifier: Modifier, text: string): string | undefined {
	const pair = expandPair(engine, text);
	if (pair === undefined) {
		engine.log(() => `compare ${modifier.name} syntax error: ${text}`);
		return undefined;
	}
	const [left, right] = pair;
	engine.log(() => `compare ${modifier.name} left is: ${left}`);
	engine.log(() => `compare ${modifier.name} right is: ${right}`);
	if (modifier.name === "m") return match(modifier.args[0] ?? "", left, right, engine.ctx.server.widths);
	return bool(COMPARISONS[modifier.name]?.(compareBytes(left, right)) ?? false);
}

/** `m/flags:`: i ignore case, r regular expression, z fuzzy, p columns of a fuzzy match. */
function match(flags: string, pattern: string, text: string, widths: CharWidths): string {
	const ignoreCase = flags.includes("i");
	if (flags.includes("p") || flags.includes("z")) {
		const found = fuzzyMatch(pattern, text, Math.max(1, formatWidth(text, widths)), widths);
		return flags.includes("p") ? (found?.columns.join(",") ?? "") : bool(found !== undefined);
	}
	if (flags.includes("r")) return bool(compileEre(pattern, { ignoreCase })?.test(text) ?? false);
	return bool(fnmatch(pattern, text, { ignoreCase }));
}

/** `!:` and `!!:`. */
export function negate(engine: Engine, text: string, not: boolean): string {
	return bool(formatTrue(engine.expand(text)) !== not);
}

/** `&&:` and `||:` with any number of operands; stops at the first that decides. */
export function junction(engine: Engine, name: string, text: string): string {
	const and = name === "&&";
	for (let at = 0; ; ) {
		const comma = skipTo(text, at, ",");
		const operand = engine.expand(comma < 0 ? text.slice(at) : text.slice(at, comma));
		engine.log(() => `operator ${name} has operand: ${operand}`);
		if (formatTrue(operand) !== and) return bool(!and);
		if (comma < 0) return bool(and);
		at = comma + 1;
	}
}

/** Numbers nearer than this are equal. */
const NEAR = 1e-9;
const MAX_PRECISION = 100;

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
	"+": (a, b) => a + b,
	"-": (a, b) => a - b,
	"*": (a, b) => a * b,
	"/": (a, b) => a / b,
	"%": (a, b) => a % b,
	m: (a, b) => a % b,
	"==": (a, b) => Number(Math.abs(a - b) < NEAR),
	"!=": (a, b) => Number(Math.abs(a - b) > NEAR),
	">": (a, b) => Number(a > b),
	"<": (a, b) => Number(a < b),
	">=": (a, b) => Number(a >= b),
	"<=": (a, b) => Number(a <= b),
};

/** Largest magnitude of a 64-bit integer: what does not fit becomes the smallest one. */
const INT64 = 2 ** 63;

function toInteger(value: number): number {
	if (Number.isNaN(value) || value >= INT64 || value < -INT64) return -INT64;
	return Math.trunc(value) + 0;
}

/** `e|op|flags|precision:a,b`; "" when anything about it is wrong. */
export function arithmetic(engine: Engine, args: readonly string[], text: string): string {
	const [name = "", flags = "", places] = args;
	const operate = Object.hasOwn(ARITHMETIC, name) ? ARITHMETIC[name] : undefined;
	if (operate === undefined) {
		engine.log(() => `expression has no valid operator: '${name}'`);
		return "";
	}
	const float = flags.includes("f");
	const precision =
		places === undefined ? (float ? 2 : 0) : parseInteger(places, -MAX_PRECISION, MAX_PRECISION);
	if (precision === undefined) {
		engine.log(() => `expression precision invalid: ${places}`);
		return "";
	}
	const pair = expandPair(engine, text);
	if (pair === undefined) {
		engine.log(() => "expression syntax error");
		return "";
	}
	const left = parseDouble(pair[0]);
	if (left === undefined) {
		engine.log(() => `expression left side is invalid: ${pair[0]}`);
		return "";
	}
	const right = parseDouble(pair[1]);
	if (right === undefined) {
		engine.log(() => `expression right side is invalid: ${pair[1]}`);
		return "";
	}
	const a = float ? left : toInteger(left);
	const b = float ? right : toInteger(right);
	// A negative precision means none was given, which for printf is six.
	const digits = precision < 0 ? 6 : precision;
	engine.log(() => `expression left side is: ${formatFixed(a, digits)}`);
	engine.log(() => `expression right side is: ${formatFixed(b, digits)}`);
	const result = operate(a, b);
	const given = Number.isNaN(a) || Number.isNaN(b);
	// What is no number because it cannot be worked out is negative on the machines people have.
	const value =
		given && Number.isNaN(result) && float ? "nan" : formatFixed(float ? result : toInteger(result), digits);
	engine.log(() => `expression result is ${value}`);
	return value;
}

/** `N/w:` and `N/s:`: whether a window of the session, or a session, has this name. */
export function nameExists(engine: Engine, kind: "window" | "session", text: string): string | undefined {
	const { server, session } = engine.ctx;
	if (kind === "session") return bool(server.sessionByName(engine.expand(text)) !== undefined);
	if (session === undefined) {
		engine.log(() => "window name but no session");
		return undefined;
	}
	const name = engine.expand(text);
	return bool(session.winlinks.some((wl) => wl.window.name === name));
}

/** `C/ir:`: the first line of the pane's screen that has the text, counted from 1, or 0. */
export function searchPane(engine: Engine, flags: string, text: string): string {
	const term = engine.expand(text);
	const screen = engine.ctx.pane?.screen;
	if (screen === undefined) {
		engine.log(() => `search '${term}' but no pane`);
		return "0";
	}
	engine.log(() => `search '${term}' pane %${engine.ctx.pane?.id}`);
	const ignoreCase = flags.includes("i");
	const found = flags.includes("r")
		? compileEre(term, { ignoreCase })?.test
		: (line: string) => fnmatch(`*${term}*`, line, { ignoreCase });
	if (found === undefined) return "0";
	const row = new CellBuffer(screen.cols, 1);
	for (let y = 0; y < screen.rows; y++) {
		screen.copyLine(screen.historySize + y, 0, screen.cols, row, 0, 0);
		if (found(row.rowText(0).trimEnd())) return String(y + 1);
	}
	return "0";
}

const MAX_REPEAT = 10_000;

/** `R:text,count`. */
export function repeat(engine: Engine, text: string): string | undefined {
	const pair = expandPair(engine, text);
	if (pair === undefined) {
		engine.log(() => `repeat syntax error: ${text}`);
		return undefined;
	}
	const count = parseInteger(pair[1], 1, MAX_REPEAT);
	if (count === undefined) return "";
	return pair[0].length * count > MAX_TEXT ? undefined : pair[0].repeat(count);
}

/** Shortest time a frame of an animation is shown, ms. */
const CYCLE_PERIOD = 100;

/** `A:one,two`: the frame of this moment; only in a status line. */
export function animate(engine: Engine, count: number, frames: string): string {
	const { ctx } = engine;
	if (!ctx.status || engine.insideJob || frames === "") return "";
	const list = frames.split(",");
	if (list.length > 1) ctx.onCycle?.();
	return list[Math.floor(engine.startTime / (count * CYCLE_PERIOD)) % list.length] as string;
}
