/**
 * What one client's terminal can do: its terminfo entry, then its features,
 * then the `terminal-overrides` option, in that order. One per attached
 * client, owned by its connection; asked by the differ, the key decoder and
 * formats. 256 colours are on for every terminal.
 */
import { fnmatch } from "../util/fnmatch.ts";
import { strtonum } from "../util/strtonum.ts";
import { ASCII_ACSC, parseAcsc } from "./acs.ts";
import {
	addFeatures,
	FEATURE_NAMES,
	FEATURES,
	type FeatureCaps,
	type FeatureName,
	type FeatureSet,
	featuresOfColorterm,
	featuresToString,
	NO_FEATURES,
} from "./features.ts";
import type { CapValue, Terminfo } from "./terminfo.ts";
import { stripPadding, type TparmValue, tparm } from "./tparm.ts";

/** Capabilities that are not strings; every other one is. */
const FLAG_CAPS: ReadonlySet<string> = new Set(["am", "AX", "bce", "RGB", "Sxl", "Tc", "XT", "xenl"]);
const NUMBER_CAPS: ReadonlySet<string> = new Set(["colors", "U8", "it", "pairs"]);
const MAX_NUMBER = 0x7fffffff;

export interface TermCapsInit {
	/** TERM of the client; option entries are chosen by it. */
	readonly name: string;
	/** Its entry, or undefined when there is none (everything then comes from features). */
	readonly terminfo: Terminfo | undefined;
	/** Values of the `terminal-overrides` option: `pattern:cap=value:cap@`. */
	readonly overrides: readonly string[];
	/** Values of the `terminal-features` option: `pattern:feature:feature@`. */
	readonly features: readonly string[];
	/** Features the client asked for (`-T`), names split by commas. */
	readonly clientFeatures?: string;
	/** COLORTERM of the client. */
	readonly colorterm?: string | undefined;
}

/** Parts of an option value between colons; `::` is a colon in a part. */
export function splitColons(value: string): string[] {
	const parts = [""];
	for (let i = 0; i < value.length; i++) {
		if (value[i] !== ":") parts.push((parts.pop() ?? "") + value[i]);
		else if (value[i + 1] === ":") {
			parts.push(`${parts.pop() ?? ""}:`);
			i++;
		} else parts.push("");
	}
	return parts;
}

const UNVIS: Readonly<Record<string, string>> = {
	"\\": "\\",
	n: "\n",
	r: "\r",
	b: "\b",
	a: "\x07",
	v: "\v",
	t: "\t",
	f: "\f",
	s: " ",
	E: "\x1b",
	"\n": "",
	$: "",
};
const UNVIS_ESCAPE = /\\(?:([0-7]{1,3})|\^([\s\S])|M-([\s\S])|M\^([\s\S])|([\s\S]|$))/g;

/** A value with vis(3) escapes (`\E`, `\033`, `\^G`) undone; as it is when one of them is bad. */
export function unvis(value: string): string {
	let bad = false;
	const control = (c: string) => (c === "?" ? 0x7f : c.charCodeAt(0) & 0x1f);
	const text = value.replace(
		UNVIS_ESCAPE,
		(_, octal?: string, ctrl?: string, meta?: string, metaCtrl?: string, letter?: string) => {
			if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
			if (ctrl !== undefined) return String.fromCharCode(control(ctrl));
			if (meta !== undefined) return String.fromCharCode((meta.charCodeAt(0) & 0xff) | 0x80);
			if (metaCtrl !== undefined) return String.fromCharCode(control(metaCtrl) | 0x80);
			const plain = UNVIS[letter ?? ""];
			if (plain === undefined) bad = true;
			return plain ?? "";
		},
	);
	return bad ? value : text;
}

