/**
 * A guest who may only look types everything there is: each key of every table,
 * the mouse everywhere, pastes and answers of a terminal, while the server is in
 * all kinds of states. Nothing but its own view may be another afterwards.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseKey } from "../../src/term/key-names.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type FakeGuest, SharedServer } from "../harness/fake-share.ts";

/** Bindings as people have them, and as somebody would want them who may only look. */
const CONFIG = `
set -g mouse on
set -s share-display-time 100
set -g status-interval 0
set -s message-limit 100000
set -g focus-events on
set -s extended-keys on
set -s set-clipboard on
set -s get-clipboard request
set -s exit-empty off
set -g prefix2 C-a
set -s user-keys[0] "\\e[5;30012~"
set -g assume-paste-time 0
set -g status-right "#{session_name}"
bind -n User0 split-window
bind -n F1 run-shell "touch /tmp/x"
bind -n F2 display-popup "id"
bind -n F3 command-prompt "rename-window '%%'"
bind -n F4 display-message "#(touch /tmp/x)"
bind -n F5 refresh-client -f "!read-only"
bind -n F6 refresh-client -f "!ignore-size"
bind -n F7 refresh-client -l
bind -n F8 refresh-client -S
bind -n F9 switch-client -r
bind -n F10 switch-client -c /dev/test/0 -t other
bind -n F11 switch-client -t other:1
bind -n F12 detach-client -a
bind -n S-F1 detach-client -s main
bind -n S-F2 detach-client -t /dev/test/0
bind -n S-F3 attach-session -d -t main -c "#(touch /tmp/x)"
bind -n S-F4 { refresh-client ; split-window }
bind -n S-F5 if-shell -F 1 { kill-pane }
bind -n S-F6 confirm-before -y kill-server
bind -n S-F7 display-menu x x kill-server
bind -n S-F8 choose-tree
bind -n S-F9 send-keys x
bind -n S-F10 set-buffer stolen
bind -n S-F11 lock-client
bind -n S-F12 suspend-client -t /dev/test/0
bind -n C-F1 refresh-client -t /dev/test/0
bind -n C-F2 switch-client -T prefix
bind -n C-F3 switch-client -T copy-mode
bind -n C-F4 guest-access -w
bind -n C-F5 share-dashboard
bind -n C-F6 unshare-server
bind -n C-F7 wait-for -S channel
bind -n C-F8 source-file /home/me/.tmux.conf
bind -n C-F9 display-panes
bind -n C-F10 refresh-client -C 20x5
bind -n C-F11 list-keys
bind -n C-F12 switch-client -E -l
bind -n M-F1 refresh-client -A "%0:pause"
bind -n M-F2 server-access -w me
bind -n M-F3 detach-client -E "touch /tmp/x"
bind -n M-F4 switch-client -Z -t main:0.0
bind -r Q resize-pane -L 5
bind -r W display-message -p "#(touch /tmp/x)"
bind -n MouseDown1Status run-shell "touch /tmp/y"
bind -n WheelUpPane run-shell "touch /tmp/y"
set-hook -g client-dark-theme "set -g @theme dark"
set-hook -g client-light-theme "set -g @theme light"
set-hook -g client-focus-in "set -g @focus in"
set-hook -g client-focus-out "set -g @focus out"
set-hook -g client-resized "set -g @size new"
set-hook -g client-active "set -g @active new"
`;

/** What says that somebody looks, and nothing more. */
const ABOUT_LOOKING = new Set([
	"session_attached",
	"session_attached_list",
	"session_many_attached",
	"session_group_attached",
	"session_group_attached_list",
	"session_group_many_attached",
	"window_active_clients",
	"window_active_clients_list",
	"server_sessions",
	"session_active",
	"start_time",
]);

/** What formats say of a pane, its window and its session. */
function facts(server: SharedServer, target: string): string[] {
	return server
		.run("display-message", "-a", "-p", "-t", target)
		.split("\n")
		.filter((line) => !ABOUT_LOOKING.has(line.split("=", 1)[0] ?? ""))
		.filter((line) => !/^(client|share|tmate|guest)_/.test(line));
}

