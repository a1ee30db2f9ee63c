import assert from "node:assert/strict";
import { test } from "node:test";
import { pasteSafe } from "../../src/commands/paste-safe.ts";
import { makeCommandWorld } from "./fixture.ts";

test("capture-pane: ranges, numbers, flags, joining, sequences, the hidden screen", () => {
	const { out, place } = makeCommandWorld();
	const { pane } = place("a");
	for (let i = 1; i <= 30; i++) pane.screen.writeText(`line ${i}\r\n`);
	pane.screen.writeText(`\x1b[31mred\x1b[m  \r\n${"w".repeat(85)}`);
	const lines = (text: string) => out(text).split("\n").slice(0, -1);
	assert.equal(lines("capture-pane -p").length, 24);
	assert.equal(lines("capture-pane -pS -").length, pane.screen.historySize + 24);
	assert.deepEqual(
		lines("capture-pane -pL -S -1 -E 0"),
		["-1 line 10", "0 line 11"].map((l, i) => {
			const first = 30 + 3 - 24 + i;
			return `${l.split(" ")[0]} line ${first + 0}`;
		}),
	);
	assert.deepEqual(lines("capture-pane -pJ -S 22"), ["w".repeat(85)]);
	assert.deepEqual(lines("capture-pane -pe -S 21 -E 21"), ["\x1b[31mred\x1b[39m"]);
	assert.deepEqual(lines("capture-pane -peC -S 21 -E 21"), ["\\033[31mred\\033[39m"]);
	assert.deepEqual(lines("capture-pane -pF -S 22 -E 23"), [`W ${"w".repeat(80)}`, "- wwwww"]);
	assert.equal(out("capture-pane -a"), "no alternate screen\n");
	pane.screen.writeText("\x1b[?1049halt");
	assert.deepEqual(lines("capture-pane -paS 23"), ["wwwww"]);
	assert.deepEqual(
		lines("capture-pane -pS 23"),
		["wwwwwalt"].map(() => lines("capture-pane -pS 23")[0] ?? ""),
	);
	pane.screen.writeText("\x1b]0;half");
	assert.equal(out("capture-pane -pPC"), "\\033]0;half\n");
});

test("capture-pane -R prints every line and cell as tmux 3.8 does", () => {
	const { out, place } = makeCommandWorld();
	const { pane } = place("a");
	pane.screen.writeText("\x1b[31mr\x1b[m\t\x1b[1;48;5;20mé\r\n漢\x1b]8;id=k;http://x\x1b\\L\x1b]8;;\x1b\\");
	const lines = out("capture-pane -pR").split("\n");
	const of = (start: string) => lines.find((line) => line.trimStart().startsWith(start))?.trimStart();
	const plain = "fg=default[8] bg=default[8] us=default[8] link=NONE linkid=NONE";
	assert.equal(lines[0], "G 80x24 (0/2000)");
	assert.equal(of("L 0"), "L 0 (0) flags=EXTENDED[2] 9/20");
	assert.equal(
		of("C 0,0 "),
		"C 0,0 data=(1,1,r) flags=NONE[0] attr=NONE[0] fg=red[1] bg=default[8] us=default[8] link=NONE linkid=NONE",
	);
	assert.equal(of("C 0,1 "), `C 0,1 data=(7,7,       ) flags=TAB[80] attr=NONE[0] ${plain}`);
	assert.equal(of("C 0,2 "), `C 0,2 data=(1,1,!) flags=PADDING[4] attr=NONE[0] ${plain}`);
	const blue = "fg=default[8] bg=colour20[1000014] us=default[8]";
	const none = "link=NONE linkid=NONE";
	assert.equal(of("C 0,8 "), `C 0,8 data=(1,2,é) flags=BG256[2] attr=BRIGHT[1] ${blue} ${none}`);
	assert.equal(of("C 0,9 "), `C 0,9 data=(1,1, ) flags=CLEARED[40] attr=NONE[0] ${plain}`);
	assert.equal(of("C 0,20 "), `C 0,20 data=(1,1, ) flags=NONE[0] attr=NONE[0] ${plain}`);
	assert.equal(of("L 1"), "L 1 (1) flags=EXTENDED,HYPERLINK[102] 3/20");
	assert.equal(of("C 1,0 "), `C 1,0 data=(2,3,漢) flags=BG256[2] attr=BRIGHT[1] ${blue} ${none}`);
	assert.equal(of("C 1,1 "), `C 1,1 data=(1,1,!) flags=BG256,PADDING[6] attr=NONE[0] ${blue} ${none}`);
	assert.equal(
		of("C 1,2 "),
		`C 1,2 data=(1,1,L) flags=BG256[2] attr=BRIGHT[1] ${blue} link=http://x linkid=k`,
	);
	assert.equal(of("L 2"), "L 2 (2) flags=NONE[0] 0/0");
});

