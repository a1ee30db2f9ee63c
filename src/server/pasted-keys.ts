/**
 * The text of a bracketed paste as keys, for what takes keys and not bytes:
 * prompts and overlays. Called by key dispatch.
 */
import { KEY_CTRL, type KeyCode } from "../term/key-code.ts";

/** Tab, Enter and Escape are keys of their own. */
const PLAIN_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0d, 0x1b]);
const NEWLINE = 0x0a;
const ENTER = 0x0d;
const utf8 = new TextDecoder("utf-8", { fatal: true });

export interface PastedKey {
	readonly key: KeyCode;
	/** Where it begins in the paste. */
	readonly at: number;
}

function controlKey(byte: number): KeyCode {
	if (byte === NEWLINE) return ENTER;
	if (PLAIN_CONTROLS.has(byte)) return byte;
	const letter = byte | 0x40;
	if (byte === 0) return 0x20 | KEY_CTRL;
	return (letter >= 0x41 && letter <= 0x5a ? letter | 0x20 : letter) | KEY_CTRL;
}

function characterSize(lead: number): number {
	if (lead < 0x80) return 1;
	if (lead >= 0xf0) return 4;
	return lead >= 0xe0 ? 3 : 2;
}

/** The keys of a paste in their order; bytes that are no character are left out. */
export function* pastedKeys(bytes: Uint8Array): Generator<PastedKey> {
	for (let at = 0; at < bytes.length; ) {
		const lead = bytes[at] as number;
		const size = characterSize(lead);
		try {
			const code = utf8.decode(bytes.subarray(at, at + size)).codePointAt(0) ?? 0;
			yield { key: code < 0x20 ? controlKey(code) : code, at };
			at += size;
		} catch {
			at++;
		}
	}
}
