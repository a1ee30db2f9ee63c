import assert from "node:assert/strict";
import { test } from "node:test";
import { openPrompt, type Prompt, type PromptRequest } from "../../src/mode/prompt.ts";
import { CellBuffer } from "../../src/screen/cell-buffer.ts";
import { ATTR } from "../../src/term/attributes.ts";
import { parseColour } from "../../src/term/colour.ts";
import { KEY } from "../../src/term/key-code.ts";
import { keyOf, makeUi, textOf, type UiWorld } from "./ui-world.ts";

const COMMANDS = ["kill-pane", "kill-server", "list-keys", "list-panes", "new-session", "new-window"];

interface Asked {
	readonly ui: UiWorld;
	readonly prompt: Prompt;
	/** What the owner was told: text or nothing, `!` when final. */
	readonly told: string[];
	type(...keys: string[]): string[];
	/** The prompt's row and the cursor's column. */
	shown(): readonly [string, number];
}

function ask(
	request: Partial<PromptRequest> = {},
	options: Readonly<Record<string, string>> = {},
	ui = makeUi(),
): Asked {
	const { world, client } = ui;
	for (const [name, value] of Object.entries(options))
		assert.equal(world.server.sessionOptions.set(name, value), undefined);
	const told: string[] = [];
	const prompt = openPrompt({
		server: world.server,
		client,
		request: {
			prompt: ":",
			input: "",
			type: "command",
			onInput: (text, done) => {
				told.push(`${text ?? "cancel"}${done ? "!" : ""}`);
				return !done;
			},
			...request,
		},
		ports: { commandNames: () => COMMANDS },
	});
	return {
		ui,
		prompt,
		told,
		/** A word is a key when it has a name, else it is typed. */
		type: (...keys) =>
			keys.flatMap((word) => {
				const key = keyOf(word);
				return key === KEY.unknown
					? [...word].map((c) => prompt.key(keyOf(c === " " ? "Space" : c)))
					: [prompt.key(key)];
			}),
		shown: () => {
			const cells = new CellBuffer(60, 1);
			const column = prompt.draw(cells, 0, 0, 60);
			return [textOf(cells)[0]!, column];
		},
	};
}

const DIGITS = "0123456789".repeat(7);

test("keys edit as they do in tmux", () => {
	const cases: readonly (readonly [string, readonly string[], string, number])[] = [
		["emacs", ["foo bar", "M-b", "X"], ":foo Xbar", 6],
		["emacs", ["foo-bar baz", "C-a", "M-f", "M-f", "Z"], ":foo-Zbar baz", 6],
		["emacs", ["foo-bar baz", "C-w"], ":foo-bar", 9],
		["emacs", ["foo-bar", "C-w", "C-w", "C-y"], ":foo-", 5],
		["emacs", ["abc", "C-t"], ":acb", 4],
		["emacs", ["abc", "Left", "C-t"], ":acb", 4],
		["emacs", ["abc", "C-v", "C-a"], ":abc^A", 6],
		["emacs", ["abc", "C-v"], ":abc^", 4],
		["emacs", ["résumé", "BSpace", "BSpace"], ":résu", 5],
		["emacs", ["日本語", "Left", "X"], ":日本X語", 6],
		["emacs", ["abc", "C-u"], ":", 1],
		["emacs", ["ab cd", "Home", "C-k"], ":", 1],
		["emacs", [DIGITS], ":" + DIGITS.slice(12), 59],
		["emacs", [DIGITS, "Left", "Left"], ":" + DIGITS.slice(10, 69), 59],
		["emacs", [DIGITS, "Home"], `:${DIGITS.slice(0, 59)}`, 1],
		["vi", ["foo bar-baz", "Escape", "b", "X"], ":foo barbaz", 8],
		["vi", ["foo bar-baz", "Escape", "0", "w", "w", "i", "X"], ":foo barX-baz", 9],
		["vi", ["foo bar-baz", "Escape", "0", "e", "a", "X"], ":fooX bar-baz", 5],
		["vi", ["foo bar baz", "Escape", "0", "W", "D"], ":foo", 5],
		["vi", ["foo bar", "Escape", "b", "d", "p"], ":", 1],
		["vi", ["foo bar", "Escape", "B", "C", "z"], ":foo z", 6],
	];
	for (const [keys, typed, text, column] of cases) {
		const { type, shown } = ask({}, { "status-keys": keys });
		type(...typed);
		assert.deepEqual(shown(), [text, column], `${keys} ${typed.join(" ")}`);
	}
});

