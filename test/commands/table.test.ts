import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../src/commands/table.ts";
import { makeCommandWorld, repositoryFile } from "./fixture.ts";

test("every command has the name, alias and usage tools expect, and no other exists", () => {
	const { out } = makeCommandWorld();
	const expected = repositoryFile("fixtures/commands/list-commands.txt");
	assert.equal(out("list-commands"), expected);
	assert.equal(COMMANDS.length, expected.trimEnd().split("\n").length);
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
