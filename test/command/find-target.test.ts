import assert from "node:assert/strict";
import { test } from "node:test";
import { findClient, namedClient } from "../../src/command/find-client.ts";
import { findTarget, isFindError } from "../../src/command/find-target.ts";
import { targetFromSession } from "../../src/command/targets.ts";
import type { Target, TargetFlags, TargetType } from "../../src/command/types.ts";
import type { Client } from "../../src/model/client.ts";
import type { Pane } from "../../src/model/pane.ts";
import type { Server } from "../../src/model/server.ts";
import type { Session } from "../../src/model/session.ts";
import { emptyMouseEvent } from "../../src/term/mouse-keys.ts";
import { addPane, addWindow, linkAt, makeFixture, movePane } from "./fixture.ts";

/** `session:index.%pane` of what was found, or the error. */
function found(
	server: Server,
	text: string | undefined,
	type: TargetType = "pane",
	flags: TargetFlags = {},
	current: Session | undefined = undefined,
): string {
	const from: Target = current ? targetFromSession(current) : { index: -1 };
	return show(findTarget(server, from, text, type, flags));
}

function show(result: ReturnType<typeof findTarget>): string {
	if (isFindError(result)) return result.error;
	const { session, winlink, pane } = result;
	return `${session?.name ?? "-"}:${winlink?.index ?? "-"}.${pane ? `%${pane.id}` : "-"}`;
}

/** alpha with four windows (0 current, 2 last), beta with two, grp1 and grp2; panes %0 to %7. */
function sessions() {
	const fixture = makeFixture();
	const { clock } = fixture;
	const alpha = fixture.session("alpha", ["editor", "editing", "shell", "logs"]);
	const beta = fixture.session("beta", ["bash", "bw1"]);
	const grp1 = fixture.session("grp1");
	const grp2 = fixture.session("grp2");
	alpha.lastWinlinks = [alpha.winlinkAt(2)!];
	for (const session of [alpha, beta, grp1, grp2]) session.activityTime = clock.time++;
	return { ...fixture, alpha, beta, grp1, grp2 };
}

test("sessions are found by id, name, start and pattern, and only when it is clear", () => {
	const { server } = sessions();
	const cases: Readonly<Record<string, string>> = {
		"$0:": "alpha:0.%0",
		$1: "beta:0.%4",
		"=alpha:": "alpha:0.%0",
		"alpha:": "alpha:0.%0",
		"al:": "alpha:0.%0",
		"al*:": "alpha:0.%0",
		"grp:": "can't find session: grp",
		"grp*:": "can't find session: grp*",
		"=al:": "can't find session: al",
		"nosuch:": "can't find session: nosuch",
		"nosuch:1.2": "can't find session: nosuch",
		$9: "can't find session: $9",
		$x: "can't find session: $x",
	};
	for (const [text, expected] of Object.entries(cases)) assert.equal(found(server, text), expected, text);
});

test("windows are found by id, index, name, offset and word", () => {
	const { server } = sessions();
	const cases: Readonly<Record<string, string>> = {
		"@1": "alpha:1.%1",
		"alpha:shell": "alpha:2.%2",
		"alpha:edito": "alpha:0.%0",
		"alpha:=editor": "alpha:0.%0",
		"alpha:=edito": "can't find window: edito",
		"alpha:sh*": "alpha:2.%2",
		"alpha:1": "alpha:1.%1",
		"alpha:@2": "alpha:2.%2",
		"alpha:@4": "can't find window: @4",
		"alpha:edit": "can't find window: edit",
		"alpha:e*": "can't find window: e*",
		"alpha:nope": "can't find window: nope",
		"alpha:9": "can't find window: 9",
		"@999": "can't find window: @999",
		"alpha:^": "alpha:0.%0",
		"alpha:$": "alpha:3.%3",
		"alpha:+": "alpha:1.%1",
		"alpha:-": "alpha:3.%3",
		"alpha:+2": "alpha:2.%2",
		"alpha:-2": "alpha:2.%2",
		"alpha:+2000000001": "alpha:1.%1",
		"alpha:+x": "alpha:0.%0",
		"alpha:{start}": "alpha:0.%0",
		"alpha:{end}": "alpha:3.%3",
		"alpha:{next}": "alpha:1.%1",
		"alpha:{previous}": "alpha:3.%3",
		"alpha:!": "alpha:2.%2",
		"alpha:{last}": "alpha:2.%2",
		"beta:{last}": "can't find window: !",
		"alpha:shell.0": "alpha:2.%2",
		"alpha:.0": "alpha:0.%0",
		"alpha:nope.0": "can't find window: nope",
	};
	for (const [text, expected] of Object.entries(cases)) assert.equal(found(server, text), expected, text);
});