test("Tab completes commands and aliases, or shows what there is", () => {
	const one = ask();
	one.type("new-w", "Tab");
	assert.deepEqual(one.shown(), [":new-window", 12]);
	const many = ask();
	many.type("li", "Tab");
	assert.deepEqual(many.shown(), [":list-", 6]);
	many.type("Tab");
	assert.deepEqual(many.shown(), [":list- list-keys list-panes", 6]);
	assert.equal(many.prompt.mouse(8), "handled");
	assert.deepEqual(many.shown(), [":list-keys", 11]);
	many.type("x", "Tab");
	assert.deepEqual(many.shown(), [":list-keys x", 12]);
	const ui = makeUi();
	ui.world.server.options.set("command-alias", "kit=display hi", { key: "100" });
	const alias = ask({}, {}, ui);
	alias.type("ki", "Tab", "Tab");
	assert.deepEqual(alias.shown(), [":ki kill-pane kill-server kit", 3]);
});

test("history goes up and down and is not told twice", () => {
	const ui = makeUi();
	for (const line of ["first", "second", "second"]) ask({}, {}, ui).type(line, "Enter");
	const { type, shown, told } = ask({}, {}, ui);
	type("Up", "Up", "Up");
	assert.equal(shown()[0], ":first");
	type("Down", "Down");
	assert.equal(shown()[0], ":");
	type("C-p", "Enter");
	assert.deepEqual(told, ["second!"]);
	assert.equal(ui.client.prompt, undefined);
	assert.deepEqual(ui.world.server.promptHistory.lines("command"), ["first", "second"]);
	const search = ask({ type: "search" }, {}, ui);
	search.type("Up");
	assert.equal(search.shown()[0], ":");
});

test("single, numeric and key prompts end by themselves", () => {
	const single = ask({ single: true });
	assert.deepEqual([single.type("C-x"), single.told], [["close"], ["\x18!"]]);
	const tooMuch = ask({ single: true, input: "ab" });
	assert.deepEqual([tooMuch.type("c"), tooMuch.told], [["close"], ["cancel!"]]);
	const numeric = ask({ numeric: true });
	assert.deepEqual(numeric.type("1", "2", "x"), ["handled", "handled", "pass"]);
	assert.deepEqual(numeric.told, ["12!"]);
	assert.equal(numeric.ui.client.prompt, undefined);
	const key = ask({ key: true });
	assert.deepEqual([key.type("M-Left"), key.told], [["close"], ["M-Left!"]]);
	const exit = ask({ backspaceExit: true, input: "a" });
	assert.deepEqual(exit.type("BSpace", "BSpace"), ["handled", "close"]);
	assert.deepEqual(exit.told, ["cancel!"]);
});

test("an incremental prompt tells each change with its sign", () => {
	const { type, told, ui } = ask({ incremental: true, input: "last" });
	type("C-r", "C-r", "C-s", "x", "Left", "a");
	assert.deepEqual(told, ["=", "=last", "-last", "+last", "=lastx", "cancel!"]);
	assert.equal(ui.client.prompt, undefined);
	const arrows = ask({ incremental: true, editArrows: true, onMove: () => true });
	assert.deepEqual(arrows.type("a", "Left", "b", "Up", "Enter"), [
		"handled",
		"handled",
		"handled",
		"pass",
		"close",
	]);
	assert.deepEqual(arrows.told, ["=", "=a", "=ba", "ba!"]);
});

