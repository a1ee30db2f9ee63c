import assert from "node:assert/strict";
import { test } from "node:test";
import { expand, expandTime, formatTrue } from "../../src/format/expand.ts";
import { FORMAT_VARIABLES } from "../../src/format/variables.ts";
import { makeWorld, START } from "./fakes.ts";
import { makeCaseWorld, REFERENCE_CASES } from "./reference-cases.ts";

process.env.TZ = "UTC";

test("formats give what tmux gives", () => {
	const { ctx, world } = makeCaseWorld();
	world.now = START + 30 * 365 * 86_400_000;
	const wrong: string[] = [];
	for (const [format, result] of REFERENCE_CASES) {
		// Options of sharing are not tmux's.
		const got = expand(format, ctx).replaceAll(/\b(share|tmate)-\S+ /g, "");
		if (got !== result)
			wrong.push(`${format}\n  wanted ${JSON.stringify(result)}\n  got    ${JSON.stringify(got)}`);
	}
	assert.equal(wrong.join("\n"), "");
});

test("strftime goes first, at every level", () => {
	const { ctx, world } = makeCaseWorld();
	world.server.sessionOptions.set("@inner", "<%Y #{session_name}>");
	world.server.sessionOptions.set("@percent", "50%x %d");
	const cases = [
		["%Y-%m-%d #{session_name} %%", "2001-09-09 main %"],
		["#{t/f/%%%%Y:@ts} #{t/f/%%Y:@ts}", "2001 2001"],
		["#{e|%%|:7,3}", "1"],
		["#{E:@inner}", "<2001 main>"],
		["#{?session_name,%d,no} 100%", "09 100%"],
		["#{@percent}", "50%x %d"],
		["#{T:@percent}", "5009/09/01 09"],
		["#{l:%Y} #{l:%%Y}", "2001 %Y"],
	] as const;
	for (const [format, result] of cases) assert.equal(expandTime(format, ctx), result, format);
	assert.equal(expandTime("%H:%M", { ...ctx, time: START + 3_600_000 }), "02:46");
	assert.equal(expand("#{T:@inner}", ctx), "<2001 main>");
});

test("a verbose expansion tells each step", () => {
	const { ctx } = makeCaseWorld();
	const lines: string[] = [];
	expand("#{=3:#{?session_name,#{l:x}#{window_index},}}#{==:a}z", {
		...ctx,
		verbose: (line) => lines.push(line),
	});
	assert.deepEqual(lines, [
		"# expanding format: #{=3:#{?session_name,#{l:x}#{window_index},}}#{==:a}z",
		"# found #{}: =3:#{?session_name,#{l:x}#{window_index},}",
		"#  expanding format: 3",
		"#  result is: 3",
		"# modifier 0 is =",
		"# modifier 0 argument 0: 3",
		"# expanding inner format '#{?session_name,#{l:x}#{window_index},}'",
		"#  expanding format: #{?session_name,#{l:x}#{window_index},}",
		"#  found #{}: ?session_name,#{l:x}#{window_index},",
		"#  condition is: session_name",
		"#  condition 'session_name' found: main",
		"#  condition 'session_name' is true",
		"#   expanding format: #{l:x}#{window_index}",
		"#   found #{}: l:x",
		"#   modifier 0 is l",
		"#   literal string is 'x'",
		"#   replaced 'l:x' with 'x'",
		"#   found #{}: window_index",
		"#   format 'window_index' found: 0",
		"#   replaced 'window_index' with '0'",
		"#   result is: x0",
		"#  replaced '?session_name,#{l:x}#{window_index},' with 'x0'",
		"#  result is: x0",
		"# applied length limit 3: x0",
		"# replaced '=3:#{?session_name,#{l:x}#{window_index},}' with 'x0'",
		"# found #{}: ==:a",
		"# modifier 0 is ==",
		"# compare == syntax error: a",
		"# failed ==:a",
		"# result is: x0",
	]);
});

test("jobs run expanded and their output is expanded without jobs", () => {
	const world = makeWorld((command) => `${command} %H #(no) #{session_name} #{A:x,y}`);
	const session = world.session("main");
	world.window(session, "w");
	const ctx = { server: world.server, session, status: true };
	assert.equal(expandTime("<#(echo #S %%H)>", ctx), "<echo main %H %H  main >");
	assert.deepEqual(world.jobs, ["echo main %H"]);
	assert.equal(expand("<#(echo)>", { ...ctx, noJobs: true }), "<>");
	assert.equal(expand("a#(echo", ctx), "a");
	assert.equal(world.jobs.length, 1);
});

test("animations move only in a status line", () => {
	const world = makeWorld();
	const session = world.session("main");
	world.window(session, "w");
	let cycles = 0;
	const ctx = { server: world.server, session, status: true, onCycle: () => void cycles++ };
	const frame = (format: string, at: number) => {
		world.now = at;
		return expand(format, ctx);
	};
	assert.equal(frame("#{A:a,b,c}", 0), "a");
	assert.equal(frame("#{A:a,b,c}", 199), "b");
	assert.equal(frame("#{A/3:a,b,c}", 700), "c");
	assert.equal(cycles, 3);
	assert.equal(frame("#{A:only}", 700), "only");
	assert.equal(cycles, 3);
	assert.equal(expand("#{A:a,b}", { server: world.server, session }), "");
});

