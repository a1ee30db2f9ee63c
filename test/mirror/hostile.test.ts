import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeHostMessage } from "../../src/tmate/host-messages.ts";
import { FakeTmateHost, ONE_PANE, SPLITS, withHost } from "../harness/fake-tmate-host.ts";
import { hostileMessage, random } from "../harness/tmate-fuzz.ts";

test("10,000 messages of a hostile host: nothing breaks, nothing grows", () => {
	const seed = Date.now() % 1_000_000;
	const rand = random(seed);
	const host = new FakeTmateHost();
	host.hello(["set-option", "-g", "mouse", "on"]);
	host.guest();
	host.guest({ cols: 40, rows: 10, rights: "read-only" });
	const keys = [
		"\x02c",
		"\x02w",
		"q",
		"\x02?",
		"\x02:",
		"x\r",
		"\x1b[<0;5;5M",
		"\x1b[<64;9;3M",
		"\x1b",
		"\x02t",
		"\x02q",
		"\x02[",
		"é",
	];
	try {
		for (let i = 0; i < 10_000; i++) {
			host.mirror.hostBytes(hostileMessage(rand));
			// Frames cost most: one for so many messages, by the one guest or the other.
			if (i % 150 === 0) host.guests[rand(2)]?.type(keys[rand(keys.length)] as string);
			if (i % 97 === 0) host.sent.length = 0;
		}
		host.later();
		assert.deepEqual(host.errors, []);
		assert.equal(host.ended, undefined);
		host.say(SPLITS);
		host.prints(1, "\x1b[?1049l\x1bc\x1b[Hstill here");
		const late = host.guest();
		host.say(...[0, 1, 2, 4].map((pane) => ({ kind: "copy-mode", pane, state: null }) as const));
		late.type("q");
		late.type("q");
		assert.match(late.text(), /still here/);
		host.dispose();
	} catch (error) {
		throw new Error(`seed ${seed}`, { cause: error });
	}
});

test("bytes that are no messages end the host, not the relay", () => {
	const seed = Date.now() % 1_000_000;
	const rand = random(seed);
	for (let round = 0; round < 8; round++) {
		const host = new FakeTmateHost();
		if (rand(2)) host.hello();
		host.mirror.hostBytes(Uint8Array.from({ length: 300 }, () => rand(256)));
		host.later();
		assert.deepEqual(host.errors, [], `seed ${seed}`);
		host.dispose();
	}
});

test(
	"layouts that are too large are not shown, and what is there stays",
	withHost((host) => {
		host.say(ONE_PANE);
		host.prints(0, "kept");
		const guest = host.guest();
		const pane = (id: number) => ({ id, sx: 900, sy: 400, x: 0, y: 0 });
		const window = { index: 0, name: "x", active: 0 };
		host.say({ ...ONE_PANE, sx: 9000, sy: 9000 });
		host.say({
			...ONE_PANE,
			windows: [{ ...window, panes: Array.from({ length: 500 }, (_, id) => pane(id)) }],
		});
		host.say({ ...ONE_PANE, windows: [] });
		host.say({ ...ONE_PANE, windows: [{ ...window, panes: [] }] });
		host.say({ kind: "data", pane: 77, bytes: Buffer.from("nowhere") });
		assert.equal(guest.screen()[0], "kept");
		// Hundreds of small panes are a host's right.
		const panes = Array.from({ length: 300 }, (_, id) => ({
			id,
			sx: 1,
			sy: 1,
			x: (id % 40) * 2,
			y: Math.floor(id / 40) % 23,
		}));
		host.say({ ...ONE_PANE, windows: [{ ...window, panes }] });
		host.say(ONE_PANE);
		assert.equal(guest.gone, false);
	}),
);

test(
	"a flood is held back until it is parsed, and no more is kept than may be",
	withHost((host) => {
		host.say(ONE_PANE);
		const guest = host.guest();
		const chunk = Buffer.from(`${"0123456789abcdef".repeat(10)}\r\n`.repeat(400));
		let held = false;
		for (let sent = 0; sent < 10 * 1024 * 1024; sent += chunk.length) {
			host.mirror.hostBytes(encodeHostMessage({ kind: "data", pane: 0, bytes: chunk }));
			held ||= host.held;
		}
		assert.equal(held, true);
		host.mirror.hostBytes(encodeHostMessage({ kind: "data", pane: 0, bytes: Buffer.from("the end") }));
		for (let i = 0; i < 50; i++) host.later();
		assert.equal(host.held, false);
		assert.equal(guest.screen()[22], "the end");
		guest.type("\x02:");
		guest.type("display-message '#{history_size}'\r");
		assert.ok(Number(guest.screen()[23]) <= 2000, guest.screen()[23]);
	}),
);

test(
	"keys and options are bounded",
	withHost((host) => {
		host.say(ONE_PANE);
		const guest = host.guest();
		for (let i = 0; i < 1800; i++) {
			host.mirror.hostBytes(
				encodeHostMessage({ kind: "exec", argv: ["bind-key", "-T", `t${i}`, "x", "new-window"] }),
			);
			if (i < 300)
				host.mirror.hostBytes(encodeHostMessage({ kind: "exec", argv: ["set-option", "-g", `@o${i}`, "x"] }));
		}
		host.later();
		guest.type("\x02:");
		guest.type("bind-key X last-window\r");
		assert.equal(guest.screen()[23], "Too many keys are bound");
		guest.type("\x02:");
		guest.type("set -g @another 1\r");
		assert.equal(guest.screen()[23], "Too many options");
		guest.type("\x02:");
		guest.type(`set -g status-right ${"x".repeat(5000)}\r`);
		assert.equal(guest.screen()[23], "Value is too long");
	}),
);
