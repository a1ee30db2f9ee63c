import assert from "node:assert/strict";
import { test } from "node:test";
import { matchOption, OPTION_TABLE } from "../../src/model/option-table.ts";
import { Options, type SetOptions } from "../../src/model/options.ts";

test("every row is complete and its default is a value it takes", () => {
	const names = new Set<string>();
	for (const row of OPTION_TABLE) {
		assert.ok(!names.has(row.name), row.name);
		names.add(row.name);
		assert.match(row.text, /^[A-Z].*\.$/, row.name);
		assert.equal(Array.isArray(row.default), row.array === true, row.name);
		if (row.type === "choice") assert.ok(row.choices?.includes(String(row.default)), row.name);
	}
	for (const scope of ["server", "session", "window"] as const) {
		const options = Options.root(scope);
		for (const entry of options.entries()) {
			if (entry.items || entry.row?.type === "command") continue;
			assert.equal(options.set(entry.name, entry.toText()), undefined, entry.name);
		}
	}
});

test("errors are worded as tmux words them", () => {
	const session = Options.root("session");
	const window = Options.root("window");
	const cases: [Options, string, string | undefined, string | undefined, SetOptions?][] = [
		[session, "status", "maybe", "unknown value: maybe"],
		[session, "display-time", "abc", "value is invalid: abc"],
		[session, "display-time", "-1", "value is too small: -1"],
		[session, "display-time", "99999999999", "value is too large: 99999999999"],
		[session, "history-limit", "12 ", "value is invalid: 12 "],
		[session, "history-limit", " +12", undefined],
		[session, "prefix", "nokey", "bad key: nokey"],
		[session, "prefix", "None", undefined],
		[session, "status-bg", "nocolour", "bad colour: nocolour"],
		[session, "status-bg", "none", "bad colour: none"],
		[session, "status-style", "bg=nope", "invalid style: bg=nope"],
		[session, "status-style", "bg=#{x}", undefined],
		[window, "cursor-colour", "zz", "invalid colour: zz"],
		[session, "default-size", "80", "value is invalid: 80"],
		[session, "default-size", "80x", "value is invalid: 80x"],
		[session, "mouse", "maybe", "bad value: maybe"],
		[session, "base-index", undefined, "empty value"],
		[session, "@a", undefined, "empty value"],
		[session, "status", "on", "not an array", { key: "0" }],
		[window, "pane-colours", "nope", "bad colour: nope", { key: "3" }],
		[session, "update-environment", "x", "bad array key: 99999999999", { key: "99999999999" }],
		[session, "nosuch", "x", "unknown option: nosuch"],
		[session, "default-shell", "/no", "not a suitable shell: /no", { isShell: () => false }],
	];
	for (const [options, name, text, error, how] of cases)
		assert.equal(options.set(name, text, how), error, `${name} ${text}`);
	assert.equal(session.string("status-style"), "bg=#{x}");
	assert.equal(session.number("history-limit"), 12);
});

test("flags and the first two choices are toggled", () => {
	const options = Options.root("session");
	const set = (name: string, text?: string) => {
		assert.equal(options.set(name, text), undefined);
		return options.toText(name);
	};
	assert.deepEqual(
		[set("mouse"), set("mouse", ""), set("mouse", "OFF"), set("mouse", "yes")],
		["off", "on", "off", "on"],
	);
	assert.deepEqual(
		[set("status"), set("status"), set("status", "3"), set("status")],
		["off", "on", "3", "3"],
	);
	assert.equal(options.toText("mouse", undefined, true), "1");
});

test("strings are appended to with their separator, and only to what is set here", () => {
	const global = Options.root("session");
	const session = global.child();
	global.set("status-style", "fg=red");
	global.set("status-style", "bg=blue", { append: true });
	assert.equal(global.string("status-style"), "fg=red,bg=blue");
	session.set("status-style", "bold", { append: true });
	assert.equal(session.string("status-style"), "bold");
	session.set("@u", "one", { append: true });
	session.set("@u", "two", { append: true });
	assert.equal(session.string("@u"), "onetwo");
	// A bad whole leaves the old value.
	assert.equal(global.set("status-style", "nope", { append: true }), "invalid style: fg=red,bg=blue,nope");
	assert.equal(global.string("status-style"), "fg=red,bg=blue");
});

