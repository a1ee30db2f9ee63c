import assert from "node:assert/strict";
import { test } from "node:test";
import { Nudge } from "../../src/relay/tmate-nudge.ts";
import { FakeClock } from "../harness/fake-clock.ts";

test("a packet follows what was told, and others while the host writes", () => {
	const clock = new FakeClock();
	const start = clock.now();
	const pokes: number[] = [];
	const nudge = new Nudge({ clock, poke: () => pokes.push(clock.now() - start) });
	clock.advance(1000);
	assert.deepEqual(pokes, []);
	// Many words, one packet.
	for (let i = 0; i < 10; i++) nudge.told();
	clock.advance(1000);
	assert.deepEqual(pokes.splice(0), [1040]);
	// The host was writing when the first came, and after it.
	nudge.heard();
	nudge.told();
	clock.advance(40);
	nudge.heard();
	clock.advance(1000);
	assert.deepEqual(pokes.splice(0), [2040, 2120, 2280]);
	// As long as it writes, but not often.
	nudge.told();
	for (let i = 0; i < 100; i++) {
		nudge.heard();
		clock.advance(50);
	}
	assert.ok(pokes.length > 15 && pokes.length < 30, `${pokes.length} packets in five seconds`);
	nudge.told();
	nudge.dispose();
	pokes.length = 0;
	nudge.told();
	clock.advance(1000);
	assert.deepEqual(pokes, []);
});

test("a host that answers no packet is sent no more of them, until it does", () => {
	const clock = new FakeClock();
	const waiting: (() => void)[] = [];
	const nudge = new Nudge({ clock, poke: (answered) => waiting.push(answered) });
	for (let i = 0; i < 1000; i++) {
		nudge.told();
		clock.advance(1000);
	}
	assert.equal(waiting.length, 256);
	for (const answered of waiting.splice(0)) answered();
	nudge.told();
	clock.advance(1000);
	assert.equal(waiting.length, 1);
	nudge.dispose();
});
