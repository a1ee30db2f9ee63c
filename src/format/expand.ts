/**
 * The format engine: `#{...}`, `#(...)`, `#S` and the rest of tmux(1) FORMATS.
 * Whoever has a text with formats in it calls `expand` or `expandTime` with a
 * context; nothing here changes anything.
 */
import { colourSgr, colourToRgb, parseColour } from "../term/colour.ts";
import { completeContext } from "./context.ts";
import { type Engine, MAX_TEXT } from "./engine.ts";
import { findValue } from "./lookup.ts";
import { loopEnvironment, loopOptions, loopRows } from "./loops.ts";
import { type FormatModifiers, readModifiers } from "./modifier-table.ts";
import { parseModifiers } from "./modifiers.ts";
import {
	animate,
	arithmetic,
	compare,
	formatTrue,
	junction,
	nameExists,
	negate,
	repeat,
	searchPane,
} from "./operators.ts";
import { resolveEscapes, skipTo } from "./scan.ts";
import { strftime } from "./strftime.ts";
import { substitute } from "./substitute.ts";
import { byteLength, parseInteger } from "./text.ts";
import { formatPad, formatTrimLeft, formatTrimRight, formatWidth } from "./trim.ts";
import type { FormatContext } from "./types.ts";

export { formatTrue };

/** Deepest nesting of expansions. */
const LOOP_LIMIT = 100;
/**
 * Longest time one expansion may take, ms. One of few steps has longer, so that
 * a status line is whole on a machine that has just other things to do.
 */
const TIME_LIMIT = 100;
const FEW_STEPS = 2000;
const FEW_STEPS_TIME_LIMIT = 1000;
/** Most inner expansions: ends what a clock that stands still (tests) would not. */
const STEP_LIMIT = 100_000;
/** Longest result of strftime, in bytes. */
const STRFTIME_LIMIT = 8192;

/** `#X` for one letter. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
	["D", "pane_id"],
	["F", "window_flags"],
	["H", "host"],
	["I", "window_index"],
	["P", "pane_index"],
	["S", "session_name"],
	["T", "pane_title"],
	["W", "window_name"],
	["h", "host_short"],
]);

/** What all parts of one expansion share. */
interface Run {
	readonly startTime: number;
	/** Variables of the caller, without those of loops. */
	readonly extra: FormatContext["extra"];
	readonly time: number;
	steps: number;
}

interface Flags {
	/** strftime first. */
	readonly time: boolean;
	/** In the command or output of `#()`. */
	readonly insideJob: boolean;
}

/** Thrown away and begun anew for each context and kind of expansion. */
class Expansion implements Engine {
	readonly ctx: FormatContext;
	readonly insideJob: boolean;
	readonly #run: Run;
	readonly #flags: Flags;
	#depth: number;

	constructor(ctx: FormatContext, run: Run, flags: Flags, depth: number) {
		this.ctx = ctx;
		this.insideJob = flags.insideJob;
		this.#run = run;
		this.#flags = flags;
		this.#depth = depth;
	}

	get startTime(): number {
		return this.#run.startTime;
	}

