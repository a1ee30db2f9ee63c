import assert from "node:assert/strict";
import { test } from "node:test";
import { type CommandEntry, CommandError, type QueueItem } from "../../src/command/types.ts";
import { KEY } from "../../src/term/key-code.ts";
import { entry, makeFixture } from "./fixture.ts";

/** Commands that leave a trace: `say` words, `fail`, `throw`, `wait` (kept for the test), `add` a text behind itself. */
function commands() {
	const trace: string[] = [];
	const waiting: QueueItem[] = [];
	const pane = { flag: "t", type: "pane" } as const;
	const note = (text: string) => {
		trace.push(text);
		return "normal" as const;
	};
	const say = (item: QueueItem, words: readonly string[]) => {
		trace.push(words.map((word) => item.expand(word)).join(" "));
		return "normal" as const;
	};
	const entries: CommandEntry[] = [
		entry("say", (item, command) => say(item, command.args.words()), { flags: ["readOnly"] }),
		// Named as real commands are: hooks exist for those only.
		entry("rename-window", (item, command) => say(item, command.args.words()), {
			flags: ["afterHook"],
			target: pane,
		}),
		entry("rename-session", () => "error", { flags: ["afterHook"], target: pane }),
		entry("print", (item, command) => {
			item.print(command.args.words().join(" "));
			return "normal";
		}),
		entry("fail", (item, command) => {
			item.error(command.args.string(0) ?? "it failed");
			return "error";
		}),
		entry("throw", () => {
			throw new CommandError("a user's mistake");
		}),
		entry("crash", () => {
			throw new TypeError("a bug");
		}),
		entry("stop", () => "stop"),
		entry("tell", () => "normal"),
		entry("wait", (item) => {
			waiting.push(item);
			return "wait";
		}),
		entry("wait-not", (item) => {
			item.resume();
			return "wait";
		}),
		entry("add", (item, command) => {
			for (const text of command.args.words()) {
				const list = item.services.parse(text);
				if ("error" in list) throw new CommandError(list.error);
				item.insertAfter(list);
				item.insertCallback(() => void trace.push(`behind ${text}`));
			}
			return "normal";
		}),
		entry(
			"place",
			(item) => {
				const { source, target, targetClient } = item;
				trace.push(
					`${source.window?.name} ${target.session?.name}:${target.window?.name} ${targetClient?.name}`,
				);
				return "normal";
			},
			{ source: { flag: "s", type: "window" }, target: pane },
		),
		entry("who", (item) => note(String(item.targetClient?.name)), { flags: ["clientC"] }),
		entry("who-t", (item) => note(String(item.targetClient?.name)), {
			flags: ["clientT", "clientCanFail"],
		}),
		entry(
			"hook",
			(item, command) => {
				item.runHook(command.args.string(0) ?? "");
				return "normal";
			},
			{ target: pane },
		),
		entry("loop", (item) => {
			const list = item.services.parse("say again; loop");
			if (!("error" in list)) item.insertAfter(list);
			return "normal";
		}),
	];
	return { trace, waiting, ...makeFixture(entries) };
}

test("commands of one queue run in order, in a later turn than they were queued", () => {
	const { runner, clock, trace, list, client } = commands();
	const one = client("client-1");
	runner.append(one, list("say a; say b"));
	runner.append(one, list("say c"));
	assert.deepEqual(trace, []);
	clock.settle();
	assert.deepEqual(trace, ["a", "b", "c"]);
	assert.equal(runner.isIdle(one), true);
});

test("an error drops the rest of its group and gives status 1", () => {
	const { runner, clock, trace, list, client, sent } = commands();
	const one = client("client-1");
	runner.append(one, list("say a; fail; say b"));
	runner.append(one, list("say c\nfail oops; say d\nsay e", true));
	clock.settle();
	assert.deepEqual(trace, ["a", "c", "e"]);
	assert.equal(sent(one).err, "it failed\noops\n");
	assert.equal(one.exitStatus, 1);
});

test("a user's mistake is one line; a bug is logged and names the command; stop is silent", () => {
	const { trace, run, client, sent, logged } = commands();
	const one = client("client-1");
	run(one, "throw; say a");
	run(one, "crash; say b");
	run(one, "stop; say c");
	run(one, "say d");
	assert.deepEqual(trace, ["d"]);
	assert.equal(sent(one).err, "a user's mistake\ncrash: internal error: a bug\n");
	assert.deepEqual(logged, ["command crash"]);
});

