/** A session as a tmate server is told of it, and what its guests may do, without a network. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_WIDTHS } from "../../src/screen/widths.ts";
import { shareHostOf } from "../../src/server/sharing.ts";
import { TmateFeed } from "../../src/share/tmate-feed.ts";
import { parseKey } from "../../src/term/key-names.ts";
import { encodeHostMessage, type HostMessage, layoutFault } from "../../src/tmate/host-messages.ts";
import { toTmateKeys } from "../../src/tmate/key-codes.ts";
import { STOCK_SERVER_BYTES } from "../../src/tmate/msgpack.ts";
import { TestServer, type TestServerOptions } from "../harness/in-process.ts";
import { Emulator } from "../view/diff-emulator.ts";

type Of<K extends HostMessage["kind"]> = Extract<HostMessage, { readonly kind: K }>;

/** How the stock server numbers panes: it makes one too many with each window, and ends when its number is taken. */
class StockPanes {
	/** Index of the window by pane. */
	readonly #alive = new Map<number, number>();
	readonly #windows = new Set<number>();
	#next = 0;

	#make(window: number): void {
		assert.equal(this.#alive.get(this.#next), undefined, `pane ${this.#next} is made twice`);
		this.#alive.set(this.#next++, window);
	}

	replay(layouts: readonly Of<"layout">[]): void {
		for (const { windows } of layouts) {
			for (const { index, panes } of windows) {
				if (!this.#windows.has(index)) this.#make(index);
				this.#windows.add(index);
				for (const { id } of panes) {
					const window = this.#alive.get(id);
					assert.ok(window === undefined || window === index, `pane ${id} is in window ${window}`);
					if (window === undefined) {
						this.#next = id;
						this.#make(index);
					}
				}
				this.#keep(index, new Set(panes.map(({ id }) => id)));
			}
			const left = new Set(windows.map(({ index }) => index));
			for (const index of this.#windows) {
				if (left.has(index)) continue;
				this.#windows.delete(index);
				this.#keep(index, new Set());
			}
		}
	}

	#keep(window: number, panes: ReadonlySet<number>): void {
		for (const [id, at] of this.#alive) if (at === window && !panes.has(id)) this.#alive.delete(id);
	}
}

/** A server whose first session is copied, and the far end of it. */
class World {
	readonly server: TestServer;
	readonly feed: TmateFeed;
	readonly sent: HostMessage[] = [];
	readonly ended: string[] = [];
	room = true;

	constructor(options: TestServerOptions = {}) {
		const server = new TestServer(options);
		this.server = server;
		server.run("new-session", "-d", "-x", "80", "-y", "24", "-s", "one");
		const host = shareHostOf(server.runtime, { stateFolder: "/none", dashboardCommand: "" });
		const session = server.server.sessionByName("one")!;
		this.feed = new TmateFeed({
			clock: server.clock,
			shared: { ...host, session },
			send: (message) => this.sent.push(message),
			room: () => this.room,
			ended: (reason) => this.ended.push(reason),
		});
		this.feed.online(() => this.sent.push({ kind: "ready" }));
		this.later();
	}

	/** All that can happen now, and what is sent a moment later. */
	later(ms = 60): void {
		this.server.settle();
		this.server.advance(ms);
		this.server.advance(20);
	}

	of<K extends HostMessage["kind"]>(kind: K): Of<K>[] {
		return this.sent.filter((message) => message.kind === kind) as Of<K>[];
	}

	layout(): Of<"layout"> {
		const layout = this.of("layout").at(-1);
		assert.ok(layout);
		assert.equal(layoutFault(layout), undefined);
		return layout;
	}

	/** Windows as `index:name id=80x24+0+0 ...`, the current and the active ones with a star. */
	places(): string[] {
		const { windows, active } = this.layout();
		return windows.map(
			(window) =>
				`${window.index}${window.index === active ? "*" : ""} ${window.panes
					.map((p) => `${p.id}${p.id === window.active ? "*" : ""}=${p.sx}x${p.sy}+${p.x}+${p.y}`)
					.join(" ")}`,
		);
	}

	argvs(name: string): string[] {
		return this.of("exec")
			.filter(({ argv }) => argv[0] === name)
			.map(({ argv }) => argv.join(" "));
	}

