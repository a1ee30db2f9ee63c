/**
 * Bytes that are no UTF-8, in text: each such byte travels as one private-use
 * character (U+10FF80 to U+10FFFF) and becomes the byte again on its way out.
 * So an error can show a bad argument exactly as it was given. Called by the
 * client for its arguments and by whoever prints to a client.
 */

const BASE = 0x10ff00;
const RAW = /[\u{10ff80}-\u{10ffff}]/u;
const RAW_ALL = /[\u{10ff80}-\u{10ffff}]/gu;
const encoder = new TextEncoder();

/** True when `text` holds bytes that were no UTF-8 (or what another decoder made of such). */
export function hasRawBytes(text: string): boolean {
	return text.includes("\ufffd") || RAW.test(text);
}

/** Text of `bytes`, nothing lost. */
export function decodeRaw(bytes: Uint8Array): string {
	const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	try {
		return strict.decode(bytes);
	} catch {
		return decodePieces(bytes, strict);
	}
}

function decodePieces(bytes: Uint8Array, strict: InstanceType<typeof TextDecoder>): string {
	let out = "";
	for (let at = 0; at < bytes.length; ) {
		const byte = bytes[at] as number;
		const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		try {
			out += strict.decode(bytes.subarray(at, at + length));
			at += length;
		} catch {
			out += String.fromCodePoint(BASE + byte);
			at++;
		}
	}
	return out;
}

/** `text` for a screen: a byte that is no UTF-8 is shown as one replacement character. */
export function showRaw(text: string): string {
	return text.replace(RAW_ALL, "\ufffd");
}

/** The bytes of `text`, with what decodeRaw kept as it was. */
export function encodeRaw(text: string): Uint8Array {
	if (!RAW.test(text)) return encoder.encode(text);
	const parts: Uint8Array[] = [];
	let from = 0;
	for (const match of text.matchAll(RAW_ALL)) {
		parts.push(encoder.encode(text.slice(from, match.index)));
		parts.push(Uint8Array.of((match[0].codePointAt(0) as number) - BASE));
		from = match.index + match[0].length;
	}
	parts.push(encoder.encode(text.slice(from)));
	const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}
