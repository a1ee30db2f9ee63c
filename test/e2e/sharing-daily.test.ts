/**
 * A guest's day over each way in (direct, through a relay, end to end): the
 * real ssh in one terminal, the host's own client in another, each looked at
 * through an independent emulator.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { type LineName, SharingWorld } from "../harness/sharing-world.ts";
import { joinAs, sshMissing } from "../harness/ssh-guest.ts";
import { waitUntil } from "../harness/wait.ts";

const PREFIX = "\x02";
const skip = sshMissing();
let world: SharingWorld;

before(async () => {
	if (skip) return;
	world = new SharingWorld();
	const relay = await world.relay({ args: ["-h", "127.0.0.1"] });
	const brief = "set -s share-display-time 200\n";
	world.write("direct.conf", brief);
	world.relayConfig(relay, brief);
});

after(async () => {
	await world?.dispose();
});

interface Way {
	/** The socket name of its server, and what `guest_via` says. */
	readonly name: string;
	readonly config: string;
	readonly rw: LineName;
	readonly ro: LineName;
	/** Bytes of the flood. */
	readonly flood: number;
}

/** Each way in. */
const WAYS: readonly Way[] = [
	{ name: "direct", config: "direct.conf", rw: "share_ssh", ro: "share_ssh_ro", flood: 5_000_000 },
	{ name: "relay", config: "relay.conf", rw: "share_ssh", ro: "share_ssh_ro", flood: 20_000_000 },
	{
		name: "end-to-end",
		config: "relay.conf",
		rw: "share_ssh_e2e",
		ro: "share_ssh_e2e_ro",
		flood: 5_000_000,
	},
];

/** A left click at a cell, from 1, as a terminal with SGR mouse reports it. */
function click(terminal: PtyTerminal, x: number, y: number): void {
	terminal.type(`\x1b[<0;${x};${y}M\x1b[<0;${x};${y}m`);
}

