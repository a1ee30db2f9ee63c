import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientArgs } from "../../src/client/argv.ts";
import { parseArgv, programName } from "../../src/client/argv.ts";
import { defaultConfigFiles } from "../../src/client/config-files.ts";
import { clientFlag } from "../../src/protocol/messages.ts";

const usage = (name: string) =>
	`usage: ${name} [-2CDhlNuVv] [-c shell-command] [-f file] [-L socket-name]\n` +
	"            [-S socket-path] [-T features] [command [flags]]\n";

const nothing: ClientArgs = {
	kind: "client",
	flags: 0,
	features: [],
	label: undefined,
	path: undefined,
	configFiles: undefined,
	logLevel: 0,
	shellCommand: undefined,
	command: [],
};

test("flags as tmux reads them", () => {
	const rows: readonly (readonly [line: string, expected: Partial<ClientArgs>])[] = [
		["", {}],
		["ls -F x", { command: ["ls", "-F", "x"] }],
		["-2 -8 -u attach", { features: ["256"], flags: clientFlag.utf8, command: ["attach"] }],
		["-Lfoo ls", { label: "foo", command: ["ls"] }],
		["-L foo -L bar", { label: "bar" }],
		["-S /x/y -f a -fb", { path: "/x/y", configFiles: ["a", "b"] }],
		["-f /dev/null new -d", { configFiles: ["/dev/null"], command: ["new", "-d"] }],
		["-C", { flags: clientFlag.control }],
		["-CC new", { flags: clientFlag.control | clientFlag.controlControl, command: ["new"] }],
		["-C -C", { flags: clientFlag.control | clientFlag.controlControl }],
		["-vvN", { logLevel: 2, flags: clientFlag.noStartServer }],
		["-Tclipboard,sixel -T x", { features: ["clipboard,sixel", "x"] }],
		["-lD", { flags: clientFlag.login | clientFlag.noFork }],
		["-c ls", { shellCommand: "ls" }],
		["-2uLname", { features: ["256"], flags: clientFlag.utf8, label: "name" }],
		["-- -x", { command: ["-x"] }],
		["- x", { command: ["-", "x"] }],
		["-q new -V", { command: ["new", "-V"] }],
	];
	for (const [line, expected] of rows) {
		const args = line === "" ? [] : line.split(" ");
		assert.deepEqual(parseArgv(args, "comux"), { ...nothing, ...expected }, line);
	}
});

test("what is printed at once, and what is wrong", () => {
	const print = (stdout: string, stderr: string, status: number) => ({
		kind: "print",
		stdout,
		stderr,
		status,
	});
	assert.deepEqual(parseArgv(["-V"], "tmux"), print("tmux 3.8\n", "", 0));
	assert.deepEqual(parseArgv(["-V"], "comux"), print("comux 0.1.0\n", "", 0));
	assert.deepEqual(parseArgv(["-2V", "-Z"], "tmux"), print("tmux 3.8\n", "", 0));
	assert.deepEqual(parseArgv(["-h"], "tmux"), print(usage("tmux"), "", 0));
	assert.deepEqual(parseArgv(["-Z"], "tmux"), print("", `tmux: unknown option -- Z\n${usage("tmux")}`, 1));
	for (const flag of ["-d", "-U"]) assert.deepEqual(parseArgv([flag], "tmux"), print("", usage("tmux"), 1));
	const noArgument = `comux: option requires an argument -- L\n${usage("comux")}`;
	assert.deepEqual(parseArgv(["-L"], "comux"), print("", noArgument, 1));
	assert.deepEqual(parseArgv(["-D", "ls"], "comux"), print("", usage("comux"), 1));
	assert.deepEqual(parseArgv(["-c", "ls", "x"], "comux"), print("", usage("comux"), 1));
	const help = parseArgv(["--help"], "comux");
	assert.ok(help.kind === "print" && help.status === 0 && help.stdout.startsWith(usage("comux")));
});

test("the name decides about the version and the config files", () => {
	assert.equal(programName("tmux"), "tmux");
	assert.equal(programName("tmate"), "tmate");
	assert.equal(programName("-comux"), "comux");
	assert.deepEqual(defaultConfigFiles("comux", {}, "/h"), [
		"/etc/tmux.conf",
		"/h/.tmux.conf",
		"/h/.config/tmux/tmux.conf",
		"/h/.config/comux/comux.conf",
	]);
	assert.deepEqual(defaultConfigFiles("tmate", { XDG_CONFIG_HOME: "/x" }, "/h"), [
		"/etc/tmux.conf",
		"/h/.tmux.conf",
		"/h/.tmate.conf",
		"/x/tmux/tmux.conf",
		"/h/.config/tmux/tmux.conf",
		"/h/.config/comux/comux.conf",
	]);
	const same = defaultConfigFiles("tmux", { XDG_CONFIG_HOME: "/h/.config" }, "/h");
	assert.equal(same.filter((path) => path === "/h/.config/tmux/tmux.conf").length, 1);
	assert.deepEqual(defaultConfigFiles("tmux", {}, undefined), ["/etc/tmux.conf"]);
});
