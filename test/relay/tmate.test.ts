/** Hosts that run tmate at the relay, with the real OpenSSH as their guests: sessions, and how they stay. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadHostKeys } from "../../src/share/host-keys.ts";
import { FakeClock } from "../harness/fake-clock.ts";
import { waitUntil } from "../harness/wait.ts";
import { FakeTmate, ONE_PANE, settle, TmateRelayWorld } from "./fake-tmate.ts";

/** What the sealed data says; only the relay can make it, anybody can read it. */
function sealed(data: string): { id: string; generation: number } {
	const [, id, , , generation] = JSON.parse(
		Buffer.from(data.split(".")[0] ?? "", "base64url").toString(),
	) as [number, string, string, string, number];
	return { id, generation };
}

test("a host gets its lines in the order that scripts wait for; guests type and see; FIN ends all well", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing();
	assert.deepEqual(
		host.heard.map((one) => (one.kind === "set-env" ? one.name : one.kind === "notify" ? "" : one.kind)),
		["", "", "", "tmate_ssh_ro", "tmate_ssh", "tmate_reconnection_data", "tmate_num_clients", "ready"],
	);
	const { rw, ro } = host.tokens;
	assert.match(rw, /^[a-zA-Z2-9]{27}$/);
	assert.match(ro, /^ro-[a-zA-Z2-9]{27}$/);
	assert.equal(host.env("tmate_ssh"), `ssh -p${world.port} ${rw}@127.0.0.1`);
	assert.deepEqual(host.notices.slice(1), [
		`ssh session read only: ${host.env("tmate_ssh_ro")}`,
		`ssh session: ${host.env("tmate_ssh")}`,
	]);
	assert.equal(host.env("tmate_num_clients"), "0");
	host.prints("hello from the host\r\n");

	const guest = world.guest(host, "rw", "", { cols: 70, rows: 20 });
	await guest.waitFor("hello from the host");
	await host.noticed("A guest has joined (127.0.0.1): 1 guest is here");
	const looker = world.guest(host, "ro");
	await looker.waitFor("hello from the host");
	await host.noticed("A guest has joined (127.0.0.1, read-only): 2 guests are here");
	assert.equal(host.env("tmate_num_clients"), "2");
	assert.deepEqual(
		host.heard.findLast(({ kind }) => kind === "resize"),
		{ kind: "resize", sx: 70, sy: 19 },
	);
	looker.type("no");
	guest.type("echo é\r");
	await waitUntil(
		() => `keys: ${host.typed}`,
		() => host.typed === "echo é\r",
	);
	host.prints("echoed\r\n");
	await looker.waitFor("echoed");
	guest.type("\x02c");
	await waitUntil("a new window", () =>
		host.heard.some((one) => one.kind === "exec" && one.argv[0] === "new-window"),
	);

	const { hosts, guests } = world.relay.status();
	assert.deepEqual(
		hosts.map(({ version, address, session, restricted, endToEnd }) => [
			version,
			address,
			session,
			restricted,
			endToEnd,
		]),
		[["tmate 2.4.0", "127.0.0.1", "", false, false]],
	);
	assert.ok((hosts[0]?.rtt ?? -1) >= 0);
	assert.deepEqual(guests.map((one) => `${one.kind} ${one.cols}x${one.rows}`).sort(), [
		"read-only 80x24",
		"read-write 70x20",
	]);

	host.say({ kind: "fin" });
	for (const terminal of [guest, looker]) {
		assert.equal(await terminal.waitExit(), 0);
		await terminal.waitFor("[the host has ended the session]");
		assert.equal(terminal.alternate, false);
	}
	await host.gone();
	await waitUntil("its thread to end", () => world.mirrors.threads[0]?.ended);
	assert.deepEqual(world.relay.status().hosts, []);
	assert.doesNotMatch(world.logged.join("\n"), /ERROR/);
	for (const token of [rw, ro]) assert.ok(!world.logged.join("\n").includes(token));
});

test("with -F there is no word about the screen", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing([["set-option", "tmate-set", "foreground=true"]]);
	assert.equal(host.notices.length, 2);
});

