/** Words from outside, wherever they are shown: nothing in them is a format, a style, a command or an escape sequence. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { knownRelay } from "../../src/share/known-relays.ts";
import { randomToken, tokenForLog } from "../../src/share/token.ts";
import { foreignWords } from "../../src/share/wire.ts";
import { type SharedServer, withShared } from "../harness/fake-share.ts";

const EVIL = "#(touch /tmp/x)#{pane_id}#[fg=red]'\"`id`$(id);id|id&\\\x1b]0;x\x07\x9b2J\u202e\n, }";
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u202e]/;
/** What makes a shell or a format do more than print a word. */
const ACTIVE = /[`$"'\\;&|<>#(){}]/;

/** Shell commands that were started. */
const commandsOf = (server: SharedServer) => server.jobs.started.map(({ command }) => command);

test(
	"names and addresses of guests, in messages, hooks, formats and lists",
	withShared(
		(server) => {
			const host = server.attach();
			server.share();
			server.advance(60_000);
			const key = Buffer.from("a key");
			server.names.set(key.toString("latin1"), EVIL);
			const guest = server.guest({ key, address: EVIL, term: "xterm" });
			server.later();
			const shown = [
				host.text(),
				...server.run("show-messages").split("\n"),
				server.run("list-guests"),
				server.run("list-guests", "-F", "#{guest_name} #{guest_address} #{guest_term} #{guest_key}"),
				server.run("list-clients"),
			];
			for (const text of shown) assert.doesNotMatch(text.replaceAll("\n", " "), CONTROLS);
			const [name = ""] = server.run("list-guests", "-F", "#{guest_name}").split("\n");
			assert.doesNotMatch(name, ACTIVE);
			assert.notEqual(name, "");
			assert.equal(server.run("list-guests", "-F", "#{guest_address}"), "");
			// A hook that forgets to quote runs what it says and nothing else.
			const commands = commandsOf(server).filter((command) => command.startsWith("notify"));
			assert.equal(commands.length, 1);
			assert.doesNotMatch(commands[0] ?? "", ACTIVE);
			assert.ok(
				!commandsOf(server).some((command) => command.includes("touch")),
				commandsOf(server).join("\n"),
			);
			guest.cut();
		},
		{ config: `set-hook -g guest-joined 'run-shell -b "notify #{guest_name} #{guest_address}"'` },
	),
);

test(
	"what a provider says is shown as it is",
	withShared((server) => {
		const host = server.attach();
		server.share();
		server.advance(60_000);
		server.events.notice("relay: #[reverse]#(touch /tmp/x) #{pane_id}");
		server.settle();
		assert.match(host.row(-1), /relay: #\[reverse\]#\(touch \/tmp\/x\) #\{pane_id\}/);
		server.events.lost("#(touch /tmp/y)");
		server.advance(20_000);
		assert.ok(!commandsOf(server).some((command) => command.includes("touch")));
	}),
);

test("the words of a relay, and tokens in logs", () => {
	assert.doesNotMatch(foreignWords(EVIL), CONTROLS);
	assert.doesNotMatch(foreignWords(EVIL), /[`$"'\\;&|<>#]/);
	assert.equal(foreignWords("the host's key (x)"), "the host\u2019s key (x)");
	for (const text of [EVIL, "\x1bc", "\x1b[2J", "", "a", "\u202e\u202e\u202e"])
		assert.doesNotMatch(tokenForLog(text), CONTROLS);
	for (const kind of ["rw", "ro", "jump"] as const) assert.ok(tokenForLog(randomToken(kind)).length < 12);
});

test(
	"one who may only look from now on has nothing left open that it had opened before",
	withShared((server) => {
		server.attach();
		server.share();
		server.advance(60_000);
		const guest = server.guest();
		guest.type("\x02:");
		guest.type("kill-server");
		server.run("guest-access", "-r");
		server.later();
		guest.type("\r");
		server.later();
		assert.equal(server.exited, false);
		const [{ client } = {}] = [...server.server.sharing.guests.values()];
		assert.equal(client?.prompt, undefined);
		assert.equal(client?.overlay, undefined);
		server.run("guest-access", "-w");
		server.later();
		guest.type("\r");
		assert.equal(server.exited, false);
		assert.equal(server.pty().input, "\r");
	}),
);

test(
	"a storm of sizes is no storm of work",
	withShared((server) => {
		server.attach();
		server.run("set-hook", "-g", "client-resized", "set -ag @sizes x");
		server.run("set", "-g", "@sizes", "");
		server.share();
		const guest = server.guest();
		for (let count = 0; count < 200; count++) guest.resize(60 + (count % 50), 20);
		server.advance(1000);
		const times = server.format("#{@sizes}").length;
		// 200 sizes came in 8 seconds.
		assert.ok(times > 2 && times < 100, `${times}`);
		assert.equal(server.format("#{client_width}", undefined) !== "", true);
		const [{ cols } = { cols: 0 }] = [...server.server.sharing.guests.values()];
		assert.equal(cols, 60 + (199 % 50));
	}),
);

test("a damaged line of a known relay is no new relay", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "comux-known-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const good = `SHA256:${"A".repeat(43)}`;
	const write = (text: string | Buffer) => writeFileSync(join(folder, "known_relays"), text);
	assert.equal(knownRelay(folder, "a", 1), undefined);
	write(`\n# x\n[b]:1 ${good}\n[A]:1 ${good}\n`);
	assert.equal(knownRelay(folder, "b", 1), good);
	assert.equal(knownRelay(folder, "c", 1), undefined);
	for (const line of ["[b]:1", "[b]:1 MD5:aa", "[b]:1 SHA256:", "[b]:1 SHA256:short"]) {
		write(`${line}\n`);
		assert.throws(
			() => knownRelay(folder, "b", 1),
			/known_relays: the line of \[b\]:1 is damaged: remove it/,
		);
	}
	write(Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 37) % 256)));
	assert.equal(knownRelay(folder, "b", 1), undefined);
});