	expired(): boolean {
		if (this.#run.steps > STEP_LIMIT) return true;
		const taken = this.ctx.server.ports.clock.now() - this.#run.startTime;
		if (taken < (this.#run.steps > FEW_STEPS ? TIME_LIMIT : FEW_STEPS_TIME_LIMIT)) return false;
		this.log(() => `reached time limit (${taken})`);
		return true;
	}

	log(line: () => string): void {
		const { verbose } = this.ctx;
		if (verbose) verbose(`#${" ".repeat(Math.min(this.#depth, 10))}${line()}`);
	}

	expandFor(
		text: string,
		ctx: Partial<FormatContext>,
		extra: ReadonlyMap<string, string | (() => string)>,
	): string {
		const { server, mouse, noJobs, forceJobs, time, status, onCycle, verbose } = this.ctx;
		const all = this.#run.extra ? new Map([...this.#run.extra, ...extra]) : extra;
		const next = completeContext({
			server,
			mouse,
			noJobs,
			forceJobs,
			time,
			status,
			onCycle,
			verbose,
			...ctx,
			extra: all,
		});
		return new Expansion(next, this.#run, this.#flags, this.#depth).expand(text);
	}

	/** The same context with other flags. */
	#with(flags: Partial<Flags>): Expansion {
		return new Expansion(this.ctx, this.#run, { ...this.#flags, ...flags }, this.#depth);
	}

	expand(text: string): string {
		if (text === "") return "";
		// Nothing to do for plain text, unless somebody wants to see it being done.
		const special = text.includes("#") || (this.#flags.time && text.includes("%"));
		if (!special && !this.ctx.verbose) return text;
		this.#run.steps++;
		if (this.expired()) return "";
		if (this.#depth >= LOOP_LIMIT) {
			this.log(() => `reached loop limit (${LOOP_LIMIT})`);
			return "";
		}
		this.#depth++;
		const out = this.#expandText(text);
		this.log(() => `result is: ${out}`);
		this.#depth--;
		return out;
	}

	#expandText(given: string): string {
		this.log(() => `expanding format: ${given}`);
		let text = given;
		if (this.#flags.time && text.includes("%")) {
			text = strftime(given, this.#run.time);
			if (text === "" || text.length > STRFTIME_LIMIT || byteLength(text) >= STRFTIME_LIMIT) {
				this.log(() => "format is too long");
				return "";
			}
			if (text !== given) this.log(() => `after time expanded: ${text}`);
		}
		let out = "";
		// End of the style the scan is in: `#x` in a style is a colour, not a variable.
		let styleEnd = -1;
		let at = 0;
		for (;;) {
			const hash = text.indexOf("#", at);
			if (hash < 0) return out + text.slice(at);
			out += text.slice(at, hash);
			const c = text.charAt(hash + 1);
			if (c === "" || out.length > MAX_TEXT) return out;
			at = hash + 2;
			if (c === "(") {
				const end = closingParenthesis(text, at);
				if (end < 0) return out;
				out += this.#job(text.slice(at, end));
				at = end + 1;
			} else if (c === "{") {
				const end = skipTo(text, hash, "}");
				if (end < 0) return out;
				const key = text.slice(at, end);
				this.log(() => `found #{}: ${key}`);
				const value = this.#replace(key);
				if (value === undefined) return out;
				out += value;
				at = end + 1;
			} else if (c === "[" || c === "#") {
				let bracket = hash + 1;
				while (text.charCodeAt(bracket) === 0x23) bracket++;
				if (text[bracket] === "[") {
					// Any number of hashes before a bracket is the style drawer's affair.
					styleEnd = skipTo(text, hash, "]");
					this.log(() => `found #*${bracket - hash}[`);
					out += text.slice(hash, bracket + 1);
					at = bracket + 1;
					continue;
				}
				this.log(() => `found #${c}`);
				out += c;
			} else if (c === "}" || c === ",") {
				this.log(() => `found #${c}`);
				out += c;
			} else {
				const name = at > styleEnd ? SHORT_NAMES.get(c) : undefined;
				if (name === undefined) {
					out += `#${c}`;
					continue;
				}
				this.log(() => `found #${c}: ${name}`);
				const value = this.#replace(name);
				if (value === undefined) return out;
				out += value;
			}
		}
	}

	/** `#(command)`. */
	#job(command: string): string {
		this.log(() => `found #(): ${command}`);
		const { ctx } = this;
		if (ctx.noJobs || this.insideJob) {
			this.log(() => "#() is disabled");
			return "";
		}
		const inside = this.#with({ time: false, insideJob: true });
		const { formatJobs, host } = ctx.server.ports;
		const client = ctx.client;
		const cwd = (client?.session === undefined ? client?.cwd : client.session.cwd) || host.home || "/";
		const request = {
			text: command,
			place: ctx.jobPlace ?? "",
			status: ctx.status ?? false,
			force: ctx.forceJobs ?? false,
		};
		const result = inside.expand(formatJobs.get(client, inside.expand(command), cwd, request));
		this.log(() => `#() result: ${result}`);
		return result;
	}

	/** The value of what is between `#{` and `}`; undefined ends the expansion. */
	#replace(key: string): string | undefined {
		const { modifiers: list, at } = parseModifiers(key, (text) => this.expand(text));
		const rest = key.slice(at);
		const modifiers = readModifiers(list);
		if (this.ctx.verbose) {
			for (const [i, { name, args }] of list.entries()) {
				this.log(() => `modifier ${i} is ${name}`);
				for (const [j, arg] of args.entries()) this.log(() => `modifier ${i} argument ${j}: ${arg}`);
			}
		}
		const value =
			list.length === 0 && !rest.startsWith("?") ? this.#name(rest, modifiers) : this.#value(rest, modifiers);
		if (value === undefined) {
			this.log(() => `failed ${key}`);
			return undefined;
		}
		const result = list.length === 0 ? value : this.#finish(value, modifiers);
		this.log(() => `replaced '${key}' with '${result}'`);
		return result;
	}

	/** The value before the modifiers that work on any value. */
	#value(text: string, m: FormatModifiers): string | undefined {
		if (m.client) return this.#clientValue(m.client, text);
		if (m.cycle !== undefined) {
			const frame = animate(this, m.cycle, text);
			this.log(() => `cycle '${text}' is: ${frame}`);
			return frame;
		}
		if (m.literal) {
			this.log(() => `literal string is '${text}'`);
			return resolveEscapes(text);
		}
		if (m.character) {
			const code = parseInteger(this.expand(text), 32, 126);
			return code === undefined ? "" : String.fromCharCode(code);
		}
		if (m.colour) return this.#colour(m.colour, text);
		if (m.loop) return loopRows(this, m.loop.over, text, m.loop.sort);
		if (m.list?.over === "options") return loopOptions(this, text, m.list.flags);
		if (m.list) return loopEnvironment(this, text, m.list.flags);
		if (m.nameExists) return nameExists(this, m.nameExists, text);
		if (m.search !== undefined) return searchPane(this, m.search, text);
		if (m.repeat) return repeat(this, text);
		if (m.not) return negate(this, text, true);
		if (m.notNot) return negate(this, text, false);
		if (m.junction !== undefined) return junction(this, m.junction, text);
		if (m.compare) return compare(this, m.compare, text);
		if (text.startsWith("?")) return this.#condition(text, m);
		if (m.arithmetic) return arithmetic(this, m.arithmetic, text);
		return this.#name(text, m);
	}

	/** A name, or a text with formats in it. */
	#name(text: string, m: FormatModifiers): string {
		if (text.includes("#{")) {
			this.log(() => `expanding inner format '${text}'`);
			return this.expand(text);
		}
		const value = findValue(this.ctx, text, m);
		this.log(() => (value === undefined ? `format '${text}' not found` : `format '${text}' found: ${value}`));
		return value ?? "";
	}

	/** `?condition,value,condition,value,...,otherwise`. */
	#condition(text: string, m: FormatModifiers): string {
		for (let at = 1; ; ) {
			const comma = skipTo(text, at, ",");
			if (comma < 0) {
				this.log(() => `no condition matched in '${text.slice(1)}'; using last arg`);
				return this.expand(text.slice(at));
			}
			const condition = text.slice(at, comma);
			this.log(() => `condition is: ${condition}`);
			const holds = formatTrue(this.#conditionValue(condition, m));
			this.log(() => `condition '${condition}' is ${holds}`);
			at = comma + 1;
			const end = skipTo(text, at, ",");
			if (holds) return this.expand(end < 0 ? text.slice(at) : text.slice(at, end));
			if (end < 0) {
				this.log(() => `no condition matched in '${text.slice(1)}'; using empty string`);
				return "";
			}
			at = end + 1;
		}
	}

	/** A condition is a name or a text; a text that expands to itself is no condition and false. */
	#conditionValue(condition: string, m: FormatModifiers): string {
		const found = findValue(this.ctx, condition, m);
		if (found !== undefined) {
			this.log(() => `condition '${condition}' found: ${found}`);
			return found;
		}
		const expanded = this.expand(condition);
		if (expanded !== condition) return expanded;
		this.log(() => `condition '${condition}' not found; assuming false`);
		return "";
	}