test("a host that comes back has its tokens, and its guests have stayed", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing();
	const { tokens, data } = host;
	assert.equal(sealed(data).generation, 1);
	const guest = world.guest(host);
	await guest.waitFor("0:sh");
	await waitUntil("it to be counted", () => host.env("tmate_num_clients") === "1");
	host.cut();
	await guest.waitFor("The host has lost its connection");
	// Somebody who comes meanwhile waits in the session.
	const late = world.guest(host, "ro");
	await late.waitFor("The host has lost its connection");

	// A connection that breaks before the new data has arrived: the old one is still good.
	for (const times of [1, 2]) {
		const broken = await world.tmate();
		broken.say({ kind: "header", protocol: 6, version: "2.4.0" }, { kind: "reconnect", data });
		await waitUntil("the connection's thread", () => world.relay.status().hosts[0]?.rtt !== -1, 5000);
		broken.cut();
		await waitUntil(`it is away again (${times})`, () => world.relay.status().hosts[0]?.rtt === -1);
	}
	const again = (await world.tmate()).hello([], data);
	await again.ready();
	again.say(ONE_PANE);
	again.prints("after the break");
	assert.deepEqual(
		again.heard
			.map((one) => ("text" in one ? one.text : "name" in one ? one.name : one.kind))
			.filter((one) => one !== "resize"),
		["Reconnected", "tmate_ssh_ro", "tmate_ssh", "tmate_reconnection_data", "tmate_num_clients", "ready"],
	);
	assert.deepEqual(again.tokens, tokens);
	assert.equal(again.env("tmate_num_clients"), "2");
	assert.equal(sealed(again.data).id, sealed(data).id);
	assert.equal(sealed(again.data).generation, 4);
	for (const terminal of [guest, late]) {
		await terminal.waitFor("after the break");
		assert.equal(terminal.exitCode, undefined);
	}
	guest.type("x");
	await waitUntil("keys go to the new connection", () => again.typed === "x");
	assert.equal(world.mirrors.threads.length, 1);
});

test("other data than the host's last get no tokens of others", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const first = await world.sharing();
	const { data, tokens } = first;
	first.cut();
	const host = await world.sharing([], data);
	assert.deepEqual(host.tokens, tokens);
	await settle();

	const [body = "", signature = ""] = data.split(".");
	const other = { ...JSON.parse(Buffer.from(body, "base64url").toString()), 4: 2 };
	const wrong: Record<string, string> = {
		"of an older connection": data,
		"of a host that answers": host.data,
		forged: `${Buffer.from(JSON.stringify(Object.values(other))).toString("base64url")}.${signature}`,
		cut: data.slice(0, -3),
		"without a seal": body,
		"of something else": "x".repeat(100_000),
	};
	for (const [what, text] of Object.entries(wrong)) {
		const stranger = await world.sharing([], text);
		assert.notEqual(stranger.tokens.rw, tokens.rw, what);
		assert.notEqual(stranger.tokens.ro, tokens.ro, what);
		assert.equal(sealed(stranger.data).generation, 1, what);
		assert.equal(stranger.notices.includes("Reconnected"), false, what);
		stranger.say({ kind: "fin" });
		await stranger.gone();
	}
	assert.equal(host.closed, false);
	host.cut();
	await waitUntil("the host is away", () => world.relay.status().hosts[0]?.rtt === -1);
	const stale = await world.sharing([], data);
	assert.notEqual(stale.tokens.rw, tokens.rw, "of an older connection, while the host is away");
	// Two that come back at once: one of them has it.
	const both = await Promise.all([world.sharing([], host.data), world.sharing([], host.data)]);
	assert.equal(both.filter((one) => one.tokens.rw === tokens.rw).length, 1);
});

test("a host that has gone silently is found out, and whoever asks for it and leaves costs nothing", async (t) => {
	const clock = new FakeClock();
	const world = await new TmateRelayWorld(t).startTmate({ clock });
	const host = await world.sharing();
	const { data, tokens } = host;
	await settle();
	// It reads no more: its ssh does not answer.
	const socket = (host.client as unknown as { _sock: import("node:net").Socket })._sock;
	socket.pause();
	const impatient = await world.tmate();
	impatient.hello([], data);
	await settle();
	impatient.cut();
	const again = (await world.tmate()).hello([], data);
	await settle();
	clock.advance(3000);
	await again.ready();
	assert.deepEqual(again.tokens, tokens);
	assert.equal(world.mirrors.threads.length, 1);
	assert.equal(world.relay.status().hosts.length, 1);
	socket.resume();
	await host.gone();
	assert.equal(again.closed, false);
});

test("a relay that is started again gives the same tokens, one with other keys does not", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing();
	const { data, tokens } = host;
	world.relay.dispose();
	await host.gone();
	await world.startTmate();
	const again = await world.sharing([], data);
	assert.deepEqual(again.tokens, tokens);
	assert.equal(sealed(again.data).generation, 2);
	assert.ok(again.notices.includes("Reconnected"));
	const guest = world.guest(again);
	await guest.waitFor("0:sh");
	world.relay.dispose();
	assert.equal(await guest.waitExit(), 255);
	const folder = join(world.folder, "other");
	const keys = loadHostKeys({ folder, log: world.log, added() {} });
	await world.startTmate({ keys });
	assert.notEqual((await world.sharing([], again.data)).tokens.rw, tokens.rw);
	keys.dispose();
});

