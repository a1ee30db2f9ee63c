import assert from "node:assert/strict";
import { test } from "node:test";
import { parseKey } from "../../src/term/key-names.ts";
import { type CommandWorld, makeCommandWorld, repositoryFile } from "./fixture.ts";

/** The default key tables. */
function bindDefaults(world: CommandWorld): void {
	for (const name of ["root", "prefix", "copy-mode", "copy-mode-vi", "move"]) {
		world.runner.append(undefined, world.list(repositoryFile(`keymaps/${name}.conf`), true));
		world.clock.settle();
	}
	world.server.keyTables.keepAsDefaults();
}

test("list-keys prints the default tables as tmux 3.8 does", () => {
	const world = makeCommandWorld();
	bindDefaults(world);
	const OURS = /\bS +(share-dashboard|Show how the server is shared)/;
	const lines = (text: string) => {
		const all = text.trimEnd().split("\n");
		return all.filter((line) => !OURS.test(line));
	};
	assert.match(world.out("list-keys"), OURS);
	assert.deepEqual(lines(world.out("list-keys")), lines(repositoryFile("fixtures/keys/list-keys.txt")));
	assert.deepEqual(
		lines(world.out("list-keys -N")),
		lines(repositoryFile("fixtures/keys/list-keys-notes.txt")),
	);
});

test("bind-key, list-keys and unbind-key", () => {
	const { out, server } = makeCommandWorld();
	assert.equal(out("bind-key -N 'a note' -r M-x display-message 'two words' \\; kill-pane"), "");
	assert.equal(out("bind -n F1 { if-shell -F 1 { list-keys } }"), "");
	assert.equal(out("bind -T mine C-a 'new-window ; kill-window'"), "");
	assert.equal(
		out("list-keys"),
		[
			"bind-key    -T mine   C-a new-window \\; kill-window",
			'bind-key -r -T prefix M-x display-message "two words" \\; kill-pane',
			"bind-key    -T root   F1  if-shell -F 1 { list-keys }",
			"",
		].join("\n"),
	);
	assert.equal(out("list-keys -N"), "C-b M-x a note\n");
	assert.equal(out("list-keys -aN -P p"), "p M-x a note\np F1  if-shell -F 1 { list-keys }\n");
	assert.equal(out("list-keys -F '#{key_table}:#{key_string}' -T mine"), "mine:C-a\n");
	assert.equal(out("bind -N other -T mine C-a"), "");
	assert.equal(server.keyTables.find("mine", parseKey("C-a") ?? 0)?.note, "other");
	assert.equal(out("unbind -T mine C-a"), "");
	assert.equal(out("list-keys -T mine"), "table mine doesn't exist\n");
	assert.equal(out("list-keys nokey"), "invalid key: nokey\n");
	assert.equal(out("list-keys F9"), "unknown key: F9\n");
	assert.equal(out("bind nokey kill-pane"), "unknown key: nokey\n");
	assert.equal(out("bind x 'nocommand'"), "unknown command: nocommand\n");
	assert.equal(out("unbind"), "missing key\n");
	assert.equal(out("unbind -q"), "");
	assert.equal(out("unbind -a x"), "key given with -a\n");
	assert.equal(out("unbind -a -T nosuch"), "table nosuch doesn't exist\n");
	assert.equal(out("unbind -an"), "");
	assert.equal(out("list-keys -T root"), "");
	assert.equal(
		out("bind -T order Any { } ; bind -T order User5 { } ; bind -T order FocusIn { }"),
		"unknown key: FocusIn\n",
	);
	assert.equal(out("list-keys -F '#{key_string}' -T order"), "User5\nAny\n");
});

test("send-keys: names, text, bytes, counts, modes and the mouse", () => {
	const world = makeCommandWorld();
	const { out, place, calls, server } = world;
	const { pane, typed } = place("a");
	const sent = (text: string) => {
		const from = typed().length;
		assert.equal(out(text), "");
		return typed().slice(from);
	};
	assert.equal(sent("send-keys Enter C-c xy"), "<Enter><C-c><x><y>");
	assert.equal(sent("send-keys -l Enter"), "<E><n><t><e><r>");
	assert.equal(sent("send-keys -H 41 zz 1ff 0x42"), "<A><B>");
	assert.equal(sent("send-keys -N 3 a"), "<a><a><a>");
	assert.equal(sent("send-keys MouseDown1Pane").startsWith("<M><o>"), true);
	assert.equal(sent("send-prefix"), "<C-b>");
	assert.equal(out("send-keys -N 0 a"), "repeat count too small\n");
	assert.equal(out("send-keys -X cancel"), "not in a mode\n");
	assert.equal(out("send-keys -M"), "no mouse target\n");

	const got: string[] = [];
	pane.modes.push({
		name: "copy-mode",
		pane,
		screen: pane.screen,
		keyTable: () => "copy-mode",
		key: () => {},
		command: ({ name, args, count }) => {
			got.push([name, ...args, count].join(" "));
			return name === "bad" ? "a bad command" : undefined;
		},
		resize() {},
		formats: () => new Map(),
		dispose() {},
	});
	server.keyTables.bind("copy-mode", parseKey("q") ?? 0, { commands: world.list("send-keys -X cancel") });
	assert.equal(sent("send-keys q"), "");
	assert.equal(sent("send-keys -N 4"), "");
	assert.equal(sent("send-keys -X cursor-up"), "");
	assert.equal(sent("send-keys -X -N 2 scroll-up"), "");
	assert.equal(sent("send-keys -FX search-forward '#{session_name}'"), "");
	assert.equal(out("send-keys -X bad"), "a bad command\n");
	assert.deepEqual(got, ["cancel 1", "cursor-up 4", "scroll-up 2", "search-forward a 1", "bad 1"]);
	assert.deepEqual(calls, []);
});
