/** The dashboard of a shared server: what it reads, what its keys do, what it shows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf } from "../../src/dashboard/frame.ts";
import { lineCells, plainLine } from "../../src/dashboard/paint.ts";
import { factsCommand, readFacts, withoutTokens } from "../../src/dashboard/share-facts.ts";
import {
	type Effect,
	press,
	type ShareState,
	selectedGuest,
	startState,
	withFacts,
} from "../../src/dashboard/share-model.ts";
import { shareView } from "../../src/dashboard/share-view.ts";

const NOW = new Date(2026, 10, 22, 14, 30).getTime();
const seconds = (ago: number) => String(Math.floor(NOW / 1000) - ago);

/** The rows a server answers with. */
function shareRow(status = "ready", error = "", expires = "0"): string {
	const lines =
		status === "off"
			? ["", "", "", "", "", "", "", ""]
			: ["ssh TOK@h", "ssh -o 'K=/bin/echo h ssh-ed25519 AA' TOK@h", "ssh ro-TOK@h", "", ...["", "", "", ""]];
	const started = status === "off" ? "0" : seconds(3900);
	const provider = status === "off" ? "" : "direct";
	return ["share", status, provider, started, expires, "SHA256:host", "1", error, ...lines].join("\t");
}

interface Guest {
	readonly id: number;
	readonly state?: string;
	readonly rights?: string;
	readonly name?: string;
	readonly key?: string;
}

function guestRow({
	id,
	state = "joined",
	rights = "read-write",
	name = `guest-${id}`,
	key = "",
}: Guest): string {
	const joined = state === "joined" ? seconds(60) : "0";
	const traffic = ["12", "3456", state === "joined" ? "17" : ""];
	return [
		...["guest", id, state, rights, "direct", "192.0.2.7", key, "80", "24"],
		...[...traffic, seconds(70), joined, "xterm", name],
	].join("\t");
}

function facts(...rows: string[]) {
	const read = readFacts(`${rows.join("\n")}\n`);
	assert.ok(read);
	return read;
}

function stateOf(...rows: string[]): ShareState {
	return withFacts(startState(true), facts(...rows));
}

function screen(state: ShareState, cols: number, rows: number): string[] {
	const { lines } = frameOf(shareView(state, NOW, cols), { cols, rows }, 0);
	assert.equal(lines.length, rows);
	for (const line of lines) assert.equal(lineCells(line), cols);
	return lines.map((line) => plainLine(line).trimEnd());
}

/** Presses keys; gives the last state and all that is to be done outside. */
function type(state: ShareState, ...keys: string[]): { state: ShareState; effects: Effect[] } {
	const effects: Effect[] = [];
	for (const key of keys) {
		const step = press(state, key);
		state = step.state;
		if (step.effect) effects.push(step.effect);
	}
	return { state, effects };
}

const access = (flag: string, id: number, done: string): Effect => ({
	type: "command",
	argv: ["guest-access", flag, "-t", String(id)],
	done,
});

const two = [
	shareRow(),
	guestRow({ id: 1, name: "alice", key: "SHA256:alice" }),
	guestRow({ id: 2, rights: "read-only", name: "bob" }),
];
const knocking = [...two, guestRow({ id: 3, state: "waiting", name: "eve" })];

test("asks for everything with one command", () => {
	const argv = factsCommand("%3");
	assert.deepEqual(argv.slice(0, 4), ["display-message", "-p", "-t", "%3"]);
	assert.equal(argv.indexOf("list-guests"), argv.indexOf(";") + 1);
	assert.ok(!factsCommand("").includes("-t"));
});

test("reads how it stands, the lines there are, and guests with those who wait on top", () => {
	const read = facts(...knocking);
	assert.equal(read.status, "ready");
	assert.equal(NOW - read.started, 3_900_000);
	assert.deepEqual(
		read.lines.map(({ label }) => label),
		["read-write", "read-only"],
	);
	assert.deepEqual(
		read.guests.map(({ name, waiting, roundTrip }) => [name, waiting, roundTrip]),
		[
			["eve", true, -1],
			["alice", false, 17],
			["bob", false, 17],
		],
	);
});

test("rows that are not the server's are left out", () => {
	const read = facts(...two, "guest\t9\tjoined", guestRow({ id: 0 }), "something else", "share\toff");
	assert.deepEqual(
		read.guests.map(({ id }) => id),
		[1, 2],
	);
	assert.equal(readFacts(""), undefined);
	assert.equal(readFacts("share\tready"), undefined);
});

