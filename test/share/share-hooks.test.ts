/** The webhook of a shared server: what it is told, in which order, and when not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SharedServer } from "../harness/fake-share.ts";

interface Told {
	readonly type: string;
	readonly entity_id: string;
	readonly userdata: string;
	readonly generation: number;
	readonly params: Readonly<Record<string, unknown>>;
}

/** Everything told so far, once what is under way has been answered. */
async function told(server: SharedServer): Promise<Told[]> {
	for (let turn = 0; turn < 20; turn++) await nextTurn();
	return server.posts.splice(0).map(({ body }) => JSON.parse(body) as Told);
}

test("a webhook is told of the lines, of guests, and of the end", async () => {
	const server = new SharedServer();
	server.attach();
	server.run("set", "-g", "tmate-webhook-url", "https://hooks.example/x");
	server.run("set", "-g", "tmate-webhook-userdata", "job 7");
	server.share();
	assert.equal(server.posts[0]?.url, "https://hooks.example/x");
	const [register] = await told(server);
	assert.ok(register);
	const { type, userdata, generation, params } = register;
	assert.deepEqual([type, userdata, generation], ["session_register", "job 7", 1]);
	assert.equal(params.stoken, "RW");
	assert.equal(params.stoken_ro, "ro-RO");
	assert.equal(params.ssh_cmd_fmt, "ssh %s@test");
	assert.deepEqual(
		[params.reconnected, params.ssh_only, params.foreground, params.named],
		Array(4).fill(false),
	);
	assert.deepEqual((params.uname as { nodename: string }).nodename, "desk");

	const guest = server.guest({ rights: "read-only" });
	const [join] = await told(server);
	assert.deepEqual(
		[join?.type, join?.params.ip_address, join?.params.readonly],
		["session_join", "192.0.2.7", true],
	);
	guest.cut();
	server.later();
	const [left] = await told(server);
	assert.deepEqual([left?.type, left?.params.id], ["session_left", join?.params.id]);

	server.events.lost("the network is away");
	server.events.ready([], "SHA256:test");
	server.later();
	const again = await told(server);
	assert.deepEqual(
		again.map((one) => [one.type, one.generation, one.entity_id === register.entity_id]),
		[
			["session_disconnect", 1, true],
			["session_register", 2, true],
		],
	);
	const second = server.guest();
	await told(server);
	server.run("unshare-server");
	assert.ok(second.left);
	const end = await told(server);
	assert.deepEqual(
		end.map((one) => one.type),
		["session_left", "session_close"],
	);
	server.dispose();
});

test("an address that is set while it is shared is told of the session; a bad one is said", async () => {
	const server = new SharedServer();
	const host = server.attach();
	server.share();
	server.advance(60_000);
	server.run("set", "-g", "tmate-webhook-url", "ftp://hooks.example");
	server.advance(1000);
	assert.match(host.row(-1), /webhook URL is not http or https/);
	server.run("set", "-g", "tmate-webhook-url", "https://hooks.example/y");
	server.run("set", "-g", "tmate-webhook-userdata", "late");
	server.advance(1000);
	const [register, ...more] = await told(server);
	assert.deepEqual([register?.type, register?.userdata, more], ["session_register", "late", []]);
	server.run("set", "-gu", "tmate-webhook-url");
	server.advance(1000);
	server.run("unshare-server");
	assert.deepEqual(await told(server), []);
	server.dispose();
});
