import assert from "node:assert/strict";
import { test } from "node:test";
import { ANSWERS } from "./answers.ts";
import { makeCommandWorld } from "./fixture.ts";

test("command lines get the answers tmux 3.8 gives", () => {
	const world = makeCommandWorld();
	world.place("a");
	for (const [text, answer, status] of ANSWERS) {
		const client = world.client("client-9");
		assert.deepEqual([world.out(text, client), client.exitStatus], [answer, status], text);
		world.server.clients.delete(client);
	}
	assert.deepEqual(world.logged, []);
});