test("a paste buffer is put in up to its first control character", () => {
	const ui = makeUi();
	ui.world.server.buffers.set(new TextEncoder().encode("añ😀b\ncd"));
	const { type, shown } = ask({}, {}, ui);
	type("x", "C-y");
	assert.deepEqual(shown(), [":xañ😀b", 7]);
});

test("flags, type and input are variables of its formats", () => {
	const { prompt, type, shown } = ask(
		{ prompt: "#{prompt_type} #{prompt_flags} [#{prompt_input}] ", numeric: false, noFreeze: true },
		{ "status-keys": "vi" },
	);
	type("ab", "Escape");
	assert.equal(prompt.flags, "NOFREEZE,COMMANDMODE");
	assert.deepEqual(shown(), ["command NOFREEZE,COMMANDMODE [ab] ab", 35]);
});

test("the line is filled in the message style, the cursor follows the mode", () => {
	const { prompt, type } = ask(
		{},
		{ "status-keys": "vi", "prompt-cursor-style": "bar", "prompt-command-cursor-colour": "red" },
	);
	const cells = new CellBuffer(20, 1);
	prompt.draw(cells, 0, 0, 20);
	assert.equal(cells.bg[19], parseColour("themeyellow"));
	assert.deepEqual(prompt.cursor, { shape: "bar", blinking: false, colour: 8 });
	type("Escape");
	prompt.draw(cells, 0, 0, 20);
	assert.equal(cells.bg[0], parseColour("themeblack"));
	assert.equal(prompt.cursor.colour, parseColour("red"));
});

test("choices are underlined; a press moves the cursor", () => {
	const { prompt, type, shown } = ask();
	type("kill-", "Tab");
	const cells = new CellBuffer(60, 1);
	prompt.draw(cells, 0, 0, 60);
	assert.equal(cells.attr[8]! & ATTR.underscore, ATTR.underscore);
	type("a");
	prompt.draw(cells, 0, 0, 60);
	assert.equal(prompt.mouse(3), "handled");
	assert.equal(shown()[1], 3);
	assert.equal(prompt.mouse(70), "pass");
});

test("a new prompt, or the client's end, cancels the one before", () => {
	const ui = makeUi();
	const first = ask({}, {}, ui);
	const second = ask({}, {}, ui);
	assert.deepEqual(first.told, ["cancel!"]);
	assert.equal(ui.client.prompt, second.prompt);
	second.prompt.dispose();
	second.prompt.dispose();
	assert.deepEqual(second.told, ["cancel!"]);
	assert.equal(ui.client.prompt, undefined);
});

test("an owner may ask again in the same prompt or in a new one", () => {
	const answers: (string | undefined)[] = [];
	const asked = ask({
		onInput: (text) => {
			answers.push(text);
			if (answers.length > 1) return false;
			asked.prompt.update("more ", "#{session_name}");
			return true;
		},
	});
	asked.type("a", "Enter");
	assert.deepEqual(asked.shown(), ["more in", 7]);
	asked.type("Enter");
	assert.deepEqual(answers, ["a", "in"]);
	assert.equal(asked.ui.client.prompt, undefined);
});

test("a pane's prompt says when it opens and closes", () => {
	const ui = makeUi();
	const pane = ui.session.current!.window.active!;
	const events: string[] = [];
	ui.world.server.events.on("notify", ({ name, extra }) => void events.push(`${name} ${extra?.prompt_type}`));
	const { prompt, type } = ask({ pane, type: "search" }, {}, ui);
	assert.equal(pane.prompt, prompt);
	assert.equal(prompt.flags, "ISPANE");
	type("C-c");
	assert.equal(pane.prompt, undefined);
	assert.deepEqual(events, ["pane-prompt-opened search", "pane-prompt-closed search"]);
});
