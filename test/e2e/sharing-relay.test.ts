/**
 * A relay as a process that dies, is drained, changes its key and is watched:
 * what hosts and guests with the real ssh notice of it, and what it sees.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { SharingWorld } from "../harness/sharing-world.ts";
import { joinAs, sshMissing } from "../harness/ssh-guest.ts";
import { waitUntil } from "../harness/wait.ts";
import { root } from "../harness/world.ts";

const PREFIX = "\x02";
const skip = sshMissing();
let world: SharingWorld;
const ask = (...args: string[]) => world.server("host")(...args);

beforeEach(() => {
	world = new SharingWorld();
});

afterEach(async () => {
	await world.dispose();
});

/** A host that shares through the relay of `relay.conf`, with a client of its own. */
async function share(): Promise<PtyTerminal> {
	const host = world.open(["-L", "host", "-f", "relay.conf", "new"], { cols: 100, rows: 30 });
	await host.waitFor(/\[0\] 0:sh\*/);
	await ask("share", "-d");
	return host;
}

const lines = () =>
	ask("display", "-p", "#{share_ssh}\n#{share_ssh_ro}\n#{share_ssh_e2e}\n#{share_ssh_e2e_ro}");

test("a relay that was killed comes back: the same lines work, and the session is as it was", {
	skip,
}, async (t) => {
	const relay = await world.relay({ args: ["-h", "127.0.0.1"] });
	world.relayConfig(relay, "set -s share-display-time 200\n");
	const host = await share();
	const given = await lines();
	const guest = joinAs(world, await world.line("host", "share_ssh"), { cols: 100, rows: 30 });
	const inner = joinAs(world, await world.line("host", "share_ssh_e2e"), { cols: 100, rows: 30 });
	await guest.waitFor("[shared 2]");
	guest.type("echo before-$((40+2))\r");
	await inner.waitFor("before-42");

	await relay.end("SIGKILL");
	assert.notEqual(await guest.waitExit(), 0);
	assert.notEqual(await inner.waitExit(), 0);
	await world.status("host", "lost");
	await host.waitFor("[share lost]");
	assert.equal(await ask("display", "-p", "#{share_guests}"), "0");
	host.type("echo alone-$((40+2))\r");
	await host.waitFor("alone-42");

	await world.relay({ args: ["-h", "127.0.0.1"], port: relay.port });
	const back = Date.now();
	await world.status("host", "ready", 10_000);
	const ready = Date.now() - back;
	assert.equal(await lines(), given);
	for (const name of ["share_ssh", "share_ssh_e2e"] as const) {
		const again = joinAs(world, await world.line("host", name), { cols: 100, rows: 30 });
		await again.waitFor("alone-42");
		again.type(`echo ${name}-$((40+2))\r`);
		await host.waitFor(`${name}-42`);
		assert.ok(Date.now() - back < 10_000, `${Date.now() - back} ms until a guest was back`);
	}
	t.diagnostic(`the host was back after ${ready} ms, both guests after ${Date.now() - back} ms`);
});

test("a relay that is stopped says so to guests and hosts, and ends", { skip }, async () => {
	const relay = await world.relay({ args: ["-h", "127.0.0.1"] });
	world.relayConfig(relay, "set -s share-display-time 200\n");
	await share();
	const given = await lines();
	const guest = joinAs(world, await world.line("host", "share_ssh"), { cols: 100, rows: 30 });
	const inner = joinAs(world, await world.line("host", "share_ssh_e2e"), { cols: 100, rows: 30 });
	await inner.waitFor("[shared 2]");
	const start = Date.now();
	assert.equal(await relay.end("SIGTERM"), 0);
	assert.ok(Date.now() - start < 10_000, `${Date.now() - start} ms to stop`);
	for (const terminal of [guest, inner]) {
		assert.equal(await terminal.waitExit(), 1);
		assert.equal(terminal.alternate, false);
		await terminal.waitFor(/^\[the relay is being restarted: come back in a moment\] *$/m);
	}
	await world.status("host", "lost");
	assert.match(await ask("show-messages"), /the relay is being restarted/);
	await world.relay({ args: ["-h", "127.0.0.1"], port: relay.port });
	await world.status("host", "ready", 10_000);
	assert.equal(await lines(), given);
});

