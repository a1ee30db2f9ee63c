/** A key to its effect: tables, prefix, repeat, modes and pastes, in the order tmux 3.8 looks at them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandList } from "../../src/command/types.ts";
import type { PaneMode } from "../../src/model/mode.ts";
import { KeyDispatch } from "../../src/server/key-dispatch.ts";
import { KEY, KEY_CTRL } from "../../src/term/key-code.ts";
import { parseKey } from "../../src/term/key-names.ts";
import type { Clock } from "../../src/util/clock.ts";
import { FakeClock } from "../control/world.ts";
import { makeWorld } from "../format/fakes.ts";

/** A client on one pane; `press` gives what became of keys: commands by name, bytes for the pane in quotes. */
function one() {
	const world = makeWorld();
	const clock = new FakeClock();
	(world.server.ports as { clock: Clock }).clock = clock;
	const session = world.session("0");
	const { window } = world.window(session, "a");
	const pane = window.active;
	if (!pane) throw new Error("no pane");
	const client = world.client("/dev/pts/1", session);
	window.latest = client;
	let did: string[] = [];
	pane.process = {
		write: (bytes: Uint8Array) => {
			if (bytes.length > 0) did.push(JSON.stringify(Buffer.from(bytes).toString()));
		},
		dispose() {},
	} as unknown as NonNullable<typeof pane.process>;

	let queue: (() => void)[] = [];
	const dispatch = new KeyDispatch(world.server, {
		enqueue: (_client, fn) =>
			void queue.push(() =>
				fn((list, state) => {
					const text = list.toText();
					queue.unshift(() => {
						did.push(state.flags?.repeat ? `${text} (repeat)` : text);
						if (text.startsWith("switch ")) dispatch.setTable(client, text.slice(7));
					});
				}),
			),
		locateMouse: () => undefined,
		targetOf: () => ({ session, winlink: session.current, window, pane, index: 0 }),
		clearMessage: (c) => {
			c.message = undefined;
		},
		clearOverlay() {},
		themeReport: (_client, theme) => void did.push(theme),
		failed: (_client, _pane, error) => {
			throw error;
		},
		closeDeadPane: () => void did.push("closed"),
		activity() {},
	});
	const code = (name: string) => {
		const key = parseKey(name);
		if (key === undefined) throw new Error(`no key ${name}`);
		return key;
	};
	const tables = world.server.keyTables;
	return {
		server: world.server,
		clock,
		session,
		client,
		pane,
		dispatch,
		bind(table: string, key: string, command: string, repeat = false) {
			const commands = { commands: [], toText: () => command } as CommandList;
			tables.bind(table, key === "Any" ? KEY.any : code(key), { commands, repeat });
		},
		/** All keys come at once when `gap` is 0: like pastes. */
		press(names: string, gap = 100): string[] {
			did = [];
			for (const name of names.split(" ")) {
				clock.pass(gap);
				const paste = { PasteStart: KEY.pasteStart, PasteEnd: KEY.pasteEnd }[name];
				dispatch.key(client, { key: paste ?? code(name), bytes: Buffer.from(name) });
				if (gap > 0) settle();
			}
			settle();
			return did;
		},
	};
	function settle() {
		for (let next = queue.shift(); next; next = queue.shift()) next();
		queue = [];
	}
}

test("prefix: its table is asked once, what it does not have is swallowed", () => {
	const { press, bind, client, session } = one();
	bind("prefix", "c", "new");
	bind("root", "F1", "help");
	assert.deepEqual(press("C-b"), []);
	assert.equal(client.keyTable, "prefix");
	assert.deepEqual(press("c c F1"), ["new", '"c"', "help"]);
	assert.deepEqual(press("C-b z z"), ['"z"']);
	assert.deepEqual(press("C-b F1"), ["help"]);
	// The second prefix key is a key of the prefix table.
	bind("prefix", "C-b", "send-prefix");
	assert.deepEqual(press("C-b C-b"), ["send-prefix"]);
	session.options.set("prefix2", "C-a");
	assert.deepEqual(press("C-a c"), ["new"]);
});

