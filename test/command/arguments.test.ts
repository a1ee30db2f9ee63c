/** Flags and arguments: parsing, reading, numbers, and finding commands by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Arguments, type ArgumentsSpec, parseArguments } from "../../src/command/arguments.ts";
import { findCommand } from "../../src/command/find-command.ts";
import { parseNumber, parsePercentage } from "../../src/command/numbers.ts";

const spec: ArgumentsSpec = { template: "ab:c::1", lower: 0, upper: -1 };

function args(words: readonly string[], one: ArgumentsSpec = spec): Arguments {
	const result = parseArguments(one, words);
	assert.ok("args" in result, JSON.stringify(result));
	return result.args;
}

test("flags alone, together, with values joined or behind", () => {
	const parsed = args(["-aab1", "-b", "-x", "-a1", "-b", "", "x", "-a"]);
	assert.equal(parsed.count("a"), 3);
	assert.deepEqual(parsed.all("b"), ["1", "-x", ""]);
	assert.equal(parsed.get("b"), "");
	assert.ok(parsed.has("1"));
	assert.ok(!parsed.has("c"));
	assert.equal(parsed.get("a"), undefined);
	assert.deepEqual(parsed.flags(), ["1", "a", "b"]);
	assert.deepEqual(parsed.words(), ["x", "-a"]);
	assert.equal(parsed.length, 2);
});

test("- is an argument, -- ends the flags", () => {
	assert.deepEqual(args(["-a", "-", "-a"]).words(), ["-", "-a"]);
	assert.deepEqual(args(["-a", "--", "-a"]).words(), ["-a"]);
	assert.deepEqual(args([]).words(), []);
});

test("an optional value is not taken from what looks like a flag", () => {
	const value = (words: readonly string[]): (string | undefined)[] => {
		const parsed = args(words);
		return [parsed.get("c"), ...parsed.words()];
	};
	assert.deepEqual(value(["-c"]), [undefined]);
	assert.deepEqual(value(["-c", "-a"]), [undefined]);
	assert.deepEqual(value(["-c", "--", "x"]), [undefined, "x"]);
	assert.deepEqual(value(["-c", "-1"]), ["-1"]);
	assert.deepEqual(value(["-c5", "x"]), ["5", "x"]);
	assert.ok(args(["-c"]).has("c"));
});

test("what is wrong is said as the user expects it", () => {
	const error = (words: readonly string[], one: ArgumentsSpec): unknown => parseArguments(one, words);
	const two: ArgumentsSpec = { template: "b:", lower: 1, upper: 2 };
	assert.deepEqual(error(["-z"], two), { error: "unknown flag -z" });
	assert.deepEqual(error(["-é"], two), { error: "invalid flag -é" });
	assert.deepEqual(error(["-:"], two), { error: "invalid flag -:" });
	assert.deepEqual(error(["-b"], two), { error: "-b expects an argument" });
	assert.deepEqual(error(["-b", "x"], two), { error: "too few arguments (need at least 1)" });
	assert.deepEqual(error(["1", "2", "3"], two), { error: "too many arguments (need at most 2)" });
	assert.deepEqual(error(["-?"], two), { usage: true });
});

test("blocks are arguments where the type says so", () => {
	const block = { toText: () => "list-keys" };
	const typed: ArgumentsSpec = {
		template: "C",
		lower: 0,
		upper: -1,
		type: (index, sofar) => {
			if (index === 0) return "string";
			return sofar.has("C") && sofar.string(0) === "x" ? "commands" : "commands-or-string";
		},
	};
	const parsed = parseArguments(typed, ["-C", "x", block]);
	assert.ok("args" in parsed);
	assert.equal(parsed.args.commands(1), block);
	assert.equal(parsed.args.commands(0), undefined);
	assert.equal(parsed.args.string(1), "list-keys");
	assert.deepEqual(parseArguments(typed, ["-C", "x", "y"]), { error: "argument 2 must be { commands }" });
	assert.deepEqual(parseArguments(typed, [block]), { error: 'argument 1 must be "string"' });
	assert.ok("args" in parseArguments(typed, ["x", "y", block]));
});

test("numbers and percentages", () => {
	assert.equal(parseNumber("12", 0, 100), 12);
	assert.equal(parseNumber(" +12", 0, 100), 12);
	assert.equal(parseNumber("-3", -5, 100), -3);
	for (const bad of ["", "x", "1x", "1 ", "0x10", "1e3", "--1"])
		assert.equal(parseNumber(bad, 0, 100), "invalid");
	assert.equal(parseNumber("0", 1, 100), "too small");
	assert.equal(parseNumber("99999999999999999999", 1, 100), "too large");

	assert.equal(parsePercentage("25%", 0, 100, 79), 19);
	assert.equal(parsePercentage("25", 0, 100, 79), 25);
	assert.equal(parsePercentage("1001%", 0, 100, 79), "too large");
	assert.equal(parsePercentage("200%", 0, 100, 79), "too large");
	assert.equal(parsePercentage("1%", 1, 100, 79), "too small");
	assert.equal(parsePercentage("%", 1, 100, 79), "invalid");
	assert.equal(parsePercentage("", 1, 100, 79), "empty");
	assert.equal(
		parsePercentage("#{x}%", 1, 100, 80, () => "50"),
		40,
	);

	const parsed = args(["-b", "5", "-b", "50%", "-c"]);
	assert.equal(parsed.number("b", 0, 9), "invalid");
	assert.equal(parsed.percentage("b", 0, 99, 80), 40);
	assert.equal(parsed.number("c", 0, 9), "missing");
	assert.equal(parsed.percentage("c", 0, 9, 80), "empty");
	assert.equal(parsed.percentage("a", 0, 9, 80), "missing");
	assert.equal(
		parsed.number("b", 0, 9, () => "7"),
		7,
	);
});

test("a command is found by alias, name or the start of its name", () => {
	const table = [
		{ name: "new-pane", alias: "newp" },
		{ name: "new-session", alias: "new" },
		{ name: "new-window", alias: "neww" },
		{ name: "new-window-x" },
	];
	const find = (name: string): string => {
		const result = findCommand(name, table);
		return "error" in result ? result.error : result.found.name;
	};
	assert.equal(find("new"), "new-session");
	assert.equal(find("new-window"), "new-window");
	assert.equal(find("new-s"), "new-session");
	assert.equal(find("new-w"), "ambiguous command: new-w, could be: new-window, new-window-x");
	assert.equal(find("newx"), "unknown command: newx");
	assert.equal(find(""), "ambiguous command: , could be: new-pane, new-session, new-window, new-window-x");
});