/** Everything that is not a guest's own view. */
function dump(server: SharedServer, host: FakeClient | undefined): Record<string, unknown> {
	const { server: model } = server;
	const messages = model.messages.all().map(({ text }) => text);
	const one = (...argv: string[]) => server.run(...argv).split("\n");
	const state = {
		panes: [...model.panes.values()].flatMap((pane) => [
			...facts(server, `%${pane.id}`),
			`mode ${pane.mode?.name} prompt ${pane.prompt !== undefined}`,
			...server.run("show-options", "-p", "-t", `%${pane.id}`).split("\n"),
			...server.run("capture-pane", "-p", "-t", `%${pane.id}`).split("\n"),
		]),
		ptys: server.ptys.map(({ pid, input, sizes, signals, ended }) => ({ pid, input, sizes, signals, ended })),
		windows: [...model.windows.values()].map((window) => [
			window.id,
			window.latest?.name,
			...one("show-options", "-w", "-t", `@${window.id}`),
		]),
		sessions: [...model.sessions.values()].map((session) => [
			session.name,
			session.activityTime,
			...one("show-options", "-t", session.name),
			...one("show-environment", "-t", session.name),
			...one("list-windows", "-t", session.name),
		]),
		options: ["-s", "-g", "-gw"].map((scope) => one("show-options", scope)),
		hooks: one("show-hooks", "-g"),
		environment: one("show-environment", "-g"),
		// Bindings are made anew when they change, and there are too many for list-keys each time.
		keys: model.keyTables.names().map((table) => [table, ...model.keyTables.list(table)]),
		buffers: model.buffers.newest()?.bytes.toString(),
		bufferNames: one("list-buffers"),
		channels: [...model.waitChannels.keys()],
		history: one("show-prompt-history"),
		jobs: [...server.jobs.running].length,
		files: [...server.files.files.keys()],
		clients: server.clients
			.filter(({ client, gone }) => client.attached && !gone)
			.map(({ client }) => [
				client.name,
				client.session?.name,
				client.flags,
				client.keyTable,
				client.activityTime,
				client.message?.text,
				client.prompt !== undefined,
				client.overlay?.kind,
				client.sx,
				client.sy,
				client.suspended,
			]),
		screen: host?.screen(),
		shared: model.sharing.status,
	};
	// Looking at it makes messages of its own, and who comes again says so.
	const own = /^client-\d+ (command|message)|(^|message: )guest-\d+ (left|joined)/;
	return { ...state, messages: messages.filter((text) => !own.test(text)) };
}

/** Keys of every table, by the name it is reached with. */
function* keys(server: SharedServer, all: boolean): Generator<(guest: FakeGuest) => void> {
	const { runtime } = server;
	const press = (name: string | number) => (guest: FakeGuest) => {
		const client = [...runtime.server.sharing.guests.values()].at(-1)?.client;
		const key = typeof name === "number" ? name : parseKey(name);
		if (client && !guest.gone && key !== undefined) runtime.hub.key(client, key);
	};
	for (const table of runtime.server.keyTables.names()) {
		// Those of modes can be reached by nothing but a switch to them.
		if (!all && table !== "root" && table !== "prefix") continue;
		for (const binding of runtime.server.keyTables.list(table)) {
			if (table !== "root") yield press("C-b");
			yield press(binding.key);
			if (binding.repeat) yield press(binding.key);
		}
	}
}

