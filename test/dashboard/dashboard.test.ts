/**
 * The dashboard as a user sees it: in a popup and in a window of a real comux
 * in a real terminal, with guests that come with the real ssh; and the relay's
 * view in terminals of all kinds.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { encodeRelayStatus, type RelayStatus } from "../../src/protocol/relay-status.ts";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { smallRsa } from "../harness/small-rsa.ts";
import { waitUntil } from "../harness/wait.ts";
import { root, World } from "../harness/world.ts";

const hasSsh = spawnSync("ssh", ["-V"]).error === undefined;

let world: World;
let host: PtyTerminal;

before(async () => {
	world = new World();
	const state = join(world.home, ".local", "state", "comux");
	mkdirSync(state, { recursive: true, mode: 0o700 });
	// A small key, so that no big one is made in the background.
	writeFileSync(join(state, "host_rsa"), smallRsa(), { mode: 0o600 });
	host = world.open(["new-session", "-s", "main"], { cols: 100, rows: 30 });
	await host.waitFor("[main]");
	// The lines to hand over are on the status line too.
	await world.ask("set-option", "-s", "share-display-time", "1");
});

after(async () => {
	await world.dispose();
});

/** A guest with the real ssh, by a line to hand over. */
async function guest(format: string): Promise<PtyTerminal> {
	const line = await world.ask("display-message", "-p", format);
	const known = join(world.home, "known_hosts");
	const options = ["-F", "/dev/null", "-o", `UserKnownHostsFile=${known}`, "-o", "StrictHostKeyChecking=no"];
	return world.openProgram("ssh", [...options, ...line.split(" ").slice(1)], { cols: 70, rows: 20 });
}

test("a popup: shares, shows guests, lets in, changes rights, puts out, stops", {
	skip: !hasSsh,
}, async () => {
	host.type("\x02S");
	await host.waitFor("Press S to share it");
	host.type("S");
	await host.waitFor("nobody has come yet");
	const line = await world.ask("display-message", "-p", "#{share_ssh}");
	assert.ok(host.screen().includes(line), host.screen());

	host.type("c");
	await host.waitFor("the read-write line is copied");
	assert.equal(await world.ask("show-buffer"), line);
	assert.ok(host.bytes.includes(`\x1b]52;;${Buffer.from(line).toString("base64")}`));
	host.type("t");
	await host.waitFor("********@127.0.0.1");
	assert.ok(!host.screen().includes(line));

	await world.ask("set-option", "-s", "share-approve", "on");
	const writer = await guest("#{share_ssh}");
	await host.waitFor(/!guest-1 +waits +127\.0\.0\.1/);
	await writer.waitFor("Please wait");
	host.type("a");
	await host.waitFor("guest-1 waits: press again to decide");
	host.type("r");
	await host.waitFor(/ guest-1 +read-only/);
	await writer.waitFor("[main]");
	host.type("w");
	await host.waitFor(/ guest-1 +read-write +127\.0\.0\.1 +direct +70x20/);

	const refused = await guest("#{share_ssh}");
	await host.waitFor(/!guest-2 +waits/);
	host.type("a");
	await host.waitFor("guest-2 waits: press again");
	host.type("n");
	await refused.waitFor("the host did not let you in");

	await host.waitGone("!guest-2");
	host.type("G");
	await host.waitFor("x put out");
	host.type("x");
	await host.waitFor("put out guest-1?");
	host.type("y");
	await writer.waitFor("you were put out by the host");
	await host.waitFor("nobody has come yet");

	host.type("s");
	await host.waitFor("stop sharing and put all guests out?");
	host.type("y");
	await host.waitFor("Press S to share it");
	assert.equal(await world.ask("display-message", "-p", "#{share_status}"), "off");
	// Asking once a second must not fill the server's messages.
	const messages = await world.ask("show-messages");
	assert.doesNotMatch(messages, /list-guests/);
	assert.match(messages, /guest-access -w -t 1/);
	host.type("\x1b");
	await host.waitGone("Sharing");
});

