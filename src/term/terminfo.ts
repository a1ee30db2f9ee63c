/**
 * Reads compiled terminfo entries: the old format with 16-bit numbers, the new
 * one with 32-bit numbers, and the extended names after either. A file is
 * hostile until read: every count and offset is checked. Called by the client
 * process (which sends what it read) and by features.ts.
 *
 *   short magic (0432 or 01036), names size, flags, numbers, strings, table size
 *   names \0 | flags, a byte each | pad to even | numbers | string offsets | string table
 *   pad to even, then extended: short flags, numbers, strings, offsets, table size
 *   flags | pad to even | numbers | string offsets | name offsets | table
 */
import { TERMINFO_FLAGS, TERMINFO_NUMBERS, TERMINFO_STRINGS } from "./terminfo-names.ts";

/** A capability: a flag (true), a number, or a string of bytes (one character a byte). */
export type CapValue = boolean | number | string;

export interface Terminfo {
	/** The names of the entry, the last one its description. */
	readonly names: readonly string[];
	/** Capability name -> value; absent and cancelled ones are left out. */
	readonly caps: ReadonlyMap<string, CapValue>;
}

const MAGIC_16 = 0o432;
const MAGIC_32 = 0o1036;
/** As large as ncurses accepts. */
const MAX_FILE = 32768;

/** A little-endian reader that throws RangeError past its end. */
class Reader {
	at = 0;
	readonly #view: DataView;

