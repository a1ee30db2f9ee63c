/**
 * Text and bytes made visible as vis(3) does it: C escapes and octal for
 * control characters, backslashes doubled, UTF-8 left alone. Names and samples
 * of paste buffers are shown and stored so.
 */
import { hasRawBytes } from "./raw-bytes.ts";

const C_ESCAPES: ReadonlyMap<number, string> = new Map([
	[0x07, "\\a"],
	[0x08, "\\b"],
	[0x09, "\\t"],
	[0x0a, "\\n"],
	[0x0b, "\\v"],
	[0x0c, "\\f"],
	[0x0d, "\\r"],
	[0x5c, "\\\\"],
]);

function visibleByte(byte: number, next: number | undefined): string {
	const known = C_ESCAPES.get(byte);
	if (known !== undefined) return known;
	if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
	// A digit behind a short NUL would be read as part of it.
	if (byte === 0) return next !== undefined && next >= 0x30 && next <= 0x37 ? "\\000" : "\\0";
	return `\\${byte.toString(8).padStart(3, "0")}`;
}

/** Length of the UTF-8 character at `at`, or 0 when there is no whole one. */
function utf8Length(bytes: Uint8Array, at: number): number {
	const first = bytes[at]!;
	const length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
	if (length === 0 || first > 0xf4 || at + length > bytes.length) return 0;
	const decoder = new TextDecoder("utf-8", { fatal: true });
	try {
		decoder.decode(bytes.subarray(at, at + length));
		return length;
	} catch {
		return 0;
	}
}

/** Bytes as visible text. */
export function visibleBytes(bytes: Uint8Array): string {
	const decoder = new TextDecoder();
	let out = "";
	for (let at = 0; at < bytes.length; ) {
		const length = bytes[at]! < 0x80 ? 0 : utf8Length(bytes, at);
		if (length === 0) {
			out += visibleByte(bytes[at]!, bytes[at + 1]);
			at++;
		} else {
			out += decoder.decode(bytes.subarray(at, at + length));
			at += length;
		}
	}
	return out;
}

/**
 * Text as names, titles and paths are stored: backslashes doubled; undefined
 * when it holds control characters. With `untrusted` (it came from a program)
 * a `#(` can no longer run anything.
 */
export function cleanText(text: string, untrusted: boolean): string | undefined {
	if (/[\x00-\x1f\x7f]/.test(text)) return undefined;
	const safe = untrusted ? text.replaceAll("#(", "_(") : text;
	return safe.replaceAll("\\", "\\\\");
}

/** A name a user gave (sessions, windows, buffers), as cleanText; undefined when it was no UTF-8, too. */
export function cleanName(name: string, untrusted = false): string | undefined {
	return hasRawBytes(name) ? undefined : cleanText(name, untrusted);
}