	/** What a pane shows at the far end: all of its bytes in an emulator of its last size. */
	screen(id: number): string[] {
		const pane = this.layout()
			.windows.flatMap(({ panes }) => panes)
			.find((one) => one.id === id);
		assert.ok(pane, `pane ${id}`);
		const emulator = new Emulator(pane.sx, pane.sy, (code) => DEFAULT_WIDTHS.width(code));
		for (const message of this.of("data")) {
			assert.ok(message.bytes.length <= 16 * 1024);
			if (message.pane === id) emulator.write(message.bytes);
		}
		const { active } = emulator.term.buffer;
		return Array.from({ length: pane.sy }, (_, y) =>
			(active.getLine(active.baseY + y)?.translateToString(true) ?? "").trimEnd(),
		);
	}

	key(name: string, pane = -1): void {
		for (const key of toTmateKeys(parseKey(name)!, 6)!) this.feed.take({ kind: "pane-key", pane, key });
		this.later();
	}

	type(text: string): void {
		for (const char of text) this.feed.take({ kind: "pane-key", pane: -1, key: char.codePointAt(0)! });
		this.later();
	}

	command(...argv: readonly string[]): void {
		this.feed.take({ kind: "exec", client: 7, argv });
		this.later();
	}

	/** A key that is bound: what the far end sends for it. */
	bound(key: string, table = "prefix"): void {
		const start = `-T ${table} ${key} `;
		const bind = this.argvs("bind-key").findLast((argv) => argv.includes(start));
		assert.ok(bind, `no binding of ${key}`);
		this.command(...bind.slice(bind.indexOf(start) + start.length).split(" "));
	}

