/** Small parts of sharing: addresses, attempts, what guests say of their terminals, host key files. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { AttemptLimit, addressGroup } from "../../src/share/attempt-limit.ts";
import { canDraw, guestSize, guestTerm } from "../../src/share/guest-terminal.ts";
import { loadHostKeys } from "../../src/share/host-keys.ts";
import { isEvery, parseHostPort } from "../../src/share/listen-address.ts";
import { nullLog } from "../../src/util/log.ts";
import { FakeClock } from "../harness/fake-clock.ts";
import { smallRsa } from "../harness/small-rsa.ts";

test("share-listen and share-public-name", () => {
	const rows: [string, string | undefined][] = [
		["127.0.0.1", "127.0.0.1 0"],
		["127.0.0.1:2222", "127.0.0.1 2222"],
		["::1", "::1 0"],
		["[::1]:22", "::1 22"],
		["[fe80::1%eth0]:22", "fe80::1%eth0 22"],
		["example.org:0", "example.org 0"],
		["my_host", "my_host 0"],
		["*:2222", ":: 2222"],
		["0.0.0.0", "0.0.0.0 0"],
		["", undefined],
		["host:", undefined],
		["host:70000", undefined],
		["host:-1", undefined],
		["[host]:22", undefined],
		["a b", undefined],
		["-oProxyCommand=x", undefined],
		["x';id;'", undefined],
		["$(id)", undefined],
	];
	for (const [text, expected] of rows) {
		const address = parseHostPort(text);
		assert.equal(address && `${address.host} ${address.port}`, expected, text);
	}
	assert.deepEqual(["0.0.0.0", "::", "127.0.0.1", "::1"].map(isEvery), [true, true, false, false]);
});

test("attempts are counted by address, by network for IPv6, and forgotten", () => {
	assert.equal(addressGroup("::ffff:10.0.0.1"), "10.0.0.1");
	assert.equal(addressGroup("2001:0DB8:1:2:3::4"), "2001:db8:1:2");
	assert.equal(addressGroup("2001:db8:1:2::9%eth0"), "2001:db8:1:2");
	assert.equal(addressGroup("::1"), "0:0:0:0");
	const clock = new FakeClock();
	const limit = new AttemptLimit(clock);
	for (let count = 0; count < 9; count++) limit.failed("2001:db8::1");
	assert.equal(limit.blocked("2001:db8::2"), false);
	limit.failed("2001:db8::3");
	assert.equal(limit.blocked("2001:db8::2"), true);
	assert.equal(limit.blocked("2001:db9::2"), false);
	clock.advance(61_000);
	assert.equal(limit.blocked("2001:db8::2"), false);
	for (let count = 0; count < 10_000; count++) limit.failed(`10.${count >> 8}.${count & 255}.1`);
	for (let count = 0; count < 10; count++) limit.failed("10.0.0.2");
	assert.equal(limit.blocked("10.0.0.2"), true);
});

test("terminals as guests tell them", () => {
	assert.deepEqual(guestSize(0, 0), { cols: 80, rows: 24 });
	assert.deepEqual(guestSize(4294967295, 4294967295), { cols: 1000, rows: 160 });
	assert.deepEqual(guestSize(Number.NaN, -3), { cols: 80, rows: 24 });
	assert.deepEqual(["xterm-256color", "../../etc/passwd", "", "a".repeat(65), "x\n"].map(guestTerm), [
		"xterm-256color",
		"unknown",
		"unknown",
		"unknown",
		"unknown",
	]);
	assert.deepEqual(["xterm", "dumb", "unknown", ""].map(canDraw), [true, false, false, false]);
});

test("host keys: the same each time, refused when they are not mine alone", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "comux-keys-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const load = (name: string) => {
		mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
		// A big one would be made in the background, long after the test.
		writeFileSync(join(folder, name, "host_rsa"), smallRsa(), { mode: 0o600 });
		const keys = loadHostKeys({ folder: join(folder, name), log: nullLog, added() {} });
		keys.dispose();
		return keys;
	};
	const first = load("a");
	const again = load("a");
	assert.equal(again.ed25519.line, first.ed25519.line);
	assert.match(first.ed25519.line, /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA/);
	assert.equal(first.ed25519.sign(Buffer.from("challenge")).length, 64);
	assert.equal(first.pems.length, 2);
	const path = join(folder, "a", "host_ed25519");
	const pem = readFileSync(path);
	chmodSync(path, 0o640);
	assert.throws(() => load("a"), /host_ed25519 is open to others \(mode 0640\)/);
	chmodSync(path, 0o600);
	writeFileSync(path, "nonsense");
	assert.throws(() => load("a"), /host_ed25519: Unsupported key format/);
	writeFileSync(path, first.ed25519.line);
	assert.throws(() => load("a"), /is not a private ed25519 key/);
	load("b");
	rmSync(join(folder, "b", "host_ed25519"));
	writeFileSync(join(folder, "real"), pem, { mode: 0o600 });
	symlinkSync(join(folder, "real"), join(folder, "b", "host_ed25519"));
	assert.throws(() => load("b"), /is not a file/);
	load("c");
	chmodSync(join(folder, "c"), 0o755);
	assert.throws(() => load("c"), /c is open to others \(mode 0755\)/);
});
