/**
 * The format of authorized_keys, as far as it says who may come in. A line with
 * an option that would restrict its key in a way we do not enforce is left out:
 * whoever wrote it did not mean to let that key in here. Used by key-ring.ts and
 * by the relay for its list of hosts.
 */
import { guestKeyTypes, parsePublicKey } from "./guest-auth.ts";

/** A list that was read. */
export interface AuthorizedKeys {
	/** Key in SSH wire form, base64 -> its comment. */
	readonly keys: ReadonlyMap<string, string>;
	/** Lines that were left out, from 1, and why. */
	readonly skipped: readonly { readonly line: number; readonly reason: string }[];
}

const MAX_LINES = 10_000;
const MAX_LINE = 16 * 1024;
const MAX_COMMENT = 64;
/** Reasons that are kept; the rest would only be noise. */
const MAX_SKIPPED = 20;

/** Options about what guests never have here, or that allow more. */
const HARMLESS: ReadonlySet<string> = new Set([
	"agent-forwarding",
	"no-agent-forwarding",
	"no-x11-forwarding",
	"x11-forwarding",
	"no-user-rc",
	"user-rc",
	"port-forwarding",
	"pty",
	"environment",
	"no-touch-required",
]);

/** A name with nothing in it that does something to a terminal. */
function cleanComment(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, " ")
		.trim()
		.slice(0, MAX_COMMENT);
}

/** Where the options of a line end: at the first blank outside quotes. -1 when a quote is left open. */
function endOfOptions(line: string): number {
	let quoted = false;
	for (let at = 0; at < line.length; at++) {
		const char = line[at];
		if (char === "\\" && line[at + 1] === '"') at++;
		else if (char === '"') quoted = !quoted;
		else if (!quoted && (char === " " || char === "\t")) return at;
	}
	return quoted ? -1 : line.length;
}

/** Names of the options in front of a key, in small letters. */
function optionNames(options: string): string[] {
	const bare = options.replace(/\\"/g, "").replace(/"[^"]*"/g, "");
	return bare.split(",").map((one) => one.replace(/=.*$/s, "").toLowerCase());
}

const KEY_TYPE = /^(?:ssh-|ecdsa-|sk-)[\w@.-]+$/;

/** One line: a key with its comment, a reason to leave it out, undefined when it says nothing. */
function parseLine(text: string): { blob: string; comment: string } | string | undefined {
	let line = text.trim();
	if (line === "" || line.startsWith("#")) return undefined;
	if (line.length > MAX_LINE) return "too long";
	if (!KEY_TYPE.test(line.split(/[ \t]/, 1)[0] ?? "")) {
		const end = endOfOptions(line);
		if (end < 0) return "a quote is not closed";
		const unknown = optionNames(line.slice(0, end)).find((name) => !HARMLESS.has(name));
		const rest = line.slice(end).trim();
		if (!KEY_TYPE.test(rest.split(/[ \t]/, 1)[0] ?? "")) return "not a key";
		if (unknown !== undefined) return `option ${cleanComment(unknown)} is not supported`;
		line = rest;
	}
	const [, type = "", base64 = "", comment = ""] = /^(\S+)[ \t]+(\S+)[ \t]*(.*)$/s.exec(line) ?? [];
	const bytes = Buffer.from(base64, "base64");
	const key = parsePublicKey(bytes);
	if (key === undefined) {
		const known = type === "" || guestKeyTypes.includes(type);
		return known ? "not a key" : `keys of type ${cleanComment(type)} are not supported`;
	}
	return key.type === type ? { blob: bytes.toString("base64"), comment: cleanComment(comment) } : "not a key";
}

/** Reads a list; lines that cannot be used are told, never thrown. */
export function parseAuthorizedKeys(text: string): AuthorizedKeys {
	const keys = new Map<string, string>();
	const skipped: { line: number; reason: string }[] = [];
	const lines = text.split(/\r\n|\n|\r/, MAX_LINES);
	for (const [at, line] of lines.entries()) {
		const one = parseLine(line);
		if (typeof one === "object") {
			if (!keys.has(one.blob)) keys.set(one.blob, one.comment);
		} else if (one !== undefined && skipped.length < MAX_SKIPPED) skipped.push({ line: at + 1, reason: one });
	}
	return { keys, skipped };
}
