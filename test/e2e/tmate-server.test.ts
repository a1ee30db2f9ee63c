/**
 * Hosting on an unmodified tmate-ssh-server, the real one, with the real ssh as
 * guests. It has no package where the tests run: whoever wants them to run
 * builds it, puts it on PATH and is root.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { SharingWorld } from "../harness/sharing-world.ts";
import { joinAs, makeKey, sshMissing } from "../harness/ssh-guest.ts";
import { TmateServer, tmateServerMissing } from "../harness/tmate-server.ts";
import { waitUntil } from "../harness/wait.ts";

const PREFIX = "\x02";
const COLS = 90;
const ROWS = 24;
const skip = sshMissing() || tmateServerMissing();

/** A server of comux that is hosted on a tmate-ssh-server. */
class Hosted extends SharingWorld {
	readonly stock = new TmateServer(this);
	readonly command = this.server("hosted");
	host!: PtyTerminal;

	async begin(config = ""): Promise<void> {
		await this.stock.start();
		this.write(
			".tmate.conf",
			`set -g tmate-server-host 127.0.0.1\nset -g tmate-server-port ${this.stock.port}\n` +
				`set -g tmate-server-ed25519-fingerprint "${await this.stock.fingerprint()}"\nset -s share-provider tmate\n`,
		);
		const path = this.write(
			"host.conf",
			`source-file ~/.tmate.conf\nset -g default-command "PS1='$ ' exec /bin/sh"\n` +
				`set -s share-display-time 300\nset -g display-time 300\n${config}`,
		);
		const size = { cols: COLS, rows: ROWS };
		this.host = this.open(["-L", "hosted", "-f", path, "new", "-s", "main"], size);
		await this.host.waitFor("0:sh*");
		await this.command("share-server", "-d");
		await this.command("wait-for", "tmate-ready");
	}

	async guest(
		name = "tmate_ssh",
		size = { cols: COLS, rows: ROWS },
		args: string[] = [],
	): Promise<PtyTerminal> {
		const line = await this.command("display", "-p", `#{${name}}`);
		assert.match(line, /^ssh -p\d+ [\w-]{25,}@127\.0\.0\.1$/);
		return joinAs(this, line, { ...size, args });
	}

	/** Waits until the windows of guest and host show the same. */
	async alike(guest: PtyTerminal): Promise<void> {
		const rows = (terminal: PtyTerminal) =>
			terminal
				.rows()
				.slice(0, ROWS - 1)
				.map((row) => row.trimEnd())
				.join("\n");
		await waitUntil(
			() => `the guest to see what the host sees:\n${this.host.screen()}\nguest:\n${guest.screen()}`,
			() => rows(guest) === rows(this.host),
		);
	}

	override async dispose(): Promise<void> {
		await this.stock.kill();
		await super.dispose();
	}
}

let world: Hosted;

beforeEach(() => {
	world = new Hosted();
});

afterEach(async () => {
	await world.dispose();
});

