/** Random commands on floating, tiled, modal and zoomed panes: the window's books always agree with each other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Window } from "../../src/model/window.ts";
import { TestServer } from "../harness/in-process.ts";

const FLAGS = ["-A", "-O", "-L", "-b", "-h", "-f", "-d", "-Z"];
const PLACES = ["front", "back", "forward", "backward-loop", "centre", "bottom-right", "top-left-centre"];

function check(window: Window, what: string): void {
	const ids = (panes: readonly { readonly id: number }[]) => panes.map(({ id }) => id).sort((a, b) => a - b);
	assert.deepEqual(ids(window.zOrder), ids(window.panes), `${what}: stack`);
	const root = window.savedLayoutRoot ?? window.layoutRoot;
	const leaves = [...(root?.leaves() ?? [])].flatMap(({ pane }) => pane ?? []);
	assert.deepEqual(ids(leaves), ids(window.panes), `${what}: layout`);
	for (const cell of window.layoutRoot?.leaves() ?? [])
		assert.equal(cell.pane?.layoutCell, cell, `${what}: cell`);
	for (const pane of window.panes) assert.ok(pane.sx >= 1 && pane.sy >= 1, `${what}: size`);
	assert.ok(window.active && window.panes.includes(window.active), `${what}: active`);
	assert.equal(window.panes.filter((pane) => pane.zoomed).length, window.zoomed ? 1 : 0, `${what}: zoom`);
	if (window.modal) assert.equal(window.active, window.modal, `${what}: modal`);
}

test("whatever is done to floating panes, stack, layout and zoom agree", () => {
	const seed = Number(process.env.SEED ?? Date.now() % 1000000);
	let state = seed >>> 0 || 1;
	const pick = (n: number) => {
		state ^= state << 13;
		state >>>= 0;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return state % n;
	};
	const server = new TestServer();
	const client = server.attach({ cols: 80, rows: 24 });
	server.run("set-option", "-g", "mouse", "on");
	server.run("set-option", "-g", "window-size", "manual");
	const target = () => `:.${pick(server.server.sessions.get(0)?.current?.window.panes.length ?? 1)}`;
	const flags = () => FLAGS.filter(() => pick(6) === 0);
	const number = () => String(pick(60) - 10);
	const commands: readonly (() => string[])[] = [
		() => [
			"new-pane",
			...flags(),
			"-x",
			number(),
			"-y",
			number(),
			"-X",
			number(),
			"-Y",
			number(),
			"-t",
			target(),
		],
		() => ["new-pane", ...flags(), "-t", target()],
		() => ["split-window", ...flags().filter((flag) => !"-A-O-L".includes(flag)), "-t", target()],
		() => ["kill-pane", "-t", target()],
		() => ["kill-pane", "-t", target()],
		() => ["move-pane", "-P", PLACES[pick(PLACES.length)] ?? "", "-t", target()],
		() => ["move-pane", "-z", String(pick(5)), "-t", target()],
		() => ["move-pane", "-X", number(), "-D", number(), "-t", target()],
		() => ["join-pane", "-s", target(), "-t", target()],
		() => ["break-pane", "-W", "-s", target()],
		() => ["swap-pane", "-s", target(), "-t", target()],
		() => ["swap-pane", pick(2) ? "-U" : "-D", "-Z", "-t", target()],
		() => ["resize-pane", "-Z", "-t", target()],
		() => ["resize-pane", "-x", number(), "-U", number(), "-t", target()],
		() => ["select-pane", ...(pick(2) ? ["-Z"] : []), "-t", target()],
		() => ["select-pane", ["-L", "-R", "-U", "-D", "-l"][pick(5)] ?? ""],
		() => ["select-layout", ["tiled", "even-horizontal", "main-vertical", "-E"][pick(4)] ?? ""],
		() => ["rotate-window", "-Z"],
		() => ["resize-window", "-x", String(1 + pick(120)), "-y", String(1 + pick(40))],
	];
	let last = "";
	for (let step = 0; step < 600; step++) {
		if (pick(8) === 0) {
			const [x, y] = [1 + pick(80), 1 + pick(23)];
			last = `mouse ${x},${y}`;
			client.type(`\x1b[<0;${x};${y}M\x1b[<32;${1 + pick(80)};${1 + pick(23)}M\x1b[<0;5;5m`);
		} else {
			const command = (commands[pick(commands.length)] as () => string[])();
			last = command.join(" ");
			server.start(...command);
		}
		const window = server.server.sessions.get(0)?.current?.window;
		if (!window) break;
		check(window, `seed ${seed} step ${step} ${last}`);
	}
	server.dispose();
});