test("a host that does not come back: after a while its guests go and its thread ends", async (t) => {
	const clock = new FakeClock();
	const world = await new TmateRelayWorld(t).startTmate({ clock });
	const host = await world.sharing();
	const guest = world.guest(host);
	await guest.waitFor("0:sh");
	host.cut();
	await guest.waitFor("The host has lost its connection");
	for (let minutes = 0; minutes < 20 && guest.exitCode === undefined; minutes++) {
		for (let i = 0; i < 6; i++) {
			clock.advance(10_000);
			await settle();
		}
		if (minutes === 8) assert.equal(guest.exitCode, undefined);
	}
	assert.equal(await guest.waitExit(), 1);
	await guest.waitFor("the host has not come back");
	clock.advance(10_000);
	assert.equal(world.mirrors.threads[0]?.ended, true);
	assert.deepEqual(world.relay.status().hosts, []);
});

test("a thread that fails or hangs ends its session and no other; the host comes back with its tokens", async (t) => {
	for (const way of ["fails", "hangs"]) {
		const clock = new FakeClock();
		const world = await new TmateRelayWorld(t).startTmate({ clock });
		const bad = await world.sharing();
		const good = await world.sharing();
		const { data, tokens } = bad;
		const [lost, stays] = [world.guest(bad), world.guest(good)];
		for (const guest of [lost, stays]) await guest.waitFor("0:sh");
		const thread = world.mirrors.threads[0]!;
		if (way === "fails") thread.events.gone("out of memory");
		else thread.stuck = true;
		const failed = () =>
			world.logged.some((line) => line.startsWith("ERROR tmate session its thread has ended"));
		for (let i = 0; i < 5 && !failed(); i++) {
			clock.advance(10_000);
			await settle();
		}
		assert.ok(failed());
		assert.equal(await lost.waitExit(), 1);
		await lost.waitFor("the host's connection to the relay was lost: try again in a moment");
		assert.equal(lost.alternate, false);
		await bad.noticed("the relay could not show this session, and begins again");
		clock.advance(1000);
		await bad.gone();
		const again = await world.sharing([], data);
		assert.deepEqual(again.tokens, tokens);
		await world.guest(again).waitFor("0:sh");
		stays.type("y");
		await waitUntil("the other goes on", () => good.typed === "y");
		assert.equal(good.closed, false);
		world.dispose();
	}
});

test("the relay is stopped: hosts and guests are told", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	const host = await world.sharing();
	const guest = world.guest(host);
	await guest.waitFor("0:sh");
	const drained = world.relay.drain();
	assert.equal(await guest.waitExit(), 1);
	await guest.waitFor("the relay is being restarted: come back in a moment");
	await drained;
	await host.gone();
	assert.ok(host.notices.includes("the relay is being restarted: come back in a moment"));
	assert.equal(world.mirrors.threads[0]?.ended, true);
});

test("older tmates: their strings, their keys, and no READY of theirs", async (t) => {
	const world = await new TmateRelayWorld(t).startTmate();
	for (const protocol of [5, 4] as const) {
		const host = (await world.tmate({ protocol })).hello([["set-option", "-g", "status-left", "OLD "]]);
		await host.ready();
		host.say(ONE_PANE);
		host.prints("from long ago");
		const guest = world.guest(host);
		await guest.waitFor("from long ago");
		await guest.waitFor("OLD");
		guest.type("a\x1b[A");
		await waitUntil(
			() => `keys of ${protocol}: ${JSON.stringify(host.heard.slice(-3))}`,
			() => host.typed.startsWith("a") && host.heard.some((one) => "key" in one && one.key > 0xff),
		);
		const kinds = new Set(host.heard.filter((one) => "key" in one).map(({ kind }) => kind));
		assert.deepEqual([...kinds], [protocol === 5 ? "pane-key" : "legacy-key"]);
		guest.type("\x02c");
		await waitUntil("a command as a line", () =>
			host.heard.some((one) => one.kind === "exec-string" && one.command.startsWith("new-window")),
		);
		assert.equal(world.relay.status().hosts[0]?.version, "tmate 2.2.0");
		host.say({ kind: "fin" });
		assert.equal(await guest.waitExit(), 0);
		await host.gone();
	}
	const ancient = new FakeTmate({ header: 2 });
	await ancient.connect(world.port);
	ancient.hello();
	await ancient.noticed("too old for this relay");
	await ancient.gone();
});
