/**
 * Every message between a client process and the server, one row each: number
 * on the wire, who sends it, its fields in wire order. The codec reads this
 * table and so do the types. Used by client/ and server/ only through codec.ts.
 *
 * A change of an existing row needs a new protocolVersion; `hello` and
 * `versionMismatch` never change, so that any two versions can tell each other.
 */

/** Version of the rows below. */
export const protocolVersion = 1;

/** Bits of `identify.flags` and `flags.flags`. */
export const clientFlag = {
	/** -l, or started as a login shell. */
	login: 1 << 0,
	/** -C: a control client. */
	control: 1 << 1,
	/** -CC: a control client that owns a terminal. */
	controlControl: 1 << 2,
	/** -N: never starts the server. */
	noStartServer: 1 << 3,
	/** The command may start the server. */
	startServer: 1 << 4,
	/** The socket was named by -L or nothing, not by -S or $TMUX. */
	defaultSocket: 1 << 5,
	/** -u, or the environment says UTF-8. */
	utf8: 1 << 6,
	/** -D: the server stays in the foreground. */
	noFork: 1 << 7,
	/** Set by the server: a control client waits for an empty line before it exits. */
	waitExit: 1 << 8,
	/** It asks often, to show what it is told: its commands are no messages of the server's. */
	unlogged: 1 << 9,
} as const;

/** What a field is on the wire, and in TypeScript. */
export interface FieldTypes {
	/** One byte, 0 or 1. */
	bool: boolean;
	/** Four bytes, big-endian, unsigned. */
	u32: number;
	/** Four bytes, big-endian, signed. */
	i32: number;
	/** u32 byte count, then UTF-8. */
	str: string;
	/** u32 count, then that many str. */
	strs: readonly string[];
	/** All the bytes that are left in the frame; only as the last field. */
	bytes: Uint8Array;
}

interface Row {
	readonly id: number;
	readonly from: "client" | "server";
	readonly fields: Readonly<Record<string, keyof FieldTypes>>;
}

