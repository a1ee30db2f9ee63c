import assert from "node:assert/strict";
import { test } from "node:test";
import { entry, makeFixture } from "./fixture.ts";

function parsing() {
	const body = { template: "nt:", lower: 0, upper: 2, type: () => "commands-or-string" as const };
	return makeFixture([
		entry("bind-key", () => "normal", { alias: "bind", args: body }),
		entry("show-options", () => "normal", { alias: "show", usage: "[-x]" }),
		entry("show-messages", () => "normal", { alias: "showmsgs" }),
	]);
}

test("names, aliases and starts of names are found; errors name command and place", () => {
	const { parser } = parsing();
	const text = (source: string, file?: string) => {
		const result = parser.parse(source, { file, line: file ? 1 : undefined, byLine: file !== undefined });
		return "error" in result ? result.error : result.toText();
	};
	assert.equal(text("bi -n a { show b; show-m }"), "bind-key -n a { show-options b ; show-messages }");
	assert.equal(text("sho"), "ambiguous command: sho, could be: show-options, show-messages");
	assert.equal(text("nope", "/a.conf"), "/a.conf:1: unknown command: nope");
	assert.equal(text("show\n\nbind -q", "/a.conf"), "/a.conf:3: command bind-key: unknown flag -q");
	assert.equal(text("bind a { nope }"), "unknown command: nope");
	assert.equal(text("show -?"), "usage: show-options [-x]");
});

test("conditions are expanded for the session in use, assignments go to the global environment", () => {
	const { parser, server, session, client } = parsing();
	session("alpha");
	const on = client("/dev/pts/1", session("beta"));
	server.environ.set("WHO", "me");
	const source = [
		"A=$WHO",
		"%hidden B=two",
		"%if #{==:#{session_name},beta}",
		"C=yes",
		"show $A",
		"%else",
		"C=no",
		"%endif",
	].join("\n");
	const checked = parser.parse(source, { client: on, byLine: true, parseOnly: true });
	assert.ok("commands" in checked);
	assert.equal(server.environ.get("A"), undefined);
	const list = parser.parse(source, { client: on, byLine: true });
	assert.ok("commands" in list);
	assert.equal(list.toText(), "show-options me");
	assert.equal(server.environ.get("C"), "yes");
	assert.deepEqual(server.environ.entry("B"), { name: "B", value: "two", hidden: true });
});

test("aliases of command-alias are replaced, words behind them go to their last command", () => {
	const { parser, server } = parsing();
	server.options.set("command-alias", "both=show a ; showmsgs", { key: "50" });
	const list = parser.parseArgv(["both", "x;", "bind", "k", ";", "show", "a\\;"]);
	assert.ok("commands" in list);
	assert.equal(
		list.toText(),
		"show-options a ; show-messages x ; bind-key k ; show-options a\\;".replace("a\\;", '"a;"'),
	);
	assert.equal(new Set(list.commands.map((command) => command.group)).size, 1);
	const shown: string[] = [];
	parser.parse("show a\nshow b; show c", {
		file: "f",
		byLine: true,
		verbose: (line) => void shown.push(line),
	});
	assert.deepEqual(shown, ["f:1: show-options a", "f:2: show-options b ; show-options c"]);
});
