/**
 * Messages from a tmate host to its relay, tags 0 to 13: one row each, read
 * (by our relay) and written (when comux hosts on a tmate-ssh-server). Surplus
 * elements and unknown tags are passed over; anything missing or of the wrong
 * kind makes the message malformed.
 */
import {
	bytes,
	cells,
	type Field,
	flag,
	int,
	int32,
	list,
	opaque,
	orEmpty,
	paneId,
	text,
	tuple,
} from "./fields.ts";
import {
	encodeMessage,
	fixedRows,
	type MalformedMessage,
	type MessageOf,
	type MessageTable,
	messageDecoder,
	NEWEST_PROTOCOL,
	type Protocol,
	type UnknownMessage,
} from "./messages.ts";
import type { MsgValue } from "./msgpack.ts";
import { type SnapshotPane, snapshotPane } from "./snapshot.ts";

/** A pane's place in its window; the gaps between panes are borders. */
export interface LayoutPane {
	readonly id: number;
	readonly sx: number;
	readonly sy: number;
	readonly x: number;
	readonly y: number;
}

export interface LayoutWindow {
	/** Its number in the session. */
	readonly index: number;
	readonly name: string;
	readonly panes: readonly LayoutPane[];
	/** Id of its active pane. */
	readonly active: number;
}

/** Copy mode's state at the host. */
export interface CopyState {
	/** Shows the pane's own history; false: lines of output. */
	readonly backing: boolean;
	/** Lines scrolled up from the bottom. */
	readonly oy: number;
	readonly cx: number;
	readonly cy: number;
	/** `y` counts upwards from the last line. */
	readonly selection: { readonly x: number; readonly y: number; readonly rect: boolean } | null;
	readonly input: CopyInput | null;
}

/** What copy mode asks for: its prompt and what is typed so far. */
export interface CopyInput {
	readonly type: number;
	readonly prompt: string;
	readonly text: string;
}

/** CopyInput.type by number, from 1. */
export const COPY_INPUTS = [
	"named-buffer",
	"numeric-prefix",
	"search-up",
	"search-down",
	"jump-forward",
	"jump-back",
	"jump-to-forward",
	"jump-to-back",
	"goto-line",
	"password",
] as const;

export type HostMessage =
	| { readonly kind: "header"; readonly protocol: number; readonly version: string }
	| {
			readonly kind: "layout";
			readonly sx: number;
			readonly sy: number;
			readonly windows: readonly LayoutWindow[];
			/** Index of the current window. */
			readonly active: number;
	  }
	| { readonly kind: "data"; readonly pane: number; readonly bytes: Uint8Array }
	| { readonly kind: "exec-string"; readonly command: string }
	| { readonly kind: "failed"; readonly client: number; readonly error: string }
	| { readonly kind: "status"; readonly left: string; readonly right: string }
	| { readonly kind: "copy-mode"; readonly pane: number; readonly state: CopyState | null }
	| { readonly kind: "copy-line"; readonly pane: number; readonly line: string }
	| { readonly kind: "fin" }
	| { readonly kind: "ready" }
	| { readonly kind: "reconnect"; readonly data: string }
	| { readonly kind: "snapshot"; readonly panes: readonly SnapshotPane[] }
	| { readonly kind: "exec"; readonly argv: readonly string[] }
	| {
			readonly kind: "uname";
			readonly sysname: string;
			readonly nodename: string;
			readonly release: string;
			readonly version: string;
			readonly machine: string;
	  };

/** The stock server's limit. */
const MAX_PANES = 1000;
const MAX_ARGS = 1000;
/** A client older than protocol 3 does not say its version. */
const UNNAMED_VERSION = "1.8.5";

// [pane id, sx, sy, x offset, y offset]
const layoutPane: Field<LayoutPane> = tuple<LayoutPane>({
	id: paneId,
	sx: cells,
	sy: cells,
	x: cells,
	y: cells,
});
// [index, name, [pane...], id of the active pane]
const layoutWindow: Field<LayoutWindow> = tuple<LayoutWindow>({
	index: int32,
	name: text,
	panes: list<LayoutPane>(layoutPane, MAX_PANES),
	active: int32,
});
const layoutWindows = list<LayoutWindow>(layoutWindow, MAX_PANES);
const snapshotPanes = list<SnapshotPane>(snapshotPane, MAX_PANES);

