/**
 * The real tmate through a relay when things go wrong: a flood with a guest who
 * does not read, a relay that dies, a connection that breaks, a host that dies.
 * And what a webhook is told meanwhile.
 */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, test } from "node:test";
import { sameScreen, TmateWorld, tmateMissing } from "../harness/tmate-world.ts";
import { waitUntil } from "../harness/wait.ts";

const skip = tmateMissing();
const PREFIX = "\x02";
const SIZE = { cols: 100, rows: 30 };
const FLOOD = 20_000_000;
let world: TmateWorld;

beforeEach(() => {
	world = new TmateWorld();
});

afterEach(async () => {
	await world.dispose();
});

test("a flood of 20 MB: one guest reads and types, another does not read, the host goes on", {
	skip,
}, async (t) => {
	const relay = await world.tmateRelay();
	const host = await world.tmate(relay, { mode: "foreground" });
	const guest = await world.guest(host, SIZE);
	const stopped = await world.guest(host, SIZE);
	for (const terminal of [guest, stopped]) await terminal.waitFor(/0:sh\*/);
	guest.type(`${PREFIX}"`);
	await host.shows("#{window_panes}", "2");
	await stopped.waitFor("──");
	const fifo = `${world.home}/fifo`;
	await world.runProgram("mkfifo", [fifo]);
	// The upper pane floods, and waits before its last line so that typing below is done by then.
	process.kill(stopped.pid, "SIGSTOP");
	const start = Date.now();
	await host.ask(
		"send-keys",
		"-t",
		":.0",
		`clear; head -c ${FLOOD} /dev/zero | tr '\\0' x | fold -w 79; read x <${fifo}; echo flooded-$((40+2))`,
		"Enter",
	);
	await guest.waitFor("x".repeat(79));
	guest.type("echo typed-$((40+2))\r");
	// Behind what is on its way already, which takes its time on a slow machine.
	await guest.waitFor("typed-42", 60_000);
	const typed = Date.now() - start;
	assert.equal(await host.show("#{window_panes}"), "2");
	const asked = Date.now() - start;
	await world.runProgram("timeout", ["60", "sh", "-c", `echo >${fifo}`]);
	await guest.waitFor("flooded-42", 60_000);
	const over = Date.now() - start;
	const last = guest.screen();
	const pane = await host.ask("capture-pane", "-p", "-t", ":.0");
	assert.equal(
		last.split("\n").slice(0, 14).join("\n").trimEnd(),
		pane.split("\n").slice(0, 14).join("\n").trimEnd(),
	);
	process.kill(stopped.pid, "SIGCONT");
	await sameScreen(stopped, guest);
	stopped.type("echo back-$((40+2))\r");
	await guest.waitFor("back-42");
	t.diagnostic(
		`typing was seen after ${typed} ms, the host answered after ${asked}, all was over after ${over} ms`,
	);
});

test("what is typed while the host writes does not lie there until something else comes", {
	skip,
}, async () => {
	const relay = await world.tmateRelay();
	const host = await world.tmate(relay, { mode: "foreground" });
	const guest = await world.guest(host);
	await guest.waitFor(/0:sh\*/);
	const burst = "head -c 150000 /dev/zero | tr '\\0' x | fold -w 79";
	guest.type(`stty -echo; while read x; do ${burst}; echo; echo end-$x; done\r`);
	for (let i = 0; i < 12; i++) {
		const before = guest.bytes.length;
		guest.type(`a${i}\r`);
		await waitUntil("the burst", () => guest.bytes.length > before);
		guest.type(`b${i}\r`);
		await guest.waitFor(`end-b${i}`, 5000);
	}
});

