/** bin/comux and the shims, in a copy of the tree with a client that says how it was started. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const root = realpathSync(mkdtempSync(join(tmpdir(), "comux-test-")));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));
for (const file of ["bin/comux", "libexec/tmux", "libexec/tmate"]) {
	mkdirSync(join(root, dirname(file)), { recursive: true });
	copyFileSync(join(repository, file), join(root, file));
}

function run(file: string, args: readonly string[], env: Record<string, string> = {}) {
	const path = { PATH: "/bin:/usr/bin", HOME: "/nonexistent" };
	const { status, stdout, stderr } = spawnSync(file, args, {
		env: { ...path, ...env },
		encoding: "utf8",
		cwd: root,
	});
	return { status, stdout, stderr };
}

test("a tree that is not built says so in one line", () => {
	const { status, stdout, stderr } = run(join(root, "bin/comux"), ["ls"]);
	assert.deepEqual([status, stdout], [1, ""]);
	assert.match(stderr, /^comux: not built yet: run 'npm ci && npm run build' in [^\n]*\n$/);
});

test("it runs node on the client under the right name, from anywhere", () => {
	mkdirSync(join(root, "dist"));
	const client = "const { COMUX_NAME, NODE_OPTIONS, COMUX_NODE_OPTIONS } = process.env;";
	const tell =
		"console.log(JSON.stringify([...process.argv.slice(2), COMUX_NAME, NODE_OPTIONS, COMUX_NODE_OPTIONS]));";
	writeFileSync(join(root, "dist/client.cjs"), client + tell);
	writeFileSync(join(root, "dist/node-path"), `${process.execPath}\n`);
	mkdirSync(join(root, "links"));
	symlinkSync("../bin/comux", join(root, "links/relative"));
	symlinkSync("relative", join(root, "links/tmux"));
	symlinkSync(join(root, "libexec/tmate"), join(root, "links/absolute"));
	const rows: readonly (readonly [file: string, name: string])[] = [
		["bin/comux", "comux"],
		["libexec/tmux", "tmux"],
		["libexec/tmate", "tmate"],
		["links/relative", "relative"],
		["links/tmux", "tmux"],
		["links/absolute", "tmate"],
	];
	for (const [file, name] of rows) {
		const { stdout } = run(join(root, file), ["-S", "a b", "", "*"]);
		assert.deepEqual(JSON.parse(stdout), [name, "-S", "a b", "", "*", null, null, null], file);
	}
	assert.deepEqual(JSON.parse(run("bin/comux", []).stdout), ["comux", null, null, null]);
	const onPath = run("sh", ["-c", "tmux x"], { PATH: `${root}/libexec:/bin:/usr/bin` });
	assert.deepEqual(JSON.parse(onPath.stdout), ["tmux", "x", null, null, null]);
	const options = run("bin/comux", [], { NODE_OPTIONS: "--no-such-option" });
	assert.deepEqual(JSON.parse(options.stdout), ["comux", null, null, "--no-such-option"]);
});

test("a node that has moved is looked for", () => {
	writeFileSync(join(root, "dist/node-path"), "/nonexistent/node\n");
	const found = run("bin/comux", ["x"], { PATH: `${dirname(process.execPath)}:/bin:/usr/bin` });
	assert.equal(found.status, 0);
	const home = join(root, "home/.nvm/versions/node/v20/bin");
	mkdirSync(home, { recursive: true });
	symlinkSync(process.execPath, join(home, "node"));
	assert.equal(run("bin/comux", ["x"], { PATH: "/nonexistent", HOME: join(root, "home") }).status, 0);
});
