import assert from "node:assert/strict";
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findSocketPath } from "../../src/client/socket-path.ts";

const uid = process.getuid!();
const none = { path: undefined, label: undefined, uid };

test("-S, -L, TMUX and TMUX_TMPDIR decide, in that order", (t) => {
	const parent = realpathSync(mkdtempSync(join(tmpdir(), "comux-test-")));
	t.after(() => rmSync(parent, { recursive: true }));
	const folder = `${parent}/comux-${uid}`;
	const env = { TMUX_TMPDIR: parent, TMUX: "/run/sock,123,0" };
	const find = (request: object) => findSocketPath({ ...none, env, ...request });
	assert.deepEqual(find({ path: "x", label: "y" }), { path: "x", isDefault: false });
	assert.deepEqual(find({}), { path: "/run/sock", isDefault: false });
	assert.deepEqual(find({ env: { ...env, TMUX: "/run/sock,123" } }), { path: "/run/sock", isDefault: false });
	assert.deepEqual(find({ label: "y" }), { path: `${folder}/y`, isDefault: true });
	assert.equal(statSync(folder).mode & 0o777, 0o700);
	for (const TMUX of ["", ",1,2"])
		assert.deepEqual(find({ env: { ...env, TMUX } }), { path: `${folder}/default`, isDefault: true });
	symlinkSync(parent, join(parent, "link"));
	const linked = find({ env: { TMUX_TMPDIR: join(parent, "link") } });
	assert.deepEqual(linked, { path: `${folder}/default`, isDefault: true });
});

test("a folder that is not safe is refused in tmux's words", (t) => {
	const parent = realpathSync(mkdtempSync(join(tmpdir(), "comux-test-")));
	t.after(() => rmSync(parent, { recursive: true }));
	const folder = `${parent}/comux-${uid}`;
	const find = (own = uid) => findSocketPath({ ...none, uid: own, env: { TMUX_TMPDIR: parent } });
	mkdirSync(folder);
	chmodSync(folder, 0o755);
	assert.deepEqual(find(), { error: `directory ${folder} has unsafe permissions` });
	chmodSync(folder, 0o770);
	assert.deepEqual(find(), { path: `${folder}/default`, isDefault: true });
	mkdirSync(`${parent}/comux-${uid + 1}`, 0o700);
	assert.deepEqual(find(uid + 1), { error: `directory ${parent}/comux-${uid + 1} has unsafe permissions` });
	rmSync(folder, { recursive: true });
	writeFileSync(folder, "");
	assert.deepEqual(find(), { error: `${folder} is not a directory` });
});
