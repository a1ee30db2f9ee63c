import assert from "node:assert/strict";
import { test } from "node:test";
import { Environ } from "../../src/model/environ.ts";

function made(...assignments: string[]): Environ {
	const environ = new Environ();
	for (const assignment of assignments) environ.put(assignment);
	return environ;
}

test("removed and hidden variables do not reach programs", () => {
	const global = made("A=1", "B=2", "C=x=y", "bad");
	global.set("SECRET", "s", true);
	const session = made("B=3");
	session.clear("A");
	const child = global.copyForChild(session);
	assert.deepEqual(
		[...child.toMap()],
		[
			["B", "3"],
			["C", "x=y"],
		],
	);
	assert.equal(child.get("A"), undefined);
	assert.equal(child.get("SECRET"), "s");
	assert.equal(global.get("A"), "1");
	session.unset("A");
	assert.equal(global.copyForChild(session).get("A"), "1");
});

test("update takes over what matches and removes what is not there", () => {
	const session = made("DISPLAY=:0", "SSH_AUTH_SOCK=/old", "KEEP=1");
	const client = made("SSH_AUTH_SOCK=/new", "SSH_TTY=/dev/pts/1", "OTHER=2");
	session.update(["DISPLAY", "SSH_*", "NOTHERE"], client);
	assert.deepEqual(session.lines(), [
		"-DISPLAY",
		"KEEP=1",
		"-NOTHERE",
		"SSH_AUTH_SOCK=/new",
		"SSH_TTY=/dev/pts/1",
	]);
});

test("lines of show-environment", () => {
	const environ = made('Q=a"b$c`d\\e', "Z=1");
	environ.clear("Y");
	environ.set("H", "1", true);
	assert.deepEqual(environ.lines({ shell: true }), [
		'Q="a\\"b\\$c\\`d\\\\e"; export Q;',
		"unset Y;",
		'Z="1"; export Z;',
	]);
	assert.deepEqual(environ.lines({ hidden: true }), ["H=1"]);
});