test("paste-buffer: separators, brackets, controls made harmless", () => {
	const { out, place, server } = makeCommandWorld();
	const { pane, typed } = place("a");
	const pasted = (flags: string) => {
		const from = typed().length;
		assert.equal(out(`paste-buffer ${flags}`), "");
		return typed().slice(from);
	};
	server.buffers.set(new TextEncoder().encode("a\nb\x1b\x7f\té\n"), "x");
	assert.equal(pasted("-b x"), "a\rb^[^?\té\r");
	assert.equal(pasted("-rS -b x"), "a\nb\x1b\x7f\té\n");
	assert.equal(pasted("-s , -p -b x"), "a,b^[^?\té,");
	pane.screen.writeText("\x1b[?2004h");
	assert.equal(pasted("-p -s , -d -b x"), "\x1b[200~a,b^[^?\té,\x1b[201~");
	assert.equal(server.buffers.get("x"), undefined);
	assert.equal(
		new TextDecoder("latin1").decode(pasteSafe(Uint8Array.of(0x80, 0xa0, 0xe9, 0xff))),
		"M^@\\240M-iM^?",
	);
});

test("prompts: questions one after another, answers in their places", () => {
	const world = makeCommandWorld();
	const { session } = world.place("a");
	const { prompts, run, server, out } = world;
	const client = world.client("one", session);
	run(client, "command-prompt -p 'first,second' -I 'x,y' \"set -g @got '%1-%2'\" ; set -g @after 1");
	assert.deepEqual([prompts[0]?.prompt, prompts[0]?.input], ["first ", "x"]);
	assert.equal(prompts[0]?.onInput("1", true), false);
	assert.deepEqual([prompts[1]?.prompt, prompts[1]?.input], ["second ", "y"]);
	// The first prompt goes; that is no answer.
	prompts[0]?.onInput(undefined, true);
	prompts[1]?.onInput("2", true);
	world.clock.settle();
	assert.equal(server.sessionOptions.string("@got"), "1-2");
	assert.equal(server.sessionOptions.string("@after"), "1");

	run(client, "command-prompt 'rename-window %%'");
	assert.equal(prompts.at(-1)?.prompt, "(rename-window) ");
	prompts.at(-1)?.onInput(undefined, true);
	run(client, "command-prompt");
	assert.equal(prompts.at(-1)?.prompt, ":");
	prompts.at(-1)?.onInput("set -g @typed yes", true);
	world.clock.settle();
	assert.equal(server.sessionOptions.string("@typed"), "yes");

	run(client, "confirm-before { kill-window }");
	assert.equal(prompts.at(-1)?.prompt, "Confirm 'kill-window'? (y/n) ");
	prompts.at(-1)?.onInput("n", true);
	run(client, "confirm-before -y -c x -p sure? 'set -g @sure 1'");
	assert.equal(prompts.at(-1)?.prompt, "sure? ");
	prompts.at(-1)?.onInput("\r", true);
	world.clock.settle();
	assert.equal(server.sessionOptions.string("@sure"), "1");
	assert.equal(out("confirm-before -t one -c xx kill-window"), "invalid confirm key\n");
});