/** The rows. A stream number names one open file of one client; the server chooses it. */
export const messageTable = {
	/** First of all: which version the client speaks. The server answers only when it differs. */
	hello: { id: 1, from: "client", fields: { version: "u32" } },
	/** Who the client is. `features` are the arguments of -T and -2, in order. */
	identify: {
		id: 2,
		from: "client",
		fields: {
			flags: "u32",
			pid: "u32",
			/** $TERM, or empty. */
			term: "str",
			features: "strs",
			/** Path of the terminal on stdin, or empty. */
			ttyName: "str",
			cwd: "str",
			stdinIsTty: "bool",
			stdoutIsTty: "bool",
			/** Size in cells and pixels; 0 for what is not known. */
			cols: "u32",
			rows: "u32",
			xpixel: "u32",
			ypixel: "u32",
			/** `NAME=value`, the whole environment. */
			environ: "strs",
		},
	},
	/** The command to run, after identify; empty for the default command. */
	command: { id: 3, from: "client", fields: { argv: "strs" } },
	/** Instead of `command`, for -c: asks for the default shell. Answered by `shellIs`. */
	shell: { id: 4, from: "client", fields: {} },
	/** Bytes typed into an attached terminal, or lines of a control client. */
	stdin: { id: 5, from: "client", fields: { data: "bytes" } },
	/** The standard input of a control client has ended. */
	stdinEnd: { id: 6, from: "client", fields: {} },
	/** After `attached`, at SIGWINCH and at wakeup: the size of the terminal. */
	resize: { id: 7, from: "client", fields: { cols: "u32", rows: "u32", xpixel: "u32", ypixel: "u32" } },
	/** The terminal is raw now. `saved` is what `stty` takes to restore it (or empty), for a server that
	 * finds its client killed. */
	ttyReady: { id: 8, from: "client", fields: { saved: "str" } },
	/** The client is about to exit; answered by `exited`. */
	exiting: { id: 9, from: "client", fields: {} },
	/** The client goes on after a suspend. */
	wakeup: { id: 10, from: "client", fields: {} },
	/** The lock command has ended. */
	unlock: { id: 11, from: "client", fields: {} },
	/** A piece of the file of a `readOpen`. */
	readData: { id: 12, from: "client", fields: { stream: "u32", data: "bytes" } },
	/** The file is read to its end, or failed with an error code (`ENOENT`). */
	readDone: { id: 13, from: "client", fields: { stream: "u32", error: "str" } },
	/** The file of a `writeOpen` is open, or failed with an error code. */
	writeReady: { id: 14, from: "client", fields: { stream: "u32", error: "str" } },
	/** The file of a `writeClose` is closed, with the error code of the write that failed, or empty. */
	writeDone: { id: 15, from: "client", fields: { stream: "u32", error: "str" } },

	/** The server speaks another version; it closes the connection after this. */
	versionMismatch: { id: 128, from: "server", fields: { version: "u32" } },
	/** The client is attached: raw mode, send keys, expect `output`. */
	attached: { id: 129, from: "server", fields: {} },
	/** Bytes for the terminal of an attached client. */
	output: { id: 130, from: "server", fields: { data: "bytes" } },
	/** Bytes for the standard output of a command or control client. */
	stdout: { id: 131, from: "server", fields: { data: "bytes" } },
	/** Bytes for the standard error of a command client. */
	stderr: { id: 132, from: "server", fields: { data: "bytes" } },
	/** Exit with `status` after everything before is written; `message` (when not empty) is the reason. */
	exit: { id: 133, from: "server", fields: { status: "i32", message: "str" } },
	/** The answer to `exiting`. */
	exited: { id: 134, from: "server", fields: {} },
	/** Detached from `session`. */
	detach: { id: 135, from: "server", fields: { session: "str" } },
	/** Detached, and the client sends SIGHUP to its parent. */
	detachKill: { id: 136, from: "server", fields: { session: "str" } },
	/** The server goes away. */
	shutdown: { id: 137, from: "server", fields: {} },
	/** Restore the terminal and stop, until SIGCONT; then `wakeup`. */
	suspend: { id: 138, from: "server", fields: {} },
	/** Restore the terminal, run `command` in it, then `unlock`. */
	lock: { id: 139, from: "server", fields: { command: "str" } },
	/** Become `shell -c command`. */
	exec: { id: 140, from: "server", fields: { command: "str", shell: "str" } },
	/** The answer to `shell`: the path of the default shell. */
	shellIs: { id: 141, from: "server", fields: { shell: "str" } },
	/** The client's flags changed (control mode: waitExit). */
	flags: { id: 142, from: "server", fields: { flags: "u32" } },
	/** Read the file at absolute `path`, or standard input for `-`, as `stream`. */
	readOpen: { id: 143, from: "server", fields: { stream: "u32", path: "str" } },
	/** Stop reading `stream`; answered by `readDone`. */
	readCancel: { id: 144, from: "server", fields: { stream: "u32" } },
	/** Open the file at absolute `path` for writing, or standard output for `-`. */
	writeOpen: { id: 145, from: "server", fields: { stream: "u32", path: "str", append: "bool" } },
	/** A piece of the file of a `writeOpen`. */
	write: { id: 146, from: "server", fields: { stream: "u32", data: "bytes" } },
	/** All is sent; answered by `writeDone` when it is written. */
	writeClose: { id: 147, from: "server", fields: { stream: "u32" } },
} as const satisfies Readonly<Record<string, Row>>;

type Table = typeof messageTable;

/** The name of a message. */
export type MessageType = keyof Table;

/** The message named `K`: its type and its fields. */
export type MessageOf<K extends MessageType> = { readonly type: K } & {
	readonly [F in keyof Table[K]["fields"]]: Table[K]["fields"][F] extends keyof FieldTypes
		? FieldTypes[Table[K]["fields"][F]]
		: never;
};

type FromNames<W extends "client" | "server"> = {
	[K in MessageType]: Table[K]["from"] extends W ? K : never;
}[MessageType];

/** Any message a client sends. */
export type ClientMessage = { [K in FromNames<"client">]: MessageOf<K> }[FromNames<"client">];
/** Any message the server sends. */
export type ServerMessage = { [K in FromNames<"server">]: MessageOf<K> }[FromNames<"server">];
/** Any message. */
export type Message = ClientMessage | ServerMessage;