/** Bytes of all kinds; not `all` of them where only the state of the server is another one. */
function* bytes(all: boolean): Generator<string> {
	for (let code = 0; code < (all ? 256 : 32); code++) yield String.fromCharCode(code);
	if (all) for (let code = 32; code < 127; code++) yield `\x1b${String.fromCharCode(code)}`;
	if (all) for (let code = 0; code < 128; code++) yield `\x02${String.fromCharCode(code)}`;
	yield* ["\x01c", "\x01%", "\x02\x02", "\x02Q", "Q", "Q", "\x02W", "W"];
	// Mouse: all buttons and modifiers, everywhere that means something.
	for (const place of ["1;1", "40;5", "41;5", "42;6", "80;12", "3;24", "12;24", "60;24", "79;24"])
		for (const button of [0, 1, 2, 3, 8, 16, 24, 32, 34, 35, 40, 48, 64, 65, 66, 67, 72, 128, 129, 255])
			yield `\x1b[<${button};${place}M`;
	for (const place of ["40;5", "3;24"]) for (const button of [0, 2, 32]) yield `\x1b[<${button};${place}m`;
	yield* ["\x1b[M !!", '\x1b[M"#$', "\x1b[M@##", "\x1b[<0;99999;99999M", "\x1b[<0;0;0M"];
	// A drag, a double and a triple click.
	yield "\x1b[<0;10;5M\x1b[<32;20;6M\x1b[<32;30;7M\x1b[<0;30;7m";
	yield "\x1b[<0;10;5M\x1b[<0;10;5m".repeat(3);
	// Focus, pastes, one that hides its own end.
	yield* ["\x1b[I", "\x1b[O", "\x1b[I\x1b[O\x1b[I"];
	yield* [
		"\x1b[200~rm -rf /\r\x1b[201~",
		"\x1b[200~a\x1b[201~\r:kill-server\r\x1b[201~",
		"\x1b[200~",
		"\x02c",
		"\x1b[201~",
	];
	// Answers of a terminal that nobody has asked for, and some that were.
	yield* ["\x1b]52;c;c3RvbGVu\x07", "\x1b]52;p;c3RvbGVu\x1b\\", "\x1b]52;;c3RvbGVu\x07"];
	yield* [
		"\x1b[?1;2c",
		"\x1b[?62;4;6;22c",
		"\x1b[>41;380;0c",
		"\x1b[>84;0;0c",
		"\x1bP>|evil #(touch /tmp/x)\x1b\\",
	];
	yield* ["\x1b]10;rgb:ffff/0000/0000\x07", "\x1b]11;rgb:0000/ffff/0000\x1b\\", "\x1b]4;1;rgb:ff/ff/ff\x07"];
	yield* [
		"\x1b[?997;1n",
		"\x1b[?997;2n",
		"\x1b[?997;1n",
		"\x1b[?2026;2$y",
		"\x1b[?2026;1$y",
		"\x1b[10;20R",
		"\x1b[4;600;800t",
		"\x1b[8;10;10t",
	];
	// Extended keys of both kinds, modifyOtherKeys, keys of the user's own.
	for (const code of [13, 27, 98, 99, 37, 58, 100, 127])
		for (const modifier of [1, 2, 3, 5, 6, 8]) {
			yield `\x1b[${code};${modifier}u`;
			yield `\x1b[27;${modifier};${code}~`;
		}
	yield* [
		"\x1b[98;5u%",
		"\x1b[98;5uc",
		"\x1b[5;30012~",
		"\x1b[200;",
		"\x1b]",
		"\x1bP",
		"\x1b_x\x1b\\",
		"\x1b^x\x1b\\",
		"é",
		"\xc3",
		"\u{1f600}",
	];
	// What a flood does to the decoder and the queue is the same in every state.
	yield "k".repeat(all ? 1000 : 100);
	yield "\x1b[".repeat(all ? 1000 : 100);
	yield `\x1b]${"5".repeat(all ? 2000 : 100)}`;
	yield "\x1b\\\x07";
}

interface State {
	readonly name: string;
	readonly alone?: boolean;
	prepare(server: SharedServer, host: FakeClient | undefined): void;
}

