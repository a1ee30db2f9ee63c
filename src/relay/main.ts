/**
 * comux-relay: reads its arguments, makes its keys, listens, and stops when it
 * is told to. Run by bin/comux-relay. What the relay does is relay.ts.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../node/system-clock.ts";
import { type HostKeys, loadHostKeys } from "../share/host-keys.ts";
import { createKeyRing, keySource } from "../share/key-ring.ts";
import { makeWebhookPost } from "../share/webhook-post.ts";
import { errorCode, strerror } from "../util/errno.ts";
import type { Log } from "../util/log.ts";
import { version } from "../util/version.ts";
import { ApiKeys, goodName } from "./api-keys.ts";
import { parseArguments, type RelayArguments, USAGE, UsageError } from "./arguments.ts";
import { relayLog } from "./log.ts";
import { MetricsServer } from "./metrics.ts";
import { Relay, type TmatePorts } from "./relay.ts";
import { relayRuns, StatusSocket, statusSocketPath } from "./status-socket.ts";
import { readStatus, statusText } from "./status-text.ts";
import { mirrorThreads } from "./tmate-mirror.ts";
import { defaultTmateLimit } from "./tmate-sessions.ts";

const NAME = `comux-relay ${version}`;

function fail(message: string): never {
	process.stderr.write(`comux-relay: ${message}\n`);
	process.exit(1);
}

function keysFolder(wanted: string): string {
	if (wanted !== "") return resolve(wanted);
	const state = process.env.XDG_STATE_HOME;
	return join(state?.startsWith("/") ? state : join(homedir(), ".local", "state"), "comux-relay");
}

/** Fingerprints and the lines to paste. */
function welcome(
	relay: Relay,
	keys: HostKeys,
	name: string,
	{ restrictedOnly, hostsFile, tmateLimit }: RelayArguments,
): string {
	const rules = [
		...(hostsFile === "" ? [] : [`Only hosts with a key in ${hostsFile} may share.`]),
		...(restrictedOnly ? ["Only hosts that set share-authorized-keys may share."] : []),
	];
	return [
		`${NAME} listens on port ${relay.port}`,
		...[keys.ed25519, keys.rsa].flatMap((key) =>
			key === undefined ? [] : [`key ${key.fingerprint} (${key.type})`],
		),
		...rules,
		"",
		"Hosts share through it with",
		`    comux share -R ${name.includes(":") ? `[${name}]` : name}:${relay.publicPort},${keys.ed25519.fingerprint}`,
		"or, from their config (~/.tmux.conf or ~/.tmate.conf), with",
		`    set -s share-relay-host ${name}`,
		`    set -s share-relay-port ${relay.publicPort}`,
		`    set -s share-relay-fingerprint ${keys.ed25519.fingerprint}`,
		...(tmateLimit === 0 ? [] : tmateLines(relay, keys, name)),
		"",
		"",
	].join("\n");
}

/** What tmate itself needs to know, for its config. */
function tmateLines(relay: Relay, { ed25519, rsa }: HostKeys, name: string): readonly string[] {
	return [
		"Hosts that run tmate share through it with, in ~/.tmate.conf,",
		`    set -g tmate-server-host ${name}`,
		`    set -g tmate-server-port ${relay.publicPort}`,
		`    set -g tmate-server-ed25519-fingerprint "${ed25519.fingerprint}"`,
		...(rsa === undefined ? [] : [`    set -g tmate-server-rsa-fingerprint "${rsa.fingerprint}"`]),
	];
}

/** For hosts that run tmate. */
function tmatePorts({ tmateLimit, privateWebhooks, verbose }: RelayArguments): TmatePorts | undefined {
	if (tmateLimit === 0) return undefined;
	const path = fileURLToPath(new URL("mirror.cjs", import.meta.url));
	return {
		startMirror: mirrorThreads(path, verbose),
		post: makeWebhookPost({ privateAddresses: privateWebhooks, agent: `comux-relay/${version}` }),
		limit: tmateLimit < 0 ? defaultTmateLimit() : tmateLimit,
	};
}

/** SIGTERM and SIGINT let guests and hosts know; a second one does not wait. */
function onSignals(log: Log, stop: () => Promise<void>): void {
	let stopping = false;
	for (const signal of ["SIGTERM", "SIGINT"] as const)
		process.on(signal, () => {
			if (stopping) process.exit(1);
			stopping = true;
			log.debug("stops");
			void stop().then(() => process.exit(0));
		});
}