test("a relay that is killed and comes back: the same lines, and the screen as it was", {
	skip,
}, async (t) => {
	const relay = await world.tmateRelay();
	const host = await world.tmate(relay, { mode: "foreground" });
	const given = await host.show("#{tmate_ssh} #{tmate_ssh_ro}");
	const guest = await world.guest(host, SIZE);
	await guest.waitFor(/0:sh\*/);
	guest.type(`${PREFIX}%`);
	await guest.waitFor("│$");
	// More than fits into any window of SSH that the host begins with.
	const colours = "printf '\\033[3%dm%s\\033[0m ' $((i%8)) $i";
	guest.type(
		`clear; i=0; while [ $i -lt 3000 ]; do i=$((i+1)); ${colours}; done; echo; echo many-$((40+2))\r`,
	);
	await guest.waitFor("many-42");
	// Somebody who tries until it works.
	const patient = world.openProgram(
		"sh",
		[
			"-c",
			`until ${(await host.show("#{tmate_ssh}")).replace("ssh", `ssh -F ${world.home}/ssh_config`)}; do sleep 0.2; done`,
		],
		SIZE,
	);
	await patient.waitFor("many-42");
	const seen = guest.screen();

	await relay.end("SIGKILL");
	assert.equal(await guest.waitExit(), 255);
	assert.equal(patient.exitCode, undefined);
	await host.ask("send-keys", "echo alone-$((40+2))", "Enter");
	await host.paneHas("alone-42");
	await world.tmateRelay([], relay.port);
	const back = Date.now();
	await patient.waitFor("alone-42", 20_000);
	t.diagnostic(`a guest who tried all the time was back after ${Date.now() - back} ms`);
	assert.equal(await host.show("#{tmate_ssh} #{tmate_ssh_ro}"), given);
	const again = await world.guest(host, SIZE);
	await again.waitFor("alone-42");
	await sameScreen(again, patient);
	// What is left of what was there before is in its place, with its colours.
	const old = seen.split("\n")[10]?.slice(60).trimEnd() ?? "";
	assert.ok(old.length > 30 && again.screen().includes(old), again.screen());
	again.type(`${PREFIX}[\x1b[5~\x1b[5~`);
	await again.waitFor(/\[\d\d+\/\d+\]/);
	await sameScreen(again, patient);
	again.type("q");
	await host.shows("#{pane_in_mode}", "0");
	again.type("echo again-$((40+2))\r");
	await patient.waitFor("again-42");
	again.type(`${PREFIX}d`);
	assert.equal(await again.waitExit(), 0);
	patient.type(`${PREFIX}d`);
	assert.equal(await patient.waitExit(), 0);
});

test("a host whose connection breaks: its guests stay, are told, and go on", { skip }, async () => {
	const relay = await world.tmateRelay();
	const line = world.cuttable(relay);
	const port = await line.listen();
	const host = await world.tmate(relay, { mode: "foreground", port });
	const given = await host.show("#{tmate_ssh} #{tmate_ssh_ro}");
	assert.ok(given.includes(String(relay.port)));
	const guest = await world.guest(host);
	const viewer = await world.guest(host, {}, "ro");
	for (const terminal of [guest, viewer]) await terminal.waitFor(/0:sh\*/);
	guest.type("echo before-$((40+2))\r");
	await viewer.waitFor("before-42");

	line.cut();
	for (const terminal of [guest, viewer]) await terminal.waitFor("The host has lost its connection");
	assert.ok(guest.screen().includes("before-42"));
	guest.type(`${PREFIX}c`);
	await guest.waitFor("The host is not connected");
	await host.ask("send-keys", "echo alone-$((40+2))", "Enter");
	await host.paneHas("alone-42");
	// Somebody comes while the host is away: the session is there.
	const late = await world.guest(host);
	await late.waitFor("before-42");
	line.mend();
	for (const terminal of [guest, viewer, late]) await terminal.waitFor("alone-42");
	guest.type("echo after-$((40+2))\r");
	for (const terminal of [guest, viewer, late]) await terminal.waitFor("after-42");
	assert.equal(await host.show("#{tmate_ssh} #{tmate_ssh_ro}"), given);
	await host.shows("#{tmate_num_clients}", "3");
	await host.shows("#{window_width}x#{window_height}", "80x23");
	assert.deepEqual(
		[guest, viewer, late].map((terminal) => terminal.exitCode),
		[undefined, undefined, undefined],
	);
	for (const terminal of [guest, viewer, late]) {
		terminal.type(`${PREFIX}d`);
		assert.equal(await terminal.waitExit(), 0);
	}
});