const STATES: readonly State[] = [
	{ name: "two panes, two windows, two sessions", prepare() {} },
	{ name: "nobody of the host's own is attached", alone: true, prepare() {} },
	{
		name: "a popup at the host",
		prepare: (server) => void server.start("display-popup", "-c", "/dev/test/0", "vi"),
	},
	{
		name: "a menu at the host, numbers of panes, a mark",
		prepare(server) {
			server.run("select-pane", "-m", "-t", "main:0.0");
			server.start("display-menu", "-c", "/dev/test/0", "kill", "k", "kill-server");
		},
	},
	{
		name: "a prompt at the host",
		prepare: (server) => void server.start("confirm-before", "-t", "/dev/test/0", "kill-server"),
	},
	{
		name: "a tree to choose from in the pane",
		prepare: (server) => void server.run("choose-tree", "-t", "main"),
	},
	{
		name: "copy mode in the pane, with a selection",
		prepare(server) {
			server.run("set", "-g", "mode-keys", "vi");
			server.run("copy-mode", "-t", "main");
			server.run("send-keys", "-t", "main", "-X", "begin-selection");
		},
	},
	{
		name: "a dead pane that waits for a key, and one that floats",
		prepare(server) {
			server.run("set", "-g", "remain-on-exit", "key");
			server.run("new-pane", "-t", "main");
			server.pty("main").exit(1);
			server.settle();
		},
	},
	{
		name: "programs that want all there is, in panes that get the same keys, one of them zoomed",
		prepare(server) {
			server.run("set", "-g", "synchronize-panes", "on");
			server.run("resize-pane", "-Z", "-t", "main");
			const modes = ["?1003h", "?1006h", "?1004h", "?2004h", "?2031h", ">4;2m"].map((mode) => `\x1b[${mode}`);
			const questions = ["52;c;?", "10;?", "11;?", "4;1;?"].map((question) => `\x1b]${question}\x07`);
			server.output([...modes, ...questions].join(""), "main");
			server.run("display-message", "-d", "0", "-c", "/dev/test/0", "hello");
		},
	},
];

for (const state of STATES) {
	const { name, alone = false, prepare } = state;
	test(`nothing that one who may only look types changes anything: ${name}`, () => {
		const server = new SharedServer({ config: CONFIG, stay: true });
		const host = server.attach({ args: ["new-session", "-s", "main"] });
		server.run("split-window", "-h", "-t", "main");
		server.run("new-window", "-d", "-t", "main");
		server.run("new-session", "-d", "-s", "other", "-x", "70", "-y", "20");
		server.run("new-window", "-d", "-t", "other");
		server.run("set-buffer", "mine");
		server.output("some text\r\nmore text\r\n", "main");
		server.share("-t", "main");
		server.advance(1000);
		if (alone) host.kill();
		prepare(server, alone ? undefined : host);
		server.advance(1000);
		let guest = server.guest({ rights: "read-only", cols: 80, rows: 24 });
		server.advance(1000);
		const before = dump(server, alone ? undefined : host);
		let typed: string[] = [];
		const { active: pane } = [...server.server.windows.values()][0] ?? {};
		assert.ok(pane);
		const check = () => {
			// What they started has ended, the guest who has gone comes again.
			server.advance(1000);
			// A prompt or a menu of theirs would have swallowed what was typed since.
			const { client: own } = [...server.server.sharing.guests.values()].at(-1) ?? {};
			assert.equal(own?.prompt ?? own?.overlay, undefined, typed.join(" "));
			if (guest.gone) {
				guest = server.guest({ rights: "read-only", cols: 80, rows: 24 });
				server.advance(1000);
			}
			assert.deepEqual(dump(server, alone ? undefined : host), before, typed.join(" "));
			typed = [];
		};
		// As guest.type, but frames are drawn when all is looked at.
		const type = (text: string) => {
			const { client } = [...server.server.sharing.guests.values()].at(-1) ?? {};
			if (client && !guest.gone) server.runtime.hub.input(client, Buffer.from(text));
			server.clock.turn();
			// An escape alone is one after a moment.
			if (text.length < 3) server.clock.advance(11);
		};
		let count = 0;
		for (const press of keys(server, state === STATES[0] || pane.mode !== undefined)) {
			press(guest);
			server.clock.turn();
			if (++count % 300 === 0 || guest.gone) check();
		}
		check();
		for (const text of bytes(state === STATES[0])) {
			typed.push(JSON.stringify(text.slice(0, 40)));
			type(text);
			if (++count % 300 === 0 || guest.gone) check();
		}
		for (const [cols, rows] of [
			[200, 60],
			[20, 5],
			[1, 1],
			[80, 24],
		] as const)
			guest.resize(cols, rows);
		check();
		server.dispose();
	});
}
