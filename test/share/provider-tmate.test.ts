/** Hosting on a tmate-ssh-server: a stand-in for it that speaks its side, over real SSH on loopback. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import ssh2, { type AuthContext, type Connection, type ServerChannel } from "ssh2";
import type { ShareLine } from "../../src/model/sharing.ts";
import { systemClock } from "../../src/node/system-clock.ts";
import { shareHostOf } from "../../src/server/sharing.ts";
import { createKeyRing } from "../../src/share/key-ring.ts";
import type { RunningProvider } from "../../src/share/provider.ts";
import { tmateProvider } from "../../src/share/provider-tmate.ts";
import { fingerprint } from "../../src/share/token.ts";
import { decodeHostMessage, type HostMessage } from "../../src/tmate/host-messages.ts";
import { MsgpackDecoder } from "../../src/tmate/msgpack.ts";
import { encodeRelayMessage, type RelayMessage } from "../../src/tmate/relay-messages.ts";
import { nullLog } from "../../src/util/log.ts";
import { TestServer } from "../harness/in-process.ts";
import { waitUntil } from "../harness/wait.ts";

interface StandInOptions {
	/** Without: any subsystem is refused. */
	readonly subsystem?: boolean;
	/** `publickey` is asked for. */
	readonly locked?: boolean;
	readonly keys?: readonly string[];
}

function hostKey(type: "ed25519" | "rsa"): string {
	if (type === "rsa") {
		const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
		return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
	}
	return ssh2.utils.generateKeyPairSync("ed25519").private;
}

function printOf(pem: string): string {
	const key = ssh2.utils.parseKey(pem);
	assert.ok(!(key instanceof Error));
	return fingerprint(key.getPublicSSH());
}

/** What a tmate-ssh-server does at the host's end. */
class StandIn {
	readonly pem = hostKey("ed25519");
	readonly messages: HostMessage[] = [];
	readonly users: string[] = [];
	readonly #server;
	readonly #open = new Set<Connection>();
	#channel: ServerChannel | undefined;
	connections = 0;
	port = 0;
	wrong = "";

