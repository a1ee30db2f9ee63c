/** Who is drawn and when, with what messages and prompts hold still. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { markClient, markOutput } from "../../src/model/marks.ts";
import type { PaneMode } from "../../src/model/mode.ts";
import { FrameScheduler } from "../../src/server/frame-scheduler.ts";
import type { Terminal } from "../../src/server/terminal.ts";
import type { Clock } from "../../src/util/clock.ts";
import type { Frame } from "../../src/view/frame.ts";
import { FakeClock } from "../control/world.ts";
import { makeWorld } from "../format/fakes.ts";

function one() {
	const world = makeWorld();
	const clock = new FakeClock();
	(world.server.ports as { clock: Clock }).clock = clock;
	const session = world.session("0");
	const pane = world.window(session, "a").window.active;
	assert.ok(pane);
	const client = world.client("/dev/pts/1", session);
	let frames = 0;
	const scheduler = new FrameScheduler(world.server, {
		terminal: () =>
			({ ready: true, show: () => frames++, takeSpare() {}, forget() {} }) as unknown as Terminal,
		compose: () => ({}) as Frame,
		beforeFrames() {},
		endTopmost: () => false,
	});
	/** Frames drawn when `act` has happened and time has passed. */
	const drawn = (act: () => void): number => {
		frames = 0;
		act();
		clock.pass(100);
		return frames;
	};
	return { server: world.server, pane, client, scheduler, drawn };
}

test("a mode that is updated while its client is drawn is part of that frame, and later changes are drawn", () => {
	const { server, pane, client, scheduler, drawn } = one();
	let updates = 0;
	pane.modes.unshift({
		update() {
			updates++;
			markClient(server, client);
		},
	} as unknown as PaneMode);
	assert.equal(
		drawn(() => markClient(server, client)),
		1,
	);
	assert.equal(
		drawn(() => markClient(server, client)),
		1,
	);
	assert.equal(updates, 2);
	pane.modes.length = 0;
	assert.equal(
		drawn(() => markOutput(server, pane)),
		1,
	);
	scheduler.dispose();
});

test("output is not shown below a message or a prompt that holds the screen still", () => {
	const { server, pane, client, scheduler, drawn } = one();
	const output = () => drawn(() => markOutput(server, pane));
	const message = { text: "hi", ignoreKeys: false, ignoreStyles: false, timer: undefined };
	client.message = { ...message, freezes: true };
	assert.equal(output(), 0);
	assert.equal(
		drawn(() => markClient(server, client)),
		1,
	);
	client.message = { ...message, freezes: false };
	assert.equal(output(), 1);
	client.message = undefined;
	client.prompt = { freezes: true } as unknown as NonNullable<typeof client.prompt>;
	assert.equal(output(), 0);
	client.prompt = { freezes: false } as unknown as NonNullable<typeof client.prompt>;
	assert.equal(output(), 1);
	scheduler.dispose();
});
