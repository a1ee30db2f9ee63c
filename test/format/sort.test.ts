import assert from "node:assert/strict";
import { test } from "node:test";
import { expand } from "../../src/format/expand.ts";
import { parseSortOrder, sortBuffers, sortPanes, sortSessions, sortWinlinks } from "../../src/format/sort.ts";
import { makeWorld } from "./fakes.ts";

test("orders of sessions, windows, panes and buffers", () => {
	const world = makeWorld();
	const { server } = world;
	for (const [i, name] of ["zeta", "alpha", "mike"].entries()) {
		world.now += 1000;
		const session = world.session(name);
		session.activityTime = world.now - 3000 * i;
		world.window(session, `${name}-w`, 80 - i, 24);
	}
	const sessions = (order: string, reversed = false) =>
		sortSessions(server, { order: parseSortOrder(order), reversed })
			.map((s) => s.name)
			.join(" ");
	assert.equal(sessions("name"), "alpha mike zeta");
	assert.equal(sessions("Index"), "zeta alpha mike");
	assert.equal(sessions("creation", true), "mike alpha zeta");
	assert.equal(sessions("activity"), "zeta alpha mike");
	assert.equal(sessions("order", true), "zeta mike alpha");
	assert.equal(sessions("nonsense", true), "alpha mike zeta");
	assert.equal(parseSortOrder("nonsense"), undefined);
	const windows = sortWinlinks(server, { order: "size", reversed: false }).map((wl) => wl.window.name);
	assert.deepEqual(windows, ["mike-w", "alpha-w", "zeta-w"]);
	const window = server.windows.get(0)!;
	const [a, b, c] = [window.panes[0]!, world.pane(window), world.pane(window)];
	window.panes.reverse();
	const panes = (order: "index" | "creation" | "name") => sortPanes(window, { order, reversed: false });
	assert.deepEqual(panes("index"), [c, b, a]);
	assert.deepEqual(panes("creation"), [a, b, c]);
	for (const [name, size] of [
		["b", 3],
		["c", 1],
		["a", 2],
	] as const)
		server.buffers.set(new Uint8Array(size), name);
	const buffers = (order: "name" | "size" | "creation" | undefined) =>
		sortBuffers(server, { order, reversed: false })
			.map((buffer) => buffer.name)
			.join("");
	assert.deepEqual(
		[buffers(undefined), buffers("name"), buffers("size"), buffers("creation")],
		["acb", "abc", "cab", "acb"],
	);
	const session = server.sessionByName("zeta")!;
	assert.equal(
		expand("#{S/n:#S }#{S/t:#S }#{S/r:#S }", { server, session }),
		"alpha mike zeta zeta alpha mike mike alpha zeta ",
	);
	assert.equal(expand("#{P:#P}#{P/i:#P}#{P/r:#P}", { server, session }), "210012012");
});
