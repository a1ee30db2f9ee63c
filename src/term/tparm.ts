/**
 * Expands parameters in a capability string, terminfo(5)'s little stack
 * machine: `%p1%d`, `%?%p1%{8}%<%t...%e...%;`. One pass, no loops, so it ends;
 * output is bounded. Called by features.ts (TermCaps.expand).
 */

export type TparmValue = number | string;

const MAX_OUTPUT = 1 << 20;
const MAX_WIDTH = 256;
const MAX_STACK = 64;

/** What binary operators do; `%A` and `%O` are logical. */
const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
	"+": (a, b) => a + b,
	"-": (a, b) => a - b,
	"*": (a, b) => Math.imul(a, b),
	"/": (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
	m: (a, b) => (b === 0 ? 0 : a % b),
	"&": (a, b) => a & b,
	"|": (a, b) => a | b,
	"^": (a, b) => a ^ b,
	"=": (a, b) => Number(a === b),
	">": (a, b) => Number(a > b),
	"<": (a, b) => Number(a < b),
	A: (a, b) => Number(a !== 0 && b !== 0),
	O: (a, b) => Number(a !== 0 || b !== 0),
};

const UNARY: Readonly<Record<string, (a: number) => number>> = {
	"!": (a) => Number(a === 0),
	"~": (a) => ~a,
};

const asNumber = (value: TparmValue | undefined): number => (typeof value === "number" ? value : 0);
const asText = (value: TparmValue | undefined): string => (value === undefined ? "" : String(value));

/** A conversion: `%`, then an optional `:` and flags, width and precision, then the letter. */
const FORMAT = /%:?([-+# 0]*)(\d*)(?:\.(\d*))?([doxXs])/y;
const PUSH_NUMBER = /%\{([+-]?\d{1,10})\}/y;

function formatNumber(value: number, letter: string, flags: string, precision: number | undefined): string {
	const bases: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16 };
	const base = bases[letter];
	let digits = base === undefined ? String(Math.abs(value)) : (value >>> 0).toString(base);
	if (letter === "X") digits = digits.toUpperCase();
	if (precision !== undefined) digits = digits.padStart(precision, "0");
	if (flags.includes("#") && value !== 0) {
		if (letter === "o") digits = `0${digits}`;
		if (letter === "x" || letter === "X") digits = `0${letter}${digits}`;
	}
	if (base !== undefined) return digits;
	if (value < 0) return `-${digits}`;
	return (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + digits;
}

function pad(text: string, width: number, flags: string, zero: boolean): string {
	if (text.length >= width) return text;
	if (flags.includes("-")) return text.padEnd(width);
	if (!zero) return text.padStart(width);
	const sign = /^[-+ ]?/.exec(text)?.[0] ?? "";
	return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

/** Index just after the `%e` or `%;` that ends the branch starting at `at` (`%;` only when `toEnd`). */
function skipBranch(cap: string, at: number, toEnd: boolean): number {
	let depth = 0;
	for (let i = at; i < cap.length - 1; i++) {
		if (cap[i] !== "%") continue;
		i++;
		const op = cap[i];
		if (op === "?") depth++;
		else if (op === ";") {
			if (depth === 0) return i + 1;
			depth--;
		} else if (op === "e" && depth === 0 && !toEnd) return i + 1;
	}
	return cap.length;
}

/** `cap` with `params` filled in; bytes as characters. A malformed part gives nothing. */
export function tparm(cap: string, params: readonly TparmValue[] = []): string {
	const args: TparmValue[] = [...params];
	const stack: TparmValue[] = [];
	const variables = new Map<string, TparmValue>();
	const push = (value: TparmValue) => {
		if (stack.length < MAX_STACK) stack.push(typeof value === "number" ? value | 0 : value);
	};
	const popNumber = () => asNumber(stack.pop());
	let out = "";
	let at = 0;
	while (at < cap.length && out.length < MAX_OUTPUT) {
		const c = cap[at] as string;
		if (c !== "%") {
			out += c;
			at++;
			continue;
		}
		FORMAT.lastIndex = at;
		const format = FORMAT.exec(cap);
		if (format) {
			const [whole, flags = "", width, precision, letter = "d"] = format;
			const limit = precision === undefined ? undefined : Math.min(Number(precision), MAX_WIDTH);
			const text =
				letter === "s"
					? asText(stack.pop()).slice(0, limit)
					: formatNumber(popNumber(), letter, flags, limit);
			const zero = letter !== "s" && flags.includes("0") && limit === undefined;
			out += pad(text, Math.min(Number(width), MAX_WIDTH), flags, zero);
			at += whole.length;
			continue;
		}
		PUSH_NUMBER.lastIndex = at;
		const number = PUSH_NUMBER.exec(cap);
		if (number) {
			push(Number(number[1]));
			at += number[0].length;
			continue;
		}
		const op = cap[at + 1] ?? "";
		const next = cap[at + 2] ?? "";
		at += 2;
		const binary = BINARY[op];
		const unary = UNARY[op];
		if (op === "%") out += "%";
		else if (op === "c") out += String.fromCharCode(popNumber() & 0xff);
		else if (op === "p") {
			push(args[Number(next) - 1] ?? 0);
			at++;
		} else if (op === "P") {
			variables.set(next, stack.pop() ?? 0);
			at++;
		} else if (op === "g") {
			push(variables.get(next) ?? 0);
			at++;
		} else if (op === "'") {
			push(next.charCodeAt(0) || 0);
			at += 2;
		} else if (op === "l") push(asText(stack.pop()).length);
		else if (op === "i") {
			for (const i of [0, 1]) if (typeof (args[i] ?? 0) === "number") args[i] = asNumber(args[i]) + 1;
		} else if (op === "t") {
			const condition = stack.pop();
			if (condition === undefined || condition === 0 || condition === "") at = skipBranch(cap, at, false);
		} else if (op === "e") at = skipBranch(cap, at, true);
		else if (binary) {
			const b = popNumber();
			push(binary(popNumber(), b));
		} else if (unary) push(unary(popNumber()));
	}
	return out.slice(0, MAX_OUTPUT);
}

/** `cap` without its padding marks (`$<5/>`). */
export function stripPadding(cap: string): string {
	return cap.replace(/\$<[^>]*>?/g, "");
}
