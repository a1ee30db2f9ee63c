/** The messages of both directions: bytes seen on the wire, leniency, versions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
	decodeHostMessage,
	encodeHostMessage,
	type HostMessage,
	layoutFault,
} from "../../src/tmate/host-messages.ts";
import { type Protocol, protocolOf } from "../../src/tmate/messages.ts";
import { MsgpackDecoder, type MsgValue } from "../../src/tmate/msgpack.ts";
import { decodeRelayMessage, encodeRelayMessage, type RelayMessage } from "../../src/tmate/relay-messages.ts";

function value(hex: string): MsgValue {
	let got: MsgValue = null;
	const error = new MsgpackDecoder().push(Buffer.from(hex.replace(/\s/g, ""), "hex"), (one) => {
		got = one;
	});
	assert.equal(error, undefined);
	return got;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const HOST: readonly (readonly [string, HostMessage])[] = [
	["93 00 06 a5 32 2e 34 2e 30", { kind: "header", protocol: 6, version: "2.4.0" }],
	["91 09", { kind: "ready" }],
	["91 08", { kind: "fin" }],
	["93 02 00 a1 68", { kind: "data", pane: 0, bytes: Uint8Array.of(0x68) }],
	[
		"95 01 50 17 91 94 00 a2 73 68 91 95 01 50 17 00 00 01 00",
		{
			kind: "layout",
			sx: 80,
			sy: 23,
			windows: [{ index: 0, name: "sh", panes: [{ id: 1, sx: 80, sy: 23, x: 0, y: 0 }], active: 1 }],
			active: 0,
		},
	],
	["93 06 00 90", { kind: "copy-mode", pane: 0, state: null }],
	[
		"93 06 01 96 01 00 1e 00 90 90",
		{
			kind: "copy-mode",
			pane: 1,
			state: { backing: true, oy: 0, cx: 30, cy: 0, selection: null, input: null },
		},
	],
	[
		"93 06 01 96 00 05 02 03 93 04 07 01 93 04 a1 3a a2 34 32",
		{
			kind: "copy-mode",
			pane: 1,
			state: {
				backing: false,
				oy: 5,
				cx: 2,
				cy: 3,
				selection: { x: 4, y: 7, rect: true },
				input: { type: 4, prompt: ":", text: "42" },
			},
		},
	],
	["92 0a a7 52 45 43 4f 4e 2d 31", { kind: "reconnect", data: "RECON-1" }],
	["93 05 a1 4c a1 52", { kind: "status", left: "L", right: "R" }],
	["93 04 03 a1 65", { kind: "failed", client: 3, error: "e" }],
	["93 07 00 a2 68 69", { kind: "copy-line", pane: 0, line: "hi" }],
	["92 03 a1 78", { kind: "exec-string", command: "x" }],
	["93 0c a8 62 69 6e 64 2d 6b 65 79 a1 78", { kind: "exec", argv: ["bind-key", "x"] }],
	[
		"96 0d a1 4c a1 76 a1 36 a1 23 a1 78",
		{ kind: "uname", sysname: "L", nodename: "v", release: "6", version: "#", machine: "x" },
	],
];

const RELAY: readonly (readonly [string, RelayMessage, Protocol?])[] = [
	["91 05", { kind: "ready" }],
	["93 02 ff ff", { kind: "resize", sx: -1, sy: -1 }],
	["93 02 46 13", { kind: "resize", sx: 70, sy: 19 }],
	["93 06 ff 61", { kind: "pane-key", pane: -1, key: 0x61 }],
	["93 06 ff cc e9", { kind: "pane-key", pane: -1, key: 0xe9 }],
	["93 06 ff cf 00 00 10 00 00 00 00 41", { kind: "pane-key", pane: -1, key: 0x100000000041 }],
	["93 07 01 aa 6e 65 77 2d 77 69 6e 64 6f 77", { kind: "exec", client: 1, argv: ["new-window"] }],
	["92 01 cd 10 1d", { kind: "legacy-key", key: 0x101d }, 4],
	["92 00 a2 68 69", { kind: "notify", text: "hi" }],
	["93 03 01 a2 6c 73", { kind: "exec-string", client: 1, command: "ls" }],
	["93 04 a1 61 a1 62", { kind: "set-env", name: "a", value: "b" }],
];

test("what was seen on the wire, both ways", () => {
	for (const [bytes, message] of HOST) {
		assert.deepEqual(decodeHostMessage(value(bytes)), message, bytes);
		assert.equal(hex(encodeHostMessage(message)), bytes.replace(/ /g, ""));
	}
	for (const [bytes, message, protocol] of RELAY) {
		assert.deepEqual(decodeRelayMessage(value(bytes), protocol), message, bytes);
		assert.equal(hex(encodeRelayMessage(message, protocol)), bytes.replace(/ /g, ""));
	}
});

test("surplus elements and unknown tags pass, wrong kinds do not", () => {
	assert.deepEqual(decodeHostMessage(value("93 09 80 cb0000000000000000")), { kind: "ready" });
	assert.equal((decodeHostMessage(value("95 02 00 a1 68 c0 01")) as HostMessage).kind, "data");
	assert.deepEqual(decodeHostMessage(value("92 55 01")), { kind: "unknown", tag: 0x55 });
	for (const bytes of [
		"05",
		"90",
		"91 a1 78",
		"92 02 00",
		"93 02 a1 78 a1 78",
		"93 05 01 a1 78",
		"91 0c",
		"92 0c 01",
	])
		assert.equal(decodeHostMessage(value(bytes)).kind, "malformed", bytes);
	// A pane that is no pane, a size that is none, a row of a selection that is none.
	for (const bytes of ["93 02 ff a1 78", "95 01 ff 17 90 00", "93 06 01 92 01 00"])
		assert.equal(decodeHostMessage(value(bytes)).kind, "malformed", bytes);
	assert.equal(decodeRelayMessage(value("92 07 01")).kind, "malformed");
	assert.equal(decodeRelayMessage(value("91 7f")).kind, "unknown");
});

test("old protocols: header without a version, raw strings, commands as text", () => {
	assert.deepEqual(decodeHostMessage(value("92 00 02")), { kind: "header", protocol: 2, version: "1.8.5" });
	assert.equal(decodeHostMessage(value("92 00 06")).kind, "malformed");
	assert.deepEqual([3, 4, 5, 6, 9].map(protocolOf), [undefined, 4, 5, 6, 6]);
	const name = "n".repeat(40);
	assert.equal(hex(encodeRelayMessage({ kind: "notify", text: name }, 4)).slice(0, 10), "9200da0028");
	assert.equal(hex(encodeRelayMessage({ kind: "notify", text: name }, 5)).slice(0, 8), "9200d928");
	const exec: RelayMessage = {
		kind: "exec",
		client: 2,
		argv: ["rename-window", "it's $HOME", ";", "a b", ""],
	};
	for (const protocol of [4, 5] as const) {
		const bytes = encodeRelayMessage(exec, protocol);
		assert.deepEqual(decodeRelayMessage(value(hex(bytes)), protocol), {
			kind: "exec-string",
			client: 2,
			command: `rename-window "it's \\$HOME" \\; 'a b' ''`,
		});
	}
});

test("a notice is cut between characters", () => {
	const bytes = encodeRelayMessage({ kind: "notify", text: `${"é".repeat(511)}€€` });
	const back = decodeRelayMessage(value(hex(bytes)));
	assert.deepEqual(back, { kind: "notify", text: "é".repeat(511) });
});

test("layouts that cannot be drawn", () => {
	const pane = (id: number) => ({ id, sx: 10, sy: 5, x: 0, y: 0 });
	const layout = (
		windows: { index: number; panes: ReturnType<typeof pane>[]; active: number }[],
		active = 0,
	) =>
		layoutFault({
			kind: "layout",
			sx: 10,
			sy: 5,
			windows: windows.map((window) => ({ ...window, name: "w" })),
			active,
		});
	assert.equal(layout([{ index: 0, panes: [pane(1), pane(2)], active: 2 }]), undefined);
	assert.equal(layout([]), "no such current window");
	assert.equal(layout([{ index: 0, panes: [pane(1)], active: 2 }]), "active pane not in its window");
	assert.equal(layout([{ index: 0, panes: [pane(1), pane(1)], active: 1 }]), "a pane twice");
});
