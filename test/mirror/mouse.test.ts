import assert from "node:assert/strict";
import { test } from "node:test";
import { type FakeTmateHost, SPLITS, withHost } from "../harness/fake-tmate-host.ts";

const [first, second] = SPLITS.windows as [(typeof SPLITS.windows)[0], (typeof SPLITS.windows)[1]];
/** The pane right below, at 41, 12, is the active one. */
const BELOW = { ...SPLITS, windows: [{ ...first, active: 2 }, second] };

/** Plain keys for pane 2 as text; anything else in brackets. */
const reported = (host: FakeTmateHost) =>
	host
		.take()
		.map((one) =>
			one.kind === "pane-key" && one.pane === 2 ? String.fromCodePoint(one.key) : `<${one.kind}>`,
		)
		.join("");

/** Press at column 4, row 3 of the pane, drag, release, move, wheel, third button. */
const DONE = [
	"\x1b[<0;45;15M",
	"\x1b[<32;46;16M",
	"\x1b[<0;46;16m",
	"\x1b[<35;47;16M",
	"\x1b[<64;45;15M",
	"\x1b[<2;45;15M",
	"\x1b[<2;45;15m",
];
const SGR = {
	press: "\x1b[<0;4;3M",
	drag: "\x1b[<32;5;4M",
	release: "\x1b[<0;5;4m",
	move: "\x1b[<35;6;4M",
	rest: "\x1b[<64;4;3M\x1b[<2;4;3M\x1b[<2;4;3m",
};
const PLAIN = '\x1b[M $#\x1b[M#%$\x1b[M`$#\x1b[M"$#\x1b[M#$#';

for (const [modes, expected] of [
	["\x1b[?1000h", PLAIN],
	["\x1b[?1000h\x1b[?1005h", PLAIN],
	["\x1b[?1000h\x1b[?1006h", SGR.press + SGR.release + SGR.rest],
	["\x1b[?1002h\x1b[?1006h", SGR.press + SGR.drag + SGR.release + SGR.rest],
	["\x1b[?1003h\x1b[?1006h", SGR.press + SGR.drag + SGR.release + SGR.move + SGR.rest],
] as const)
	for (const mouse of ["on", "off"])
		test(
			`reports for a program with ${modes.replaceAll("\x1b", "ESC ")}, mouse ${mouse}`,
			withHost(
				(host) => {
					host.say(BELOW);
					host.prints(2, modes);
					const guest = host.guest();
					host.take();
					for (const one of DONE) guest.type(one);
					// With the option on a click selects the pane, as the host's binding says.
					assert.equal(reported(host), (mouse === "on" ? "<exec>" : "") + expected);
					// Not for the program: another pane.
					guest.type("\x1b[<64;5;5M");
					assert.doesNotMatch(reported(host), /\x1b/);
				},
				[["set-option", "-g", "mouse", mouse]],
			),
		);

test(
	"the place is the program's own, whatever part of the window the guest sees",
	withHost(
		(host) => {
			host.say(BELOW);
			host.prints(2, "\x1b[?1000h\x1b[?1006h\x1b[11;39H");
			const small = host.guest({ cols: 50, rows: 13 });
			host.take();
			// Its last column and row are the window's.
			small.type("\x1b[<0;50;12M");
			assert.equal(reported(host), "<exec>\x1b[<0;39;11M");
			// Panned to the left by hand.
			small.type("\x02\x1b[1;2D");
			host.clock.advance(1000);
			host.take();
			small.type("\x1b[<0;50;12M");
			assert.equal(reported(host), "<exec>\x1b[<0;29;11M");
		},
		[["set-option", "-g", "mouse", "on"]],
	),
);

test(
	"a border goes with the mouse of a guest at the host, up and down too; a zoomed window has none",
	withHost(
		(host) => {
			host.say(SPLITS);
			const guest = host.guest();
			host.take();
			guest.type("\x1b[<0;50;12M\x1b[<32;50;11M\x1b[<32;50;14M\x1b[<0;50;14m");
			assert.deepEqual(host.commands(), ["resize-pane -U -t %1 1", "resize-pane -D -t %1 3"]);
			const zoomed = first.panes.map((pane) =>
				pane.id === 1 ? { id: 1, sx: 80, sy: 23, x: 0, y: 0 } : pane,
			);
			host.say({ ...SPLITS, windows: [{ ...first, panes: zoomed }, second] });
			host.take();
			guest.type("\x1b[<0;50;12M\x1b[<32;50;11M\x1b[<0;50;14m");
			assert.deepEqual(
				host.commands().filter((line) => !line.startsWith("select-pane")),
				[],
			);
		},
		[["set-option", "-g", "mouse", "on"]],
	),
);