	constructor(t: TestContext, { subsystem = true, locked = false, keys }: StandInOptions = {}) {
		this.#server = new ssh2.Server({ hostKeys: [...(keys ?? [this.pem])] }, (connection) => {
			this.connections++;
			this.#open.add(connection);
			connection.on("error", () => {});
			connection.on("close", () => this.#open.delete(connection));
			connection.on("authentication", (context: AuthContext) => {
				this.users.push(`${context.username} ${context.method}`);
				if (locked && context.method === "none") context.reject(["publickey"]);
				else context.accept();
			});
			connection.on("session", (accept) =>
				accept().on("subsystem", (take, refuse, { name }) => {
					if (!subsystem || name !== "tmate") refuse();
					else this.#serve(take());
				}),
			);
		});
		t.after(() => {
			this.cut();
			this.#server.close();
		});
	}

	#serve(channel: ServerChannel): void {
		this.#channel = channel;
		const decoder = new MsgpackDecoder();
		channel.on("data", (bytes: Uint8Array) => {
			this.wrong ||=
				decoder.push(bytes, (value) => {
					const message = decodeHostMessage(value);
					if (message.kind === "unknown" || message.kind === "malformed")
						this.wrong = JSON.stringify(message);
					else this.messages.push(message);
				}) ?? "";
		});
	}

	async listen(): Promise<this> {
		await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
		this.port = (this.#server.address() as AddressInfo).port;
		return this;
	}

	send(...messages: readonly RelayMessage[]): void {
		for (const message of messages) this.raw(encodeRelayMessage(message));
	}

	raw(bytes: Uint8Array): void {
		this.#channel?.write(bytes);
	}

	/** As the stock server answers a HEADER. */
	welcome(token: string): void {
		const line = (name: string) => `ssh -p2200 ${name}@tmate.example.org`;
		this.send(
			{ kind: "notify", text: "Note: clear your terminal before sharing readonly access" },
			{ kind: "notify", text: `ssh session read only: ${line(`ro-${token}`)}` },
			{ kind: "set-env", name: "tmate_ssh_ro", value: line(`ro-${token}`) },
			{ kind: "notify", text: `ssh session: ${line(token)}` },
			{ kind: "set-env", name: "tmate_ssh", value: line(token) },
			{ kind: "ready" },
		);
	}

	has(kind: HostMessage["kind"]): boolean {
		return this.messages.some((message) => message.kind === kind);
	}

	sets(): string[] {
		return this.messages.flatMap((m) =>
			m.kind === "exec" && m.argv[0] === "set-option" && m.argv[1] !== "-g" ? m.argv.slice(1).join(" ") : [],
		);
	}

	cut(): void {
		this.#channel = undefined;
		for (const connection of this.#open) connection.end();
	}
}

/** A server that is hosted there. */
class World {
	readonly folder = mkdtempSync(join(tmpdir(), "comux-tmate-"));
	readonly server = new TestServer();
	readonly options = new Map<string, string>();
	readonly set = new Set<string>();
	readonly ready: (readonly ShareLine[])[] = [];
	readonly lost: string[] = [];
	readonly failed: string[] = [];
	readonly notices: string[] = [];
	readonly variables = new Map<string, string>();
	print = "";
	readonly running: RunningProvider;

	constructor(t: TestContext, port: number, options: Readonly<Record<string, string>> = {}) {
		const { server, folder } = this;
		server.run("new-session", "-d", "-x", "80", "-y", "24", "-s", "one");
		const given = { "share-relay-host": "127.0.0.1", "share-relay-port": String(port), ...options };
		for (const [name, value] of Object.entries(given)) this.options.set(name, value);
		const option = (name: string) => this.options.get(name) ?? "";
		const host = shareHostOf(server.runtime, { stateFolder: folder, dashboardCommand: "" });
		const keys = createKeyRing({
			source: () => option("share-authorized-keys"),
			notice: (text) => this.notices.push(text),
			clock: systemClock,
			home: folder,
			fetch: globalThis.fetch,
		});
		this.running = tmateProvider.start(
			{
				clock: systemClock,
				log: nullLog,
				option,
				isSet: (name) => this.options.has(name),
				stateFolder: join(folder, "state"),
				home: folder,
				agent: "",
				version: "comux 1.2.3",
				keys,
				accept: () => assert.fail("a guest has come"),
				shared: { ...host, session: server.server.sessionByName("one")! },
			},
			{
				ready: (lines, print) => {
					this.ready.push(lines);
					this.print = print;
				},
				lost: (reason) => this.lost.push(reason),
				leaving: () => assert.fail("leaving"),
				failed: (reason) => this.failed.push(reason),
				notice: (text) => this.notices.push(text),
				variable: (name, value) => this.variables.set(name, value),
			},
		);
		t.after(() => {
			this.running.dispose();
			keys.dispose();
			server.dispose();
			rmSync(folder, { recursive: true });
		});
	}

	/** Waits; the server's own clock goes on meanwhile. */
	until(what: string, fn: () => boolean): Promise<boolean> {
		return waitUntil(
			() => `${what}; failed: ${this.failed}; lost: ${this.lost}`,
			() => {
				this.server.advance(20);
				return fn();
			},
		);
	}
}

test("it is greeted, gives its lines, and both directions work", async (t) => {
	const far = await new StandIn(t).listen();
	const world = new World(t, far.port, { "share-session-name": "mine" });
	await world.until("READY", () => far.has("ready"));
	assert.deepEqual(far.users, ["tmate none"]);
	assert.deepEqual(far.messages[0], { kind: "header", protocol: 6, version: "2.4.0" });
	assert.deepEqual(far.sets(), ["tmate-session-name mine"]);
	await world.until("a layout and a status line", () => far.has("layout") && far.has("status"));
	far.welcome("TOKEN");
	await world.until("being ready", () => world.ready.length > 0);
	assert.deepEqual(
		world.ready[0]?.map(({ rights, command }) => `${rights}: ${command}`),
		["read-write: ssh -p2200 TOKEN@tmate.example.org", "read-only: ssh -p2200 ro-TOKEN@tmate.example.org"],
	);
	assert.equal(world.print, printOf(far.pem));
	assert.match(world.notices[0]!, /one session to all guests/);
	assert.equal(world.notices.filter((text) => text.includes("ssh ")).length, 0);
	assert.ok(
		world.notices.includes(`tmate server 127.0.0.1 is new: its key ${printOf(far.pem)} is remembered`),
	);
	far.send(
		{ kind: "set-env", name: "tmate_num_clients", value: "3" },
		{ kind: "set-env", name: "tmate_ssh", value: "ssh a@b; rm -rf /" },
		{ kind: "resize", sx: 60, sy: 20 },
		{ kind: "pane-key", pane: -1, key: 0x6c },
		{ kind: "exec", client: 4, argv: ["no-such-command"] },
	);
	await world.until("an error for the guest", () => far.has("failed"));
	assert.deepEqual(
		far.messages.find(({ kind }) => kind === "failed"),
		{ kind: "failed", client: 4, error: "unknown command: no-such-command" },
	);
	await world.until("the key and the size", () => world.server.pty("one:").input === "l");
	await world.until("the new layout", () =>
		far.messages.some((message) => message.kind === "layout" && message.sx === 60 && message.sy === 20),
	);
	assert.equal(world.variables.get("tmate_num_clients"), "3");
	assert.equal(world.ready.length, 1);
	world.running.dispose();
	await world.until("FIN", () => far.has("fin"));
	assert.equal(far.wrong, "");
	assert.deepEqual(world.failed, []);
});

test("it comes back after a break, says the new lines and shows what is there", async (t) => {
	const far = await new StandIn(t).listen();
	const world = new World(t, far.port);
	await world.until("READY", () => far.has("ready"));
	far.welcome("FIRST");
	await world.until("being ready", () => world.ready.length === 1);
	far.messages.length = 0;
	far.cut();
	await world.until("the loss", () => world.lost.length === 1);
	world.server.output("while you were away");
	await world.until("READY again", () => far.has("ready") && far.has("data") && far.has("status"));
	assert.ok(!far.has("fin"));
	far.welcome("SECOND");
	await world.until("being ready again", () => world.ready.length === 2);
	assert.match(world.ready[1]![0]!.command, /SECOND/);
	const shown = far.messages.flatMap((message) => (message.kind === "data" ? [message.bytes] : []));
	assert.match(Buffer.concat(shown).toString(), /while you were away/);
	far.raw(Buffer.from([0x92, 0x02, 0x01]));
	await world.until("the end of one that talks nonsense", () => world.lost.length === 2);
	assert.match(world.lost[1]!, /a message that is none/);
});

test("the server's key: pinned by its kind, remembered, refused when it is another", async (t) => {
	const rsa = hostKey("rsa");
	const ed25519 = hostKey("ed25519");
	const far = await new StandIn(t, { keys: [ed25519, rsa] }).listen();
	const pinned = new World(t, far.port, { "tmate-server-rsa-fingerprint": printOf(rsa) });
	await pinned.until("READY", () => far.has("ready"));
	pinned.running.dispose();
	const wrong = new World(t, far.port, { "share-relay-fingerprint": printOf(rsa) });
	await wrong.until("the refusal", () => wrong.failed.length > 0);
	assert.equal(
		wrong.failed[0],
		`tmate server 127.0.0.1: the server's key is ${printOf(ed25519)}, but share-relay-fingerprint is ${printOf(rsa)}`,
	);
	far.messages.length = 0;
	const first = new World(t, far.port);
	await first.until("READY", () => far.has("ready"));
	const path = join(first.folder, "state", "known_relays");
	assert.equal(readFileSync(path, "utf8"), `[127.0.0.1]:${far.port} ${printOf(ed25519)}\n`);
	writeFileSync(path, `[127.0.0.1]:${far.port} ${printOf(rsa)}\n`);
	far.cut();
	await first.until("the refusal", () => first.failed.length > 0);
	assert.match(first.failed[0]!, /the server's key has changed/);
});

test("what cannot be kept is refused in one line", async (t) => {
	const far = await new StandIn(t, { subsystem: false }).listen();
	const approve = new World(t, far.port, { "share-approve": "on" });
	await approve.until("the refusal", () => approve.failed.length > 0);
	assert.deepEqual(approve.failed, ["share-approve is on, but a tmate server lets guests in by itself"]);
	assert.equal(far.connections, 0);
	const none = new World(t, far.port);
	await none.until("the refusal", () => none.failed.length > 0);
	assert.deepEqual(none.failed, ["tmate server 127.0.0.1: this is no tmate server"]);
	const nowhere = new World(t, far.port, { "share-relay-host": "" });
	await nowhere.until("the refusal", () => nowhere.failed.length > 0);
	assert.deepEqual(nowhere.failed, ["share-relay-host (tmate-server-host) is not set"]);
});

test("end-to-end set later ends it; a server that wants a key gets the identity", async (t) => {
	const far = await new StandIn(t, { locked: true }).listen();
	const world = new World(t, far.port, { "share-identity": "./id" });
	writeFileSync(join(world.folder, "id"), hostKey("ed25519"), { mode: 0o600 });
	await world.until("READY", () => far.has("ready"));
	assert.deepEqual(
		far.users.filter((user, at, all) => user !== all[at - 1]),
		["tmate none", "tmate publickey"],
	);
	world.options.set("share-end-to-end", "on");
	world.running.optionsChanged();
	assert.deepEqual(world.failed, ["share-end-to-end is on, but a tmate server reads what it carries"]);
});

test("only listed keys: the server gets the list before READY; without a list it is an empty one", async (t) => {
	const far = await new StandIn(t).listen();
	const { public: listed } = ssh2.utils.generateKeyPairSync("ed25519", { comment: "anna" });
	const folder = mkdtempSync(join(tmpdir(), "comux-keys-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const list = join(folder, "keys");
	writeFileSync(list, `# mine\n${listed}\n`);
	const world = new World(t, far.port, { "share-authorized-keys": list });
	await world.until("READY", () => far.has("ready"));
	assert.deepEqual(far.sets(), [
		"tmate-authorized-keys share-authorized-keys",
		`tmate-set authorized_keys=${listed.trim()}`,
	]);
	far.messages.length = 0;
	world.options.set("share-authorized-keys", `${list}-none`);
	world.running.optionsChanged();
	await world.until("READY again", () => far.has("ready"));
	assert.deepEqual(far.sets(), ["tmate-authorized-keys share-authorized-keys"]);
});
