/** Keys and questions for an attached client's terminal: send-keys -K, refresh-client -l. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "../harness/in-process.ts";

test(
	"send-keys -K: what the keys are bound to runs before the next command",
	withServer((t) => {
		t.attach();
		t.run("bind-key", "F6", "set-buffer", "-b", "k", "1");
		assert.equal(t.run("send-keys", "-K", "C-b", "F6", ";", "list-buffers", "-F", "#{buffer_name}"), "k");
		assert.equal(
			t.run("send-keys", "-K", "-N", "2", "C-b", "c", ";", "display-message", "-p", "#{session_windows}"),
			"3",
		);
		assert.equal(
			t.run("send-keys", "-K", "C-b", ";", "display-message", "-p", "#{client_prefix} #{client_key_table}"),
			"1 prefix",
		);
	}),
);

test(
	"refresh-client -l asks once for the clipboard, and the answer is a buffer for five seconds",
	withServer((t) => {
		const client = t.attach();
		const asked = () => client.bytes.split("\x1b]52;;?\x07").length - 1;
		const buffers = () => t.run("list-buffers", "-F", "#{buffer_name} #{buffer_sample}");
		t.run("refresh-client", "-l", ";", "refresh-client", "-l");
		t.settle();
		assert.equal(asked(), 1);
		client.type("\x1b]52;c;aGVsbG8=\x07");
		assert.equal(buffers(), "buffer0 hello");
		client.type("\x1b]52;c;bW9yZQ==\x07");
		t.run("refresh-client", "-l");
		t.settle();
		assert.equal(asked(), 2);
		t.clock.advance(5000);
		client.type("\x1b]52;c;bGF0ZQ==\x07");
		assert.equal(buffers(), "buffer0 hello");
		t.run("refresh-client", "-l");
		t.settle();
		assert.equal(asked(), 3);
	}),
);