test("what is inserted runs right behind its item, in the order it was inserted", () => {
	const { trace, run, client } = commands();
	run(client("client-1"), "add 'say a; say b' 'add \"say c\"; say d'; say e");
	assert.deepEqual(trace, [
		"a",
		"b",
		"behind say a; say b",
		"c",
		"behind say c",
		"d",
		'behind add "say c"; say d',
		"e",
	]);
});

test("a waiting command holds up its own queue until it is resumed, once", () => {
	const { runner, clock, trace, waiting, list, client } = commands();
	const one = client("client-1");
	const two = client("client-2");
	runner.append(one, list("say a; wait; say b; wait-not; say c"));
	runner.append(two, list("say other"));
	clock.settle();
	assert.deepEqual(trace, ["a", "other"]);
	assert.equal(runner.running(one), undefined);
	waiting[0]!.resume();
	waiting[0]!.resume("error");
	clock.settle();
	assert.deepEqual(trace, ["a", "other", "b", "c"]);
	assert.equal(one.exitStatus, 0);
});

test("a wait that ends in an error drops the rest of its group", () => {
	const { runner, clock, trace, waiting, list, client } = commands();
	const one = client("client-1");
	runner.append(one, list("wait; say b"));
	runner.append(one, list("say c"));
	clock.settle();
	waiting[0]!.resume("error");
	clock.settle();
	assert.deepEqual(trace, ["c"]);
	// It said nothing: only a message makes the status 1.
	assert.equal(one.exitStatus, 0);
});

test("a client that goes takes its queue along; what it waited for comes to nothing", () => {
	const { runner, clock, trace, waiting, list, client } = commands();
	const one = client("client-1");
	let idle = 0;
	runner.append(one, list("wait; say b"));
	runner.onIdle(one, () => idle++);
	clock.settle();
	runner.removeClient(one);
	waiting[0]!.resume();
	waiting[0]!.insertAfter(list("say late"));
	clock.settle();
	assert.deepEqual(trace, []);
	assert.equal(idle, 0);
});

test("onIdle is told once, when everything has run", () => {
	const { runner, clock, trace, waiting, list, client } = commands();
	const one = client("client-1");
	runner.append(one, list("wait; fail"));
	runner.onIdle(one, () => trace.push(`done ${one.exitStatus}`));
	clock.settle();
	assert.equal(trace.length, 0);
	waiting[0]!.resume();
	clock.settle();
	assert.deepEqual(trace.splice(0), ["done 1"]);
	runner.onIdle(one, () => trace.push("again"));
	clock.settle();
	assert.deepEqual(trace, ["again"]);
});

test("a blocked queue starts when it is let go", () => {
	const { runner, clock, trace, list, client } = commands();
	const one = client("client-1");
	const early = runner.block(undefined);
	const release = runner.block(one);
	early();
	runner.append(one, list("say mine"));
	runner.append(undefined, list("say config"));
	clock.settle();
	assert.deepEqual(trace, ["config"]);
	release();
	clock.settle();
	assert.deepEqual(trace, ["config", "mine"]);
});

test("a queue that feeds itself leaves the others and the loop their turn", () => {
	const { runner, clock, trace, list, client } = commands();
	const one = client("client-1");
	runner.append(one, list("loop"));
	runner.append(client("client-2"), list("say other"));
	const step = clock.now;
	// Each look at the clock costs a fifth of a millisecond.
	clock.now = () => {
		clock.time += 0.2;
		return step.call(clock);
	};
	clock.turn();
	assert.ok(trace.includes("other"));
	assert.ok(trace.length < 1000);
	const before = trace.length;
	assert.equal(clock.turn(), true);
	assert.ok(trace.length > before);
	runner.removeClient(one);
});

test("what a slow command leaves behind itself runs before the events it made happen", () => {
	const { runner, clock, trace, list, client, session, server } = commands();
	const window = session("alpha").current!.window;
	server.sessionOptions.set("after-rename-window", "say hook");
	server.sessionOptions.set("window-renamed", "say event");
	runner.services.entries.find((one) => one.name === "rename-window")!.exec = () => {
		// Longer than the queues may run in one turn.
		clock.time += 500;
		runner.notify({ name: "window-renamed", window });
		return "normal";
	};
	runner.append(client("client-1"), list("rename-window x ; say next"));
	clock.settle();
	assert.deepEqual(trace, ["hook", "next", "event"]);
});