/** `text` as bytes, one character each. */
function toBytes(text: string): string {
	return /^[\x00-\xff]*$/.test(text)
		? text
		: Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

export class TermCaps {
	readonly name: string;
	readonly #init: TermCapsInit;
	#features: FeatureSet = NO_FEATURES;
	#caps = new Map<string, CapValue>();
	#acs: ReadonlyMap<string, string> = new Map();

	constructor(init: TermCapsInit) {
		this.name = init.name;
		this.#init = init;
		let features = addFeatures(NO_FEATURES, init.clientFeatures ?? "");
		for (const entry of this.#matching(init.features)) features = addFeatures(features, entry.join(":"), ":");
		this.#features = addFeatures(features, featuresOfColorterm(init.colorterm));
		this.#apply();
		if (this.vt100Like) this.#features = addFeatures(this.#features, "bpaste,focus,title");
		const direct = this.has("setrgbf") && this.has("setrgbb");
		if ((this.flag("Tc") || this.has("RGB")) && !direct) this.#features = addFeatures(this.#features, "RGB");
		this.#apply();
	}

	/** The option values whose pattern matches this terminal, their other parts. */
	*#matching(values: readonly string[]): Generator<string[]> {
		for (const value of values) {
			const [pattern, ...parts] = splitColons(value);
			if (pattern !== undefined && fnmatch(pattern, this.name)) yield parts;
		}
	}

	#apply(): void {
		const caps = new Map<string, CapValue>();
		for (const [name, value] of this.#init.terminfo?.caps ?? [])
			caps.set(name, typeof value === "string" ? stripPadding(value) : value);
		for (const feature of FEATURE_NAMES) {
			if (!this.#isOn(feature)) continue;
			for (const [name, value] of Object.entries(FEATURES[feature] as FeatureCaps)) {
				if (value === null) caps.delete(name);
				else caps.set(name, value);
			}
		}
		for (const parts of this.#matching(this.#init.overrides))
			for (const part of parts) applyOverride(caps, part);
		// A clipboard capability that writes nothing for a question would lose the clipboard silently.
		const clipboard = caps.get("Ms");
		if (typeof clipboard === "string" && tparm(clipboard, ["c", "?"]) === "") caps.delete("Ms");
		this.#caps = caps;
		this.#acs = parseAcsc(this.get("acsc") ?? ASCII_ACSC);
	}

	#isOn(feature: FeatureName): boolean {
		return feature === "256" || this.#features.on.has(feature);
	}

	/** The string capability `name` as bytes (one character each); undefined when missing. */
	get(name: string): string | undefined {
		const value = this.#caps.get(name);
		return typeof value === "string" ? value : undefined;
	}

	/** Names of all capabilities. */
	get names(): ReadonlySet<string> {
		return new Set(this.#caps.keys());
	}

	/** Is there any capability `name`, of any type? */
	has(name: string): boolean {
		return this.#caps.has(name);
	}

	/** The flag `name`; false when missing. */
	flag(name: string): boolean {
		return this.#caps.get(name) === true;
	}

	/** The number capability `name`; 0 when missing. */
	number(name: string): number {
		const value = this.#caps.get(name);
		return typeof value === "number" ? value : 0;
	}

	/** The string capability `name` with its parameters filled in; "" when missing. */
	expand(name: string, ...params: readonly TparmValue[]): string {
		const cap = this.get(name);
		return cap === undefined ? "" : tparm(cap, params);
	}

	/** Turns on the features of `list` (from a reply or a command); true when that changed any. */
	addFeatures(list: string): boolean {
		const before = featuresToString(this.#features.on);
		this.#features = addFeatures(this.#features, list);
		if (featuresToString(this.#features.on) === before) return false;
		this.#apply();
		return true;
	}

	/** Names of all features that are on, joined by commas. */
	get featureNames(): string {
		return featuresToString(new Set(FEATURE_NAMES.filter((feature) => this.#isOn(feature))));
	}

	/** Is `feature` on, or does the terminal have all it would bring? */
	hasFeature(feature: FeatureName): boolean {
		if (this.#isOn(feature)) return true;
		return feature !== "ignorefkeys" && Object.keys(FEATURES[feature]).every((cap) => this.has(cap));
	}

	/** Answers questions about itself as VT100 and its heirs do. */
	get vt100Like(): boolean {
		return this.flag("XT") || (this.get("clear") ?? "").startsWith("\x1b[");
	}

	/** Takes direct (24-bit) colours. */
	get directColours(): boolean {
		return this.has("setrgbf") && this.has("setrgbb");
	}

	/** Cannot write its last column without wrapping trouble. */
	get noAutoMargin(): boolean {
		return !this.flag("am");
	}

	/** The byte that draws ACS letter `letter` in the terminal's alternate set; undefined when it has none. */
	acs(letter: string): string | undefined {
		return this.#acs.get(letter);
	}

	/** Wants its own line drawing set rather than Unicode (`U8` given as 0). */
	get acsNeeded(): boolean {
		return this.has("U8") && this.number("U8") === 0;
	}

	/** Why this terminal cannot be attached, worded for the user, or undefined when it can. */
	get unusable(): string | undefined {
		if (!this.has("clear")) return "terminal does not support clear";
		return this.has("cup") ? undefined : "terminal does not support cup";
	}
}

function applyOverride(caps: Map<string, CapValue>, part: string): void {
	if (part === "") return;
	const equals = part.indexOf("=");
	if (equals < 0 && part.endsWith("@")) {
		caps.delete(part.slice(0, -1));
		return;
	}
	const name = equals < 0 ? part : part.slice(0, equals);
	const value = equals < 0 ? "" : unvis(part.slice(equals + 1));
	if (FLAG_CAPS.has(name)) caps.set(name, true);
	else if (NUMBER_CAPS.has(name)) {
		const number = strtonum(value, 0, MAX_NUMBER);
		if (typeof number === "number") caps.set(name, number);
	} else caps.set(name, toBytes(value));
}
