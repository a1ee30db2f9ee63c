/** -v and -vv: the server's log says what was run, what happened, and with -vv the bytes. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { waitUntil } from "../harness/wait.ts";
import { World } from "../harness/world.ts";

for (const [flag, hasBytes] of [
	["-v", false],
	["-vv", true],
] as const)
	test(`${flag} writes a log of the server`, async () => {
		const world = new World();
		try {
			const made = await world.run([
				flag,
				"new-session",
				"-d",
				"-s",
				"logged",
				"printf 'seen-%s' here; exec cat",
			]);
			assert.equal(made.status, 0);
			await waitUntil("the output", async () =>
				(await world.ask("capture-pane", "-p")).includes("seen-here"),
			);
			const name = readdirSync(world.home).find((file) => /^comux-server-\d+\.log$/.test(file));
			assert.ok(name, "a log beside where the server was started");
			const text = readFileSync(join(world.home, name), "utf8");
			assert.match(text, /command: new-session -d -s logged/);
			assert.match(text, /event session-created \$0/);
			assert.equal(/output %0 \d+: .*seen-here/.test(text), hasBytes);
			const out = readdirSync(world.home).filter((file) => /^comux-out-\d+\.log$/.test(file));
			assert.equal(out.length, hasBytes ? 1 : 0, "with -vv a copy of what terminals are sent");
		} finally {
			await world.dispose();
		}
	});
