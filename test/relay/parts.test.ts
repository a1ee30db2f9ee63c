/** The relay's parts that need no connection: arguments, keys, limits, tokens, status and metrics. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "../../src/node/system-clock.ts";
import { decodeRelayStatus, encodeRelayStatus, type RelayStatus } from "../../src/protocol/relay-status.ts";
import { AddressLimit } from "../../src/relay/address-limit.ts";
import { ApiKeys, goodName } from "../../src/relay/api-keys.ts";
import { parseArguments, UsageError } from "../../src/relay/arguments.ts";
import { Keepalive } from "../../src/relay/keepalive.ts";
import { MetricsServer, metricsText } from "../../src/relay/metrics.ts";
import { relayRuns, StatusSocket, statusSocketPath } from "../../src/relay/status-socket.ts";
import { readStatus, statusText } from "../../src/relay/status-text.ts";
import { TokenTable } from "../../src/relay/token-table.ts";
import { identityMethods, identityPath } from "../../src/share/relay-identity.ts";
import { checkPlace, relayLines } from "../../src/share/relay-lines.ts";
import { derivedToken } from "../../src/share/token.ts";
import { WireError } from "../../src/share/wire.ts";
import { FakeClock } from "../harness/fake-clock.ts";

test("arguments: flags as tmate's, commands, and mistakes", () => {
	const all = parseArguments([
		"-vA",
		"-b",
		"::1",
		"-p2200",
		"-h",
		"relay.example.org",
		"-q",
		"22",
		"-k/k",
		"-a",
		"f",
		"-m0",
		"-Wt",
		"12",
	]);
	assert.deepEqual(all, {
		command: "serve",
		bind: "::1",
		port: 2200,
		publicName: "relay.example.org",
		publicPort: 22,
		folder: "/k",
		restrictedOnly: true,
		hostsFile: "f",
		metricsPort: 0,
		tmateLimit: 12,
		privateWebhooks: true,
		verbose: 1,
		user: "",
	});
	assert.equal(parseArguments([]).port, 2222);
	const add = parseArguments(["add-key", "-k", "/k", "bob"]);
	assert.deepEqual([add.command, add.folder, add.user], ["add-key", "/k", "bob"]);
	assert.equal(parseArguments(["status"]).command, "status");
	for (const wrong of [
		["-x"],
		["-p"],
		["-p", "70000"],
		["-q", "0"],
		["-t", "-1"],
		["serve"],
		["add-key"],
		["status", "x"],
		["-h", "-x"],
	])
		assert.throws(() => parseArguments(wrong), UsageError, wrong.join(" "));
});

test("API keys: shown once, kept as a hash, read again when they change", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "comux-keys-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const running = new ApiKeys(folder);
	assert.equal(running.userOf("x"), undefined);
	const tool = new ApiKeys(folder);
	const key = tool.add("bob");
	const second = tool.add("bob");
	const other = tool.add("eve");
	assert.deepEqual(
		[key, second, other].map((one) => running.userOf(one)),
		["bob", "bob", "eve"],
	);
	assert.equal(running.userOf(key.slice(0, -1)), undefined);
	const path = join(folder, "api-keys");
	assert.ok(!readFileSync(path, "utf8").includes(key));
	assert.equal(statSync(path).mode & 0o777, 0o600);
	assert.equal(tool.remove("bob"), 2);
	assert.equal(tool.remove("bob"), 0);
	assert.equal(running.userOf(key), undefined);
	assert.equal(running.userOf(other), "eve");
	writeFileSync(path, "garbage\nbob nothex\n../x " + "0".repeat(64));
	assert.deepEqual(running.list(), []);
	const names = ["bob", "a-b", "A1", "", "-a", "a-", "a--b", "a/b", "ä", "x".repeat(50), "x".repeat(51)];
	assert.deepEqual(names.filter(goodName), ["bob", "a-b", "A1", "x".repeat(50)]);
});

test("connections of an address: a burst, then a few a second; those who are known make room", () => {
	const clock = new FakeClock();
	const limit = new AddressLimit(clock);
	const admit = (address: string) => limit.admit(address, () => {});
	const first = Array.from({ length: 70 }, () => admit("192.0.2.1"));
	assert.equal(first.filter((one) => one !== undefined).length, 64);
	assert.ok(admit("192.0.2.2"));
	for (const one of first) one?.known();
	const more = Array.from({ length: 70 }, () => admit("192.0.2.1"));
	assert.equal(more.filter((one) => one !== undefined).length, 64);
	for (const one of more) one?.gone();
	assert.equal(admit("192.0.2.1"), undefined);
	clock.advance(1000);
	assert.equal(
		Array.from({ length: 9 }, () => admit("192.0.2.1")).filter((one) => one !== undefined).length,
		4,
	);
	// The addresses of one IPv6 network are one.
	const six = Array.from({ length: 70 }, (_, at) => admit(`2001:db8::${at.toString(16)}`));
	assert.equal(six.filter((one) => one !== undefined).length, 64);
});

test("when everybody knocks at once the one that has knocked longest gives its place away", () => {
	const clock = new FakeClock();
	const limit = new AddressLimit(clock);
	const out: number[] = [];
	const admit = (at: number) => {
		const one = limit.admit(`10.0.${at >> 8}.${at & 255}`, () => {
			out.push(at);
			one?.gone();
		});
		return one;
	};
	for (let at = 0; at < 512; at++) assert.ok(admit(at));
	assert.equal(admit(600), undefined);
	clock.advance(21_000);
	assert.ok(admit(601));
	assert.deepEqual(out, [0]);
});

test("tokens: found by all hosts' in the same way, forgotten with their host", () => {
	const table = new TokenTable<string>();
	table.set("one", "rw", "a");
	table.set("two", "ro", "a");
	table.set("three", "rw", "b");
	const { host, kind } = table.find("two") ?? {};
	assert.deepEqual([host, kind], ["a", "ro"]);
	assert.equal(table.find("four"), undefined);
	assert.equal(table.find("x".repeat(1_000_000)), undefined);
	assert.equal(table.set("three", "rw", "c"), "b");
	table.remove("a");
	assert.equal(table.find("one"), undefined);
	assert.equal(table.find("three")?.host, "c");
	assert.equal(table.size, 1);
});

test("a connection that says nothing is asked, and given up after three questions without an answer", () => {
	const clock = new FakeClock();
	let heard = 0;
	let gone = 0;
	let asked: (() => void)[] = [];
	const keepalive = new Keepalive({
		clock,
		marks: { send: (answered) => asked.push(answered) },
		heard: () => heard,
		gone: () => gone++,
	});
	for (let time = 0; time < 10; time++) {
		clock.advance(5);
		for (const answer of asked) answer();
		asked = [];
		heard++;
		clock.advance(15_000 - 5);
	}
	assert.equal(keepalive.rtt, 5);
	assert.equal(gone, 0);
	clock.advance(31_000);
	assert.equal(gone, 0);
	clock.advance(30_000);
	assert.equal(gone, 1);
	keepalive.dispose();
});

const status: RelayStatus = {
	version: 1,
	relay: "comux-relay 1.2.3",
	address: "relay.example.org",
	port: 2222,
	fingerprints: ["SHA256:x"],
	startedTime: 1_000_000,
	time: 1_000_000 + 90 * 60_000,
	draining: false,
	connections: 3,
	memory: 50_000_000,
	totals: {
		connections: 9,
		limited: 1,
		hosts: 2,
		guests: 4,
		wrongTokens: 5,
		refusedHosts: 0,
		bytesIn: 10,
		bytesOut: 1000,
	},
	hosts: [
		{
			id: 1,
			name: "abc.comux",
			session: "bob/work",
			address: "192.0.2.1",
			version: "comux 1.2.3",
			since: 1_000_000,
			endToEnd: false,
			restricted: true,
			bytesIn: 10,
			bytesOut: 1000,
			rtt: 12,
		},
	],
	guests: [
		{
			id: 2,
			host: 1,
			address: "192.0.2.9",
			kind: "read-only",
			since: 1_000_000,
			key: "",
			cols: 80,
			rows: 24,
			bytesIn: 10,
			bytesOut: 1000,
			queued: 7,
			rtt: -1,
		},
	],
};

test("status: a line of JSON at once, to its owner only, and as text", async (t) => {
	assert.deepEqual(decodeRelayStatus(encodeRelayStatus(status)), status);
	for (const line of [
		"",
		"{}",
		"null",
		encodeRelayStatus({ ...status, version: 2 }),
		encodeRelayStatus(status).replace('"hosts":[{', '"hosts":[3,{'),
	])
		assert.equal(decodeRelayStatus(line), undefined);
	const folder = mkdtempSync(join(tmpdir(), "comux-status-"));
	t.after(() => rmSync(folder, { recursive: true }));
	assert.equal(await relayRuns(folder), false);
	assert.equal(await readStatus(statusSocketPath(folder)), undefined);
	const socket = new StatusSocket(systemClock, () => status);
	await socket.listen(folder);
	t.after(() => socket.dispose());
	assert.equal(statSync(statusSocketPath(folder)).mode & 0o777, 0o600);
	assert.equal(await relayRuns(folder), true);
	assert.deepEqual(await readStatus(statusSocketPath(folder)), status);
	assert.match(statusText(status), /up 1h30m\n/);
	assert.match(
		statusText(status),
		/host 1 192\.0\.2\.1 comux 1\.2\.3 1h30m listed keys, bob\/work\n {2}guest 2 192\.0\.2\.9 read-only 80x24/,
	);
});

test("metrics: the page that Prometheus reads, on loopback", async (t) => {
	const text = metricsText(status);
	assert.match(
		text,
		/# TYPE comux_relay_guests gauge\ncomux_relay_guests\{kind="read-write"\} 0\ncomux_relay_guests\{kind="read-only"\} 1\n/,
	);
	assert.match(text, /\ncomux_relay_bytes_total\{direction="to_guest"\} 1000\n/);
	for (const line of text.trimEnd().split("\n"))
		assert.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[a-z_-]+"\})? -?\d+)$/);
	const server = new MetricsServer(() => status);
	await server.listen(0);
	t.after(() => server.dispose());
	const fetched = (path: string) =>
		new Promise<string>((resolve, reject) => {
			get({ port: server.port, path, agent: false }, (response) => {
				let body = "";
				response.on("data", (data) => {
					body += data;
				});
				response.on("end", () => resolve(`${response.statusCode} ${body}`));
			}).on("error", reject);
		});
	assert.equal(await fetched("/metrics"), `200 ${text}`);
	assert.match(await fetched("/"), /^404 /);
});

const hostKey = {
	type: "ssh-ed25519",
	pem: "",
	blob: Buffer.from("host key"),
	fingerprint: "SHA256:h",
	line: "ssh-ed25519 HOST",
	sign: () => new Uint8Array(64),
} as const;
const nonces = { rw: Buffer.alloc(32, 1), ro: Buffer.alloc(32, 2), jump: Buffer.alloc(32, 3) };
const tokens = {
	rw: derivedToken("rw", hostKey.blob, nonces.rw),
	ro: derivedToken("ro", hostKey.blob, nonces.ro),
	jump: derivedToken("jump", hostKey.blob, nonces.jump),
};

test("lines to hand over: as ssh wants them for names, IPv6 and port 22; nothing a relay says gets into a shell", () => {
	const place = { tokens, host: "2001:db8::1", port: 2222, keyLine: "ssh-ed25519 RELAY" };
	const [plain, , end] = relayLines(place, { rw: "in", ro: "ro-in" }, hostKey, false);
	assert.equal(plain?.command, `ssh -p 2222 ${tokens.rw}@2001:db8::1`);
	assert.match(end?.command ?? "", /^ssh -J jump-\w+@\[2001:db8::1\]:2222 in@[a-z2-7]{25}\.comux$/);
	assert.match(
		end?.pinned ?? "",
		/^ssh -o 'KnownHostsCommand=\/bin\/echo [a-z2-7]{25}\.comux ssh-ed25519 HOST' -o StrictHostKeyChecking=yes -J /,
	);
	const usual = { ...place, host: "relay.example.org", port: 22 };
	assert.equal(
		relayLines(usual, { rw: "in", ro: "ro-in" }, hostKey, false)[1]?.command,
		`ssh ${tokens.ro}@relay.example.org`,
	);
	assert.equal(relayLines(usual, { rw: "in", ro: "ro-in" }, hostKey, true).length, 2);
	const check = (change: object) => () => checkPlace({ ...usual, ...change }, hostKey.blob, nonces);
	check({})();
	check({ tokens: { ...tokens, rw: "bob/work" } })();
	const wrong = [
		{ host: "-oProxyCommand=id" },
		{ host: "a;id" },
		{ host: "a b" },
		{ host: "$(id)" },
		{ host: "" },
		{ host: "a:b@c" },
		{ port: 0 },
		{ port: 70_000 },
		{ tokens: { ...tokens, rw: tokens.ro } },
		{ tokens: { ...tokens, rw: "-x/y" } },
		{ tokens: { ...tokens, ro: "a/b;id" } },
		{ tokens: { ...tokens, jump: "bob/work" } },
	];
	for (const change of wrong) assert.throws(check(change), WireError, JSON.stringify(change));
});

test("how a host proves that it may host: nothing, its identity or agent, its own key", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "comux-identity-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const options = { identity: "", home: folder, agent: "/agent", hostKey };
	const types = (more: object) => identityMethods({ ...options, ...more }).map(({ type }) => type);
	assert.deepEqual(types({}), ["none", "agent", "publickey"]);
	assert.deepEqual(types({ agent: "" }), ["none", "publickey"]);
	assert.equal(identityPath("id_x", "/home/a"), "/home/a/.ssh/id_x");
	assert.equal(identityPath("~/keys/x", "/home/a"), "/home/a/keys/x");
	assert.throws(() => types({ identity: "none" }), /share-identity: cannot read .*\.ssh\/none/);
	writeFileSync(join(folder, "text"), "no key");
	assert.throws(() => types({ identity: "./text" }), /is not a private key/);
});