test("-s, -t and the client flags are resolved before a command runs", () => {
	const { trace, run, session, client, sent, clock } = commands();
	const alpha = session("alpha", ["one", "two"]);
	clock.time++;
	const beta = session("beta", ["three"]);
	const on = client("/dev/pts/1", alpha);
	on.ttyName = "/dev/pts/1";
	clock.time++;
	const other = client("/dev/pts/2", beta);
	const cli = client("client-3");
	run(on, "place -s :two");
	run(cli, "place -s alpha:two -t beta:");
	run(cli, "who -c pts/1");
	run(cli, "who");
	run(cli, "who-t -t nobody");
	assert.deepEqual(trace, [
		"two alpha:one /dev/pts/1",
		"two beta:three /dev/pts/2",
		"/dev/pts/1",
		"/dev/pts/2",
		"undefined",
	]);
	run(cli, "place -t nope:; say not");
	run(cli, "who -c nobody; say not");
	assert.equal(sent(cli).err, "can't find session: nope\ncan't find client: nobody\n");
	run(on, "place -s :nine");
	assert.deepEqual(sent(on).messages, ["Can't find window: nine"]);
	assert.equal(on.exitStatus, 0);
	assert.equal(other.exitStatus, 0);
	assert.equal(trace.length, 5);
});

test("output goes where the client takes it", () => {
	const { run, session, client, sent, server, clock } = commands();
	const attached = client("/dev/pts/1", session("alpha"));
	const cli = client("client-2");
	run(attached, "print hello");
	run(cli, "print hello");
	run(undefined, "print hello");
	assert.deepEqual(sent(attached).view, ["hello", "hello"]);
	assert.equal(sent(cli).out, "hello\n");
	const control = client("client-3", attached.session);
	control.control = "C";
	const time = Math.floor(clock.now() / 1000);
	run(control, "print hello; fail; print no");
	const lines = sent(control).control;
	const number = Number(lines[0]!.split(" ")[2]);
	assert.deepEqual(lines, [
		`%begin ${time} ${number} 0`,
		"hello",
		`%end ${time} ${number} 0`,
		`%begin ${time} ${number + 1} 0`,
		"it failed",
		`%error ${time} ${number + 1} 0`,
	]);
	assert.equal(control.exitStatus, 1);
	assert.equal(server.configErrors.length, 0);
});

test("errors of the config are kept with their place, later ones without a client are logged", () => {
	const { runner, clock, parser, server } = commands();
	const list = parser.parse("say ok\nfail broken\nsay more", { file: "/etc/x.conf", line: 1, byLine: true });
	assert.ok("commands" in list);
	runner.append(undefined, list);
	clock.settle();
	assert.deepEqual(server.configErrors, ["/etc/x.conf:2: broken"]);
	assert.deepEqual(server.messages.all(), []);
	server.configDone = true;
	runner.append(undefined, list);
	clock.settle();
	assert.deepEqual(
		server.messages.all().map((row) => row.text),
		["command: say ok", "command: fail broken", "message: broken", "command: say more"],
	);
	assert.equal(server.configErrors.length, 1);
});

test("each command is a row of show-messages, with its key or its user", () => {
	const { runner, clock, run, list, session, client, server } = commands();
	server.configDone = true;
	const on = client("/dev/pts/1", session("alpha"));
	run(client("client-2"), "say 'a b'");
	runner.append(on, list("say c"), { event: { key: KEY.f1 } });
	clock.settle();
	const guest = client("client-3");
	Object.assign(guest, { identity: { uid: 7, user: "bob", pid: 2 } });
	run(guest, "say d");
	assert.deepEqual(
		server.messages.all().map((row) => row.text),
		["client-2 command: say 'a b'", "/dev/pts/1 key F1: say c", "client-3[bob] command: say d"].map((text) =>
			text.replace("'a b'", '"a b"'),
		),
	);
});

test("a read-only client runs only what is allowed", () => {
	const { runner, clock, list, trace, run, session, client, sent } = commands();
	const on = client("/dev/pts/1", session("alpha"));
	on.flags.readOnly = true;
	run(on, "say a; print b");
	run(on, "say c");
	const cli = client("client-2");
	cli.flags.readOnly = true;
	run(cli, "print b");
	// As a key does it.
	runner.appendCallback(on, (item) => item.insertAfter(list("print d")));
	clock.settle();
	assert.deepEqual(trace, ["c"]);
	assert.deepEqual(sent(on).messages, ["Client is read-only", "Client is read-only"]);
	assert.equal(sent(cli).err, "client is read-only\n");
	assert.equal(cli.exitStatus, 1);
});