test("no token is left in a line that hides them", () => {
	assert.equal(withoutTokens("ssh -p 22 TOK@127.0.0.1"), "ssh -p 22 ********@127.0.0.1");
	assert.equal(withoutTokens("ssh alice/desk@h"), "ssh ********@h");
	assert.equal(
		withoutTokens("ssh -o 'K=/bin/echo h ssh-ed25519 AA' -J jump-T@h:2222 ro-T@n.comux"),
		"ssh -o 'K=/bin/echo h ssh-ed25519 AA' -J ********@h:2222 ********@n.comux",
	);
});

test("at 80x24 it shows all there is", () => {
	assert.deepEqual(screen(type(stateOf(...knocking), "j", "j", "j").state, 80, 24).slice(0, 17), [
		" Sharing                                              shared, 2 guests, 1 waits",
		" sharing       direct, since 13:25 (1h05m)",
		" host key      SHA256:host",
		"",
		" To hand over",
		" read-write    ssh TOK@h",
		" read-only     ssh ro-TOK@h",
		"",
		" Guests",
		" GUEST RIGHTS     FROM      VIA    SIZE  IN  OUT TRIP SINCE KEY",
		"!eve   waits      192.0.2.7 direct 80x24 12 3.5k    -    1m no key",
		" alice read-write 192.0.2.7 direct 80x24 12 3.5k 17ms    1m SHA256:alice",
		"    SHA256:alice",
		"    192.0.2.7, direct, xterm 80x24, came at 14:28",
		" bob   read-only  192.0.2.7 direct 80x24 12 3.5k 17ms    1m no key",
		"",
		"",
	]);
});

test("at 40x10 what is selected is seen with all that is said of it", () => {
	assert.deepEqual(screen(type(stateOf(...knocking), "down", "down").state, 40, 10), [
		" Sharing      shared, 2 guests, 1 waits",
		"                                       ^",
		" Guests",
		" GUEST RIGHTS     FROM      TRIP SINCE",
		"!eve   waits      192.0.2.7    -    1m",
		"    no key",
		"    192.0.2.7, direct, xterm 80x24",
		"    came at 14:28",
		"    asks to be read-write              v",
		" w let in  r let look  n refuse  q leave",
	]);
	assert.deepEqual(screen(stateOf(...knocking), 40, 10), [
		" Sharing      shared, 2 guests, 1 waits",
		" direct, since 13:25 (1h05m)",
		" SHA256:host",
		"",
		" To hand over",
		" read-write",
		" ssh TOK@h",
		" read-only",
		" ssh ro-TOK@h                          v",
		" a waits  c copy  t hide  p key  q leave",
	]);
});

test("any size and any words from outside are drawn within the screen", () => {
	const name = "\u{1f600}{red-fg}\x1b[31m日本".repeat(5);
	const state = stateOf(shareRow("lost", "relay \x1b]0;x\x07 says\u202e no"), guestRow({ id: 1, name }));
	for (const [cols, rows] of [
		[80, 24],
		[40, 10],
		[20, 5],
		[3, 3],
		[1, 1],
	] as const) {
		const text = screen(type(state, "G").state, cols, rows).join("\n");
		assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
	}
});

test("says that the server is not shared, and S shares it", () => {
	const state = stateOf(shareRow("off"));
	assert.match(screen(state, 80, 24).join("\n"), /The server is not shared[\s\S]*Press S to share it/);
	assert.deepEqual(type(state, "S").effects, [{ type: "share" }]);
	assert.deepEqual(type(state, "s").effects, []);
	assert.deepEqual(type(stateOf(...two), "S").effects, []);
});

test("r and w change the rights of the selected guest, x puts it out when that is confirmed", () => {
	const alice = type(stateOf(...two), "j", "j").state;
	assert.equal(selectedGuest(alice)?.name, "alice");
	assert.deepEqual(type(alice, "r").effects, [access("-r", 1, "alice is read-only now")]);
	// She has them already.
	assert.deepEqual(type(alice, "w").effects, []);
	assert.deepEqual(type(alice, "j", "w").effects, [access("-w", 2, "bob is read-write now")]);
	const asked = type(alice, "x");
	assert.deepEqual(asked.effects, []);
	assert.match(screen(asked.state, 80, 24).join("\n"), /put out alice\?\n y yes {2}any other key no/);
	assert.deepEqual(type(alice, "x", "y").effects, [access("-k", 1, "alice was put out")]);
	for (const other of ["n", "q", "escape", "enter", "x"])
		assert.deepEqual(type(alice, "x", other).effects, [], other);
});

