import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import {
	commandNames,
	findCommandName,
	mayStartServer,
	startingCommands,
} from "../../src/client/command-names.ts";
import type { CommandEntry } from "../../src/command/types.ts";

test("names, aliases and unambiguous starts are found", () => {
	const rows: Readonly<Record<string, string | undefined>> = {
		new: "new-session",
		"new-s": "new-session",
		neww: "new-window",
		attach: "attach-session",
		a: "attach-session",
		at: "attach-session",
		start: "start-server",
		ls: "list-sessions",
		lsk: "list-keys",
		has: "has-session",
		"new-": undefined,
		l: undefined,
		nosuch: undefined,
		toString: undefined,
	};
	for (const [given, expected] of Object.entries(rows)) assert.equal(findCommandName(given), expected, given);
});

test("the command lines that start a server", () => {
	const rows: readonly (readonly [line: string, starts: boolean])[] = [
		["", true],
		["new", true],
		["new-session -d -s x -x 80 -y 24 sleep 100", true],
		["new -dsx -- vim -Z", true],
		["attach", true],
		["at -t x", true],
		["start-server ; show-option -g base-index", true],
		["start-server; show-environment -g X", true],
		["show -g ; new -d", true],
		["lsk", true],
		["lscm", true],
		["info ; start", true],
		["ls", false],
		["has-session -t x", false],
		["kill-server", false],
		["kill-server ; ls", false],
		["nosuch ; new", false],
		["new -Z", false],
		["new -s", false],
		["attach x", false],
		["send-keys new\\; start", false],
		["split-pane", false],
	];
	for (const [line, starts] of rows)
		assert.equal(mayStartServer(line === "" ? [] : line.split(" ")), starts, line);
});

/** Everything the files of commands/ export that looks like an entry of the command table. */
async function entries(): Promise<CommandEntry[]> {
	const folder = new URL("../../src/commands/", import.meta.url);
	const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));
	const modules = await Promise.all(
		names.map((name) => import(new URL(name, folder).href) as Promise<object>),
	);
	const isEntry = (value: unknown): value is CommandEntry =>
		typeof value === "object" && value !== null && "exec" in value && "name" in value && "flags" in value;
	return modules.flatMap((module) => Object.values(module).filter(isEntry));
}

test("the names agree with the commands themselves", async () => {
	for (const entry of await entries()) {
		assert.equal(commandNames[entry.name], entry.alias ?? "", entry.name);
		const starts = entry.flags.includes("startServer");
		assert.equal(Object.hasOwn(startingCommands, entry.name), starts, entry.name);
	}
});