test("a binding's commands run before the keys that came after it", () => {
	const { press, bind, session } = one();
	session.options.set("assume-paste-time", "0");
	bind("root", "F1", "switch mine");
	bind("mine", "a", "mine-a");
	bind("mine", "Any", "mine-any");
	assert.deepEqual(press("F1 a F1 b a", 0), ["switch mine", "mine-a", "switch mine", "mine-any", '"a"']);
});

test("repeat: initial-repeat-time first, repeat-time for the same key again", () => {
	const { press, bind, session, clock, client } = one();
	session.options.set("initial-repeat-time", "1000");
	session.options.set("repeat-time", "500");
	bind("prefix", "Left", "left", true);
	bind("prefix", "Right", "right", true);
	bind("prefix", "c", "new");
	assert.deepEqual(press("C-b Left"), ["left (repeat)"]);
	clock.pass(900);
	assert.deepEqual(press("Left", 50), ["left (repeat)"]);
	clock.pass(440);
	assert.deepEqual(press("Right", 50), ["right (repeat)"]);
	clock.pass(999);
	assert.equal(client.keyTable, "prefix");
	clock.pass(1);
	assert.equal(client.keyTable, undefined);
	assert.deepEqual(press("C-b Left"), ["left (repeat)"]);
	// A binding that does not repeat, or none, ends it: the key goes where it would without a prefix.
	assert.deepEqual(press("c"), ['"c"']);
	assert.deepEqual(press("C-b Left z"), ["left (repeat)", '"z"']);
	assert.deepEqual(press("C-b Left C-b c"), ["left (repeat)", "new"]);
	session.options.set("repeat-time", "0");
	assert.deepEqual(press("C-b Left Left"), ["left (repeat)", '"\\u001b[D"']);
});

test("the end of a repeat that is over already does not take the next prefix away", () => {
	const { press, bind, clock } = one();
	bind("prefix", "Left", "left", true);
	bind("prefix", "c", "new");
	assert.deepEqual(press("C-b Left z C-b"), ["left (repeat)", '"z"']);
	clock.pass(450);
	assert.deepEqual(press("c"), ["new"]);
});

test("prefix-timeout: a prefix that is too old is none, unless keys repeat", () => {
	const { press, bind, clock, server, session } = one();
	server.options.set("prefix-timeout", "300");
	session.options.set("initial-repeat-time", "0");
	session.options.set("repeat-time", "1000");
	bind("prefix", "c", "new");
	bind("prefix", "Left", "left", true);
	press("C-b");
	clock.pass(150);
	assert.deepEqual(press("c"), ["new"]);
	press("C-b");
	clock.pass(250);
	assert.deepEqual(press("c"), ['"c"']);
	assert.deepEqual(press("C-b Left"), ["left (repeat)"]);
	clock.pass(800);
	assert.deepEqual(press("Left"), ["left (repeat)"]);
	clock.pass(800);
	assert.deepEqual(press("c"), ['"c"']);
});

test("a mode's table is used in the session's own table, also when that was chosen by name", () => {
	const { press, bind, pane, dispatch, client, session } = one();
	bind("copy-mode", "a", "copy-a");
	bind("root", "F1", "help");
	pane.modes.unshift({ keyTable: () => "copy-mode", key() {} } as unknown as PaneMode);
	// What the mode's table does not have never goes to the pane.
	assert.deepEqual(press("a b F1"), ["copy-a", "help"]);
	dispatch.setTable(client, "root");
	assert.deepEqual(press("a"), ["copy-a"]);
	bind("mine", "a", "mine-a");
	dispatch.setTable(client, "mine");
	assert.deepEqual(press("a"), ["mine-a"]);
	session.options.set("key-table", "mine");
	assert.deepEqual(press("a"), ["copy-a"]);
	pane.modes.shift();
	assert.deepEqual(press("a F1"), ["mine-a", '"\\u001bOP"']);
});

