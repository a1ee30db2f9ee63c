/** tmate's command line as commands of comux. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArgv } from "../../src/client/argv.ts";
import { mayStartServer } from "../../src/client/command-names.ts";

function commandOf(line: string): string {
	const parsed = parseArgv(line === "" ? [] : line.split(" "), "tmate", "/home/me");
	assert.equal(parsed.kind, "client", line);
	return parsed.kind === "client" ? parsed.command.join(" ") : "";
}

test("what tmate's flags stand for", () => {
	const set = (option: string, value: string) => `set-option -s ${option} ${value} ;`;
	const rows: readonly (readonly [line: string, command: string])[] = [
		["", "share-server"],
		["-F", "share-server -F"],
		["-n web", `${set("share-session-name", "web")} share-server`],
		[
			"-n web -r look new -d",
			`${set("share-session-name", "web")} ${set("share-session-name-read-only", "look")} new -d`,
		],
		[
			"-kKEY -a keys",
			`${set("share-api-key", "KEY")} ${set("share-authorized-keys", "/home/me/keys")} share-server`,
		],
		["-a github:alice", `${set("share-authorized-keys", "github:alice")} share-server`],
		["-F new-session rails console", "new-session -d rails console ; share-server -F"],
		["-F ls", "ls ; share-server -F"],
		["wait tmate-ready", "wait tmate-ready"],
		["display -p #{tmate_ssh}", "display -p #{tmate_ssh}"],
	];
	for (const [line, command] of rows) assert.equal(commandOf(line), command, line);
});

test("they start the server as their commands do", () => {
	for (const line of ["", "-F", "-n web", "-n web new -d", "-F new-session top"])
		assert.equal(mayStartServer(commandOf(line).split(" ")), true, line);
	assert.equal(mayStartServer(commandOf("-n web ls").split(" ")), false);
});

test("only tmate has them", () => {
	for (const name of ["comux", "tmux"] as const)
		for (const flag of ["-F", "-n", "-r", "-k", "-a"]) {
			const parsed = parseArgv([flag, "x"], name);
			assert.equal(parsed.kind === "print" && parsed.status, 1, `${name} ${flag}`);
		}
});