test("windows and panes, keys both ways, commands, prompts and the status line", { skip }, async () => {
	await world.begin(
		"set -g status-style bg=blue,fg=white\nset -g status-left '[#{session_name}] 100%% '\nset -g status-left-length 20\n" +
			"bind C-x display-message 'seen by who asked'\nbind -n F5 split-window\nbind -T deep k rename-window deeper\n",
	);
	const { host } = world;
	const guest = await world.guest();
	await guest.waitFor("[main] 100% 0:sh* ");
	const status = guest.emulator.buffer.active.getLine(ROWS - 1)?.getCell(0);
	assert.deepEqual([status?.getFgColor(), status?.getBgColor()], [7, 4]);
	guest.type("echo guest-$((40+2)) é漢字\r");
	await host.waitFor("guest-42 é漢字");
	// How many look on is not known.
	await host.waitFor(/\[shared\] *$/m);
	host.type("echo host-$((40+2))\r");
	await guest.waitFor("host-42");
	// Splits, zoom (which hides panes for a while), swaps, sizes.
	guest.type(`${PREFIX}%`);
	await guest.waitFor("│$");
	guest.type(`${PREFIX}"`);
	await guest.waitFor("├─");
	await world.alike(guest);
	guest.type(`${PREFIX}z`);
	await guest.waitFor("0:sh*Z");
	await world.alike(guest);
	guest.type(`${PREFIX}z`);
	await guest.waitFor("host-42");
	guest.type(`${PREFIX}{`);
	await world.command("resize-pane", "-t", "main:0.0", "-R", "7");
	await world.alike(guest);
	guest.type("\x1b[15~");
	await waitUntil(
		() => "four panes",
		async () => (await world.command("display", "-t", "main:", "-p", "#{window_panes}")) === "4",
	);
	await world.alike(guest);
	guest.type(`${PREFIX}x`);
	await guest.waitFor(/^kill-pane \d\? \(y\/n\) *$/m);
	guest.type("y");
	await guest.waitFor("[main] 100% 0:sh* ");
	await world.alike(guest);
	// Windows: one that is new behind a zoom was the end of a server once.
	guest.type(`${PREFIX}c`);
	await guest.waitFor("0:sh- 1:sh*");
	guest.type(`${PREFIX},`);
	await guest.waitFor(/^\(rename-window\) sh *$/m);
	guest.type("\x15named é\r");
	await guest.waitFor("0:sh- 1:named é*");
	await host.waitFor("1:named é*");
	guest.type(`${PREFIX}n`);
	await guest.waitFor("0:sh* 1:named é-");
	await world.command("break-pane", "-s", "main:0.1", "-n", "moved");
	await guest.waitFor("2:moved*");
	await world.command("join-pane", "-s", "main:2", "-t", "main:1");
	await guest.waitFor("1:named é*");
	await world.alike(guest);
	guest.type(`${PREFIX}&`);
	await guest.waitFor(/^kill-window named é\? \(y\/n\) *$/m);
	guest.type("y");
	await guest.waitFor("[main] 100% 0:sh* ");
	await world.alike(guest);
	// Words for who asked, the command prompt, tables of the host.
	guest.type(`${PREFIX}\x18`);
	await guest.waitFor("Seen by who asked");
	guest.type(`${PREFIX}:`);
	await guest.waitFor(/^: *$/m);
	guest.type("select-window -t :9\r");
	await guest.waitFor("Can't find window: 9");
	guest.type(`${PREFIX}:`);
	await guest.waitFor(/^: *$/m);
	guest.type("switch-client -T deep\r");
	await guest.waitFor("0:sh*");
	guest.type("k");
	await guest.waitFor("0:deeper*");
	await world.command("bind", "C-y", "rename-window", "bound-later");
	await waitUntil(
		() => world.stock.log,
		() => world.stock.log.includes("Local cmd: bind-key -T prefix C-y"),
	);
	guest.type(`${PREFIX}\x19`);
	await guest.waitFor("0:bound-later*");
	// Without a key for it, leaving is up to the guest's ssh: sharing goes on.
	guest.type(`${PREFIX}:`);
	await guest.waitFor(/^: *$/m);
	guest.type("detach-client\r");
	await guest.waitFor("Detach-client: not possible for guests of a tmate server");
	// One message for each character of a paste.
	guest.type("clear; stty -echo; head -c 3003 | wc -c\r");
	await waitUntil(
		() => "head to read",
		async () => (await world.command("display", "-t", "main:", "-p", "#{pane_current_command}")) === "head",
	);
	guest.type(`${"x".repeat(1000)}\r`.repeat(3));
	await guest.waitFor("3003");
	guest.type("stty echo; echo echoes-$((40+2))\r");
	await guest.waitFor("echoes-42");
	guest.type(`${PREFIX}d`);
	await guest.waitExit();
	assert.equal(await world.command("display", "-p", "#{share_status}"), "ready");
	const limits = (await world.command("show-messages")).split("\n");
	assert.equal(limits.filter((line) => /\d\d:\d\d: a tmate server shows one session/.test(line)).length, 1);
});

