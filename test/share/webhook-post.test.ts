/** Posts to real servers on loopback, and where posts will not go. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import {
	type AddressInfo,
	createServer as createNetServer,
	type Server as NetServer,
	type Socket,
} from "node:net";
import { networkInterfaces } from "node:os";
import { type TestContext, test } from "node:test";
import { WebhookRefused } from "../../src/share/webhook.ts";
import { publicAddress } from "../../src/share/webhook-addresses.ts";
import { checkedUrl, makeWebhookPost } from "../../src/share/webhook-post.ts";
import { WebhookSlots } from "../../src/share/webhook-slots.ts";

const never = new AbortController().signal;
const trusting = { privateAddresses: true, agent: "comux-relay/1.2.3" };
const careful = { privateAddresses: false, agent: "comux-relay/1.2.3" };

async function listening(t: TestContext, server: Server | NetServer): Promise<string> {
	const sockets = new Set<Socket>();
	server.on("connection", (socket: Socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
		socket.on("close", () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (t: TestContext, answer: RequestListener) => listening(t, createServer(answer));

async function bodyOf(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const part of request) text += part;
	return text;
}

test("post: what is sent, and the status", async (t) => {
	const seen: unknown[] = [];
	const base = await serve(t, async (request, response) => {
		const { authorization, connection, "content-type": type, "user-agent": agent } = request.headers;
		const length = request.headers["content-length"];
		seen.push([request.method, request.url, type, length, agent, authorization, connection]);
		seen.push(await bodyOf(request));
		response.writeHead(Number(request.url?.slice(1, 4))).end("thanks");
	});
	const post = makeWebhookPost(trusting);
	assert.equal(await post(`${base}/200?a=b`, '{"userdata":"ä"}', never), 200);
	assert.equal(await post(`${base.replace("//", "//me:p%40ss@")}/204`, "{}", never), 204);
	assert.equal(await post(`${base}/503`, "{}", never), 503);
	const json = "application/json";
	assert.deepEqual(seen, [
		["POST", "/200?a=b", json, "17", "comux-relay/1.2.3", undefined, "close"],
		'{"userdata":"ä"}',
		["POST", "/204", json, "2", "comux-relay/1.2.3", "Basic bWU6cEBzcw==", "close"],
		"{}",
		["POST", "/503", json, "2", "comux-relay/1.2.3", undefined, "close"],
		"{}",
	]);
	await assert.rejects(post(`${base.replace("//", "//%zz@")}/200`, "{}", never), /URI malformed/);
});

test("post: redirects carry the event along, three of them; a 303 says that it has arrived", async (t) => {
	const seen: string[] = [];
	const base = await serve(t, async (request, response) => {
		seen.push(`${request.method} ${request.url} ${await bodyOf(request)}`);
		const [, status = "200", left = "0"] = request.url?.split("/") ?? [];
		const [now = "200", ...later] = status.split(",");
		if (now === "200") response.end("here");
		else response.writeHead(Number(now), { Location: `/${later.join(",") || "200"}/${left}` }).end("there");
	});
	const post = makeWebhookPost(trusting);
	assert.equal(await post(`${base}/301,307,308`, "x", never), 200);
	assert.equal(await post(`${base}/302,303`, "y", never), 200);
	await assert.rejects(post(`${base}/301,301,301,301`, "z", never), /^Error: too many redirects$/);
	assert.deepEqual(seen, [
		"POST /301,307,308 x",
		"POST /307,308/0 x",
		"POST /308/0 x",
		"POST /200/0 x",
		"POST /302,303 y",
		"POST /303/0 y",
		"GET /200/0 ",
		"POST /301,301,301,301 z",
		"POST /301,301,301/0 z",
		"POST /301,301/0 z",
		"POST /301/0 z",
	]);
});

test("post: redirects are checked anew", async (t) => {
	const inner: string[] = [];
	const innerBase = await serve(t, (request, response) => {
		inner.push(request.url ?? "");
		response.end();
	});
	const innerPort = new URL(innerBase).port;
	const targets: Readonly<Record<string, string>> = {
		"/file": "file:///etc/passwd",
		"/bad": "http://[",
		"/long": `/${"x".repeat(2100)}`,
		"/private": `http://127.0.0.2:${innerPort}/private`,
		"/name": `http://inner.example.org:${innerPort}/name`,
		"/port": "http://127.0.0.1:25/port",
		"/good": `${innerBase}/good`,
	};
	const base = await serve(t, (request, response) => {
		response.writeHead(307, { Location: targets[request.url ?? ""] ?? "" }).end();
	});
	const post = makeWebhookPost(trusting);
	await assert.rejects(post(`${base}/file`, "{}", never), refused("webhook URL is not http or https"));
	await assert.rejects(post(`${base}/bad`, "{}", never), refused("bad redirect"));
	await assert.rejects(post(`${base}/long`, "{}", never), refused("webhook URL too long"));
	// 127.0.0.1 stands for all that is public.
	const resolve = async () => ["127.0.0.2", "10.0.0.1"];
	const other = makeWebhookPost({ ...careful, resolve, allowed: (address) => address === "127.0.0.1" });
	const reason = refused("webhook at a private address refused");
	await assert.rejects(other(`${base}/private`, "{}", never), reason);
	await assert.rejects(other(`${base}/name`, "{}", never), reason);
	await assert.rejects(other(`${base}/port`, "{}", never), refused("webhook port 25 refused"));
	assert.equal(await other(`${base}/good`, "{}", never), 200);
	assert.deepEqual(inner, ["/good"]);
	const secure = new URL("https://u:p@hooks.example.org/a/b");
	assert.equal(checkedUrl("../c", secure, false).href, "https://u:p@hooks.example.org/c");
	assert.equal(checkedUrl("//other.example.org/c", secure, false).href, "https://other.example.org/c");
	assert.throws(
		() => checkedUrl("http://hooks.example.org/", secure, true),
		refused("redirect from https to http"),
	);
});

const refused = (message: string) => (error: unknown) => {
	assert.ok(error instanceof WebhookRefused, String(error));
	assert.equal(error.message, message);
	return true;
};

test("post: private addresses are refused in any spelling, and nothing is connected to", async (t) => {
	let connections = 0;
	const server = createNetServer(() => connections++);
	const { port } = new URL(await listening(t, server));
	const post = makeWebhookPost({ ...careful, resolve: async () => ["127.0.0.1", "::1", "::ffff:127.0.0.1"] });
	const hosts = [
		"127.0.0.1",
		"127.1",
		"0x7f.1",
		"0x7f000001",
		"2130706433",
		"017700000001",
		"127.0.0.1.",
		"１２７.0.0.1",
		"0",
		"[::1]",
		"[0:0::0:1]",
		"[::ffff:127.0.0.1]",
		"[::ffff:7f00:1]",
		"[::127.0.0.1]",
		"[64:ff9b::7f00:1]",
		"169.254.169.254",
		// Names: localhost, and one that says it is public.
		"localhost",
		"hooks.example.org",
	];
	for (const host of hosts) {
		await assert.rejects(
			post(`http://${host}:${port}/`, "{}", never),
			refused("webhook at a private address refused"),
			host,
		);
	}
	await assert.rejects(post("http://hooks.example.org:25/", "{}", never), refused("webhook port 25 refused"));
	for (const name of ["http://", "ftp://example.org/", "javascript:0", `http://h/${"x".repeat(2048)}`]) {
		await assert.rejects(post(name, "{}", never), (error) => error instanceof WebhookRefused, name);
	}
	assert.equal(connections, 0);
});

test("post: a name is looked up once, and only what was looked at is connected to", async (t) => {
	let asked = 0;
	const base = await serve(t, (request, response) => response.end(request.headers.host));
	const { port } = new URL(base);
	const answers = [["127.0.0.1"], ["192.0.2.1"]];
	const resolve = async () => answers[asked++] ?? [];
	const post = makeWebhookPost({ ...trusting, resolve });
	assert.equal(await post(`http://hooks.example.org:${port}/`, "{}", never), 200);
	assert.equal(asked, 1);
	// Of a mixed answer only the public part counts: here ::1, where nobody is.
	const mixed = makeWebhookPost({
		...careful,
		resolve: async () => ["127.0.0.1", "::1"],
		allowed: (address) => address === "::1",
	});
	await assert.rejects(mixed(`http://mixed.example.org:${port}/`, "{}", never), (error) => {
		return !(error instanceof WebhookRefused);
	});
	const nobody = makeWebhookPost({ ...careful, resolve: async () => [] });
	await assert.rejects(nobody("http://nobody.example.org/", "{}", never), /the name has no addresses/);
	// A name server that does not answer does not hold us.
	const slow = makeWebhookPost({ ...careful, limit: 20, resolve: () => new Promise(() => {}) });
	await assert.rejects(slow("http://slow.example.org/", "{}", never), /^Error: no answer within 0.02 s$/);
});

test("addresses: public ones, and those that are for somebody only", () => {
	const yes = [
		"1.1.1.1",
		"100.63.255.255",
		"100.128.0.0",
		"172.15.0.1",
		"172.32.0.1",
		"198.17.0.1",
		"198.20.0.1",
		"223.255.255.255",
		"2606:4700:4700::1111",
		"2a00:1450::1",
		"2001:200::1",
		"2003::1",
	];
	const no = [
		...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1"],
		...["127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1"],
		...["192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"],
		...["224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16"],
		...[
			"::",
			"::1",
			"::127.0.0.1",
			"::ffff:127.0.0.1",
			"::ffff:10.0.0.1",
			"::ffff:8.8.8.8",
			"::ffff:0:8.8.8.8",
		],
		...["64:ff9b::a00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "3fff::1"],
		...["2002:a00:1::1", "2002:7f00:1::", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1"],
		...["ff02::1", "4000::1", "2a00::1%eth0", "", "example.org", "1.1.1", "1.1.1.1 "],
	];
	for (const address of yes) assert.equal(publicAddress(address, []), true, address);
	for (const address of no) assert.equal(publicAddress(address, []), false, address);
	const own = ["1.1.1.1", "2606:4700:4700::1111", "fe80::1", "127.0.0.1"];
	assert.equal(publicAddress("1.1.1.1", own), false, "this machine, though public");
	assert.equal(publicAddress("2606:4700:4700:0::1111", own), false);
	assert.equal(publicAddress("1.0.0.1", own), true);
	for (const list of Object.values(networkInterfaces())) {
		for (const { address } of list ?? []) assert.equal(publicAddress(address, [address]), false, address);
	}
});

test("post: no answer, half an answer, an endless one, garbage, nobody there", async (t) => {
	const base = await serve(t, (request, response) => {
		if (request.url === "/half") response.writeHead(202).write("half");
		if (request.url === "/endless") {
			const more = (): void => {
				while (!response.destroyed && response.write("x".repeat(16_384)));
				if (!response.destroyed) response.once("drain", more);
			};
			more();
		}
		if (request.url === "/cut") response.writeHead(500).write("x", () => request.socket.destroy());
		if (request.url === "/headers") response.writeHead(200, { X: "x".repeat(40_000) }).end();
		if (request.url === "/upgrade") {
			request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
		}
	});
	const quick = makeWebhookPost({ ...trusting, limit: 40 });
	await assert.rejects(quick(`${base}/silent`, "{}", never), /^Error: no answer within 0.04 s$/);
	assert.equal(await quick(`${base}/half`, "{}", never), 202, "the status was there");
	const post = makeWebhookPost(trusting);
	assert.equal(await post(`${base}/endless`, "{}", never), 200);
	assert.equal(await post(`${base}/cut`, "{}", never), 500);
	await assert.rejects(post(`${base}/headers`, "{}", never), { code: "HPE_HEADER_OVERFLOW" });
	await assert.rejects(post(`${base}/upgrade`, "{}", never));
	const garbage = await listening(
		t,
		createNetServer((socket) => void socket.end("SSH-2.0-hello\r\n")),
	);
	await assert.rejects(post(garbage, "{}", never), { code: "HPE_INVALID_CONSTANT" });
	const closing = await listening(
		t,
		createNetServer((socket) => void socket.destroy()),
	);
	await assert.rejects(post(closing, "{}", never));
	await assert.rejects(post(garbage.replace("http:", "https:"), "{}", never));
	const gone = createNetServer();
	await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
	const { port } = gone.address() as AddressInfo;
	await new Promise((resolve) => gone.close(resolve));
	await assert.rejects(post(`http://127.0.0.1:${port}/`, "{}", never), { code: "ECONNREFUSED" });
});

test("post: the caller's signal ends it and its connection", async (t) => {
	const attempt = new AbortController();
	let closed: () => void = () => {};
	const ended = new Promise<void>((resolve) => {
		closed = resolve;
	});
	const base = await serve(t, (request) => {
		request.socket.on("close", closed);
		attempt.abort();
	});
	const post = makeWebhookPost(trusting);
	await assert.rejects(post(base, "{}", attempt.signal), /^Error: stopped$/);
	await ended;
	await assert.rejects(post(base, "{}", attempt.signal), /^Error: stopped$/);
});

test("slots: a dead receiver holds up its own posts only", async () => {
	const slots = new WebhookSlots();
	const attempt = new AbortController();
	const order: number[] = [];
	const taken = Array.from({ length: 20 }, (_, at) =>
		slots.take("dead", at === 17 ? attempt.signal : never).then((free) => {
			order.push(at);
			return free;
		}),
	);
	const other = await slots.take("alive", never);
	assert.equal(slots.busy, 17);
	other();
	other();
	assert.equal(slots.busy, 16);
	attempt.abort(new Error("enough"));
	await assert.rejects(taken[17]!, /enough/);
	for (let at = 0; at < 16; at++) (await taken[at]!)();
	for (const at of [16, 18, 19]) (await taken[at]!)();
	assert.deepEqual(order, [...Array(17).keys(), 18, 19]);
	assert.equal(slots.busy, 0);
	const many = await Promise.all(Array.from({ length: 256 }, (_, at) => slots.take(`receiver ${at}`, never)));
	let late = false;
	const last = slots.take("one more", never).then((free) => {
		late = true;
		return free;
	});
	await Promise.resolve();
	assert.equal(late, false);
	for (const free of many) free();
	(await last)();
	assert.equal(slots.busy, 0);
});