test("arrays: separators, keys, holes, removal", () => {
	const options = Options.root("session");
	options.set("update-environment", "A B,,C");
	options.set("update-environment", "y", { key: "a" });
	options.set("update-environment", "y", { key: "a", append: true });
	options.set("update-environment", "x", { key: "010" });
	assert.deepEqual(options.array("update-environment"), [
		["0", "A"],
		["1", "B"],
		["2", "C"],
		["10", "x"],
		["a", "yy"],
	]);
	options.unset("update-environment", "1");
	options.set("update-environment", "N1 N2", { append: true });
	assert.equal(options.toText("update-environment"), "A N1 C N2 x yy");
	assert.equal(options.toText("update-environment", "00010"), "x");
	assert.equal(options.item("update-environment", 3), "N2");
	options.unset("update-environment");
	assert.equal(options.strings("update-environment").length, 13);
	// A hook takes its whole text as one command list.
	options.set("session-created", "display-message a ; display-message b");
	options.set("session-created", "display-message c", { append: true });
	assert.deepEqual(options.strings("session-created"), [
		"display-message a ; display-message b",
		"display-message c",
	]);
	// An array set in a child hides all of the parent's.
	const child = options.child();
	child.set("update-environment", "ONLY", { append: true });
	assert.deepEqual(child.strings("update-environment"), ["ONLY"]);
});

test("what is not set here comes from the parent; unset gives it back", () => {
	const changes: string[] = [];
	const global = Options.root("window", (name) => changes.push(`global ${name}`));
	const window = global.child((name) => changes.push(`window ${name}`));
	const pane = window.child();
	assert.equal(pane.choice("remain-on-exit"), "off");
	window.set("remain-on-exit", "failed");
	assert.equal(pane.choice("remain-on-exit"), "failed");
	assert.equal(pane.has("remain-on-exit"), false);
	window.unset("remain-on-exit");
	assert.equal(pane.choice("remain-on-exit"), "off");
	global.setNumber("pane-base-index", 5);
	assert.equal(pane.number("pane-base-index"), 5);
	global.unset("pane-base-index");
	assert.equal(pane.number("pane-base-index"), 0);
	assert.deepEqual(changes, [
		"window remain-on-exit",
		"window remain-on-exit",
		"global pane-base-index",
		"global pane-base-index",
	]);
	const other = global.child();
	other.set("remain-on-exit", "key");
	pane.setParent(other);
	assert.equal(pane.choice("remain-on-exit"), "key");
	assert.equal(window.set("display-panes-color", "red"), undefined);
	assert.equal(window.toText("display-panes-colour"), "red");
	assert.deepEqual(
		window.entries().map((entry) => entry.name),
		["display-panes-colour"],
	);
});

test("styles are parsed once unless they hold formats", () => {
	const options = Options.root("session");
	options.set("status-style", "fg=red,bold");
	const style = options.style("status-style");
	assert.equal(style?.fg, 1);
	assert.equal(options.style("status-style"), style);
	options.set("status-style", "fg=blue");
	assert.equal(options.style("status-style")?.fg, 4);
	options.set("status-style", "fg=#{c}");
	const colours = ["green", "yellow"];
	const expand = () => `fg=${colours.shift()}`;
	assert.deepEqual(
		[options.style("status-style", expand)?.fg, options.style("status-style", expand)?.fg],
		[2, 3],
	);
	assert.equal(options.style("@none"), undefined);
});

test("names may be shortened and carry keys", () => {
	const found = (text: string) => {
		const match = matchOption(text);
		return "error" in match ? match.error : `${match.name} ${match.key ?? "-"}`;
	};
	assert.equal(found("mouse"), "mouse -");
	assert.equal(found("prefix"), "prefix -");
	assert.equal(found("display-ti"), "display-time -");
	assert.equal(found("status-format[007]"), "status-format 7");
	assert.equal(found("command-alias[x]"), "command-alias x");
	assert.equal(found("pane-colors[1]"), "pane-colours 1");
	assert.equal(found("@any thing"), "@any thing -");
	assert.equal(found("nosuch"), "invalid option: nosuch");
	assert.equal(found("wind"), "ambiguous option: wind");
	assert.equal(found("status["), "ambiguous option: status[");
	assert.equal(found("status-format[99999999999]"), "ambiguous option: status-format[99999999999]");
});
