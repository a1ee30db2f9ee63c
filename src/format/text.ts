/**
 * Small text helpers of the format engine that follow the C library: byte
 * order, byte lengths, whole numbers, path parts. Pure.
 */
import { strtonum } from "../util/strtonum.ts";

/** Order of the UTF-8 bytes (equal to the order of code points): below, equal or above 0. */
export function compareBytes(a: string, b: string): number {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) {
		let x = a.charCodeAt(i);
		let y = b.charCodeAt(i);
		if (x === y) continue;
		// Surrogates stand for code points above all others.
		if (x >= 0xd800 && x <= 0xdfff) x += 0x10000;
		if (y >= 0xd800 && y <= 0xdfff) y += 0x10000;
		return x - y;
	}
	return a.length - b.length;
}

/** Length in UTF-8 bytes. */
export function byteLength(text: string): number {
	let size = text.length;
	for (let i = 0; i < text.length; i++) {
		const c = text.charCodeAt(i);
		if (c < 0x80) continue;
		// A pair counts two units and needs four bytes; a BMP character above 0x7ff needs three.
		size += c < 0x800 || (c >= 0xd800 && c <= 0xdfff) ? 1 : 2;
	}
	return size;
}

/** A whole decimal number within limits (blanks and a sign in front are allowed), or undefined. */
export function parseInteger(text: string, min: number, max: number): number | undefined {
	const value = strtonum(text, min, max);
	return typeof value === "number" ? value : undefined;
}

/** A number as strtod(3) reads it, the whole text; the empty text is 0. */
export function parseDouble(text: string): number | undefined {
	if (text === "") return 0;
	const match = /^[ \t\n\v\f\r]*([+-]?)(.*)$/s.exec(text);
	const body = (match?.[2] ?? "").toLowerCase();
	const sign = match?.[1] === "-" ? -1 : 1;
	if (body === "inf" || body === "infinity") return sign * Number.POSITIVE_INFINITY;
	if (body === "nan") return Number.NaN;
	if (/^0x[0-9a-f]+$/.test(body)) return sign * Number(body);
	return /^([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/.test(body) ? sign * Number(body) : undefined;
}

/** The last part of a path, as basename(3). */
export function baseName(path: string): string {
	if (path === "") return ".";
	const trimmed = path.replace(/\/+$/, "");
	return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** A path without its last part, as dirname(3). */
export function directoryName(path: string): string {
	const trimmed = path.replace(/\/+$/, "");
	if (trimmed === "") return path === "" ? "." : "/";
	const slash = trimmed.lastIndexOf("/");
	if (slash < 0) return ".";
	return trimmed.slice(0, slash).replace(/\/+$/, "") || "/";
}

/** `value` with `precision` decimals as printf's %.*f prints it. */
export function formatFixed(value: number, precision: number): string {
	if (Number.isNaN(value)) return "-nan";
	if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
	const digits = Math.min(Math.max(precision, 0), 100);
	const negative = value < 0 || Object.is(value, -0);
	const size = Math.abs(value);
	const text = size < 1e21 ? toFixedEven(size, digits) : fixedLarge(size, digits);
	return (negative ? "-" : "") + text;
}

/** Number.toFixed rounds a value exactly between two up; the C library rounds it to the even one. */
function toFixedEven(size: number, digits: number): string {
	const text = size.toFixed(digits);
	const longer = size.toFixed(Math.min(100, digits + 30));
	const rest = longer.slice(longer.indexOf(".") + 1 + digits);
	if (!/^50*$/.test(rest) || digits + 30 > 100) return text;
	const down = digits === 0 ? longer.slice(0, longer.indexOf(".")) : longer.slice(0, longer.length - 30);
	return /[02468]$/.test(down) ? down : text;
}

/** Number.toFixed gives up from 1e21 on, where every double is a whole number. */
function fixedLarge(size: number, digits: number): string {
	return BigInt(size).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
}