const row = int(0, 0x7fffffff);
// [backing, oy, cx, cy, [] or [x, y, rect], [] or [type, prompt, text]], the whole [] outside of copy mode
const copyState: Field<CopyState | null> = orEmpty(
	tuple<CopyState>({
		backing: flag,
		oy: row,
		cx: row,
		cy: row,
		selection: orEmpty(tuple<NonNullable<CopyState["selection"]>>({ x: row, y: int32, rect: flag })),
		input: orEmpty(tuple<CopyInput>({ type: int32, prompt: text, text })),
	}),
);

const fixed = fixedRows<HostMessage>();

const TABLE: MessageTable<HostMessage> = {
	// [0, protocol, version]
	header: {
		...fixed("header", 0, { protocol: int(0, 0x7fffffff), version: text }),
		read(values) {
			const protocol = int(0, 0x7fffffff).read(values[0] as MsgValue);
			if (protocol === undefined) return undefined;
			if (values.length < 2 && protocol < 3) return { kind: "header", protocol, version: UNNAMED_VERSION };
			const version = text.read(values[1] as MsgValue);
			return version === undefined ? undefined : { kind: "header", protocol, version };
		},
	},
	// [1, sx, sy, [window...], index of the current window]
	layout: fixed("layout", 1, { sx: cells, sy: cells, windows: layoutWindows, active: int32 }),
	// [2, pane, bytes]
	data: fixed("data", 2, { pane: paneId, bytes }),
	// [3, command line]
	"exec-string": fixed("exec-string", 3, { command: text }),
	// [4, client, error]
	failed: fixed("failed", 4, { client: int32, error: text }),
	// [5, left, right]
	status: fixed("status", 5, { left: text, right: text }),
	// [6, pane, state]
	"copy-mode": fixed("copy-mode", 6, { pane: paneId, state: copyState }),
	// [7, pane, line]
	"copy-line": fixed("copy-line", 7, { pane: paneId, line: text }),
	// [8]
	fin: fixed("fin", 8, {}),
	// [9]
	ready: fixed("ready", 9, {}),
	// [10, data]
	reconnect: fixed("reconnect", 10, { data: opaque }),
	// [11, [pane...]]; panes are in snapshot.ts
	snapshot: fixed("snapshot", 11, { panes: snapshotPanes }),
	// [12, name, arg...]; hosts before protocol 6 have commands as text, tag 3
	exec: {
		tag: 12,
		read(values) {
			const argv = list(text, MAX_ARGS).read(values);
			return argv === undefined || argv.length === 0 ? undefined : { kind: "exec", argv };
		},
		write: (message) => message.argv.map((arg) => text.write(arg)),
	},
	// [13, sysname, nodename, release, version, machine]
	uname: fixed("uname", 13, { sysname: text, nodename: text, release: text, version: text, machine: text }),
};

const decode = messageDecoder<HostMessage>(TABLE);

/** A decoded msgpack value as a host's message. */
export function decodeHostMessage(
	value: MsgValue,
	protocol: Protocol = NEWEST_PROTOCOL,
): HostMessage | UnknownMessage | MalformedMessage {
	return decode(value, protocol);
}

/** A host's message for the wire. */
export function encodeHostMessage(message: HostMessage, protocol: Protocol = NEWEST_PROTOCOL): Uint8Array {
	return encodeMessage(TABLE, message, protocol);
}

/** What makes a layout impossible to draw, or undefined: as it is, it would end a tmate-ssh-server. */
export function layoutFault(layout: MessageOf<HostMessage, "layout">): string | undefined {
	if (layout.sx < 1 || layout.sy < 1) return "a session without a size";
	if (!layout.windows.some((window) => window.index === layout.active)) return "no such current window";
	const panes = new Set<number>();
	const indexes = new Set<number>();
	for (const window of layout.windows) {
		if (indexes.has(window.index)) return "two windows with one index";
		indexes.add(window.index);
		if (!window.panes.some((pane) => pane.id === window.active)) return "active pane not in its window";
		for (const pane of window.panes) {
			if (pane.sx < 1 || pane.sy < 1) return "a pane without a size";
			if (panes.has(pane.id)) return "a pane twice";
			panes.add(pane.id);
		}
	}
	return panes.size > MAX_PANES ? "too many panes" : undefined;
}