test("a part that is left out is that of the current target", () => {
	const { server, alpha } = sessions();
	const at = (text: string | undefined, type?: TargetType) => found(server, text, type, {}, alpha);
	assert.equal(at(undefined), "alpha:0.%0");
	assert.equal(at(""), "alpha:0.%0");
	assert.equal(at(":shell"), "alpha:2.%2");
	assert.equal(at(":+"), "alpha:1.%1");
	assert.equal(at(".0"), "alpha:0.%0");
	// A bare word is tried as what is wanted first, then as something larger.
	assert.equal(at("editing"), "alpha:1.%1");
	assert.equal(at("beta"), "beta:0.%4");
	assert.equal(at("2"), "alpha:2.%2");
	assert.equal(at("beta", "window"), "beta:0.%4");
	assert.equal(at("shell", "session"), "can't find session: shell");
	assert.equal(at(":beta"), "can't find window: beta");
	assert.equal(at(".beta"), "can't find pane: beta");
	assert.equal(at("nowhere"), "can't find pane: nowhere");
	assert.equal(at("nowhere", "window"), "can't find window: nowhere");
});

test("indexes need not exist where one is wanted", () => {
	const { server, alpha } = sessions();
	const index = (text: string) => {
		const result = findTarget(server, targetFromSession(alpha), text, "window", { windowIndex: true });
		return isFindError(result) ? result.error : `${result.session?.name}:${result.index}`;
	};
	assert.equal(index("alpha:7"), "alpha:7");
	assert.equal(index("alpha:1"), "alpha:1");
	assert.equal(index("alpha:"), "alpha:-1");
	assert.equal(index(""), "alpha:-1");
	assert.equal(index(":+6"), "alpha:6");
	assert.equal(index(":-1"), "can't find window: -1");
	assert.equal(index("beta"), "beta:-1");
	assert.equal(index("alpha:1.%0"), "can't specify pane here");
	// A new place has no winlink yet.
	assert.equal(found(server, "alpha:7", "window", { windowIndex: true }), "alpha:-.-");
});

/** Four panes: %0 %1 above %2 %3; and a window of one pane. */
function panes() {
	const fixture = makeFixture();
	const { server } = fixture;
	const session = fixture.session("p", ["grid", "solo"]);
	const window = session.winlinkAt(0)!.window;
	const solo = session.winlinkAt(1)!.window.panes[0]!;
	movePane(window.panes[0]!, { x: 0, y: 0, sx: 40, sy: 12 });
	const topRight = addPane(server, window, { x: 41, y: 0, sx: 39, sy: 12 });
	const bottomLeft = addPane(server, window, { x: 0, y: 13, sx: 40, sy: 11 });
	const bottomRight = addPane(server, window, { x: 41, y: 13, sx: 39, sy: 11 });
	return { ...fixture, session, window, topLeft: window.panes[0]!, topRight, bottomLeft, bottomRight, solo };
}

test("panes are found by id, index, offset, place and direction", () => {
	const { server, window, topLeft, topRight, bottomLeft, bottomRight, solo } = panes();
	const is = (text: string, pane: Pane) =>
		assert.equal(found(server, text).split(".")[1], `%${pane.id}`, text);
	is(`p:0.%${bottomRight.id}`, bottomRight);
	is("p:0.3", bottomRight);
	is(`%${solo.id}`, solo);
	is("p:.1", topRight);
	is("p:0.+", topRight);
	is("p:0.-", bottomRight);
	is("p:0.{next}", topRight);
	window.lastPanes = [bottomLeft];
	is("p:0.!", bottomLeft);
	is("p:0.{last}", bottomLeft);
	is("p:0.{top-left}", topLeft);
	is("p:0.{top-right}", topRight);
	is("p:0.{bottom-left}", bottomLeft);
	is("p:0.bottom-right", bottomRight);
	is("p:0.{top}", topLeft);
	is("p:0.{bottom}", bottomLeft);
	is("p:0.{left}", topLeft);
	is("p:0.{right}", topRight);
	is("p:0.{down-of}", bottomLeft);
	is("p:0.{right-of}", topRight);
	window.active = bottomRight;
	is("p:0.{up-of}", topRight);
	is("p:0.{left-of}", bottomLeft);
	assert.equal(found(server, "p:solo.%0"), "can't find pane: %0");
	assert.equal(found(server, "p:solo.{up-of}"), "can't find pane: {up-of}");
	assert.equal(found(server, "p:solo.!"), "can't find pane: !");
	assert.equal(found(server, "p:0.9"), "can't find pane: 9");
	assert.equal(found(server, "%99"), "can't find pane: %99");
});