test("keys faster than assume-paste-time are text, from the second fast one on", () => {
	const { press, bind, session, client } = one();
	bind("root", "a", "bound");
	bind("root", "C-b", "never");
	press("z");
	assert.deepEqual(press("a a a", 0), ["bound", '"a"', '"a"']);
	assert.deepEqual(press("a"), ["bound"]);
	client.capabilities = new Set(["Enbp"]);
	assert.deepEqual(press("a a a", 0), ["bound", "bound", "bound"]);
	client.capabilities = new Set();
	session.options.set("assume-paste-time", "0");
	assert.deepEqual(press("a a a", 0), ["bound", "bound", "bound"]);
});

test("bracketed pastes: the text is no keys, the marks leave the prefix table", () => {
	const { press, bind, pane, client } = one();
	bind("root", "a", "bound");
	bind("prefix", "a", "prefix-a");
	assert.deepEqual(press("PasteStart a C-b a PasteEnd a"), ['"a"', '"C-b"', '"a"', "bound"]);
	assert.deepEqual(press("C-b PasteStart a PasteEnd a"), ['"a"', "bound"]);
	pane.screen.write(Buffer.from("\x1b[?2004h"));
	assert.deepEqual(press("PasteStart a PasteEnd"), ['"\\u001b[200~"', '"a"', '"\\u001b[201~"']);
	client.flags.readOnly = true;
	assert.deepEqual(press("PasteStart a PasteEnd z"), []);
});

test("messages, prompts and overlays take keys at once, dead panes wait for one", () => {
	const { press, bind, client, pane } = one();
	bind("root", "a", "bound");
	client.message = { text: "hi", ignoreKeys: true, ignoreStyles: false, timer: undefined };
	assert.deepEqual(press("a"), []);
	client.message = { text: "hi", ignoreKeys: false, ignoreStyles: false, timer: undefined };
	assert.deepEqual(press("a"), ["bound"]);
	assert.equal(client.message, undefined);
	const seen: number[] = [];
	client.overlay = {
		key: (key: number) => {
			seen.push(key);
			return "handled";
		},
	} as unknown as NonNullable<typeof client.overlay>;
	assert.deepEqual(press("a"), []);
	assert.deepEqual(seen, [0x61]);
	client.overlay = undefined;
	pane.process = undefined;
	pane.exited = true;
	assert.deepEqual(press("z"), []);
	pane.options.set("remain-on-exit", "key");
	assert.deepEqual(press("PasteStart PasteEnd a z"), ["bound", "closed"]);
});

test("a paste goes to what covers the panes as keys, and on to the pane as text when that closes", () => {
	const { client, dispatch, press } = one();
	let typed: number[] = [];
	const paste = (text: string) => {
		typed = [];
		press("PasteStart");
		dispatch.key(client, { key: KEY.none, bytes: Buffer.from(text) });
		return press("PasteEnd");
	};
	assert.deepEqual(paste("a\rb"), [JSON.stringify("a\rb")]);
	client.prompt = {
		key: (key: number) => {
			typed.push(key);
			if (key === 0x0d) client.prompt = undefined;
			return "handled";
		},
	} as unknown as NonNullable<typeof client.prompt>;
	assert.deepEqual(paste("né\x01\recho é"), [JSON.stringify("echo é")]);
	assert.deepEqual(typed.slice(1), [0x6e, 0xe9, 0x61 | KEY_CTRL, 0x0d]);
	let pasted = "";
	client.overlay = {
		kind: "popup",
		key: (_key: number, _mouse: undefined, bytes: Uint8Array) => {
			if (_key === KEY.none) pasted += Buffer.from(bytes).toString();
			return "handled";
		},
	} as unknown as NonNullable<typeof client.overlay>;
	assert.deepEqual(paste("for é\rthe popup"), []);
	assert.equal(pasted, "for é\rthe popup");
	client.flags.readOnly = true;
	pasted = "";
	paste("no");
	assert.equal(pasted, "");
});
