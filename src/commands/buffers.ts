/** set-buffer, delete-buffer, load-buffer, save-buffer, show-buffer and paste-buffer. */

import type { Arguments } from "../command/arguments.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import type { PasteBuffer } from "../model/paste-buffers.ts";
import { encodeRaw } from "../util/raw-bytes.ts";
import { wholeTarget } from "./common.ts";
import { pasteSafe } from "./paste-safe.ts";

const ENCODER = new TextEncoder();
const NEWLINE = 0x0a;
const PASTE_START = ENCODER.encode("\x1b[200~");
const PASTE_END = ENCODER.encode("\x1b[201~");

export const setBuffer: CommandEntry = {
	name: "set-buffer",
	alias: "setb",
	args: { template: "ab:t:n:w", lower: 0, upper: 1 },
	usage: "[-aw] [-b buffer-name] [-n new-buffer-name] [-t target-client] [data]",
	flags: ["afterHook", "clientT", "clientCanFail"],
	exec: execSet,
};

export const deleteBuffer: CommandEntry = {
	name: "delete-buffer",
	alias: "deleteb",
	args: { template: "b:", lower: 0, upper: 0 },
	usage: "[-b buffer-name]",
	flags: ["afterHook"],
	exec({ args }, item) {
		item.server.buffers.delete(namedOrNewest(args, item).name);
		return "normal";
	},
};

export const loadBuffer: CommandEntry = {
	name: "load-buffer",
	alias: "loadb",
	args: { template: "b:t:w", lower: 1, upper: 1 },
	usage: "[-b buffer-name] [-t target-client] path",
	flags: ["afterHook", "clientT", "clientCanFail"],
	exec: execLoad,
};

export const saveBuffer: CommandEntry = {
	name: "save-buffer",
	alias: "saveb",
	args: { template: "ab:", lower: 1, upper: 1 },
	usage: "[-a] [-b buffer-name] path",
	flags: ["afterHook"],
	exec({ args }, item) {
		const { bytes } = existing(args, item);
		return writeTo(item, item.expand(args.string(0) ?? ""), bytes, args.has("a"));
	},
};

export const showBuffer: CommandEntry = {
	name: "show-buffer",
	alias: "showb",
	args: { template: "b:", lower: 0, upper: 0 },
	usage: "[-b buffer-name]",
	flags: ["afterHook"],
	exec({ args }, item) {
		const { bytes } = existing(args, item);
		const { client } = item;
		if (!client || (!client.session && client.control === "")) return writeTo(item, "-", bytes, false);
		item.printBytes(bytes);
		return "normal";
	},
};

export const pasteBuffer: CommandEntry = {
	name: "paste-buffer",
	alias: "pasteb",
	args: { template: "db:prSs:t:", lower: 0, upper: 0 },
	usage: "[-dprS] [-s separator] [-b buffer-name] [-t target-pane]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec: execPaste,
};

function execSet({ args }: Command, item: QueueItem): CommandResult {
	const { buffers } = item.server;
	const name = args.get("b");
	const newName = args.get("n");
	if (newName !== undefined) {
		fail(buffers.rename(namedOrNewest(args, item).name, newName));
		return "normal";
	}
	const data = args.string(0);
	if (data === undefined) throw new CommandError("no data specified");
	if (data === "") return "normal";
	const old = args.has("a") && name !== undefined ? buffers.get(name) : undefined;
	const bytes = Buffer.concat([old?.bytes ?? new Uint8Array(0), encodeRaw(data)]);
	fail(buffers.set(bytes, name));
	if (args.has("w") && item.targetClient) item.services.clients.setClipboard(item.targetClient, bytes);
	return "normal";
}

function execLoad({ args }: Command, item: QueueItem): CommandResult {
	const { server, services, targetClient } = item;
	const path = item.expand(args.string(0) ?? "");
	const name = args.get("b");
	const clipboard = args.has("w") ? targetClient : undefined;
	readAs(item, path, (bytes) => {
		if (bytes.length === 0) return undefined;
		const error = server.buffers.set(bytes, name);
		if (error === undefined && clipboard?.session && !clipboard.dead)
			services.clients.setClipboard(clipboard, bytes);
		return error;
	});
	return "wait";
}

/** Reads a file for the waiting item; `done` may give an error text. */
function readAs(item: QueueItem, path: string, done: (bytes: Uint8Array) => string | undefined): void {
	item.server.ports.files.read(item.client, path, (result) => {
		const error = result instanceof Uint8Array ? done(result) : `${result.error}: ${path}`;
		if (error !== undefined) item.error(error);
		item.resume();
	});
}

function writeTo(item: QueueItem, path: string, bytes: Uint8Array, append: boolean): CommandResult {
	item.server.ports.files.write(item.client, path, bytes, append, (failed) => {
		if (failed) item.error(`${failed.error}: ${path}`);
		item.resume();
	});
	return "wait";
}

function execPaste({ args }: Command, item: QueueItem): CommandResult {
	const { buffers } = item.server;
	const { pane } = wholeTarget(item);
	if (!pane.process) throw new CommandError("target pane has exited");
	const name = args.get("b");
	const buffer = name === undefined ? buffers.newest() : buffers.get(name);
	if (name !== undefined && !buffer) throw new CommandError(`no buffer ${name}`);
	if (!buffer) return "normal";
	if (!pane.inputOff) {
		const separator = ENCODER.encode(args.get("s") ?? (args.has("r") ? "\n" : "\r"));
		const bracket = args.has("p") && pane.screen.modes.bracketedPaste;
		if (bracket) pane.write(PASTE_START);
		for (const piece of lines(buffer.bytes, separator))
			pane.write(args.has("S") || piece === separator ? piece : pasteSafe(piece));
		if (bracket) pane.write(PASTE_END);
	}
	if (args.has("d")) buffers.delete(buffer.name);
	return "normal";
}

/** The lines of a buffer with `separator` for each newline. */
function* lines(bytes: Uint8Array, separator: Uint8Array): Generator<Uint8Array> {
	let from = 0;
	for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
		if (at > from) yield bytes.subarray(from, at);
		yield separator;
		from = at + 1;
	}
	if (from < bytes.length) yield bytes.subarray(from);
}

/** The buffer of -b, else the newest automatic one. */
function namedOrNewest(args: Arguments, item: QueueItem): PasteBuffer {
	const { buffers } = item.server;
	const name = args.get("b");
	const buffer = name === undefined ? buffers.newest() : buffers.get(name);
	if (!buffer) throw new CommandError(name === undefined ? "no buffer" : `unknown buffer: ${name}`);
	return buffer;
}

/** The same for commands that read one. */
function existing(args: Arguments, item: QueueItem): PasteBuffer {
	const { buffers } = item.server;
	const name = args.get("b");
	const buffer = name === undefined ? buffers.newest() : buffers.get(name);
	if (!buffer) throw new CommandError(name === undefined ? "no buffers" : `no buffer ${name}`);
	return buffer;
}

function fail(error: string | undefined): void {
	if (error !== undefined) throw new CommandError(error);
}