	dispose(): void {
		this.feed.dispose();
		this.server.dispose();
	}
}

function withFeed(fn: (world: World) => void, options?: TestServerOptions): () => void {
	return () => {
		const world = new World(options);
		fn(world);
		world.dispose();
	};
}

test(
	"keys and options come before READY, then the status line, the layout, the picture",
	withFeed((world) => {
		const kinds = world.sent.map(({ kind }) => kind).filter((kind, at, all) => kind !== all[at - 1]);
		assert.deepEqual(kinds, ["exec", "ready", "status", "layout", "data"]);
		assert.equal(world.argvs("unbind-key")[0], "unbind-key -a");
		assert.ok(world.argvs("set-option").includes("set-option -g prefix C-b"));
		assert.ok(world.argvs("set-option").includes("set-option -g status-style bg=green,fg=black"));
		assert.ok(world.argvs("bind-key").includes("bind-key -T prefix d detach-client"));
		for (const { argv } of world.of("exec")) {
			assert.match(argv[0]!, /^(bind-key|unbind-key|set-option|set-window-option)$/);
			assert.ok(!argv.at(-1)!.endsWith(";"));
		}
		assert.deepEqual(world.places(), ["0* 0*=80x24+0+0"]);
		assert.match(world.of("status")[0]!.left, /^\[one\] $/);
	}),
);

test(
	"what has changed is sent once: windows, panes, zoom, other options and keys",
	withFeed((world) => {
		world.server.run("split-window", "-h", "-t", "one:");
		world.later();
		assert.deepEqual(world.places(), ["0* 0=40x24+0+0 1*=39x24+41+0"]);
		world.server.run("resize-pane", "-Z", "-t", "one:");
		world.later();
		assert.deepEqual(world.places(), ["0* 1*=80x24+0+0"]);
		world.server.run("resize-pane", "-Z", "-t", "one:");
		world.server.run("new-window", "-t", "one:5", "-n", "two");
		world.later();
		// A pane that was hidden is a new one.
		assert.deepEqual(world.places(), ["0 2=40x24+0+0 1*=39x24+41+0", "5* 3*=80x24+0+0"]);
		assert.equal(world.layout().windows[1]?.name, "5:two*");
		world.later(1000);
		world.sent.length = 0;
		world.later(100);
		world.server.run("set", "-g", "status-style", "fg=themered,bg=#112233,us=red,overline");
		world.server.run("bind", "-r", "\\;", "display-menu", "x", "x", "");
		world.server.run("unbind", "%");
		world.later();
		assert.deepEqual(world.of("layout"), []);
		assert.deepEqual(
			world.of("exec").map(({ argv }) => argv.join(" ")),
			[
				"set-option -g status-style fg=red,bg=#112233",
				"unbind-key -T prefix %",
				"bind-key -r -T prefix ; wait-for -S comux-key:3b:prefix",
			],
		);
	}),
);

test(
	"a pane in another window is another pane there, for ever",
	withFeed((world) => {
		world.server.run("split-window", "-h", "-t", "one:");
		world.later();
		world.server.run("break-pane", "-s", "one:0.1");
		world.later();
		assert.equal(world.places()[1], "1* 2*=80x24+0+0");
		world.server.output("moved", "one:1");
		world.later();
		assert.match(world.screen(2)[0]!, /moved/);
		world.server.run("join-pane", "-s", "one:1", "-t", "one:0");
		world.later();
		assert.match(world.places()[0]!, /^0\* 0=\S+ 3\*=\S+$/);
		world.server.run("move-window", "-s", "one:0", "-t", "one:3");
		world.later();
		const ids = world.layout().windows[0]!.panes.map(({ id }) => id);
		assert.deepEqual(ids, [4, 5]);
		new StockPanes().replay(world.of("layout"));
	}),
);

test(
	"output goes on byte by byte, cut anywhere, with old colours",
	withFeed((world) => {
		const pty = world.server.pty("one:");
		pty.output(Buffer.from([0xc3]));
		world.server.settle();
		pty.output(Buffer.from([0xa9, 0x21]));
		pty.output("\x1b[38:2::255:0:1;4:3mred\x1b[58:5:3m");
		world.later();
		assert.match(world.screen(0)[0]!, /é!red/);
		const all = Buffer.concat(world.of("data").map(({ bytes }) => bytes)).toString();
		assert.ok(all.includes("\x1b[38;2;255;0;1;4mred"));
		assert.ok(!all.includes("58"));
	}),
);

test(
	"a flood and a server that does not read: pictures instead of bytes",
	withFeed((world) => {
		const flood = "0123456789abcdef\r\n".repeat(60_000);
		const before = world.of("data").length;
		world.server.pty("one:").output(flood);
		world.later();
		for (let i = 0; i < 30; i++) world.later(100);
		world.server.output("the end");
		world.later(1000);
		const bytes = world
			.of("data")
			.slice(before)
			.reduce((sum, data) => sum + data.bytes.length, 0);
		assert.ok(bytes < 400_000, `${bytes}`);
		assert.equal(world.screen(0).at(-1), "the end");
		world.room = false;
		world.sent.length = 0;
		world.server.output("\r\nunread");
		world.server.run("split-window", "-t", "one:");
		world.later(1000);
		assert.deepEqual(world.sent, []);
		world.room = true;
		world.feed.drained();
		world.later(1000);
		assert.equal(world.places().length, 1);
		assert.ok(world.screen(0).includes("unread"));
	}),
);

test(
	"keys go to the program, to the pane that is named, to modes",
	withFeed((world) => {
		const pty = world.server.pty("one:");
		world.type("é");
		world.key("Up");
		world.key("C-c");
		world.key("M-x");
		world.key("F1", 0);
		world.key("x", 99);
		assert.equal(pty.input, "é\x1b[A\x03\x1bx\x1bOP");
		world.server.output("first line\r\n");
		world.bound("[");
		assert.match(world.screen(0)[0]!, /\[0\/0\]$/);
		world.server.output("hidden");
		world.later(200);
		assert.ok(!world.screen(0).join().includes("hidden"));
		world.key("q");
		world.later(200);
		assert.deepEqual(world.screen(0).slice(0, 2), ["first line", "hidden"]);
		world.bound("w");
		assert.match(world.screen(0)[0]!, /\(0\).*one: 1 windows/);
		world.key("q");
		assert.equal(world.screen(0)[0], "first line");
		assert.equal(pty.input, "é\x1b[A\x03\x1bx\x1bOP");
	}),
);

test(
	"commands: targets as guests have them, what fails is told to who asked, prompts take keys",
	withFeed((world) => {
		world.command("new-window", "-n", "mine");
		world.command("select-window", "-t", ":=0");
		assert.match(world.places()[0]!, /^0\*/);
		world.feed.take({ kind: "exec-string", client: 3, command: "next-window ; bogus" });
		world.later();
		world.command("select-window", "-t", ":=9");
		world.command("display-menu", "x", "x", "");
		world.command("display-message", "hello");
		assert.deepEqual(
			world.of("failed").map(({ client, error }) => [client, error]),
			[
				[3, "unknown command: bogus"],
				[7, "Can't find window: 9"],
				[7, "Display-menu: not possible for guests of a tmate server"],
				[7, "hello"],
			],
		);
		// All at once, as fast typing comes: in their order.
		world.feed.take({ kind: "exec", client: 7, argv: ["split-window"] });
		world.feed.take({ kind: "pane-key", pane: -1, key: 0x61 });
		world.feed.take({ kind: "exec", client: 7, argv: ["select-pane", "-U"] });
		world.feed.take({ kind: "pane-key", pane: -1, key: 0x62 });
		world.feed.take({ kind: "exec", client: 7, argv: ["kill-pane", "-a"] });
		const inputs = () => world.server.ptys.map(({ input }) => input).join("|");
		world.later();
		assert.equal(inputs(), "b||a");
		world.bound(",");
		assert.match(world.of("status").at(-1)!.left, /\(rename-window\) /);
		assert.ok(world.argvs("set-option").at(-1)!.endsWith("status-left-length 500"));
		world.key("C-u");
		world.type("new#[x]");
		assert.match(world.of("status").at(-1)!.left, /new##\[\]\[x\]/);
		world.key("Enter");
		assert.equal(world.server.format("#{window_name}", "one:"), "new#[x]");
		assert.match(world.of("status").at(-1)!.left, /^\[one\] $/);
		assert.equal(inputs(), "b||a");
		world.server.run("bind", "-T", "mine", "k", "set", "-g", "@pressed", "yes");
		world.command("switch-client", "-T", "mine");
		world.key("k");
		assert.equal(world.server.format("#{@pressed}"), "yes");
	}),
);

test(
	"a guest cannot send all of them away; a long paste and what is typed ahead arrive",
	withFeed((world) => {
		const line = (text: string) => {
			world.bound(":");
			world.type(text);
			world.key("Enter");
		};
		for (const name of ["Detach-client", "Suspend-client", "Attach-session", "Display-popup"]) {
			line(name.toLowerCase());
			assert.deepEqual(
				[world.ended, world.of("failed").at(-1)?.error],
				[[], `${name}: not possible for guests of a tmate server`],
			);
		}
		world.server.run("bind", "X", "detach-client", "-P");
		world.later();
		assert.ok(world.argvs("bind-key").includes("bind-key -T prefix X detach-client"));
		const pty = world.server.pty("one:");
		const text = "0123456789".repeat(3000);
		world.type(text);
		assert.equal(pty.input, text);
		const mark = world.argvs("bind-key").find((argv) => argv.startsWith("bind-key -T prefix , "));
		world.feed.take({ kind: "exec", client: 7, argv: mark!.split(" ").slice(4) });
		world.type("\x15ahead\r");
		world.type("shell");
		assert.equal(world.server.format("#{window_name}", "one:"), "ahead");
		assert.equal(pty.input, `${text}shell`);
		world.bound("q");
		assert.equal(world.server.format("#{pane_mode}", "one:"), "panes-mode");
		assert.match(world.screen(0).join("\n"), /80x24/);
	}),
);

test(
	"joined emoji, which are wider there, are painted again",
	withFeed((world) => {
		world.server.output("\u{1f44d}\u{1f3fd}|\u{2764}\u{fe0f}|");
		world.later(300);
		const painted = Buffer.concat(world.of("data").map(({ bytes }) => bytes)).toString();
		assert.match(painted, /\x1b\[1H {2}\x1b\[1G\u{1f44d}\x1b\[3G\| {2}\x1b\[4G\u{2764}\u{fe0f}\x1b\[6G\|/u);
	}),
);

test(
	"the smallest guest is a limit of every window, whoever else is attached",
	withFeed((world) => {
		const size = (target: string) => world.server.format("#{window_width}x#{window_height}", target);
		const host = world.server.attach({ cols: 100, rows: 40, args: ["attach", "-t", "one"] });
		world.later();
		assert.equal(size("one:"), "100x39");
		world.feed.take({ kind: "resize", sx: 70, sy: 19 });
		world.later();
		assert.equal(size("one:"), "70x19");
		assert.deepEqual([world.layout().sx, world.layout().sy], [70, 19]);
		host.type("x");
		world.server.run("new-window", "-t", "one:");
		world.later();
		assert.equal(size("one:"), "70x19");
		world.feed.take({ kind: "resize", sx: -1, sy: -1 });
		world.later();
		assert.equal(size("one:"), "100x39");
		host.resize(60, 20);
		world.later();
		assert.equal(size("one:"), "60x19");
		host.type("\x02d");
		world.later();
		world.feed.take({ kind: "resize", sx: 0x7fffffff, sy: 3 });
		world.later();
		assert.equal(size("one:"), "1000x3");
	}),
);

test(
	"another session by switch-client, and the end of all",
	withFeed((world) => {
		world.server.run("new-session", "-d", "-s", "two", "-n", "second");
		world.command("switch-client", "-t", "two");
		assert.equal(world.layout().windows[0]?.name, "0:second*");
		assert.deepEqual(world.ended, []);
		world.server.run("detach-client", "-s", "two");
		world.later();
		assert.deepEqual(world.ended, ["the guests were detached"]);
	}),
);

test(
	"the window list is that of the host: formats, flags, alerts, separators; a prompt has the line alone",
	withFeed((world) => {
		const names = () => world.layout().windows.map(({ name }) => name);
		world.server.run("new-window", "-d", "-t", "one:1", "-n", "abcd");
		world.server.run("new-window", "-d", "-t", "one:2", "-n", "log");
		world.server.run("set", "-g", "window-status-format", "#[fg=themered,us=blue]#I#{l:;}#{=3:window_name}");
		world.server.run("set", "-g", "window-status-separator", "#[bold]|#{l:-}");
		world.server.run("set", "-wt", "one:2", "monitor-activity", "on");
		world.server.run("split-window", "-d", "-t", "one:0");
		world.server.run("resize-pane", "-Z", "-t", "one:0");
		world.later(1000);
		assert.deepEqual(names(), ["0:sh*Z", "#[fg=red]1;abc", "#[fg=red]2;log"]);
		assert.equal(
			world.argvs("set-window-option").findLast((argv) => argv.includes("separator")),
			"set-window-option -g window-status-separator |-",
		);
		world.server.output("news", "one:2");
		world.later(1000);
		assert.equal(names()[2], "#[reverse]#[fg=red]2;log");
		const before = world.argvs("set-window-option").length;
		world.bound(",");
		assert.deepEqual(world.argvs("set-window-option").slice(before), [
			"set-window-option -g window-status-current-format ",
			"set-window-option -g window-status-format ",
			"set-window-option -g window-status-separator ",
		]);
		assert.match(
			world.of("status").at(-1)!.left,
			/^#\[default\]#\[fg=black,bg=yellow\]\(rename-window\) \S+#\[default\]#\[fg=default,bg=yellow,reverse\] #\[default\]/,
		);
		world.key("Escape");
		assert.ok(
			world.argvs("set-window-option").slice(-3).includes("set-window-option -g window-status-format #W"),
		);
	}),
);

test(
	"copy mode: what has changed of the picture, and the pane again at its end",
	withFeed((world) => {
		for (let i = 0; i < 60; i++) world.server.output(`line ${i}\r\n`);
		world.later(500);
		world.bound("[");
		assert.match(world.screen(0)[0]!, /^line 37 +\[0\/37\]$/);
		world.sent.splice(0, world.sent.length, world.layout());
		world.key("Up");
		world.later(100);
		const moved = Buffer.concat(world.of("data").map(({ bytes }) => bytes)).toString();
		assert.match(moved, /^\x1b\[23;8H\x1b\[\?25h$/);
		world.key("PageUp");
		world.later(100);
		assert.match(world.screen(0)[0]!, /^line 15 .*\[22\/37\]$/);
		world.key("C-Space");
		world.key("Down");
		world.later(100);
		assert.match(Buffer.concat(world.of("data").map(({ bytes }) => bytes)).toString(), /\x1b\[0;30;43mline/);
		world.key("q");
		world.later(200);
		assert.equal(world.screen(0)[22], "line 59");
	}),
);

test(
	"a locked host: nothing is seen and nothing typed until it is unlocked",
	withFeed((world) => {
		const host = world.server.attach({ cols: 80, rows: 25, args: ["attach", "-t", "one"] });
		world.server.output("secret");
		world.later();
		world.server.run("lock-server");
		world.server.output("more");
		world.type("x");
		world.later(1000);
		assert.match(world.screen(0).join("\n"), /^This session is locked\./);
		assert.ok(!world.screen(0).join().includes("more"));
		assert.equal(world.server.pty("one:").input, "");
		world.server.runtime.hub.wakeup(host.client);
		world.later(1000);
		assert.match(world.screen(0)[0]!, /secretmore/);
	}),
);

test(
	"a new connection gets all of it again",
	withFeed((world) => {
		world.server.output("still here");
		world.feed.take({ kind: "resize", sx: 70, sy: 20 });
		world.later();
		world.feed.offline();
		world.later();
		world.sent.length = 0;
		world.server.output(", unheard");
		world.later(500);
		assert.deepEqual(world.sent, []);
		world.feed.online(() => {});
		world.later();
		assert.equal(world.of("status").length, 1);
		assert.ok(world.argvs("bind-key").length > 50);
		assert.equal(world.screen(0)[0], "still here, unheard");
	}),
);

test(
	"hundreds of windows fit a message",
	withFeed((world) => {
		const name = "ü".repeat(60);
		const all = Array.from({ length: 150 }, (_, i) => [
			"new-window",
			"-d",
			"-t",
			`one:${i + 1}`,
			"-n",
			name,
			";",
		]);
		world.server.run(...all.flat().slice(0, -1));
		world.server.run("select-window", "-t", "one:150");
		world.later();
		assert.equal(world.layout().active, 150);
		assert.ok(world.layout().windows.length > 50);
		for (const message of world.sent) assert.ok(encodeHostMessage(message).length <= STOCK_SERVER_BYTES);
	}),
);

test(
	"whatever a server says, the host goes on and every layout can be drawn",
	withFeed((world) => {
		const seed = Date.now() % 1_000_000;
		let state = seed;
		const random = (below: number) => {
			state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
			return Math.floor((state / 2 ** 31) * below);
		};
		const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
		const words = ["split-window", "-h", "-t", "%1", ":=1", "new-window", "kill-pane", "-Z", "resize-pane"];
		const commands = [
			...words,
			"copy-mode",
			"choose-tree",
			"swap-pane",
			"-D",
			"break-pane",
			"join-pane",
			"-s",
		];
		for (let i = 0; i < 600; i++) {
			const kind = random(4);
			if (kind === 0) world.feed.take({ kind: "resize", sx: random(300) - 20, sy: random(90) - 10 });
			else if (kind === 1) world.feed.take({ kind: "pane-key", pane: random(9) - 1, key: random(128) });
			else if (kind === 2)
				world.feed.take({ kind: "pane-key", pane: -1, key: 0x1000_0000_0000 + random(0x60) });
			else {
				const argv = Array.from({ length: 1 + random(4) }, () => pick(commands));
				world.feed.take({ kind: "exec", client: random(5), argv });
			}
			if (i % 20 !== 0) continue;
			world.room = random(4) > 0;
			world.later();
			if (world.ended.length > 0) break;
		}
		new StockPanes().replay(world.of("layout"));
		const known = new Set<number>();
		for (const message of world.sent) {
			if (message.kind === "layout") {
				assert.equal(layoutFault(message), undefined, `seed ${seed}`);
				known.clear();
				for (const { panes } of message.windows) for (const { id } of panes) known.add(id);
			} else if (message.kind === "data") assert.ok(known.has(message.pane), `seed ${seed}`);
		}
	}),
);