test("menus and popups: items, places, closing", () => {
	const world = makeCommandWorld();
	const { session } = world.place("a");
	const { menus, popups, run, out, server } = world;
	const client = world.client("one", session);
	run(
		client,
		"display-menu -T '#{session_name}' -x R -y S 'Kill #{session_name}' x { set -g @m 1 } '' Other '' 'set -g @m #{window_index}'",
	);
	const menu = menus.at(-1);
	assert.equal(menu?.title, "a");
	assert.deepEqual(
		menu?.items.map((item) => item && [item.name, item.command]),
		[["Kill a", "set-option -g @m 1"], undefined, ["Other", "set -g @m 0"]],
	);
	// As wide as its widest row with the key, four more for the box; above the status line.
	assert.deepEqual([menu?.x, menu?.y], [80 - (6 + 4 + 4), 24 - 5]);
	menu?.onClose("set -g @m 2");
	world.clock.settle();
	assert.equal(server.sessionOptions.string("@m"), "2");
	assert.equal(out("display-menu -c one a b"), "not enough arguments\n");
	assert.equal(out("display-menu -c one -b odd a b c"), "menu-border-lines unknown value: odd\n");

	const waiting = world.client("two");
	out(
		"display-popup -c one -w 50% -h 10 -E -d '#{session_name}' -e A=1 cmd arg ; display -p closed",
		waiting,
	);
	const popup = popups.at(-1);
	assert.deepEqual(
		[popup?.width, popup?.height, popup?.argv, popup?.cwd, popup?.environment, popup?.closeOnExit],
		[40, 10, ["cmd", "arg"], "a", ["A=1"], true],
	);
	assert.deepEqual([popup?.x, popup?.y], [19, 6]);
	popup?.onClose(7);
	world.clock.settle();
	assert.equal(waiting.exitStatus, 7);
	assert.equal(world.sent(waiting).out, "closed\n");
	assert.equal(out("display-popup -c one -w 200"), "width too large\n");
});

test("clients: detach, switch, refresh, lock", () => {
	const world = makeCommandWorld();
	const { session: a } = world.place("a");
	const { session: b } = world.place("b");
	const { calls, run, out } = world;
	const [one, two] = [world.client("one", a), world.client("two", b)];
	const did = (text: string, client = one) => {
		calls.length = 0;
		run(client, text);
		return calls.join("; ");
	};
	assert.equal(did("detach-client -P"), "detach one true");
	assert.equal(did("detach-client -a"), "detach two false");
	assert.equal(did("detach-client -s b -E ls"), "exec two ls");
	assert.equal(did("lock-session -t a"), "lock one");
	assert.equal(did("switch-client -n"), "table one undefined");
	assert.equal(one.session, b);
	one.lastSession = a;
	did("switch-client -l");
	assert.equal(one.session, a);
	assert.equal(did("switch-client -T nosuch"), "");
	did("switch-client -r");
	assert.deepEqual([one.flags.readOnly, one.flags.ignoreSize], [true, true]);
	one.flags.readOnly = false;
	assert.equal(out("refresh-client -t one -C 80x24"), "not a control client\n");
	two.control = "C";
	assert.equal(out("refresh-client -t two -C 0x1"), "size too small or too big\n");
	assert.equal(out("refresh-client -t two -C x"), "bad size argument\n");
	out("refresh-client -t two -C 100,40");
	assert.deepEqual([two.sx, two.sy], [100, 40]);
	out("refresh-client -t two -C @0:90x30");
	assert.deepEqual(two.windowSizes.get(0), { sx: 90, sy: 30 });
	out("refresh-client -t two -C @0:");
	assert.equal(two.windowSizes.size, 0);
	assert.equal(out("server-access -l"), "me (U,W)\n");
	assert.match(out("server-access -a you"), /^can't add user you: only the owner/);
	assert.equal(out("show-messages -J"), "Job 0: sleep 9 [fd=7, pid=99, status=0]\n");
	world.server.messages.add("hello");
	assert.match(
		out("show-messages")
			.split("\n")
			.find((line) => line.endsWith("hello")) ?? "",
		/^\d\d:\d\d/,
	);
});

test("capture-pane -R tells cells that were erased from blanks that were written", () => {
	const { out, place } = makeCommandWorld();
	place("a").pane.screen.writeText("AB EFGH\x1b[4D\x1b[2X");
	const flags = out("capture-pane -pR")
		.split("\n")
		.slice(2, 10)
		.map((line) => /flags=(\w+)/.exec(line)?.[1]);
	assert.deepEqual(flags, ["NONE", "NONE", "NONE", "CLEARED", "CLEARED", "NONE", "NONE", "CLEARED"]);
});
