/** What a link counts as under way, on lines of several speeds that are simulated. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LinkFlow } from "../../src/share/link-flow.ts";
import { FakeClock } from "../harness/fake-clock.ts";

interface Line {
	readonly flow: LinkFlow;
	readonly clock: FakeClock;
	drained: number;
	gone: number;
	marks: number;
	/** Bytes that have left the line at its far end. */
	arrived: number;
	/** Most bytes that waited at its near end. */
	backlog: number;
	write(bytes: number): void;
	/** From now on nothing comes out at the far end. */
	cut: boolean;
}

/** A line of so many bytes a ms and so many ms each way; marks take their turn behind the bytes. */
function line(speed: number, delay: number): Line {
	const clock = new FakeClock();
	const jobs: { bytes: number; done: () => void }[] = [];
	let busy = false;
	const send = (bytes: number, done: () => void) => {
		jobs.push({ bytes, done });
		self.backlog = Math.max(
			self.backlog,
			jobs.reduce((sum, job) => sum + job.bytes, 0),
		);
		if (!busy) next();
	};
	const next = () => {
		const job = jobs[0];
		busy = job !== undefined;
		if (job === undefined) return;
		clock.setTimeout(() => {
			jobs.shift();
			clock.setTimeout(() => !self.cut && job.done(), delay);
			next();
		}, job.bytes / speed);
	};
	const self: Line = {
		clock,
		drained: 0,
		gone: 0,
		marks: 0,
		arrived: 0,
		backlog: 0,
		cut: false,
		flow: new LinkFlow({
			clock,
			sendMark() {
				self.marks++;
				// The answer is small and goes the other way.
				send(60, () => clock.setTimeout(() => !self.cut && self.flow.answered(), delay));
			},
			drained: () => self.drained++,
			gone: () => self.gone++,
		}),
		write(bytes) {
			self.flow.wrote(bytes);
			send(bytes, () => {
				self.arrived += bytes;
			});
			self.flow.passed(bytes);
		},
	};
	return self;
}

/** A frame of `bytes` every 20 ms, skipped while the link is full; for `ms`. */
function flood(one: Line, bytes: number, ms: number): number {
	let skipped = 0;
	for (let at = 0; at < ms; at += 20) {
		if (one.flow.queued > one.flow.room) skipped++;
		else one.write(bytes);
		one.clock.advance(20);
	}
	return skipped;
}

test("a line of 64 kbit/s gets small frames often, and no backlog of seconds", () => {
	const one = line(8, 40);
	flood(one, 3000, 10_000);
	one.backlog = 0;
	const before = one.arrived;
	const skipped = flood(one, 3000, 20_000);
	assert.ok(skipped > 700, `${skipped} skipped`);
	// Less than 1.2 s of the line's speed waits, and the line is used well.
	assert.ok(one.backlog < 9600, `${one.backlog} bytes waited`);
	assert.ok(one.arrived - before > 8 * 20_000 * 0.75, `${one.arrived - before} bytes arrived`);
	assert.ok(one.flow.rtt > 80 && one.flow.rtt < 1300, `rtt ${one.flow.rtt}`);
	assert.ok(one.drained > 10);
	one.flow.dispose();
	assert.deepEqual(
		one.clock.pending().filter((what) => what.includes("LinkFlow")),
		[],
	);
});

test("a fast line, also a long one, is not held back", () => {
	for (const delay of [0.2, 100]) {
		const one = line(2000, delay);
		flood(one, 20_000, 3000);
		const skipped = flood(one, 20_000, 3000);
		assert.ok(skipped < 15, `${delay} ms: ${skipped} skipped of 150`);
		assert.ok(one.flow.rtt >= Math.floor(2 * delay), `rtt ${one.flow.rtt}`);
		one.flow.dispose();
	}
});

test("an echo costs few marks, and a line that was slow is trusted again", () => {
	const one = line(1000, 10);
	for (let key = 0; key < 100; key++) {
		one.write(30);
		one.clock.advance(10);
	}
	assert.ok(one.marks <= 25, `${one.marks} marks for 100 keys in a second`);
	one.clock.advance(200);
	assert.equal(one.flow.queued, 0);
	// Nothing is sent while nothing is written, but for the keep-alive.
	const before = one.marks;
	one.clock.advance(60_000);
	assert.ok(one.marks - before <= 4, `${one.marks - before}`);
	assert.equal(flood(one, 5000, 2000) < 10, true);
	one.flow.dispose();
});

test("nobody there: told after three keep-alives without an answer, once", () => {
	const one = line(1000, 10);
	one.clock.advance(120_000);
	assert.equal(one.gone, 0);
	one.cut = true;
	one.clock.advance(40_000);
	assert.equal(one.gone, 0);
	one.clock.advance(80_000);
	assert.equal(one.gone, 1);
	one.flow.dispose();

	// Whoever still talks is there, however slow its answers are.
	const slow = line(1000, 10);
	slow.cut = true;
	for (let at = 0; at < 200; at++) {
		slow.clock.advance(1000);
		slow.flow.heard();
	}
	assert.equal(slow.gone, 0);
	slow.flow.dispose();
});

test("answers that nobody asked for change nothing", () => {
	const one = line(1000, 10);
	one.flow.answered();
	one.flow.wrote(500);
	one.flow.answered();
	assert.equal(one.flow.queued, 500);
	one.flow.dispose();
});
