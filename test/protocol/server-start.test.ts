import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerStart } from "../../src/protocol/server-start.ts";
import { decodeServerStart, encodeServerStart } from "../../src/protocol/server-start.ts";

const start: ServerStart = {
	name: "tmux",
	socketPath: "/tmp/comux-0/default",
	defaultSocket: true,
	configFiles: ["/etc/tmux.conf", 'it\'s "quoted"'],
	configQuiet: true,
	logLevel: 2,
	foreground: false,
	login: false,
	libexec: "/opt/comux/libexec",
	readyFd: 3,
};

test("the argument of the server comes back, and anything else is refused", () => {
	assert.deepEqual(decodeServerStart(encodeServerStart(start)), start);
	for (const text of ["", "null", "[]", "{", '"x"', JSON.stringify({ ...start, name: "screen" })])
		assert.equal(decodeServerStart(text), undefined, text);
	for (const key of Object.keys(start))
		assert.equal(decodeServerStart(JSON.stringify({ ...start, [key]: undefined })), undefined, key);
});
