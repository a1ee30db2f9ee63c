/** Expected lines are what tmux 3.8 -C writes for the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
	notifyClient,
	notifyPane,
	notifySession,
	notifyWindow,
	notifyWinlink,
} from "../../src/model/notify.ts";
import { makeControl, runs } from "./world.ts";

function one() {
	const made = makeControl();
	const session = made.world.session("0");
	const winlink = made.world.window(session, "cat");
	const pane = runs(winlink.window.active);
	return { ...made, made, session, winlink, window: winlink.window, pane };
}

test("blocks: notifications wait until the outermost one is closed", () => {
	const { made, control, session, world } = one();
	const client = made.client("client-1", session);
	control.guard(client, "begin", 1000, 7, 1);
	control.line(client, "a");
	world.server.buffers.set(Buffer.from("x"), "q");
	control.line(client, "%end 1 2 3");
	control.guard(client, "end", 1000, 7, 1);
	assert.deepEqual(made.lines(client), [
		"%begin 1000 7 1",
		"a",
		"%end 1 2 3",
		"%end 1000 7 1",
		"%paste-buffer-changed q",
	]);
	control.parseError(client, "unknown command: bogus", 8);
	assert.deepEqual(made.lines(client), [
		"%begin 1000000000 8 1",
		"parse error: unknown command: bogus",
		"%error 1000000000 8 1",
	]);
});

test("notifications have the lines of tmux, and go to whom they concern", () => {
	const { made, session, winlink, window, pane, world } = one();
	const { server } = world;
	const other = world.session("other");
	const far = world.window(other, "far");
	const here = made.client("client-1", session);
	const there = made.client("/dev/pts/2", other);
	const without = made.client("client-3", undefined);
	const told = (): [string[], string[], string[]] => [
		made.lines(here),
		made.lines(there),
		made.lines(without),
	];
	const both = (line: string) => [[line], [line], [line]];

	notifyWinlink(server, "window-linked", winlink);
	assert.deepEqual(told(), [["%window-add @0"], ["%unlinked-window-add @0"], []]);
	notifyWinlink(server, "window-unlinked", far);
	assert.deepEqual(told(), [["%unlinked-window-close @1"], ["%window-close @1"], []]);
	window.name = "two words";
	notifyWindow(server, "window-renamed", window);
	assert.deepEqual(told(), [["%window-renamed @0 two words"], ["%unlinked-window-renamed @0 two words"], []]);
	notifyWindow(server, "window-layout-changed", window);
	assert.deepEqual(told(), [["%layout-change @0 b25d,80x24,0,0,0 b25d,80x24,0,0,0 *"], [], []]);
	notifyWindow(server, "window-pane-changed", window);
	assert.deepEqual(told(), both("%window-pane-changed @0 %0"));
	notifyPane(server, "pane-mode-changed", pane);
	assert.deepEqual(told(), both("%pane-mode-changed %0"));
	notifyClient(server, "client-session-changed", here);
	assert.deepEqual(told(), [["%session-changed $0 0"], ["%client-session-changed client-1 $0 0"], []]);
	notifyClient(server, "client-detached", there);
	assert.deepEqual(told(), both("%client-detached /dev/pts/2"));
	notifySession(server, "session-renamed", other);
	assert.deepEqual(told(), both("%session-renamed $1 other"));
	notifySession(server, "session-created", other);
	assert.deepEqual(told(), both("%sessions-changed"));
	notifySession(server, "session-window-changed", other);
	assert.deepEqual(told(), both("%session-window-changed $1 @1"));
	server.buffers.set(Buffer.from("x"), "q");
	server.buffers.delete("q");
	const buffer = ["%paste-buffer-changed q", "%paste-buffer-deleted q"];
	assert.deepEqual(told(), [buffer, buffer, buffer]);
	notifySession(server, "session-activity", other);
	here.exiting = true;
	notifySession(server, "session-closed", other);
	assert.deepEqual(told(), [[], ["%sessions-changed"], ["%sessions-changed"]]);
});

test("lines are run, an empty one or the end detaches, too long ones are refused", () => {
	const { made, control, session, clock } = one();
	const client = made.client("c", session);
	control.input(client, Buffer.from("list-wind"));
	control.input(client, Buffer.from("ows\nfoo é\n\nnever\n"));
	assert.deepEqual(made.ran, ["c: list-windows", "c: foo é"]);
	assert.deepEqual(made.left, ["c"]);

	const second = made.client("d", session);
	for (let i = 0; i < 3; i++) control.input(second, Buffer.alloc(600_000, 0x61));
	control.input(second, Buffer.from("\nlsw\nhalf"));
	assert.deepEqual(made.lines(second), [
		"%begin 1000000000 99 1",
		"parse error: command too long",
		"%error 1000000000 99 1",
	]);
	assert.equal(made.ran.at(-1), "d: lsw");
	made.busy = true;
	control.inputEnded(second);
	assert.throws(() => clock.turn(), /come to rest/);
	assert.deepEqual(made.left, ["c"]);
	made.busy = false;
	clock.turn();
	assert.deepEqual(made.left, ["c", "d"]);
});

test("nothing is read before the first command has ended", () => {
	const { made, control, session, clock, world } = one();
	const client = made.client("c", session);
	control.stop(client);
	control.start(client);
	control.input(client, Buffer.from("lsw\n"));
	control.inputEnded(client);
	clock.turn();
	assert.deepEqual([made.ran, made.left], [[], []]);
	control.ready(client);
	clock.turn();
	assert.deepEqual([made.ran, made.left], [["c: lsw"], ["c"]]);
	control.dispose();
	notifySession(world.server, "session-created", session);
	assert.deepEqual(made.lines(client), []);
});

test("-CC starts with its DCS", () => {
	const { made, control, session } = one();
	const client = made.client("c", session, "CC");
	control.guard(client, "begin", 1, 2, 0);
	assert.equal(made.text(client), "\x1bP1000p%begin 1 2 0\n");
});

test("a client that leaves gets the end of its block and no more output", () => {
	const { made, control, session, pane } = one();
	const client = made.client("c", session);
	made.capacity = 0;
	const events: string[] = [];
	control.guard(client, "begin", 1, 2, 1);
	made.prints(pane, "x".repeat(100_000));
	control.finish(client, () => events.push(`done ${made.lines(client).at(-1)}`));
	control.guard(client, "end", 1, 2, 1);
	assert.deepEqual(events, []);
	made.clock.turn();
	assert.deepEqual(events, ["done %end 1 2 1"]);
});

test("subscriptions are looked at once a second and told when they change", () => {
	const { made, control, session, window, clock } = one();
	const client = made.client("c", session);
	control.subscribe(client, "s::#{session_name}-#{window_index}");
	control.subscribe(client, "p:%*:#{pane_id}");
	control.subscribe(client, "w:@0:#{window_name}");
	control.subscribe(client, "q:%0:#{pane_index}");
	control.subscribe(client, "gone:@7:#{window_name}");
	clock.pass(999);
	assert.deepEqual(made.lines(client), []);
	clock.pass(1);
	assert.deepEqual(made.lines(client), [
		"%subscription-changed s $0 - - - : 0-0",
		"%subscription-changed q $0 @0 0 %0 : 0",
		"%subscription-changed w $0 @0 0 - : cat",
		"%subscription-changed p $0 @0 0 %0 : %0",
	]);
	session.name = "zed";
	window.name = "abc";
	control.subscribe(client, "w");
	clock.pass(2000, 1000);
	assert.deepEqual(made.lines(client), ["%subscription-changed s $0 - - - : zed-0"]);
	for (const name of ["s", "p", "q", "gone"]) control.subscribe(client, name);
	session.name = "later";
	clock.pass(3000, 1000);
	assert.deepEqual(made.lines(client), []);
});