test("a relay with another key is refused, and both are named", { skip }, async () => {
	// Without a fingerprint in the config the key is remembered.
	const relay = await world.relay();
	world.write(
		"relay.conf",
		`set -s share-relay-host 127.0.0.1\nset -s share-relay-port ${relay.port}\nset -s share-display-time 200\n`,
	);
	await share();
	await relay.end("SIGKILL");
	await world.status("host", "lost");
	const other = await world.relay({ keys: "other", port: relay.port });
	assert.notEqual(other.fingerprint, relay.fingerprint);
	await waitUntil("the end of sharing", async () => (await ask("display", "-p", "#{share_active}")) === "0");
	const error = await ask("display", "-p", "#{share_error}");
	assert.ok(error.includes(other.fingerprint) && error.includes(relay.fingerprint), error);
	const refused = await world.run(["-L", "host", "share", "-d"]);
	assert.equal(refused.status, 1);
	assert.ok(refused.stderr.includes(other.fingerprint) && refused.stderr.includes(relay.fingerprint));

	// What the config says counts more than what was remembered.
	await ask("set", "-s", "share-relay-fingerprint", other.fingerprint);
	await ask("share", "-d");
	await ask("unshare");
	await ask("set", "-s", "share-relay-fingerprint", relay.fingerprint);
	const pinned = await world.run(["-L", "host", "share", "-d"]);
	assert.equal(pinned.status, 1);
	assert.ok(pinned.stderr.includes(other.fingerprint) && pinned.stderr.includes(relay.fingerprint));
});

test("a host that dies: its guests have their terminals back, with a word", { skip }, async () => {
	const relay = await world.relay({ args: ["-h", "127.0.0.1"] });
	world.relayConfig(relay);
	await share();
	await ask("set", "-g", "mouse", "on");
	const line = await world.line("host", "share_ssh");
	const guest = joinAs(world, line);
	await guest.waitFor("[shared 1]");
	await waitUntil("mouse reports", () => guest.bytes.includes("\x1b[?1006h"));
	process.kill(Number(await ask("display", "-p", "#{pid}")), "SIGKILL");
	assert.equal(await guest.waitExit(), 1);
	await guest.waitFor(/^the host.s? connection .*lost|^the host has ended the connection/m);
	assert.equal(guest.alternate, false);
	assert.equal(guest.emulator.modes.mouseTrackingMode, "none");
	// The token is nobody's now.
	const late = joinAs(world, line);
	assert.equal(await late.waitExit(), 1);
	await late.waitFor("invalid or expired token");
});

