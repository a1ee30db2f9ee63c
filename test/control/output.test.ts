/** `%output`: how it is written, in what order, and what bounds it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeControl, runs } from "./world.ts";

function two() {
	const made = makeControl();
	const session = made.world.session("0");
	const first = made.world.window(session, "a").window;
	const second = made.world.window(session, "b").window;
	const panes = [runs(first.active), runs(second.active)] as const;
	const client = made.client("c", session);
	return { made, session, client, flood: panes[0], quiet: panes[1] };
}

test("control characters and backslashes are octal, the rest is as it is", () => {
	const { made, client, flood } = two();
	made.prints(flood, "a\\b\x1b[1mé\t\x7f\r\n");
	assert.deepEqual(made.lines(client), ["%output %0 a\\134b\\033[1mé\\011\x7f\\015\\012"]);
});

test("panes of other sessions are not sent, nor anything with no-output", () => {
	const { made, client, flood } = two();
	const other = made.client("d", made.world.session("other"));
	client.flags.noOutput = true;
	made.prints(flood, "x");
	assert.deepEqual([made.lines(client), made.lines(other)], [[], []]);
	client.flags.noOutput = false;
	made.prints(flood, "y");
	assert.deepEqual(made.lines(client), ["%output %0 y"]);
});

test("a line comes after the output before it, and before the output after it", () => {
	const { made, client, flood } = two();
	made.capacity = 0;
	made.prints(flood, "a".repeat(10_000));
	made.control.line(client, "between");
	made.prints(flood, "b");
	made.capacity = Number.POSITIVE_INFINITY;
	made.read(client);
	const lines = made.lines(client);
	assert.deepEqual(lines.slice(-2), ["between", "%output %0 b"]);
	assert.equal(lines.slice(0, -2).join("").replaceAll("%output %0 ", ""), "a".repeat(10_000));
});

test("a quiet pane gets its turn beside a flooding one", () => {
	const { made, client, flood, quiet } = two();
	made.capacity = 0;
	made.prints(flood, "a".repeat(500_000));
	made.prints(quiet, "here");
	made.lines(client);
	made.read(client);
	assert.ok(made.lines(client).includes("%output %1 here"));
});

test("a client that does not read holds the program up when nobody else looks", () => {
	const { made, client, flood, session } = two();
	made.capacity = 0;
	assert.equal(made.control.held(flood), false);
	made.prints(flood, "a".repeat(10_000));
	assert.equal(made.control.held(flood), true);
	assert.equal(made.rooms, 0);
	const terminal = made.world.client("/dev/pts/1", session);
	assert.equal(made.control.held(flood), false);
	made.world.server.clients.delete(terminal);
	made.capacity = Number.POSITIVE_INFINITY;
	made.read(client);
	assert.equal(made.rooms, 1);
	assert.equal(made.control.held(flood), false);
	made.control.setPaneState(client, "%0:off");
	assert.equal(made.control.held(flood), true);
	made.control.stop(client);
	assert.equal(made.rooms, 2);
});

test("too far behind: after five minutes, or too many bytes", () => {
	const { made, client, flood, session } = two();
	made.capacity = 0;
	made.prints(flood, "a".repeat(10_000));
	made.clock.pass(299_999);
	made.prints(flood, "b");
	assert.deepEqual(made.left, []);
	made.clock.pass(1);
	made.prints(flood, "c");
	assert.deepEqual(made.left, ["c: too far behind"]);
	client.session = undefined;

	made.client("d", session);
	for (let i = 0; i < 17; i++) made.prints(flood, "a".repeat(1024 * 1024));
	assert.deepEqual(made.left.slice(1), ["d: too far behind"]);
});

test("pause-after: old output pauses its pane, which goes on when told", () => {
	const { made, client, flood, quiet } = two();
	client.flags.pauseAfter = 2;
	made.prints(flood, "A");
	assert.deepEqual(made.lines(client), ["%extended-output %0 0 : A"]);
	made.capacity = 0;
	made.prints(flood, "a".repeat(10_000));
	made.prints(quiet, "q");
	made.lines(client);
	made.clock.pass(1500);
	made.capacity = Number.POSITIVE_INFINITY;
	made.prints(flood, "x");
	made.clock.pass(500);
	made.prints(flood, "y");
	made.read(client);
	assert.deepEqual(made.lines(client), ["%pause %0", "%pause %1"]);
	made.prints(flood, "not seen");
	made.control.setPaneState(client, "%0:continue");
	made.prints(flood, "seen");
	assert.deepEqual(made.lines(client), ["%continue %0", "%extended-output %0 0 : seen"]);
	assert.deepEqual(made.left, []);
});

test("refresh-client -A: pause, continue, off, on; what makes no sense is ignored", () => {
	const { made, client, flood } = two();
	const set = (value: string) => assert.equal(made.control.setPaneState(client, value), undefined);
	set("%0:pause");
	set("%0:pause");
	set("%0:off");
	set("%0:continue");
	made.prints(flood, "off");
	set("%0:on");
	for (const value of ["%0:bogus", "x", "%9:on", "0:off", "%0"]) set(value);
	made.prints(flood, "on");
	assert.deepEqual(made.lines(client), ["%pause %0", "%continue %0", "%output %0 on"]);
});

test("output of a pane that gets another program or goes is dropped", () => {
	const { made, client, flood, quiet } = two();
	made.capacity = 0;
	made.prints(flood, "a".repeat(20_000));
	made.prints(quiet, "b".repeat(20_000));
	made.control.line(client, "line");
	made.lines(client);
	made.control.resetPane(flood);
	quiet.process = undefined;
	made.capacity = Number.POSITIVE_INFINITY;
	made.read(client);
	assert.deepEqual(made.lines(client), ["line"]);
});
