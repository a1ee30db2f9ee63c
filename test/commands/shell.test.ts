import assert from "node:assert/strict";
import { test } from "node:test";
import { type FakeJob, makeCommandWorld } from "./fixture.ts";

function last(jobs: readonly FakeJob[]): FakeJob {
	const job = jobs.at(-1);
	assert.ok(job);
	return job;
}

test("if-shell waits for its command and runs one of two branches", () => {
	const world = makeCommandWorld();
	world.place("a");
	const { jobs, out, clock, sent, run } = world;
	const client = world.client("one");
	assert.equal(
		out("if-shell 'test #{session_name} = a' 'display -p yes' { display -p no } ; display -p end", client),
		"",
	);
	assert.deepEqual(
		[last(jobs).request.command, last(jobs).request.shell, last(jobs).request.cwd],
		["test a = a", "/bin/sh", "/home/me"],
	);
	last(jobs).end();
	clock.settle();
	assert.equal(sent(client).out, "yes\nend\n");
	for (const [status, signal] of [
		[1, 0],
		[0, 9],
	] as const) {
		out("if-shell false 'display -p yes' { display -p no }", client);
		last(jobs).end("", status, signal);
		clock.settle();
		assert.equal(sent(client).out, "no\n");
	}
	out("if-shell true 'nosuch'", client);
	last(jobs).end();
	clock.settle();
	assert.equal(sent(client).err, "unknown command: nosuch\n");

	// In the background nothing waits.
	const attached = world.client("two", world.server.sessionsByName()[0]);
	run(attached, "if-shell -b true 'set -g @done 1' ; set -g @now 1");
	assert.equal(world.server.sessionOptions.string("@now"), "1");
	assert.equal(world.server.sessionOptions.string("@done"), "");
	last(jobs).end();
	clock.settle();
	assert.equal(world.server.sessionOptions.string("@done"), "1");
});

test("run-shell: output, exit status, delay, pane, background", () => {
	const world = makeCommandWorld();
	const { pane } = world.place("a");
	const { jobs, out, clock, sent, calls, pass } = world;
	const client = world.client("one");
	assert.equal(out("run-shell -E -c /tmp 'echo #{1} #{session_name}' first", client), "");
	const { request } = last(jobs);
	assert.deepEqual([request.command, request.cwd, request.stderr], ["echo first a", "/tmp", true]);
	assert.equal(last(jobs).ended, true, "a command that reads is told that there is nothing");
	last(jobs).end("one\ntwo\nlast", 3);
	clock.settle();
	assert.equal(sent(client).out, "one\ntwo\nlast\n'echo first a' returned 3\n");
	assert.equal(client.exitStatus, 3);
	out("run-shell 'kill me'", client);
	last(jobs).end("", 0, 15);
	clock.settle();
	assert.equal(sent(client).out, "'kill me' terminated by signal 15\n");
	assert.equal(client.exitStatus, 143);

	out("run-shell -t a: 'ls'", client);
	last(jobs).end("x\n");
	clock.settle();
	assert.deepEqual(calls, [`view %${pane.id} x`]);

	const count = jobs.length;
	out("run-shell -d 1.5 ; display -p later", client);
	assert.equal(sent(client).out, "");
	pass(1499);
	assert.equal(sent(client).out, "");
	pass(1);
	assert.equal(sent(client).out, "later\n");
	assert.equal(jobs.length, count);
	assert.equal(out("run-shell -b 'sleep 1' ; display -p now", client), "now\n");
	assert.equal(out("run-shell -d nan ; display -p at-once", client), "");
	pass(1);
	assert.equal(sent(client).out, "at-once\n");
});

test("pipe-pane sends output one way or both, toggles with -o and ends", () => {
	const world = makeCommandWorld();
	const { pane, typed } = world.place("a");
	const { jobs, out } = world;
	const pipe = () => pane.pipe;
	assert.equal(out("pipe-pane -IO 'cat #{session_name}'"), "");
	assert.equal(last(jobs).request.command, "cat a");
	assert.deepEqual([pane.pipe?.in, pane.pipe?.out], [true, true]);
	last(jobs).request.onOutput?.(new TextEncoder().encode("typed"));
	assert.equal(typed(), "typed");
	out("pipe-pane -o other");
	assert.equal(pipe(), undefined);
	assert.equal(last(jobs).ended, true);
	assert.equal(jobs.length, 1);
	out("pipe-pane -o other");
	assert.equal(jobs.length, 2);
	last(jobs).end();
	// A command that only reads is missed at the next output, not before.
	assert.equal(pipe()?.ended, true);
	out("pipe-pane -o other");
	assert.equal(pipe(), undefined);
	out("pipe-pane -I more");
	last(jobs).end();
	assert.equal(pipe(), undefined);
	Object.assign(pane, { process: undefined });
	assert.equal(out("pipe-pane x"), "target pane has exited\n");
});

test("source-file: order, current_file, nesting, patterns, errors and -n -v", () => {
	const world = makeCommandWorld();
	const { files, out, sent } = world;
	world.place("a");
	const client = world.client("one");
	files.set(
		"/x/a.conf",
		'set -g @file "#{current_file}"\nset -gF @file "#{current_file}"\nsource /x/b.conf\ndisplay -p after',
	);
	files.set("/x/b.conf", 'display -p "in #{b:current_file}"\nnosuch\n');
	files.set("/home/me/c.conf", "display -p c\nkill-window -t nosuch; display -p no\ndisplay -p still");
	files.set("/x/loop.conf", "source /x/loop.conf");
	assert.equal(out("source /x/a.conf", client), "/x/b.conf:2: unknown command: nosuch\nafter\n");
	assert.equal(world.server.sessionOptions.string("@file"), "/x/a.conf");
	assert.equal(client.exitStatus, 1);
	assert.equal(out("source c.conf"), "c\nstill\ncan't find window: nosuch\n");
	assert.equal(out("source -n /home/me/c.conf"), "");
	assert.equal(
		out("source -nv /home/me/c.conf"),
		[
			"/home/me/c.conf:1: display-message -p c",
			"/home/me/c.conf:2: kill-window -t nosuch ; display-message -p no",
			"/home/me/c.conf:3: display-message -p still",
			"",
		].join("\n"),
	);
	assert.equal(
		out("source -F '/home/me/#{l:c}.conf' ; display -p end"),
		"c\nstill\nend\ncan't find window: nosuch\n",
	);
	assert.equal(out("source /x/loop.conf"), "too many nested files\n");
	assert.equal(out("source /no /x/b.conf", client).split("\n").at(-2), "No such file or directory: /no");
	assert.equal(out("source -q '/no*'", client), "");
	assert.equal(sent(client).err, "");

	// Before the config is done errors are kept for the first attach.
	world.server.configDone = false;
	out("source /x/b.conf", client);
	assert.deepEqual(world.server.configErrors, ["/x/b.conf:2: unknown command: nosuch"]);
});