test("one who waits is let in, may look, or is refused; never one that is not selected", () => {
	const eve = type(stateOf(...knocking), "j", "j").state;
	assert.equal(selectedGuest(eve)?.name, "eve");
	assert.deepEqual(type(eve, "a").effects, [access("-w", 3, "eve is let in read-write")]);
	assert.deepEqual(type(eve, "w").effects, [access("-w", 3, "eve is let in read-write")]);
	assert.deepEqual(type(eve, "r").effects, [access("-r", 3, "eve is let in read-only")]);
	assert.deepEqual(type(eve, "n").effects, [access("-k", 3, "eve was not let in")]);
	assert.deepEqual(type(eve, "x").effects, [access("-k", 3, "eve was not let in")]);
	// From elsewhere the first key only goes there.
	const first = type(stateOf(...knocking), "a");
	assert.deepEqual(first.effects, []);
	assert.equal(selectedGuest(first.state)?.name, "eve");
	assert.deepEqual(type(stateOf(...two), "a").effects, []);
});

test("keys for guests do nothing to a line, c does nothing to a guest", () => {
	const line = stateOf(...two);
	for (const key of ["r", "w", "x"]) assert.deepEqual(type(line, key).effects, [], key);
	assert.deepEqual(type(line, "G", "c").effects, []);
	assert.deepEqual(type(line, "j", "c").effects, [
		{ type: "copy", text: "ssh ro-TOK@h", done: "the read-only line is copied" },
	]);
	// As it is shown: with the host's key, but never without the token.
	assert.deepEqual(type(line, "p", "t", "c").effects, [
		{
			type: "copy",
			text: "ssh -o 'K=/bin/echo h ssh-ed25519 AA' TOK@h",
			done: "the read-write line is copied",
		},
	]);
});

test("t hides the tokens on the screen; in a pane they are hidden from the start", () => {
	const shown = stateOf(...two);
	assert.match(screen(shown, 80, 24).join("\n"), /TOK@/);
	assert.doesNotMatch(screen(type(shown, "t").state, 80, 24).join("\n"), /TOK@/);
	const pane = withFacts(startState(false), facts(...two));
	assert.doesNotMatch(screen(pane, 80, 24).join("\n"), /TOK@/);
});

test("s stops sharing when that is confirmed; q, Escape and C-c leave", () => {
	const state = stateOf(...two);
	assert.deepEqual(type(state, "s").effects, []);
	assert.deepEqual(type(state, "s", "y").effects, [
		{ type: "command", argv: ["unshare-server"], done: "sharing has ended" },
	]);
	for (const key of ["q", "escape", "C-c"])
		assert.deepEqual(type(state, key).effects, [{ type: "leave" }], key);
	assert.deepEqual(type(state, "s", "C-c").effects, [{ type: "leave" }]);
	assert.deepEqual(type(startState(true), "r", "w", "x", "a", "n", "s", "S", "c", "j", "G").effects, []);
});

test("the selection stays with its guest, whoever comes and goes", () => {
	const bob = type(stateOf(...two), "G").state;
	assert.equal(selectedGuest(withFacts(bob, facts(...knocking)))?.name, "bob");
	const without = withFacts(bob, facts(two[0]!, two[1]!));
	assert.equal(selectedGuest(without)?.name, "alice");
	assert.equal(withFacts(without, facts(shareRow("off"))).selection.key, undefined);
});

test("when it began and when it will end", () => {
	const state = stateOf(shareRow("ready", "", String(Math.floor(NOW / 1000) + 600)));
	assert.match(screen(state, 80, 24)[1]!, /direct, since 13:25 \(1h05m\), ends at 14:40 \(in 10m\)/);
	const lost = screen(stateOf(shareRow("lost", "no route to host")), 80, 24);
	assert.match(lost[0]!, /connection lost, 0 guests$/);
	assert.match(lost[3]!, /error {9}no route to host/);
});