test("three guests of different sizes see the same window, each in its own way", { skip }, async () => {
	const relay = await world.relay({ args: ["-h", "127.0.0.1"] });
	world.relayConfig(relay, "set -s share-display-time 200\n");
	const host = await share();
	// A mark in each corner of the window.
	host.type("clear; printf '\\033[1;1HNW-1\\033[1;96HNE-1\\033[28;1HSW-1\\033[28;96HSE-1\\033[12;1H'\r");
	await host.waitFor("SE-1");
	const sizes = [
		["share_ssh", 100, 30],
		["share_ssh_e2e", 140, 50],
		["share_ssh_e2e_ro", 60, 15],
	] as const;
	const [same, larger, smaller] = (await Promise.all(
		sizes.map(async ([name, cols, rows]) => joinAs(world, await world.line("host", name), { cols, rows })),
	)) as [PtyTerminal, PtyTerminal, PtyTerminal];
	for (const guest of [same, larger, smaller]) await guest.waitFor("[shared 3]");
	await same.waitFor("SE-1");
	await larger.waitFor("SE-1");
	assert.deepEqual((await ask("list-guests", "-F", "#{guest_width}x#{guest_height}")).split("\n").sort(), [
		"100x30",
		"140x50",
		"60x15",
	]);
	assert.equal(await ask("display", "-p", "#{window_width}x#{window_height}"), "100x29");
	assert.match(larger.rows()[49] ?? "", /0:sh\*/);
	assert.match(smaller.rows()[14] ?? "", /\[shared 3\]/);

	// The small one goes through the window with the keys for it, and back to the cursor.
	const pan = (letter: string) => smaller.type(`${PREFIX}\x1b[1;2${letter}`);
	for (const letter of "CCCCBB") pan(letter);
	await smaller.waitFor("SE-1");
	assert.ok(!smaller.screen().includes("NW-1"));
	for (const letter of "DDDDAA") pan(letter);
	await smaller.waitFor("NW-1");
	assert.ok(!smaller.screen().includes("SE-1"));
	assert.ok(same.screen().includes("SE-1") && same.screen().includes("NW-1"));

	// All three see what one types, at once.
	larger.type("clear; echo all-$((40+2))\r");
	for (const terminal of [host, same, larger]) await terminal.waitFor("all-42");
	smaller.type(`${PREFIX}\x1b[3~`);
	await smaller.waitFor("all-42");

	// With the option, a read-write guest's terminal counts.
	await ask("set", "-s", "share-guest-size", "on");
	await ask("set", "-g", "window-size", "smallest");
	same.resize(80, 24);
	await waitUntil(
		"a smaller window",
		async () => (await ask("display", "-p", "#{window_width}x#{window_height}")) === "80x23",
	);
	same.type(`${PREFIX}d`);
	assert.equal(await same.waitExit(), 0);
	await waitUntil(
		"the size without that guest",
		async () => (await ask("display", "-p", "#{window_width}x#{window_height}")) === "100x29",
	);
});

test("nothing of an end-to-end guest passes the relay in clear", { skip }, async () => {
	const record = join(world.home, "record");
	world.env.NODE_OPTIONS = `--import=${pathToFileURL(join(root, "test/harness/relay-recorder.mjs"))}`;
	world.env.RECORD_TO = record;
	const relay = await world.relay({ args: ["-h", "127.0.0.1", "-vv"] });
	delete world.env.NODE_OPTIONS;
	world.relayConfig(relay, "set -s share-display-time 200\n");
	const host = await share();
	// Typed and shown as different words, so that both directions are looked for.
	const both = async (guest: PtyTerminal, word: string, code: string) => {
		guest.type(`: ${word}; printf '%b\\n' '${code}'\r`);
	};
	const octal = (text: string) => [...text].map((c) => `\\0${c.charCodeAt(0).toString(8)}`).join("");

	const line = await world.line("host", "share_ssh_e2e");
	const [, jump = "", inner = ""] = /-J ([^@]+)@\S+ ([^@]+)@/.exec(line) ?? [];
	const guest = joinAs(world, line, { cols: 100, rows: 30 });
	await guest.waitFor("[shared 1]");
	await both(guest, "typedsecretly", octal("shownsecretly"));
	await guest.waitFor("shownsecretly");
	guest.type(`${PREFIX}d`);
	assert.equal(await guest.waitExit(), 0);
	// What stays on the screen is shown to the next one.
	host.type("clear\r");
	await host.waitGone("secretly");
	const plain = joinAs(world, await world.line("host", "share_ssh"), { cols: 100, rows: 30 });
	await plain.waitFor("[shared 1]");
	await both(plain, "typedplainly", octal("shownplainly"));
	await plain.waitFor("shownplainly");
	plain.type(`${PREFIX}d`);
	assert.equal(await plain.waitExit(), 0);
	await host.waitFor("[shared 0]");

	const seen = readFileSync(record, "latin1") + relay.out + relay.errors;
	// That the record is complete is shown by the guest which the relay can read.
	for (const known of ["typedplainly", "shownplainly", "[detached (from session 0)]", jump])
		assert.ok(seen.includes(known), `${known} is in the record`);
	for (const secret of ["typedsecretly", "shownsecretly", inner, inner.slice(0, 12)])
		assert.ok(secret.length > 8 && !seen.includes(secret), `${secret} has passed the relay`);
	// And no token is in its log, whole.
	for (const token of [jump, inner]) assert.ok(!(relay.out + relay.errors).includes(token));
});