test("the marked pane is found while it stays in its place, and can be the default", () => {
	const { server, session, topRight } = panes();
	assert.equal(found(server, "~"), "no marked target");
	assert.equal(found(server, undefined, "pane", { defaultMarked: true }, session), "p:0.%0");
	server.mark = { session, winlink: session.winlinkAt(0)!, pane: topRight };
	assert.equal(found(server, "~"), `p:0.%${topRight.id}`);
	assert.equal(found(server, "{marked}", "session"), `p:0.%${topRight.id}`);
	assert.equal(found(server, undefined, "pane", { defaultMarked: true }, session), `p:0.%${topRight.id}`);
	assert.equal(found(server, undefined, "pane", {}, session), "p:0.%0");
	topRight.window.panes.splice(1, 1);
	assert.equal(found(server, "~"), "no marked target");
});

test("the mouse and the client in use are targets of their own", () => {
	const { server, session, topRight, client } = { ...panes() };
	const none: Target = { index: -1 };
	assert.equal(found(server, "="), "no mouse target");
	assert.equal(found(server, "{active}"), "no current client");
	const mouse = { ...emptyMouseEvent(), valid: true, sessionId: session.id };
	const under = (type: TargetType, over: object) =>
		show(findTarget(server, none, "{mouse}", type, {}, { mouse: { ...mouse, ...over } }));
	const windowId = topRight.window.id;
	assert.equal(under("pane", { windowId, paneId: topRight.id }), `p:0.%${topRight.id}`);
	assert.equal(under("window", { windowId, paneId: topRight.id }), "p:0.%0");
	assert.equal(under("pane", {}), "p:0.%0");
	assert.equal(under("pane", { valid: false }), "no mouse target");
	assert.equal(under("pane", { sessionId: 77 }), "no mouse target");
	const who = client("/dev/pts/9", session);
	session.current = session.winlinkAt(1);
	for (const text of ["@", "{active}", "{current}"])
		assert.equal(show(findTarget(server, none, text, "pane", {}, { client: who })), "p:1.%1");
});

test("without a current target the client's place is taken, else the session used last", () => {
	const { server, clock, alpha, beta, grp2, client } = sessions();
	const from = (who: Client | undefined, flags: TargetFlags = {}) =>
		show(findTarget(server, { index: -1 }, undefined, "pane", flags, { client: who }));
	assert.equal(from(undefined), "grp2:0.%7");
	alpha.activityTime = clock.time + 10;
	assert.equal(from(undefined), "alpha:0.%0");
	assert.equal(from(client("/dev/pts/1", beta)), "beta:0.%4");
	beta.activityTime = clock.time + 20;
	assert.equal(from(undefined), "beta:0.%4");
	assert.equal(from(undefined, { preferUnattached: true }), "alpha:0.%0");
	// A command run inside a pane means the session with that pane, and there what is active.
	const inside = client("client-9");
	inside.environ.set("TMUX_PANE", "%2");
	assert.equal(from(inside), "alpha:0.%0");
	inside.environ.set("TMUX_PANE", "%99");
	assert.equal(from(inside), "beta:0.%4");
	// So does one on the tty of a pane.
	inside.ttyName = "/dev/pts/30";
	const shell = server.panes.get(7)!;
	shell.process = { ttyName: "/dev/pts/30" } as unknown as Pane["process"];
	assert.equal(from(inside), "grp2:0.%7");
	assert.equal(grp2.name, "grp2");
	// A session that has gone is no current target.
	server.sessions.delete(grp2.id);
	const gone = findTarget(server, targetFromSession(grp2), undefined, "pane", {}, {});
	assert.equal(show(gone), "beta:0.%4");
	server.sessions.clear();
	assert.equal(show(findTarget(server, { index: -1 }, undefined, "pane")), "no current target");
});

