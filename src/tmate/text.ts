/** Bytes and text as tmate's messages use them. Called by the fields and key codes. */

/** UTF-8 as text; what is no UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
	return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** UTF-8 as text, or undefined when it is none. */
export function strictUtf8Text(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

/** One character for each byte. */
export function latin1(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** The first `most` bytes of `text`'s UTF-8, cut between characters. */
export function cutUtf8(text: string, most: number): string {
	const bytes = new TextEncoder().encode(text);
	if (bytes.length <= most) return text;
	let end = most;
	while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
	return utf8Text(bytes.subarray(0, end));
}