	/** `I/c`, `I/f`, `I/e`: a capability, feature or variable of the client's terminal. */
	#clientValue(wanted: NonNullable<FormatModifiers["client"]>, name: string): string {
		const { client } = this.ctx;
		if (client === undefined || client.termName === "" || client.dead || client.exiting || client.suspended)
			return "";
		if (wanted.environment) return client.environ.get(name) ?? "";
		if (wanted.feature) return client.termFeatures.includes(name) ? "1" : "0";
		return client.capabilities.has(name) ? "1" : "0";
	}

	/** `c:` six hex digits, `c/f:` and `c/b:` the escape sequence. */
	#colour(kind: NonNullable<FormatModifiers["colour"]>, text: string): string {
		const name = this.expand(text);
		if (kind !== "hex" && name.toLowerCase() === "none") return "\x1b[0m";
		const colour = parseColour(name);
		if (colour === undefined) return "";
		if (kind !== "hex") {
			const sgr = colourSgr(colour, kind === "background");
			return sgr === undefined ? "" : `\x1b[${sgr}m`;
		}
		const rgb = colourToRgb(colour);
		return rgb === undefined ? "" : (rgb & 0xffffff).toString(16).padStart(6, "0");
	}

	/** The modifiers that work on any value, in their fixed order. */
	#finish(given: string, m: FormatModifiers): string {
		let value = given;
		if (m.expand === "plain") value = this.expand(value);
		else if (m.expand === "time") value = this.#with({ time: true }).expand(value);
		for (const { args } of m.substitutes) {
			const pattern = this.expand(args[0] as string);
			const replacement = this.expand(args[1] as string);
			value = substitute(value, pattern, replacement, args[2]?.includes("i") ?? false);
			const shown = value;
			this.log(() => `substitute '${pattern}' to '${replacement}': ${shown}`);
		}
		if (m.limit !== 0) value = this.#limit(value, m);
		if (m.pad !== 0) {
			value = formatPad(value, m.pad, this.ctx.server.widths);
			const shown = value;
			this.log(() => `applied padding width ${m.pad}: ${shown}`);
		}
		if (m.length) {
			value = String(byteLength(value));
			const shown = value;
			this.log(() => `replacing with length: ${shown}`);
		}
		if (m.width) {
			value = String(formatWidth(value, this.ctx.server.widths));
			const shown = value;
			this.log(() => `replacing with width: ${shown}`);
		}
		return value;
	}

	#limit(value: string, m: FormatModifiers): string {
		const { widths } = this.ctx.server;
		const cut =
			m.limit > 0 ? formatTrimLeft(value, m.limit, widths) : formatTrimRight(value, -m.limit, widths);
		const marker = cut === value ? "" : (m.marker ?? "");
		const result = m.limit > 0 ? cut + marker : marker + cut;
		this.log(() => `applied length limit ${m.limit}: ${result}`);
		return result;
	}
}

/** Index of the `)` that ends `#(` whose text begins at `from`; -1 when there is none. */
function closingParenthesis(text: string, from: number): number {
	let depth = 1;
	for (let i = from; i < text.length; i++) {
		const c = text.charCodeAt(i);
		if (c === 0x28) depth++;
		else if (c === 0x29 && --depth === 0) return i;
	}
	return -1;
}

function start(text: string, ctx: FormatContext, time: boolean): string {
	// Most texts are plain: they cost one look.
	if (!ctx.verbose && !text.includes("#") && !(time && text.includes("%"))) return text;
	const now = ctx.server.ports.clock.now();
	const run: Run = { startTime: now, extra: ctx.extra, time: ctx.time ?? now, steps: 0 };
	return new Expansion(completeContext(ctx), run, { time, insideJob: false }, 0).expand(text);
}

/**
 * Expands the formats in `text`. Never throws for any text; what is unknown is
 * empty, and a text that does not end well ends there.
 */
export function expand(text: string, ctx: FormatContext): string {
	return start(text, ctx, false);
}

/** The same, but `%H:%M` and other conversions of strftime(3) are expanded first. */
export function expandTime(text: string, ctx: FormatContext): string {
	return start(text, ctx, true);
}