test("modes and programs look as they do at the host; a flood holds nobody up", { skip }, async () => {
	await world.begin("set -g history-limit 5000\n");
	const { host } = world;
	const guest = await world.guest();
	await guest.waitFor("[main]");
	host.type("clear; seq 1 200\r");
	await guest.waitFor("200");
	host.type(`${PREFIX}[`);
	await guest.waitFor(/\[0\/\d+\]/);
	host.type("\x1b[5~\x00\x1b[A\x1b[A");
	await host.waitFor(/\[21\/\d+\]/);
	await world.alike(guest);
	await waitUntil(
		() => `the selection:\n${guest.screen()}`,
		() =>
			guest.emulator.buffer.active
				.getLine(ROWS - 3)
				?.getCell(0)
				?.getBgColor() === 3,
	);
	// What the guest types is asked for in the pane.
	guest.type("\x12");
	await guest.waitFor(/^\(search up\) *$/m);
	guest.type("165");
	await guest.waitFor(/^\(search up\) 165 *$/m);
	guest.type("\r");
	await guest.waitFor("(1 results)");
	await world.alike(guest);
	guest.type("q");
	await guest.waitFor("200");
	await world.alike(guest);
	guest.type(`${PREFIX}w`);
	await guest.waitFor("main: 1 windows");
	await world.alike(guest);
	guest.type("q");
	await guest.waitFor("200");
	world.write("text", "wide 漢字 and more\n".repeat(60));
	guest.type("vim -u NONE text\r");
	await guest.waitFor('"text" 60');
	guest.type("Gonew line");
	await host.waitFor("new line");
	await world.alike(guest);
	assert.deepEqual(guest.cursor, host.cursor);
	guest.type("\x1b:q!\r");
	await guest.waitFor("200");
	await world.alike(guest);
	// Joined emoji, direct colours, links: what the old tmux cannot have is left out.
	guest.type("clear\r");
	const escapes =
		"\\033]8;;http://x.example\\033\\\\LINK\\033]8;;\\033\\\\ \\033[4:3;38:2::255:0:0mred\\033[0m";
	world.write("escapes", `printf '${escapes} \\360\\237\\221\\215\\360\\237\\217\\275|\\n'`);
	guest.type(". ./escapes\r");
	await guest.waitFor("LINK red");
	assert.ok(!guest.bytes.includes("x.example"));
	guest.type("clear; seq 1 700000; echo the-$((40+2)) end\r");
	const start = Date.now();
	await host.waitFor("the-42 end", 20_000);
	const time = Date.now() - start;
	await guest.waitFor("the-42 end", 10_000);
	await world.alike(guest);
	assert.ok(time < 15_000, `${time}`);
});

test("sizes of guests count while they are there; read-only ones look on", { skip }, async () => {
	await world.begin();
	const { host } = world;
	const size = () => world.command("display", "-t", "main:", "-p", "#{window_width}x#{window_height}");
	const sized = (wanted: string) =>
		waitUntil(
			() => `the size ${wanted}`,
			async () => (await size()) === wanted,
		);
	const looker = await world.guest("tmate_ssh_ro", { cols: 60, rows: 15 });
	await looker.waitFor("[main]");
	assert.equal(await size(), "90x23");
	looker.type("echo typed\r");
	const guest = await world.guest("tmate_ssh", { cols: 70, rows: 20 });
	await guest.waitFor("[main]");
	await sized("70x19");
	await world.command("split-window", "-h", "-t", "main:");
	await guest.waitFor("│");
	guest.resize(120, 40);
	await sized("90x23");
	guest.resize(50, 12);
	await sized("50x11");
	await world.command("set", "-g", "status", "off");
	await sized("50x12");
	await world.command("set", "-g", "status", "on");
	await sized("50x11");
	guest.type("~.");
	guest.kill("SIGTERM");
	await sized("90x23");
	await host.waitFor("│");
	assert.ok(!host.screen().includes("typed"));
});

test("only listed keys; the server killed and back with new lines; the end is told", { skip }, async () => {
	const key = await makeKey(world, "listed");
	const other = await makeKey(world, "unlisted");
	world.write("keys", readFileSync(`${key}.pub`, "utf8"));
	await world.begin("set -g tmate-authorized-keys ~/keys\n");
	const refused = await world.guest("tmate_ssh", undefined, ["-i", other]);
	await refused.waitFor("Permission denied (publickey)");
	const guest = await world.guest("tmate_ssh", undefined, ["-i", key]);
	await guest.waitFor("[main]");
	const before = await world.command("display", "-p", "#{tmate_ssh}");
	await world.stock.kill();
	await world.status("hosted", "lost");
	await guest.waitExit();
	world.host.type("echo still-$((40+2))\r");
	await world.host.waitFor("still-42");
	await world.stock.start();
	await world.status("hosted", "ready", 15_000);
	const after = await world.command("display", "-p", "#{tmate_ssh}");
	assert.notEqual(after, before);
	assert.match(await world.command("show-messages"), new RegExp(`ssh session: ${after}`));
	const again = await world.guest("tmate_ssh", undefined, ["-i", key]);
	await again.waitFor("still-42");
	await again.waitFor("[main]");
	await world.command("unshare-server");
	await again.waitExit();
	assert.match(again.screen(), /\[server exited\]/);
	await waitUntil(
		() => world.stock.log,
		() => world.stock.log.includes("Session terminated"),
	);
});