test("a window: tokens are hidden at first, it follows the terminal's size, q gives the window back", async () => {
	await world.ask("share-server", "-d");
	await world.ask("share-dashboard", "-w");
	await host.waitFor("(t shows the tokens)");
	const line = await world.ask("display-message", "-p", "#{share_ssh_ro}");
	assert.ok(!host.screen().includes(line), host.screen());
	host.type("t");
	await host.waitFor(line);
	host.resize(40, 10);
	// What was at the right of a wider screen is still in the emulator's rows.
	const shown = () => host.rows().map((row) => row.slice(0, 40));
	await waitUntil(
		() => `the small screen:\n${shown().join("\n")}`,
		() => /^ Sharing +shared, 0 guests $/.test(shown()[0]!) && /q leave *$/.test(shown()[8]!),
	);
	host.resize(100, 30);
	await host.waitFor(line);
	host.type("q");
	await host.waitGone("Sharing");
	assert.equal(await world.ask("list-windows", "-F", "#{window_index}"), "0");
	await world.ask("unshare-server");
});

test("without a terminal, outside and with a word it does not know it says so", async () => {
	const outside = await world.run(["share-dashboard-program"]);
	assert.deepEqual([outside.status, outside.stderr], [1, "a terminal is needed\n"]);
	const terminal = world.open(["share-dashboard-program"], {}, { TMUX: "" });
	await terminal.waitFor("not inside comux");
	assert.equal(await terminal.waitExit(), 1);
	const gone = world.open(["share-dashboard-program"], {}, { TMUX: `${world.home}/none,1,0` });
	await gone.waitFor("the server has gone");
	assert.equal(await gone.waitExit(), 1);
	assert.equal(gone.alternate, false);
});

const status: RelayStatus = {
	version: 1,
	relay: "comux-relay 1.2.3",
	address: "relay.example",
	port: 2222,
	fingerprints: ["SHA256:ed"],
	startedTime: 1,
	time: 2,
	draining: false,
	connections: 0,
	memory: 1,
	totals: {
		...{ connections: 0, limited: 0, hosts: 0, guests: 0, wrongTokens: 0 },
		...{ refusedHosts: 0, bytesIn: 0, bytesOut: 0 },
	},
	hosts: [],
	guests: [],
};

test("the relay's view: any terminal, garbage on the socket, a relay that goes and comes back", async () => {
	const folder = mkdtempSync(join(tmpdir(), "comux-view-"));
	const path = join(folder, "status.sock");
	const sockets = new Set<Socket>();
	const listen = (text: string) => {
		const server = createServer((socket) => {
			sockets.add(socket);
			socket.on("error", () => {});
			// In two pieces, behind something that is no snapshot.
			socket.write(`garbage\n${text.slice(0, 20)}`);
			setImmediate(() => socket.write(text.slice(20)));
		});
		return server.listen(path);
	};
	const dashboard = join(root, "dist", "dashboard.mjs");
	const kinds: readonly Record<string, string>[] = [
		{ TERM: "xterm-256color" },
		{ TERM: "tmux-256color", TMUX: "/nowhere,1,0" },
		{ TERM: "screen", LANG: "C" },
		{ TERM: "no-such-terminal" },
	];
	const open = (env: Record<string, string>) =>
		world.openProgram(process.execPath, [dashboard, "relay-status", path], {}, env);
	let server = listen(encodeRelayStatus(status));
	try {
		for (const env of kinds) {
			const terminal = open(env);
			await terminal.waitFor("relay.example:2222");
			assert.ok(terminal.alternate);
			terminal.type(env.TERM === "screen" ? "\x03" : "q");
			assert.equal(await terminal.waitExit(), 0);
			assert.equal(terminal.alternate, false);
		}
		const terminal = open({});
		await terminal.waitFor("0 hosts");
		server.close();
		for (const socket of sockets) socket.destroy();
		await terminal.waitFor("no relay answers");
		server = listen(encodeRelayStatus({ ...status, relay: "comux-relay 9.9.9" }));
		await terminal.waitFor("comux-relay 9.9.9");
		// An arrow in two pieces is no Escape.
		terminal.type("\x1b");
		terminal.type("[B");
		terminal.type("q");
		assert.equal(await terminal.waitExit(), 0);
	} finally {
		server.close();
		for (const socket of sockets) socket.destroy();
		await waitUntil("the socket to be closed", () => !server.listening);
		rmSync(folder, { recursive: true, force: true });
	}
});