test("variables of the moment come first; a client gives its session", () => {
	const world = makeWorld();
	const session = world.session("main");
	world.window(session, "w");
	const client = world.client("/dev/pts/7", session);
	client.termFeatures = ["256", "title"];
	client.environ.set("LANG", "C");
	const extra = new Map<string, string | (() => string)>([
		["hook", "after-new-window"],
		["line", () => "4"],
	]);
	assert.equal(
		expand("#{hook} #{line} #S #{client_name}", { server: world.server, client, extra }),
		"after-new-window 4 main /dev/pts/7",
	);
	assert.equal(
		expand("#{W:#{hook}#{loop_index}}", { server: world.server, client, extra }),
		"after-new-window0",
	);
	assert.equal(expand("#{I/f:title}#{I/f:RGB}#{I/e:LANG}", { server: world.server, client }), "10C");
	assert.equal(
		expand("#{session_attached} #{client_flags} #{client_prefix}", { server: world.server, client }),
		"1 attached,focused,UTF-8 0",
	);
	assert.equal(
		expand("#{S:#S,<#S>}#{L:#{client_name}}", { server: world.server, client }),
		"<main>/dev/pts/7",
	);
});

test("window and session alerts, marks and groups", () => {
	const world = makeWorld();
	const { server } = world;
	const session = world.session("main");
	const first = world.window(session, "one");
	const second = world.window(session, "two");
	second.activity = true;
	second.bell = true;
	first.silence = true;
	session.lastWinlinks = [second];
	server.mark = { session, winlink: second, pane: second.window.active! };
	second.window.zoomed = true;
	const at = (format: string, winlink = second) => expand(format, { server, session, winlink });
	assert.equal(at("#{window_flags} #{window_raw_flags} #F"), "##!-MZ #!-MZ ##!-MZ");
	assert.equal(at("#F", first), "~*");
	assert.equal(at("#{session_alerts} #{session_alert} #{session_stack}"), "0~,1#! ~#! 0,1");
	assert.equal(at("#{pane_marked}#{session_marked}#{window_marked_flag}#{window_stack_index}"), "1111");
	assert.equal(at("[#{session_group}#{session_grouped}]"), "[0]");
	const other = world.session("other");
	const group = { name: "g", sessions: [session, other] };
	server.sessionGroups.set("g", group);
	session.group = group;
	other.group = group;
	assert.equal(
		at("#{session_group} #{session_group_size} #{session_group_list} #{window_linked_sessions}"),
		"g 2 main,other 1",
	);
});

test("every variable answers in an empty and in a full context", () => {
	const { ctx, world } = makeCaseWorld();
	const client = world.client("c", ctx.session);
	for (const name of FORMAT_VARIABLES.keys()) {
		assert.equal(typeof expand(`#{${name}}`, { server: world.server }), "string", name);
		assert.equal(typeof expand(`#{${name}}`, { ...ctx, client }), "string", name);
	}
	assert.equal(FORMAT_VARIABLES.size, 248);
});

test("truth", () => {
	for (const value of ["1", "00", "no", " ", "-0"]) assert.equal(formatTrue(value), true, value);
	for (const value of ["", "0", undefined]) assert.equal(formatTrue(value), false, value);
});

test("recursion and growth end", () => {
	const world = makeWorld();
	const session = world.session("main");
	world.window(session, "w");
	const options = world.server.sessionOptions;
	options.set("@one", "#{E:@one}x");
	options.set("@two", "#{E:@two}#{E:@two}");
	const ctx = { server: world.server, session };
	assert.equal(expand("#{E:@one}", ctx).length, 99);
	assert.equal(expand("#{E:@two}", ctx), "");
	assert.equal(expand("a#{R:#{R:#{R:xy,10000},10000},10000}b", ctx), "ab");
});

test("random formats never throw and end soon", () => {
	const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
	let state = seed;
	const random = (n: number) => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return (state >>> 8) % n;
	};
	const { ctx, world } = makeCaseWorld();
	const start = Date.now();
	Object.defineProperty(world, "now", { get: () => Date.now() });
	const pieces = [
		..."#{}[](),:;?=!&|<>/%-0123a é界".split(""),
		...[
			"#{",
			"}",
			"#[",
			"#(",
			"##",
			"#,",
			"#}",
			"session_name",
			"@s",
			"@rec",
			"@styled",
			"?",
			"s/a/b/:",
			"=5:",
			"=-3:",
		],
		...[
			"E:",
			"T:",
			"S:",
			"W:",
			"P:",
			"O/v:",
			"V/g:",
			"m:",
			"m/r:",
			"m/p:",
			"C/r:",
			"R:",
			"e|+|f|3:",
			"t/f/%Y:",
			"p9:",
		],
		...[
			"w:",
			"n:",
			"l:",
			"a:",
			"b:",
			"d:",
			"q/a:",
			"c/f:",
			"&&:",
			"||:",
			"!!:",
			"==:",
			"%5000Y",
			"(a+)+",
			"\\",
		],
	];
	try {
		for (let i = 0; i < 4000; i++) {
			let text = "";
			for (let k = random(24); k >= 0; k--) text += pieces[random(pieces.length)];
			const before = Date.now();
			expandTime(text, ctx);
			assert.ok(Date.now() - before < 2000, `slow: ${text}`);
		}
	} catch (error) {
		throw new Error(`seed ${seed}: ${error}`, { cause: error });
	}
	assert.ok(Date.now() - start < 60_000);
});
