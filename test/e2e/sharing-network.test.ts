/**
 * The host's network is cut and comes back: host and relay are in network
 * namespaces of their own with one wire between them, whose end at the host is
 * taken down. Nothing of this machine's network is touched, and all of it goes
 * with the processes that hold it.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { SharingWorld } from "../harness/sharing-world.ts";
import { joinAs, sshMissing } from "../harness/ssh-guest.ts";
import { waitUntil } from "../harness/wait.ts";
import { root } from "../harness/world.ts";

const HOST = "10.7.7.1";
const RELAY = "10.7.7.2";
/** Whoever has a line that is silent is told so within this (ms); then it is back within the other. */
const NOTICED = 30_000;
const BACK = 10_000;

/** Why networks of one's own cannot be made here; false when they can. */
function networksMissing(): string | false {
	for (const program of ["unshare", "nsenter", "ip"])
		if (spawnSync(program, ["--version"]).error !== undefined) return `there is no ${program} here`;
	const tried = spawnSync("unshare", [
		"-Urn",
		"sh",
		"-c",
		"unshare -n true && ip link add tried0 type veth peer name tried1",
	]);
	return tried.status === 0 ? false : `networks of one's own cannot be made here: ${tried.stderr}`.trim();
}

const skip = sshMissing() || networksMissing();
const holders: ChildProcess[] = [];
let world: SharingWorld | undefined;

after(async () => {
	await world?.dispose();
	for (const holder of holders) holder.kill("SIGKILL");
});

/** A network that lives as long as this process; gives the words that run a program in it. */
async function network(through: readonly string[], ...how: string[]): Promise<string[]> {
	// It ends when its input does, also when this test is killed.
	const [file = "", ...args] = [...through, "unshare", ...how, "sh", "-c", "echo $$; exec cat"];
	const holder = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
	holders.push(holder);
	let said = "";
	holder.stdout?.on("data", (bytes: Buffer) => {
		said += bytes;
	});
	await waitUntil("the network", () => said.endsWith("\n"));
	return ["nsenter", "-t", said.trim(), "-U", "-n", "--preserve-credentials", "--"];
}

function run(words: readonly string[]): void {
	const [file = "", ...args] = words;
	const { status, stderr } = spawnSync(file, args, { encoding: "utf8" });
	assert.equal(status, 0, `${words.join(" ")}: ${stderr}`);
}

test("the host's network goes away and comes back", { skip }, async (t) => {
	const here = new SharingWorld();
	world = here;
	const hostSide = await network([], "-Urn");
	const relaySide = await network(hostSide, "-n");
	const ip = (side: string[], words: string) => run([...side, "ip", ...words.split(" ")]);
	ip(hostSide, `link add wire0 type veth peer name wire1 netns ${relaySide[2]}`);
	for (const [side, wire, address] of [
		[hostSide, "wire0", HOST],
		[relaySide, "wire1", RELAY],
	] as const) {
		ip(side, "link set lo up");
		ip(side, `address add ${address}/24 dev ${wire}`);
		ip(side, `link set ${wire} up`);
	}

	const relay = await here.relay({ bind: "0.0.0.0", through: relaySide, args: ["-h", RELAY] });
	here.relayConfig(relay, "set -s share-display-time 200\n", RELAY);
	const ask = here.server("host");
	const [nsenter = "", ...into] = hostSide;
	const comux = join(root, "bin", "comux");
	const host = here.openProgram(nsenter, [...into, comux, "-L", "host", "-f", "relay.conf", "new"], {
		cols: 100,
		rows: 30,
	});
	await host.waitFor(/\[0\] 0:/);
	await ask("share", "-d");
	const formats = "#{share_ssh}\n#{share_ssh_ro}\n#{share_ssh_e2e}\n#{share_ssh_e2e_ro}";
	const given = await ask("display", "-p", formats);
	const join_ = async (name: "share_ssh" | "share_ssh_e2e") =>
		joinAs(here, await here.line("host", name), { cols: 100, rows: 30, through: relaySide });
	const guest = await join_("share_ssh");
	const inner = await join_("share_ssh_e2e");
	await guest.waitFor("[shared 2]");
	guest.type("echo first-$((40+2))\r");
	await inner.waitFor("first-42");

	// A moment without a network is noticed by nobody.
	ip(hostSide, "link set wire0 down");
	host.type("echo second-$((40+2))\r");
	await host.waitFor("second-42");
	assert.ok(!guest.screen().includes("second-42"));
	ip(hostSide, "link set wire0 up");
	await guest.waitFor("second-42");
	await inner.waitFor("second-42");
	assert.equal(await ask("display", "-p", "#{share_status} #{share_guests}"), "ready 2");

	// A longer one: host and guests are told.
	ip(hostSide, "link set wire0 down");
	const cut = Date.now();
	await host.waitFor("[share lost]", NOTICED);
	const hostTime = Date.now() - cut;
	host.type("clear; echo third-$((40+2))\r");
	await host.waitFor("third-42");
	assert.notEqual(await guest.waitExit(NOTICED), 0);
	await guest.waitFor(/connection .*lost/);
	assert.equal(guest.alternate, false);
	assert.notEqual(await inner.waitExit(NOTICED), 0);
	const guestTime = Date.now() - cut;

	ip(hostSide, "link set wire0 up");
	const up = Date.now();
	await here.status("host", "ready", BACK);
	const backTime = Date.now() - up;
	assert.equal(await ask("display", "-p", formats), given);
	for (const name of ["share_ssh", "share_ssh_e2e"] as const) {
		const again = await join_(name);
		await again.waitFor("third-42");
		again.type(`echo ${name}-$((40+2))\r`);
		await host.waitFor(`${name}-42`);
	}
	t.diagnostic(
		`noticed by the host after ${hostTime} ms, guests told after ${guestTime} ms, back after ${backTime} ms`,
	);
});