for (const { name, config, rw, ro, flood } of WAYS)
	test(`${name}: a guest works with the host, looks on, and leaves`, { skip }, async () => {
		const ask = world.server(name);
		const host = world.open(["-L", name, "-f", config, "new"], { cols: 100, rows: 30 });
		await host.waitFor(/\[0\] 0:sh\*/);
		const said = await ask("share", "-d");
		assert.match(said, /^ssh session: ssh /m);
		await host.waitFor("[shared 0]");

		const guest = joinAs(world, await world.line(name, rw), { cols: 100, rows: 30 });
		await guest.waitFor("[shared 1]");
		await host.waitFor("[shared 1]");
		assert.equal(guest.alternate, true);
		const who = (await ask("list-guests", "-F", "#{guest_name} #{guest_rights} #{guest_via}")).split(" ");
		assert.deepEqual(who, ["guest-1", "read-write", name]);

		// What one types the other sees.
		guest.type("echo from-guest-$((40+2))\r");
		await host.waitFor("from-guest-42");
		host.type("echo from-host-$((40+2)) ✓日本\r");
		await guest.waitFor("from-host-42 ✓日本");

		// A prompt is where it was asked for, and nowhere else.
		guest.type(`${PREFIX}:`);
		await guest.waitFor(/^: *$/m);
		assert.ok(!/^: *$/m.test(host.screen()), host.screen());
		guest.type("rename-window together\r");
		await host.waitFor("0:together*");
		await guest.waitFor("0:together*");

		// vim at the guest writes a file of the host.
		guest.type(`vim ${name}.txt\r`);
		await guest.waitFor(/^~/m);
		guest.type("ityped by the guest");
		await host.waitFor("typed by the guest");
		guest.type("\x1b:wq\r");
		await waitUntil("the file", () => {
			try {
				return readFileSync(join(world.home, `${name}.txt`), "utf8") === "typed by the guest\n";
			} catch {
				return false;
			}
		});

		// A larger guest has its status line at its own bottom; the host's window stays.
		guest.resize(120, 40);
		await waitUntil("the status line to move down", () => /together\*/.test(guest.rows()[39] ?? ""));
		guest.resize(70, 20);
		await waitUntil("the status line to move up", () => /together\*/.test(guest.rows()[19] ?? ""));
		assert.equal(await ask("display", "-p", "#{window_width}x#{window_height}"), "100x29");
		guest.resize(100, 30);
		await waitUntil("the old size", () => /together\*/.test(guest.rows()[29] ?? ""));

		// The mouse selects panes.
		await ask("set", "-g", "mouse", "on");
		guest.type(`${PREFIX}%`);
		await waitUntil(
			"two panes",
			async () => (await ask("list-panes", "-F", "#P#{pane_active}")) === "00\n11",
		);
		await guest.waitFor("│");
		await waitUntil("mouse reports", () => guest.bytes.includes("\x1b[?1006h"));
		click(guest, 10, 10);
		await waitUntil(
			"the left pane",
			async () => (await ask("list-panes", "-F", "#P#{pane_active}")) === "01\n10",
		);

		// A flood at the left; the host works at the right meanwhile, the guest sees the end.
		await ask("select-pane", "-t", ":.1");
		await ask(
			"send-keys",
			"-t",
			":.0",
			`yes 'a line of the flood' | head -c ${flood}; echo flooded-$((40+2))`,
			"Enter",
		);
		const start = Date.now();
		host.type("echo busy-$((40+2))\r");
		await host.waitFor("busy-42");
		const delay = Date.now() - start;
		assert.ok(delay < 3000, `the host waited ${delay} ms for its echo`);
		await guest.waitFor("flooded-42", 30_000);
		await host.waitFor("flooded-42");
		guest.type("echo still-$((40+2))\r");
		await guest.waitFor("still-42");

		// Who may only look changes nothing but its own view.
		const looker = joinAs(world, await world.line(name, ro), { cols: 100, rows: 30 });
		await looker.waitFor("[shared 2]");
		const before = await ask("display", "-p", "#{window_panes} #{window_name} #{session_windows}");
		looker.type(`echo intruder\r${PREFIX}c${PREFIX}x`);
		click(looker, 10, 10);
		looker.type(`${PREFIX}:`);
		host.type("echo after-$((40+2))\r");
		await looker.waitFor("after-42");
		assert.ok(!host.screen().includes("intruder"), host.screen());
		assert.equal(await ask("display", "-p", "#{window_panes} #{window_name} #{session_windows}"), before);
		assert.equal(await ask("display", "-p", "#P"), "1");
		looker.type(`${PREFIX}d`);
		assert.equal(await looker.waitExit(), 0);
		await looker.waitFor("[detached (from session 0)]");
		assert.equal(looker.alternate, false);

		// Going away: the prefix and d, the host who ends sharing, the last shell.
		guest.type(`${PREFIX}d`);
		assert.equal(await guest.waitExit(), 0);
		await guest.waitFor("[detached (from session 0)]");
		await host.waitFor("[shared 0]");
		const sent = joinAs(world, await world.line(name, rw));
		await sent.waitFor("[shared 1]");
		await ask("guest-access", "-k");
		assert.equal(await sent.waitExit(), 0);
		await sent.waitFor("[you were put out by the host]");
		const ended = joinAs(world, await world.line(name, rw));
		await ended.waitFor("[shared 1]");
		await ask("unshare-server");
		assert.equal(await ended.waitExit(), 0);
		await ended.waitFor("[sharing was stopped by the host]");
		await waitUntil("no sign of sharing", () => !host.screen().includes("[shared"));
		await ask("share", "-d");
		const last = joinAs(world, await world.line(name, rw), { cols: 100, rows: 30 });
		await last.waitFor("[shared 1]");
		await ask("kill-pane", "-t", ":.0");
		last.type("exit\r");
		assert.equal(await last.waitExit(), 0);
		await last.waitFor("[exited]");
		await host.waitExit();
	});
