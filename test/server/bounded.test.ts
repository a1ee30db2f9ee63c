/** Hostile sizes: whatever is asked, the server answers, stays small and goes on. Real time is measured nowhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "../harness/in-process.ts";

const long = (count: number) => "x".repeat(count);

test(
	"long names, values and arguments are taken or refused, and drawn in their place",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 8, args: ["new-session", "-s", long(5000)] });
		t.run("rename-window", long(100_000));
		t.run("set", "-g", "@big", long(1_000_000));
		assert.equal(t.run("show", "-gv", "@big").length, 1_000_000);
		assert.equal(client.row(-1).length, 60);
		t.output(`\x1b]2;${long(500_000)}\x07\x1bk${long(500_000)}\x1b\\`);
		assert.ok(t.format("#{n:pane_title}").length < 7);
		assert.equal(t.fail(long(100_000)).slice(0, 22), "unknown command: xxxxx");
		t.start("new-window", "-n", long(10_000), ...Array.from({ length: 3000 }, (_, i) => `argument-${i}`));
		assert.equal(t.pty().request.argv.length, 3000);
		t.run("set-environment", long(10_000), long(100_000));
		t.run("set-buffer", "-b", long(10_000), long(1_000_000));
		assert.match(t.fail("bind-key", long(5000), "display"), /^unknown key: xxx/);
		assert.match(t.fail("select-window", "-t", `y${long(5000)}`), /^can't find window: yxx/);
		client.press("k");
		assert.equal(t.pty().takeInput(), "k");
	}),
);

test(
	"more panes than fit and more windows than anybody wants",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 20 });
		let refused = "";
		for (let i = 0; i < 30 && refused === ""; i++) refused = t.start("split-window").stderr;
		assert.equal(refused, "no space for a new pane\n");
		for (let i = 0; i < 30; i++)
			t.start("select-layout", ["tiled", "even-vertical", "main-horizontal"][i % 3] ?? "");
		const list = Array.from({ length: 200 }, (_, i) => ["new-window", "-d", "-n", `w${i}`, ";"]).flat();
		assert.equal(t.start(...list.slice(0, -1)).status, 0);
		assert.equal(t.server.windows.size, 201);
		assert.match(client.row(-1), /^\[0\] 0:sh\*.*>/);
		assert.match(t.fail("new-window", "-t", ":99999999999"), /^(can't find window|index)/);
		assert.match(t.fail("resize-window", "-x", "100000"), /^width too large$/);
		client.press("k");
		assert.equal(t.pty().takeInput(), "k");
		t.run("kill-window", "-a");
		assert.equal(t.server.windows.size, 1);
	}),
);

test(
	"formats that double, nest or loop end",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 8 });
		t.run("set", "-g", "@a", "#{E:@b}#{E:@b}");
		t.run("set", "-g", "@b", "#{E:@a}#{E:@a}");
		assert.equal(t.format("#{E:@a}"), "");
		for (let i = 0; i < 25; i++) t.run("set", "-g", `@d${i}`, `#{E:@d${i + 1}}#{E:@d${i + 1}}`);
		t.run("set", "-g", "@d25", "boom");
		assert.ok(t.format("#{E:@d0}").length < 5_000_000);
		assert.ok(t.format(`#{R:${long(100)},1000000000}`).length < 20_000_000);
		assert.equal(t.format("#{".repeat(20_000)), "");
		t.format(`${"#{?1,".repeat(5000)}x${"}".repeat(5000)}`);
		t.format(`#{m/r:${"(a*)*".repeat(20)}b,${"a".repeat(5000)}}`);
		t.format(`#{s/${"(.*)".repeat(9)}/\\9\\9/:@big}`);
		assert.match(t.format("#{e|*|f|99999:1e308,1e308}"), /^(inf)?/);
		t.run("set", "-g", "status-left", "#{E:@a}#{E:@d0}".repeat(50));
		client.press("k");
		assert.equal(t.pty().takeInput(), "k");
		assert.equal(client.row(-1).length <= 60, true);
	}),
);

test(
	"aliases, hooks, sources and prompts that call themselves end",
	withServer(
		(t) => {
			const client = t.attach({ cols: 60, rows: 8 });
			t.run("set", "-s", "command-alias[50]", "loop=loop ; loop");
			assert.match(t.fail("loop"), /^unknown command: loop$/);
			t.run("set", "-s", "command-alias[51]", "a1=a2");
			t.run("set", "-s", "command-alias[52]", "a2=a1");
			assert.notEqual(t.start("a1").status, undefined);
			assert.match(t.start("source-file", "/home/me/self.conf").stderr, /too many nested files/);
			t.run("set-hook", "-g", "after-display-message", "display-message -p again");
			assert.equal(t.run("display-message", "-p", "once"), "once\nagain");
			t.run("set-hook", "-gu", "after-display-message");
			t.run("set-hook", "-g", "client-session-changed", "switch-client -n");
			t.run("new-session", "-d", "-s", "b");
			t.run("switch-client", "-c", client.client.name, "-t", "b");
			t.settle();
			t.run("bind", "-n", "F5", "send-keys", "-K", "-c", client.client.name, "F5");
			t.clock.drift = 0.01;
			t.runtime.hub.input(client.client, Buffer.from("\x1b[15~"));
			t.clock.advanceTurns(5);
			t.run("unbind", "-n", "F5");
			t.pty().takeInput();
			client.press("k");
			assert.equal(t.pty().takeInput(), "k");
		},
		{ files: { "/home/me/self.conf": "source-file /home/me/self.conf\n" } },
	),
);

test(
	"commands without end let keys, other clients and output have their turns",
	withServer((t) => {
		const client = t.attach({ cols: 60, rows: 8 });
		// Each turn puts the next one behind itself.
		t.run("set", "-g", "@again", "if -F '#{@stop}' {} { set -ga @count x ; run -C '#{@again}' }");
		t.run("set", "-g", "@count", "");
		const { hub } = t.runtime;
		const { services } = t.runtime;
		const list = services.parse("run -C '#{@again}'");
		assert.ok(!("error" in list));
		services.append(client.client, list);
		const other = services.parse("set -g @stop 1");
		assert.ok(!("error" in other));
		t.clock.drift = 0.01;
		t.clock.advanceTurns(5);
		hub.input(client.client, Buffer.from("k"));
		services.append(undefined, other);
		t.settle();
		assert.equal(t.pty().takeInput(), "k");
		assert.ok(t.run("show", "-gv", "@count").length > 3);
	}),
);

test(
	"configs: deep braces, long lines, endless conditions",
	withServer(
		(t) => {
			const client = t.attach({ cols: 100, rows: 10 });
			client.press("q", "q", "q");
			assert.equal(t.run("show", "-gv", "@end"), "reached");
			const deep = `${"{ ".repeat(20_000)}x${" }".repeat(20_000)}`;
			t.files.files.set("/home/me/deep.conf", `if -F 1 ${deep}\n`);
			assert.notEqual(t.start("source-file", "/home/me/deep.conf").status, undefined);
			t.files.files.set("/home/me/if.conf", `${"%if 1\n".repeat(20_000)}`);
			assert.notEqual(t.start("source-file", "/home/me/if.conf").status, undefined);
			t.files.files.set("/home/me/many.conf", "set -g @x 1\n".repeat(10_000));
			assert.equal(t.start("source-file", "/home/me/many.conf").status, 0);
			t.files.files.set(
				"/home/me/binary.conf",
				String.fromCharCode(...Array.from({ length: 4096 }, (_, i) => i % 256)),
			);
			assert.notEqual(t.start("source-file", "/home/me/binary.conf").status, undefined);
		},
		{ config: `set -g @long "${long(200_000)}"\n${"bind x ".repeat(3)}\\\n display\nset -g @end reached\n` },
	),
);

test(
	"sizes: one cell, huge, and a program that prints into both",
	withServer((t) => {
		const client = t.attach({ cols: 1, rows: 1 });
		t.output("hello\r\nworld");
		client.press("\x02", "%", "\x02", "[", "\x02", "w", "q", "q");
		client.resize(500, 200);
		t.output("\x1b[2J\x1b[199;490Hcorner");
		client.resize(2, 2);
		t.output(
			"\x1b[999999999;999999999H\x1b[2147483647b\x1b[99999999999X\x1b[1000000L\x1b[1000000@\x1b[1000000S",
		);
		client.resize(80, 24);
		t.output("\x1b[2J\x1b[Hfine");
		t.run("kill-pane", "-a");
		t.settle();
		assert.match(client.text(), /fine/);
	}),
);

test(
	"garbage typed at the terminal or in control mode ends nothing",
	withServer((t) => {
		const client = t.attach();
		const control = t.attach({ control: "C", args: ["attach"] });
		let seed = 12345;
		for (let round = 0; round < 200; round++) {
			const bytes = new Uint8Array(60);
			for (let i = 0; i < bytes.length; i++) {
				seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
				bytes[i] = seed >>> 24;
				// Nothing that could be a detach, a suspend or a new prompt.
				if (bytes[i] === 2) bytes[i] = 3;
			}
			client.type(bytes);
			control.type(
				Buffer.concat([Buffer.from("x"), bytes.filter((b) => b !== 10 && b !== 13), Buffer.from("\n")]),
			);
		}
		t.advance(10_000);
		client.type(`\x1b[200~${"p".repeat(1_000_000)}\x1b[201~`);
		t.pty().takeInput();
		client.press("k");
		assert.equal(t.pty().takeInput(), "k");
		control.lines();
		control.type("display-message -p alive\n");
		assert.ok(control.lines().includes("alive"));
	}),
);

test(
	"on a slow machine the default keys take more than one turn, and all of them are known as defaults",
	withServer(
		(t) => {
			t.clock.drift = 0;
			t.settle();
			t.run("new-session", "-d");
			t.run("unbind-key", "-T", "prefix", "z");
			t.run("bind-key", "-T", "prefix", "User1", "display-message", "x");
			const { keyTables } = t.server;
			const changed = keyTables.list().filter(({ table, key }) => !keyTables.original(table, key));
			assert.deepEqual(
				changed.map(({ table }) => table),
				["prefix"],
			);
		},
		{ drift: 5 },
	),
);
