import assert from "node:assert/strict";
import { test } from "node:test";
import { ONE_PANE, SPLITS, withHost } from "../harness/fake-tmate-host.ts";

test(
	"a guest sees what the host's program prints, and types into it",
	withHost((host) => {
		assert.deepEqual(host.ready, [undefined]);
		host.say(ONE_PANE);
		host.prints(0, "hello \xe9 from far");
		const guest = host.guest();
		assert.equal(guest.screen()[0], "hello é from far");
		assert.match(guest.screen()[23] ?? "", /0:sh\*/);
		host.take();
		guest.type("aé");
		assert.deepEqual(host.take(), [
			{ kind: "pane-key", pane: -1, key: 0x61 },
			{ kind: "pane-key", pane: -1, key: 0xe9 },
		]);
		guest.type("\x1b[A\x1b[1;5A\x7f");
		assert.deepEqual(
			host.take().map((one) => (one.kind === "pane-key" ? one.key.toString(16) : one)),
			["100000000041", "500000000041", "10000000002d"],
		);
	}),
);

test(
	"windows, splits and zoom are the host's",
	withHost((host) => {
		host.say(SPLITS);
		host.prints(0, "left");
		host.prints(1, "upper");
		host.prints(2, "lower");
		host.prints(4, "other window");
		const guest = host.guest();
		assert.equal(guest.screen()[0], `${"left".padEnd(40)}│upper`);
		assert.equal(guest.screen()[12], `${" ".repeat(40)}│lower`);
		assert.match(guest.screen()[23] ?? "", /0:one\* 3:two/);
		const [first, second] = SPLITS.windows as [(typeof SPLITS.windows)[0], (typeof SPLITS.windows)[1]];
		const zoomed = {
			...first,
			panes: first.panes.map((pane) => (pane.id === 1 ? { id: 1, sx: 80, sy: 23, x: 0, y: 0 } : pane)),
		};
		host.say({ ...SPLITS, windows: [zoomed, second] });
		assert.equal(guest.screen()[0], "upper");
		assert.match(guest.screen()[23] ?? "", /0:one\*Z 3:two/);
		host.say(SPLITS);
		assert.equal(guest.screen()[0], `${"left".padEnd(40)}│upper`);
		host.say({ ...SPLITS, active: 3 });
		assert.equal(guest.screen()[0], "other window");
		assert.match(guest.screen()[23] ?? "", /0:one- 3:two\*/);
		host.say({ ...SPLITS, windows: [first] });
		assert.equal(guest.screen()[0], `${"left".padEnd(40)}│upper`);
	}),
);

test(
	"guests of other sizes see what fits, and characters may come in pieces",
	withHost((host) => {
		host.say(ONE_PANE);
		const large = host.guest({ cols: 100, rows: 30 });
		const small = host.guest({ cols: 40, rows: 10 });
		const bytes = Buffer.from("\x1b[23;79H漢");
		for (const byte of bytes) host.say({ kind: "data", pane: 0, bytes: Uint8Array.of(byte) });
		assert.equal(large.screen()[22]?.slice(78, 80), "漢│");
		assert.match(large.screen()[29] ?? "", /0:sh\*/);
		// The part around the cursor.
		assert.match(small.text(), /漢/);
		// The host follows the smallest.
		host.say({
			...ONE_PANE,
			sx: 40,
			sy: 9,
			windows: [{ index: 0, name: "sh", panes: [{ id: 0, sx: 40, sy: 9, x: 0, y: 0 }], active: 0 }],
		});
		host.prints(0, "\x1bc0123456789".padEnd(42, "-"));
		assert.equal(small.screen()[0], "0123456789".padEnd(40, "-"));
		assert.equal(large.screen()[0], `${"0123456789".padEnd(40, "-")}│${"·".repeat(59)}`);
	}),
);

test(
	"programs' questions get no answer from here",
	withHost((host) => {
		host.say(ONE_PANE);
		host.guest();
		host.take();
		host.prints(0, "\x1b[c\x1b[6n\x1b]10;?\x07\x1b[?1004h\x1b]52;c;?\x07\x1b]4;1;?\x07\x1b[>q");
		assert.deepEqual(host.take(), []);
	}),
);