test("a window in two sessions belongs to the one used last", () => {
	const { server, clock, alpha, beta } = sessions();
	const shared = alpha.winlinkAt(3)!.window;
	linkAt(beta, 8, shared);
	assert.equal(found(server, "@3"), "beta:8.%3");
	alpha.activityTime = clock.time + 10;
	assert.equal(found(server, "%3"), "alpha:3.%3");
	assert.equal(found(server, "beta:@3"), "beta:8.%3");
	// Of several places in one session the current one counts, else the first.
	linkAt(alpha, 9, shared);
	assert.equal(found(server, "@3"), "alpha:3.%3");
	alpha.current = alpha.winlinkAt(9);
	assert.equal(found(server, "@3"), "alpha:9.%3");
	addWindow(server, alpha, 12, "shell");
	assert.equal(found(server, "alpha:shell"), "can't find window: shell");
});

test("a target that can fail keeps what was found, a quiet one says nothing", () => {
	const { server } = sessions();
	assert.equal(found(server, "alpha:nope", "pane", { canFail: true }), "alpha:-.-");
	assert.equal(found(server, "nosuch:", "pane", { canFail: true }), "-:-.-");
	assert.equal(found(server, "nosuch:", "pane", { quiet: true }), "");
	const said: string[] = [];
	const flags = { canFail: true };
	const extra = { warn: (text: string) => void said.push(text) };
	assert.equal(show(findTarget(server, { index: -1 }, "@", "pane", flags, extra)), "-:-.-");
	assert.deepEqual(said, ["no current client"]);
});

test("clients are found by name and tty, sessions by their clients", () => {
	const { server, alpha, beta, client } = sessions();
	assert.deepEqual(findClient(server, undefined, undefined), { error: "no current client" });
	const one = client("/dev/pts/1", alpha);
	one.ttyName = "/dev/pts/1";
	const two = client("client-2", beta);
	two.activityTime++;
	const command = client("client-3");
	assert.equal(namedClient(server, "/dev/pts/1"), one);
	assert.equal(namedClient(server, "pts/1"), one);
	assert.equal(namedClient(server, "pts/1:"), one);
	assert.equal(namedClient(server, "client-3"), undefined);
	assert.deepEqual(findClient(server, one, "nope:"), { error: "can't find client: nope" });
	assert.equal(findClient(server, one, undefined), one);
	// Nobody is attached to the best session: then the client used last.
	assert.equal(findClient(server, command, undefined), two);
	command.environ.set("TMUX_PANE", "%0");
	assert.equal(findClient(server, command, undefined), one);
	assert.equal(found(server, "pts/1:"), "alpha:0.%0");
	assert.equal(found(server, "client-2"), "beta:0.%4");
});

test("whatever a target says, something is found or one line says why not", (t) => {
	const { server, alpha } = sessions();
	const seed = Date.now() % 1_000_000;
	t.diagnostic(`seed ${seed}`);
	let state = seed;
	const random = (limit: number) => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return (state >> 8) % limit;
	};
	const pieces = [
		..."{}=@%$!~^+-.:*?[]\\019ae ",
		"alpha",
		"{last}",
		"{up-of}",
		"[[:",
		"9999999999",
		"\u{1f600}",
	];
	const kinds = ["session", "window", "pane"] as const;
	for (let i = 0; i < 5000; i++) {
		let text = "";
		for (let n = random(7); n >= 0; n--) text += pieces[random(pieces.length)];
		const flags: TargetFlags = { windowIndex: random(2) === 0, canFail: random(3) === 0 };
		const result = findTarget(server, targetFromSession(alpha), text, kinds[random(3)]!, flags);
		if (isFindError(result)) assert.match(result.error, /^(can't|no) /, `seed ${seed}: ${text}`);
		else assert.ok(result.session || flags.canFail, `seed ${seed}: ${text}`);
	}
});
