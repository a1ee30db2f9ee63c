/**
 * Width and cutting of expanded text that may hold styles: `#[...]` takes no
 * columns and is never cut, `##` shows as one `#`. The `w`, `=` and `p`
 * modifiers, modes and the status line use it.
 */
import { type CharWidths, DEFAULT_WIDTHS, stringWidth } from "../screen/widths.ts";
import { skipTo } from "./scan.ts";

/** A run of text pieces: a style (no width), hashes, or one character. */
type Piece =
	| { readonly type: "style"; readonly text: string; readonly joined: boolean }
	| { readonly type: "hashes"; readonly count: number; readonly width: number }
	| { readonly type: "char"; readonly text: string; readonly width: number }
	/** A style that does not end: everything from here on is lost. */
	| { readonly type: "open" };

/** How many `#` are at `at`. */
export function countHashes(text: string, at: number): number {
	let n = 0;
	while (text.charCodeAt(at + n) === 0x23) n++;
	return n;
}

function* pieces(text: string, widths: CharWidths): Generator<Piece> {
	for (let i = 0; i < text.length; ) {
		const code = text.codePointAt(i) as number;
		if (code !== 0x23) {
			const size = code > 0xffff ? 2 : 1;
			if (code > 0x1f && code !== 0x7f)
				yield { type: "char", text: text.slice(i, i + size), width: widths.width(code) };
			i += size;
			continue;
		}
		const n = countHashes(text, i);
		const style = text.charCodeAt(i + n) === 0x5b;
		const width = style ? Math.floor(n / 2) : Math.ceil(n / 2);
		if (width > 0) yield { type: "hashes", count: n, width };
		i += n;
		if (!style || n % 2 === 0) continue;
		const end = skipTo(text, i + 1, "]");
		if (end < 0) {
			yield { type: "open" };
			return;
		}
		yield { type: "style", text: text.slice(i - 1, end + 1), joined: n > 1 };
		i = end + 1;
	}
}

/** Columns that `text` takes when drawn; 0 when a style in it does not end. */
export function formatWidth(text: string, widths: CharWidths = DEFAULT_WIDTHS): number {
	let width = 0;
	for (const piece of pieces(text, widths)) {
		if (piece.type === "open") return 0;
		if (piece.type !== "style") width += piece.width;
	}
	return width;
}

/** The escaped form of `width` hashes out of a run of `count`. */
const hashes = (count: number, width: number) => (count === 1 ? "#" : "#".repeat(2 * width));

/** The first `limit` columns of `text`; styles behind them are left out. */
export function formatTrimLeft(text: string, limit: number, widths: CharWidths = DEFAULT_WIDTHS): string {
	let out = "";
	let width = 0;
	for (const piece of pieces(text, widths)) {
		if (piece.type === "open") break;
		if (piece.type === "style") {
			// A style right behind hashes belongs to them: it stays even when they filled the room.
			if (width >= limit && !piece.joined) break;
			out += piece.text;
			continue;
		}
		if (width >= limit) break;
		if (piece.type === "hashes") {
			const room = Math.min(piece.width, limit - width);
			out += hashes(piece.count, room);
			width += room;
			continue;
		}
		if (width + piece.width <= limit) out += piece.text;
		width += piece.width;
	}
	return out;
}

/** The last `limit` columns of `text`; every style stays. */
export function formatTrimRight(text: string, limit: number, widths: CharWidths = DEFAULT_WIDTHS): string {
	const total = formatWidth(text, widths);
	if (total <= limit) return text;
	const skip = total - limit;
	let out = "";
	let width = 0;
	for (const piece of pieces(text, widths)) {
		if (piece.type === "open") break;
		if (piece.type === "style") {
			out += piece.text;
			continue;
		}
		if (piece.type === "hashes") {
			const shown = width <= skip ? Math.max(0, piece.width - (skip - width)) : piece.width;
			if (shown > 0) out += hashes(piece.count, shown);
		} else if (width >= skip) out += piece.text;
		width += piece.width;
	}
	return out;
}

/** `text` made at least `width` columns wide: blanks behind it, or before it when negative. */
export function formatPad(text: string, width: number, widths: CharWidths = DEFAULT_WIDTHS): string {
	let printable = "";
	for (const c of text) if (c > "\x1f" && c !== "\x7f") printable += c;
	const room = Math.abs(width) - stringWidth(printable, widths);
	if (room <= 0) return text;
	return width > 0 ? text + " ".repeat(room) : " ".repeat(room) + text;
}
