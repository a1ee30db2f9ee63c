/**
 * Fields of tmate messages: each reads a decoded msgpack value (undefined = of
 * the wrong kind) and writes it back. The message tables are made of these.
 */
import { decodeRaw, encodeRaw } from "../util/raw-bytes.ts";
import type { MsgInput, MsgValue } from "./msgpack.ts";
import { latin1, utf8Text } from "./text.ts";

export interface Field<T> {
	/** The value, or undefined when it is of the wrong kind or out of range. */
	read(value: MsgValue): T | undefined;
	write(value: T): MsgInput;
}

export type FieldValue<F> = F extends Field<infer T> ? T : never;

/** An integer from `least` to `most`. */
export function int(least: number, most: number): Field<number> {
	return {
		read: (value) => (typeof value === "number" && value >= least && value <= most ? value : undefined),
		write: (value) => value,
	};
}

/** Any 32-bit integer. */
export const int32: Field<number> = int(-0x80000000, 0x7fffffff);
/** A pane's %id. */
export const paneId: Field<number> = int(0, 0x7fffffff);
/** A size or place in cells. */
export const cells: Field<number> = int(0, 10_000);

/** Bytes as they are. */
export const bytes: Field<Uint8Array> = {
	read: (value) => (value instanceof Uint8Array ? value : undefined),
	write: (value) => value,
};

/** Longer text is not searched for bytes to keep: that is slow where there are many. */
const MAX_RAW = 4096;

/** Text: UTF-8; bytes that are none are kept as util/raw-bytes.ts does. */
export const text: Field<string> = {
	read: (value) =>
		value instanceof Uint8Array ? (value.length <= MAX_RAW ? decodeRaw : utf8Text)(value) : undefined,
	write: (value) => encodeRaw(value),
};

/** Opaque bytes, one character each. */
export const opaque: Field<string> = {
	read: (value) => (value instanceof Uint8Array ? latin1(value) : undefined),
	write: (value) => Buffer.from(value, "latin1"),
};

/** A number that is used as a truth value. */
export const flag: Field<boolean> = {
	read: (value) => (typeof value === "boolean" ? value : typeof value === "number" ? value !== 0 : undefined),
	write: (value) => (value ? 1 : 0),
};

/** An array of `item`s, at most `most`. */
export function list<T>(item: Field<T>, most: number): Field<T[]> {
	return {
		read(value) {
			if (!Array.isArray(value) || value.length > most) return undefined;
			const out: T[] = [];
			for (const one of value) {
				const got = item.read(one);
				if (got === undefined) return undefined;
				out.push(got);
			}
			return out;
		},
		write: (value) => value.map((one) => item.write(one)),
	};
}

/** An array with a fixed order of fields; more than these are ignored. */
export function tuple<T extends object>(fields: { readonly [K in keyof T]: Field<T[K]> }): Field<T> {
	const names = Object.keys(fields) as (keyof T)[];
	return {
		read(value) {
			if (!Array.isArray(value) || value.length < names.length) return undefined;
			const out: Partial<T> = {};
			for (const [i, name] of names.entries()) {
				const got = fields[name].read(value[i] as MsgValue);
				if (got === undefined) return undefined;
				out[name] = got;
			}
			return out as T;
		},
		write: (value) => names.map((name) => fields[name].write(value[name])),
	};
}

/** `field`, or null where there is an empty array. */
export function orEmpty<T>(field: Field<T>): Field<T | null> {
	return {
		read: (value) => (Array.isArray(value) && value.length === 0 ? null : field.read(value)),
		write: (value) => (value === null ? [] : field.write(value)),
	};
}

/** `field`, or null where there is nil. */
export function orNil<T>(field: Field<T>): Field<T | null> {
	return {
		read: (value) => (value === null ? null : field.read(value)),
		write: (value) => (value === null ? null : field.write(value)),
	};
}
