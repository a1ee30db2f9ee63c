/**
 * What a hostile tmate host sends: messages that are nearly right, with fields
 * of all kinds, the same ones for one seed. Used by test/mirror and test/relay.
 */
import { encodeHostMessage, type HostMessage } from "../../src/tmate/host-messages.ts";
import { encodeMsgpack, type MsgInput } from "../../src/tmate/msgpack.ts";
import { ONE_PANE, SPLITS } from "./fake-tmate-host.ts";

/** Numbers from 0 to below `n`, the same for one seed. */
export function random(seed: number): (n: number) => number {
	let state = seed;
	return (n) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
	};
}

const WORDS = [
	..."-g -a -u -t -n -T -r ; : prefix root status-left status on off x C-b M-x Any MouseDown1Pane WheelUpPane".split(
		" ",
	),
	..."copy-mode new-window split-window -h select-pane :.+ = {mouse} @1 %1 detach-client status-format[0]".split(
		" ",
	),
	..."command-prompt confirm-before display-message choose-tree run-shell if-shell -F send-keys -M".split(
		" ",
	),
	..."window-status-format history-limit mouse window-size pane-border-status command-alias prefix2 @user".split(
		" ",
	),
	"#{pane_id}",
	"#(touch /tmp/never)",
	"#{E:status-left}",
	"#[fg=red]",
	"%%",
	"{ kill-server }",
	"#{l:x}",
	"\x00\x1b[2J",
	"é漢字",
];
const OUTPUT = [
	"text ",
	"\r\n",
	"\x1b[",
	"12;",
	"5H",
	"\x1b[?1049h",
	"\x1b[?1049l",
	"\x1b]52;c;aGk=\x07",
	"\x1b]0;title\x07",
	"\x1bkname\x1b\\",
	"\x1b[?2026h",
	"\x1b[c\x1b[6n\x1b]10;?\x07",
	"\x1bPtmux;\x1b\x1b[2J\x1b\\",
	"\x1b[?1000h\x1b[?1006h",
	"\x1b[999999b",
	"漢",
	"\x9b",
	"\xff",
	"\x1b[3J\x1bc",
];

/** A message a host could send, or could not; in protocol 6, and never one that ends its session at once. */
export function hostileMessage(rand: (n: number) => number): Uint8Array {
	const pick = <T>(list: readonly T[]): T => list[rand(list.length)] as T;
	const many = <T>(n: number, make: (i: number) => T): T[] =>
		Array.from({ length: rand(n) }, (_, i) => make(i));
	const number = () => pick([0, 1, 2, 3, 5, 7, 10, 23, 40, 80, 1000, 2 ** 31 - 1, -1, 2 ** 40]);
	const text = () => many(6, () => pick(WORDS)).join(pick(["", " "]));
	const anything = (depth: number): MsgInput =>
		pick<() => MsgInput>([
			number,
			text,
			() => null,
			() => true,
			() => (depth > 3 ? 1 : many(5, () => anything(depth + 1))),
		])();
	const place = (id: number) => ({ id, sx: 1 + rand(80), sy: 1 + rand(23), x: rand(60), y: rand(20) });
	// Mostly the same windows with panes that come, go, move and change places.
	const layout = (): HostMessage => {
		let id = pick([0, 0, 0, rand(4)]);
		const windows = many(4, (i) => {
			const panes = [place(id++), ...many(3, () => place(id++))];
			return { index: i * (1 + rand(2)), name: text(), panes, active: pick(panes).id };
		});
		return {
			kind: "layout",
			sx: pick([80, 100, 20, 1, 2000]),
			sy: pick([23, 50, 1]),
			windows,
			active: rand(4),
		};
	};
	// Mostly short lines: thousands of cells that all look different say nothing new.
	const line = () => ({
		text: Buffer.from(text()),
		cells: Uint32Array.from(many(pick([8, 8, 8, 90]), () => rand(2 ** 32))),
	});
	const grid = () => ({ cx: rand(200), cy: rand(60), lines: many(pick([4, 4, 4, 40]), line) });
	const status = (): HostMessage => ({ kind: "status", left: text(), right: text() });
	const makers: readonly (() => HostMessage)[] = [
		// Half of them: screens that come and go cost most.
		() => pick([layout, () => pick([ONE_PANE, SPLITS]), status, status])(),
		() => ({
			kind: "data",
			pane: rand(9),
			bytes: Buffer.from(many(30, () => pick(OUTPUT)).join(""), "latin1"),
		}),
		() => ({ kind: "data", pane: rand(9), bytes: Buffer.from(many(30, () => pick(OUTPUT)).join("")) }),
		() => ({
			kind: "exec",
			argv: [
				pick(["bind-key", "unbind-key", "set-option", "set-window-option", "run-shell"]),
				...many(7, () => pick(WORDS)),
			],
		}),
		() => ({ kind: "exec-string", command: `${pick(["bind-key", "set-option", "kill-server"])} ${text()}` }),
		() => ({ kind: "failed", client: number() % 100, error: text() }),
		status,
		() => ({
			kind: "copy-mode",
			pane: rand(9),
			state: pick([
				null,
				{
					backing: rand(2) === 0,
					oy: rand(3000),
					cx: rand(300),
					cy: rand(100),
					selection: pick([null, { x: rand(500), y: rand(5000) - 100, rect: rand(2) === 0 }]),
					input: pick([null, { type: rand(12), prompt: text(), text: text() }]),
				},
			]),
		}),
		() => ({ kind: "copy-line", pane: rand(9), line: text() }),
		() => ({
			kind: "snapshot",
			panes: many(4, () => ({ id: rand(9), mode: rand(4096), grid: grid(), saved: pick([null, grid()]) })),
		}),
		() => ({ kind: "uname", sysname: text(), nodename: text(), release: "", version: "", machine: "" }),
		() => ({ kind: "ready" }),
		() => ({ kind: "reconnect", data: text() }),
	];
	if (rand(5) > 0) return encodeHostMessage(pick(makers)());
	// No second header: one of another age ends the host.
	return encodeMsgpack([pick([1, 2, 4, 5, 6, 7, 11, 12, 13, 99]), ...many(6, () => anything(0))]);
}