test("a host that dies: its guests are told and may wait or leave", { skip }, async () => {
	const relay = await world.tmateRelay();
	const host = await world.tmate(relay, { mode: "foreground" });
	const other = await world.tmate(relay, { mode: "foreground" });
	const guest = await world.guest(host);
	const elsewhere = await world.guest(other);
	for (const terminal of [guest, elsewhere]) await terminal.waitFor(/0:sh\*/);
	guest.type("echo before-$((40+2))\r");
	await guest.waitFor("before-42");
	host.signal("SIGKILL");
	await guest.waitFor("The host has lost its connection");
	assert.ok(guest.screen().includes("before-42"));
	elsewhere.type("echo other-$((40+2))\r");
	await elsewhere.waitFor("other-42");
	assert.equal(guest.exitCode, undefined);
	guest.type(`${PREFIX}d`);
	assert.equal(await guest.waitExit(), 0);
	await waitUntil("the screen from before", () => !guest.alternate);
});

interface Hook {
	readonly type: string;
	readonly entity_id: string;
	readonly userdata: string;
	readonly generation: number;
	readonly params: Readonly<Record<string, unknown>>;
}

/** A receiver of webhooks; it says no to the first try of each event. */
async function receiver(seen: Hook[]): Promise<{ server: Server; url: string }> {
	const refused = new Set<string>();
	const server = createServer((request, response) => {
		let body = "";
		request.on("data", (bytes) => {
			body += bytes;
		});
		request.on("end", () => {
			const first = !refused.has(body);
			refused.add(body);
			if (!first) seen.push(JSON.parse(body));
			response.writeHead(first ? 503 : 204).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return { server, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook` };
}

test("a webhook is told of the host, its guests, its absence and its end", { skip }, async (t) => {
	const seen: Hook[] = [];
	const { server, url } = await receiver(seen);
	t.after(() => server.close());
	const relay = await world.tmateRelay(["-W"]);
	const line = world.cuttable(relay);
	const host = await world.tmate(relay, {
		mode: "foreground",
		port: await line.listen(),
		config: `set -g tmate-webhook-url "${url}"\nset -g tmate-webhook-userdata "my data"\n`,
	});
	const told = (count: number) =>
		waitUntil(
			() => `${count} events: ${JSON.stringify(seen)}`,
			() => seen.length >= count,
		);
	const ssh = await host.show("#{tmate_ssh}");
	await told(1);
	const guest = await world.guest(host, {}, "ro");
	await guest.waitFor(/0:sh\*/);
	await told(2);
	guest.type(`${PREFIX}d`);
	assert.equal(await guest.waitExit(), 0);
	await told(3);
	line.cut();
	await told(4);
	line.mend();
	await told(5);
	host.signal("SIGTERM");
	await waitUntil(
		() => `the end: ${JSON.stringify(seen)}`,
		() => seen.some(({ type }) => type === "session_close"),
	);
	assert.deepEqual(
		seen.map(({ type, generation }) => [type, generation]),
		[
			["session_register", 1],
			["session_join", 1],
			["session_left", 1],
			["session_disconnect", 1],
			["session_register", 2],
			["session_close", 2],
		],
	);
	assert.equal(new Set(seen.map(({ entity_id }) => entity_id)).size, 1);
	assert.ok(seen.every(({ userdata }) => userdata === "my data"));
	const [register, join, left, , again] = seen.map(({ params }) => params);
	assert.equal(String(register?.ssh_cmd_fmt).replace("%s", String(register?.stoken)), ssh);
	assert.deepEqual(
		[
			register?.ip_address,
			register?.client_version,
			register?.foreground,
			register?.reconnected,
			register?.named,
		],
		["127.0.0.1", "2.4.0", true, false, false],
	);
	assert.equal((register?.uname as { sysname?: string } | undefined)?.sysname, "Linux");
	assert.deepEqual([join?.type, join?.ip_address, join?.readonly], ["ssh", "127.0.0.1", true]);
	assert.equal(left?.id, join?.id);
	assert.deepEqual([again?.reconnected, again?.stoken], [true, register?.stoken]);
});