	constructor(bytes: Uint8Array) {
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	get left(): number {
		return this.#view.byteLength - this.at;
	}

	number(size: 1 | 2 | 4): number {
		const at = this.at;
		this.at += size;
		if (size === 1) return this.#view.getUint8(at);
		return size === 2 ? this.#view.getInt16(at, true) : this.#view.getInt32(at, true);
	}

	list(count: number, size: 1 | 2 | 4): number[] {
		if (count < 0 || count * size > this.left) throw new RangeError("bad count");
		return Array.from({ length: count }, () => this.number(size));
	}

	bytes(count: number): string {
		return String.fromCharCode(...this.list(count, 1));
	}

	align(): void {
		this.at += this.at & 1;
	}
}

/** The \0-terminated text at `offset` of `table`; undefined when it is absent or runs out of the table. */
function textAt(table: string, offset: number): string | undefined {
	if (offset < 0 || offset >= table.length) return undefined;
	const end = table.indexOf("\0", offset);
	return end < 0 ? undefined : table.slice(offset, end);
}

/** A compiled entry's capabilities, or undefined when `bytes` is not one. */
export function parseTerminfo(bytes: Uint8Array): Terminfo | undefined {
	if (bytes.byteLength > MAX_FILE) return undefined;
	try {
		return readEntry(new Reader(bytes));
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

function readEntry(reader: Reader): Terminfo | undefined {
	const magic = reader.number(2);
	if (magic !== MAGIC_16 && magic !== MAGIC_32) return undefined;
	const width = magic === MAGIC_32 ? 4 : 2;
	const [namesSize, flagCount, numberCount, stringCount, tableSize] = reader.list(5, 2) as Five;
	const caps = new Map<string, CapValue>();

	const names = reader.bytes(namesSize).replace(/\0.*$/s, "").split("|");
	const flags = reader.list(flagCount, 1);
	reader.align();
	const numbers = reader.list(numberCount, width);
	const offsets = reader.list(stringCount, 2);
	const table = reader.bytes(tableSize);

	flags.forEach((value, i) => {
		if (value === 1) put(caps, TERMINFO_FLAGS[i], true);
	});
	numbers.forEach((value, i) => {
		if (value >= 0) put(caps, TERMINFO_NUMBERS[i], value);
	});
	offsets.forEach((offset, i) => {
		put(caps, TERMINFO_STRINGS[i], textAt(table, offset));
	});

	reader.align();
	// What follows is optional; an entry with a broken extension keeps its standard part.
	if (reader.left >= 10) {
		const extended = new Map<string, CapValue>();
		if (readExtended(reader, width, extended)) for (const [name, value] of extended) caps.set(name, value);
	}
	return { names, caps };
}

type Five = [number, number, number, number, number];

function put(caps: Map<string, CapValue>, name: string | undefined, value: CapValue | undefined): void {
	if (name !== undefined && name !== "" && value !== undefined) caps.set(name, value);
}

function readExtended(reader: Reader, width: 2 | 4, caps: Map<string, CapValue>): boolean {
	try {
		const [flagCount, numberCount, stringCount, , tableSize] = reader.list(5, 2) as Five;
		const flags = reader.list(flagCount, 1);
		reader.align();
		const numbers = reader.list(numberCount, width);
		const offsets = reader.list(stringCount, 2);
		const nameOffsets = reader.list(flagCount + numberCount + stringCount, 2);
		const table = reader.bytes(Math.min(tableSize, reader.left));
		// Names stand after the last string value, and their offsets count from there.
		const namesAt = offsets.reduce((end, offset) => {
			const text = textAt(table, offset);
			return text === undefined ? end : Math.max(end, offset + text.length + 1);
		}, 0);
		const nameOf = (i: number) => {
			const offset = nameOffsets[i];
			return offset === undefined || offset < 0 ? undefined : textAt(table, namesAt + offset);
		};
		flags.forEach((value, i) => {
			if (value === 1) put(caps, nameOf(i), true);
		});
		numbers.forEach((value, i) => {
			if (value >= 0) put(caps, nameOf(flagCount + i), value);
		});
		offsets.forEach((offset, i) => {
			put(caps, nameOf(flagCount + numberCount + i), textAt(table, offset));
		});
		return true;
	} catch (error) {
		if (error instanceof RangeError) return false;
		throw error;
	}
}

/** Gives a file's bytes, or undefined when it cannot be read. */
export type ReadFile = (path: string) => Uint8Array | undefined;

/** The environment variables that say where entries are. */
export interface TerminfoEnv {
	readonly TERMINFO?: string | undefined;
	readonly TERMINFO_DIRS?: string | undefined;
	readonly HOME?: string | undefined;
}

const SYSTEM_FOLDERS = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/local/share/terminfo"];
const MAX_FOLDERS = 64;

/** Folders to look in, first to last. */
export function terminfoFolders(env: TerminfoEnv): string[] {
	const folders: string[] = [];
	if (env.TERMINFO) folders.push(env.TERMINFO);
	if (env.HOME) folders.push(`${env.HOME}/.terminfo`);
	if (env.TERMINFO_DIRS) {
		// An empty part stands for the system's own folders.
		for (const folder of env.TERMINFO_DIRS.split(":"))
			folders.push(...(folder === "" ? SYSTEM_FOLDERS : [folder]));
	}
	folders.push(...SYSTEM_FOLDERS);
	return [...new Set(folders)].slice(0, MAX_FOLDERS);
}

/**
 * Finds and reads the entry of `term` (in a folder named by its first letter,
 * or by that letter's code in hex as on macOS). Undefined when there is none.
 */
export function findTerminfo(term: string, env: TerminfoEnv, read: ReadFile): Terminfo | undefined {
	// A name is part of a path: nothing that leaves the folder, nothing absurd.
	if (!/^[A-Za-z0-9+_.][A-Za-z0-9+_.@:-]{0,254}$/.test(term) || term.startsWith(".")) return undefined;
	const letter = term[0] as string;
	const code = letter.charCodeAt(0).toString(16);
	for (const folder of terminfoFolders(env)) {
		for (const part of [letter, code]) {
			const bytes = read(`${folder}/${part}/${term}`);
			const entry = bytes && parseTerminfo(bytes);
			if (entry) return entry;
		}
	}
	return undefined;
}
