/**
 * Bytes of a buffer as paste-buffer gives them to a program: control
 * characters that could do harm are made visible, so that pasted text cannot
 * act. Pure.
 */

/** Controls that are only text: tab, newline, and those vis(3) calls safe. */
const HARMLESS: ReadonlySet<number> = new Set([0x07, 0x08, 0x09, 0x0a, 0x0d]);

/** Length of the UTF-8 character at `at`, 0 when there is no whole one. */
function characterLength(bytes: Uint8Array, at: number): number {
	const first = bytes[at] as number;
	const length =
		first >= 0xf0 && first <= 0xf4
			? 4
			: first >= 0xe0 && first < 0xf0
				? 3
				: first >= 0xc2 && first < 0xe0
					? 2
					: 0;
	if (length === 0 || at + length > bytes.length) return 0;
	for (let i = 1; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
	return length;
}

function visible(byte: number): string {
	const low = byte & 0x7f;
	// vis(3) writes a blank with the high bit, and only that, in octal.
	if (low === 0x20) return `\\${byte.toString(8)}`;
	const meta = byte & 0x80 ? "M" : "";
	if (low < 0x20 || low === 0x7f) return `${meta}^${low === 0x7f ? "?" : String.fromCharCode(low + 0x40)}`;
	return `${meta}-${String.fromCharCode(low)}`;
}

/** `bytes` with unsafe controls and what is no UTF-8 written as visible characters. */
export function pasteSafe(bytes: Uint8Array): Uint8Array {
	const out: number[] = [];
	for (let at = 0; at < bytes.length; ) {
		const byte = bytes[at] as number;
		const length = byte < 0x80 ? 0 : characterLength(bytes, at);
		if (length > 0) for (let i = 0; i < length; i++) out.push(bytes[at + i] as number);
		else if ((byte >= 0x20 && byte < 0x7f) || HARMLESS.has(byte)) out.push(byte);
		else for (const char of visible(byte)) out.push(char.charCodeAt(0));
		at += Math.max(1, length);
	}
	return Uint8Array.from(out);
}
