/** Which pane has the keyboard, as programs that asked for focus events see it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setActivePane } from "../../src/model/active-pane.ts";
import { updateFocus } from "../../src/model/focus.ts";
import { makeView } from "../view/compose-world.ts";

const TWO = "5723,30x4,0,0{15x4,0,0,0,14x4,16,0,1}";

test("clients tell their focus always, moves between panes only with focus-events", () => {
	const { world, window, panes, client } = makeView({ layout: TWO, cols: 30, rows: 5 });
	const [first, second] = panes;
	assert.ok(first && second);
	const { server } = world;
	let told = "";
	first.screen.write(Buffer.from("\x1b[?1004h"));
	first.process = {
		write(bytes: Uint8Array) {
			told += Buffer.from(bytes).toString();
		},
		dispose() {},
	} as unknown as NonNullable<typeof first.process>;
	const focus = (on: boolean) => {
		told = "";
		client.focused = on;
		updateFocus(server, window);
		return told;
	};
	client.attached = true;
	assert.equal(focus(true), "\x1b[I");
	assert.equal(focus(true), "");
	assert.equal(focus(false), "\x1b[O");
	focus(true);
	const goTo = (pane: typeof first) => {
		told = "";
		setActivePane(server, window, pane, false);
		return told;
	};
	assert.equal(goTo(second), "");
	goTo(first);
	server.options.set("focus-events", "on");
	assert.equal(goTo(second), "\x1b[O");
	assert.equal(goTo(first), "\x1b[I");
});