async function serve(args: RelayArguments, folder: string): Promise<void> {
	const log = relayLog(args.verbose);
	let relay: Relay | undefined;
	const keys = loadHostKeys({ folder, log, added: () => relay?.keysChanged() });
	if (await relayRuns(folder)) fail(`another relay runs with the keys in ${folder}`);
	const source = keySource(args.hostsFile, process.cwd());
	if (source.kind === "wrong") fail(`-a: ${source.reason}`);
	if (source.kind === "file" && args.hostsFile !== "" && !existsSync(source.path))
		fail(`-a: no such file: ${source.path}`);
	const hosts = createKeyRing({
		source: () => args.hostsFile,
		notice: (text) => log.error("hosts file", text),
		clock: systemClock,
		home: process.cwd(),
		fetch: globalThis.fetch,
	});
	relay = new Relay({
		clock: systemClock,
		log,
		version: NAME,
		keys,
		apiKeys: new ApiKeys(folder),
		hosts: args.hostsFile === "" ? undefined : hosts,
		restrictedOnly: args.restrictedOnly,
		publicName: args.publicName,
		publicPort: args.publicPort,
		tmate: tmatePorts(args),
	});
	const running = relay;
	const status = new StatusSocket(systemClock, () => running.status());
	const metrics = new MetricsServer(() => running.status());
	onSignals(log, () => {
		status.dispose();
		metrics.dispose();
		return running.drain();
	});
	// A mistake in one connection must not end the others.
	process.on("uncaughtException", (error) => log.error("relay", error));
	await running.listen(args.bind, args.port);
	await status.listen(folder);
	if (args.metricsPort >= 0) {
		await metrics.listen(args.metricsPort);
		process.stdout.write(`metrics at http://127.0.0.1:${metrics.port}/metrics\n`);
	}
	process.stdout.write(welcome(running, keys, args.publicName || hostname(), args));
}

/** The full-screen view on a terminal, else one page of text. */
async function showStatus(folder: string): Promise<void> {
	const path = statusSocketPath(folder);
	const dashboard = fileURLToPath(new URL("dashboard.mjs", import.meta.url));
	if (process.stdout.isTTY && existsSync(dashboard) && (await relayRuns(folder))) {
		const child = spawn(process.execPath, [dashboard, "relay-status", path], { stdio: "inherit" });
		child.on("exit", (code) => process.exit(code ?? 1));
		return;
	}
	const status = await readStatus(path);
	if (status === undefined) fail(`no relay runs with the keys in ${folder}`);
	process.stdout.write(statusText(status));
}

function addKey(keys: ApiKeys, user: string): void {
	if (!goodName(user)) fail(`not a good user name: ${user}`);
	const key = keys.add(user);
	process.stdout.write(`${key}\n`);
	process.stderr.write(
		`This key is shown once. For the config of hosts of ${user}:\n    set -s share-api-key ${key}\n`,
	);
}

function removeKey(keys: ApiKeys, user: string): void {
	if (keys.remove(user) === 0) fail(`no such user: ${user}`);
}

function listKeys(keys: ApiKeys): void {
	for (const { user, hash } of keys.list()) process.stdout.write(`${user} ${hash.slice(0, 12)}\n`);
}

async function main(): Promise<void> {
	const args = parseArguments(process.argv.slice(2));
	const folder = keysFolder(args.folder);
	// The folder has to be ours alone; its keys are made when it is new.
	const apiKeys = () => {
		loadHostKeys({ folder, log: relayLog(0), added: () => {} }).dispose();
		return new ApiKeys(folder);
	};
	const commands: { readonly [K in RelayArguments["command"]]: () => void | Promise<void> } = {
		serve: () => serve(args, folder),
		status: () => showStatus(folder),
		"add-key": () => addKey(apiKeys(), args.user),
		"remove-key": () => removeKey(apiKeys(), args.user),
		"list-keys": () => listKeys(apiKeys()),
		help: () => void process.stdout.write(USAGE),
		version: () => void process.stdout.write(`${NAME}\n`),
	};
	await commands[args.command]();
}

main().catch((error: unknown) => {
	if (error instanceof UsageError) {
		process.stderr.write(`comux-relay: ${error.message}\n${USAGE}`);
		process.exit(1);
	}
	const code = errorCode(error);
	if (/^E[A-Z]+$/.test(code)) {
		const where = error instanceof Error && "port" in error ? `port ${String(error.port)}: ` : "";
		fail(`${where}${strerror(code)}`);
	}
	fail(error instanceof Error ? error.message : String(error));
});
