import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../src/commands/table.ts";
import { makeCommandWorld, repositoryFile } from "./fixture.ts";

/** Commands tmux does not have. */
const OURS = ["guest-access", "list-guests", "share-dashboard", "share-server", "unshare-server"];

test("every command has the name, alias and usage tools expect, and no other exists", () => {
	const { out } = makeCommandWorld();
	const expected = repositoryFile("fixtures/commands/list-commands.txt");
	const lines = out("list-commands").split(/(?<=\n)/);
	const ours = lines.filter((line) => OURS.includes(line.split(" ")[0] ?? ""));
	assert.equal(lines.filter((line) => !ours.includes(line)).join(""), expected);
	assert.equal(COMMANDS.length, expected.trimEnd().split("\n").length + OURS.length);
	assert.equal(
		ours.join(""),
		[
			"guest-access (ga) [-krw] [-t guest]",
			"list-guests (lsg) [-F format] [-f filter]",
			"share-dashboard (dashboard) [-w]",
			"share-server (share) [-dF] [-a file] [-k api-key] [-n name] [-R relay] [-r read-only-name] [-t target-session]",
			"unshare-server (unshare) ",
			"",
		].join("\n"),
	);
	assert.equal(out("lscm -F '#{command_list_name}=#{command_list_alias}' splitw"), "split-window=splitw\n");
	assert.equal(out("list-commands nosuch"), "unknown command: nosuch\n");
});

test("flags of the usage line are in the template and the template's in the usage or known to be silent", () => {
	for (const { name, usage, args } of COMMANDS) {
		const shown = new Set<string>();
		for (const [, letters = ""] of usage.matchAll(/\[-([A-Za-z0-9]+)(?=[\] ])/g))
			for (const letter of letters) shown.add(letter);
		// server-access shows a target it does not take.
		for (const letter of shown)
			if (!(name === "server-access" && letter === "t"))
				assert.ok(args.template.includes(letter), `${name} -${letter}`);
	}
});