test("an after hook runs directly behind its command and knows its arguments", () => {
	const { trace, run, session, client, server } = commands();
	session("alpha");
	const facts =
		"#{hook}|#{hook_arguments}|#{hook_argument_0}|#{hook_flag_t}|#{hook_flag_t_0}|#{hook_flag_x}|#{command}";
	server.sessionOptions.set("after-rename-window", `say '${facts}'`);
	run(client("client-1"), "rename-window -x -t alpha: new; say behind");
	assert.deepEqual(trace, [
		"new",
		"after-rename-window|-x -t alpha: new|new|alpha:|alpha:|1|rename-window",
		"behind",
	]);
	assert.equal(server.sessionOptions.own("after-rename-window")?.fireCount, 1);
});

test("hooks do not run inside hooks, nor after a command that failed", () => {
	const { trace, run, session, client, server } = commands();
	const alpha = session("alpha");
	server.sessionOptions.set("after-rename-window", "rename-window '#{hook} on #{session_name}'", {
		key: "0",
	});
	server.sessionOptions.set("after-rename-window", "say second", { key: "1" });
	server.sessionOptions.set("after-rename-session", "say not");
	server.sessionOptions.set("command-error", "say '#{hook}: #{command} #{hook_arguments}'");
	const cli = client("client-1");
	run(cli, "rename-window a; say b");
	assert.deepEqual(trace.splice(0), ["a", "after-rename-window on alpha", "second", "b"]);
	run(cli, "rename-session c; say not");
	assert.deepEqual(trace.splice(0), ["command-error: rename-session c"]);
	alpha.options.set("command-error", "rename-session again");
	run(cli, "fail");
	assert.deepEqual(trace, []);
});

test("runHook runs a hook by name, user hooks too", () => {
	const { trace, run, session, client, server } = commands();
	session("alpha");
	server.sessionOptions.set("@mine", "say '#{hook}'; hook @other");
	server.sessionOptions.set("@other", "say other");
	run(client("client-1"), "hook @mine; say end");
	run(client("client-1"), "hook @none");
	assert.deepEqual(trace, ["@mine", "other", "end"]);
});

test("events run their hooks in the global queue, but not those a hook made happen", () => {
	const { trace, runner, clock, session, server } = commands();
	const alpha = session("alpha", ["one", "two"]);
	const two = alpha.winlinkAt(1)!;
	server.sessionOptions.set(
		"window-renamed",
		"rename-window '#{hook} #{hook_window} #{hook_window_name} #{hook_old} #{window_name}'; tell",
	);
	const tell = () =>
		runner.notify({ name: "window-renamed", window: two.window, session: alpha, extra: { old: "was" } });
	runner.services.entries.find((one) => one.name === "tell")!.exec = () => {
		tell();
		return "normal";
	};
	tell();
	clock.settle();
	assert.deepEqual(trace.splice(0), ["window-renamed @1 two was two"]);
	two.window.options.set("pane-died", "say '#{hook_pane}'");
	runner.notify({ name: "pane-died", pane: two.window.panes[0]!, window: two.window });
	clock.settle();
	assert.deepEqual(trace, ["%1"]);
	assert.equal(runner.isIdle(undefined), true);
});

test("the state is shared by the commands of one run", () => {
	const { runner, clock, trace, list, session, client } = commands();
	const alpha = session("alpha", ["one", "two"]);
	const two = alpha.winlinkAt(1)!;
	const current = { session: alpha, winlink: two, window: two.window, pane: two.window.active, index: 1 };
	runner.append(client("client-1"), list("rename-window '#{window_name} #{here} #{command}'"), {
		current,
		formats: new Map([["here", "there"]]),
	});
	clock.settle();
	assert.deepEqual(trace, ["two there rename-window"]);
});

test("callbacks stand in the queue like commands and may put commands behind themselves", () => {
	const { runner, clock, trace, list, client, logged } = commands();
	const one = client("client-1");
	runner.appendCallback(one, (item) => {
		trace.push("first");
		item.insertAfter(list("say a"));
		item.insertAfter(list("say b"));
	});
	runner.appendCallback(one, () => {
		throw new Error("a bug");
	});
	runner.append(one, list("say c"));
	clock.settle();
	assert.deepEqual(trace, ["first", "a", "b", "c"]);
	assert.deepEqual(logged, ["a queued callback"]);
});
