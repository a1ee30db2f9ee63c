/**
 * Control sequences (CSI), control characters and two-character escapes a
 * pane understands: one row each. Sequences tmux does not know are not here
 * and do nothing.
 */

import type { PaneContext } from "./pane-context.ts";
import type { ModeName } from "./pane-modes.ts";
import type { MouseMode } from "./screen.ts";
import { applySgr } from "./sgr.ts";
import type { RawParams } from "./xterm-private.ts";

/** Prefix and intermediates, final byte, what it does. */
export interface CsiRow {
	readonly prefix?: string;
	readonly intermediates?: string;
	readonly final: string;
	readonly run: (pane: PaneContext, params: RawParams) => void;
}

/** Parameter `i`, -1 when it has colons (such a sequence is ignored), `fallback` when it is not there. */
function get(params: RawParams, i: number, least: number, fallback: number): number {
	if (i >= params.length) return fallback;
	if (params.hasSubParams(i)) return -1;
	const n = params.params[i] as number;
	return n === 0 ? Math.max(fallback, least) : Math.max(n, least);
}

/** A handler of one count, 1 by default. */
const count =
	(run: (pane: PaneContext, n: number) => void): CsiRow["run"] =>
	(pane, params) => {
		const n = get(params, 0, 1, 1);
		if (n !== -1) run(pane, n);
	};

/** A handler chosen by the first parameter, 0 by default. */
const choose =
	(table: Readonly<Record<number, (pane: PaneContext, params: RawParams) => void>>): CsiRow["run"] =>
	(pane, params) =>
		table[get(params, 0, 0, 0)]?.(pane, params);

/** Modes of CSI ? h and l that are one flag. */
const FLAG_MODES: Readonly<Record<number, ModeName>> = {
	1: "cursorKeys", // DECCKM
	7: "wrap", // DECAWM
	25: "cursorVisible", // DECTCEM
	1004: "focusEvents",
	1005: "mouseUtf8",
	1006: "mouseSgr",
	2004: "bracketedPaste",
	2031: "themeUpdates",
};

const MOUSE_MODES: Readonly<Record<number, MouseMode>> = { 1000: "standard", 1002: "button", 1003: "all" };

/** Modes that do more than set a flag. */
const ACTION_MODES: Readonly<Record<number, (pane: PaneContext, on: boolean) => void>> = {
	// DECCOLM: only clears the screen.
	3: (pane) => {
		pane.writer.moveTo(0, 0, true);
		pane.writer.clearScreen();
	},
	// DECOM
	6: (pane, on) => {
		pane.modes.set("origin", on);
		pane.writer.moveTo(0, 0, true);
	},
	// Cursor blinking.
	12: (pane, on) => {
		pane.modes.set("cursorBlinking", on);
		pane.modes.set("cursorBlinkingSet", true);
	},
	47: (pane, on) => pane.setAlternate(on, false),
	1047: (pane, on) => pane.setAlternate(on, false),
	1049: (pane, on) => pane.setAlternate(on, true),
	1001: (pane, on) => {
		if (!on) pane.modes.setMouse("none");
	},
	2026: (pane, on) => pane.setSynchronized(on),
};

/** CSI ? Pm h and CSI ? Pm l */
function privateMode(on: boolean): CsiRow["run"] {
	return (pane, params) => {
		for (let i = 0; i < params.length; i++) {
			const n = get(params, i, 0, -1);
			const flag = FLAG_MODES[n];
			const mouse = MOUSE_MODES[n];
			if (flag !== undefined) pane.modes.set(flag, on);
			else if (mouse !== undefined) pane.modes.setMouse(on ? mouse : "none");
			else ACTION_MODES[n]?.(pane, on);
		}
	};
}

/** CSI Pm h and CSI Pm l */
function mode(on: boolean): CsiRow["run"] {
	return (pane, params) => {
		for (let i = 0; i < params.length; i++) {
			const n = get(params, i, 0, -1);
			if (n === 4) pane.modes.set("insert", on);
			else if (n === 34) pane.modes.set("cursorVeryVisible", !on);
		}
	};
}

const blinks = (pane: PaneContext): boolean => {
	if (pane.cursorShape !== "default" || pane.modes.cursorBlinkingSet) return pane.modes.cursorBlinking;
	return [1, 3, 5].includes(pane.options.cursorStyle);
};

/** DECRQM: modes that are on or off but no plain flag. */
const QUERIES: Readonly<Record<number, (pane: PaneContext) => boolean>> = {
	6: (pane) => pane.modes.origin,
	12: blinks,
	47: (pane) => pane.modes.alternate,
	1047: (pane) => pane.modes.alternate,
	1049: (pane) => pane.modes.alternate,
	1000: (pane) => pane.modes.mouse === "standard",
	1002: (pane) => pane.modes.mouse === "button",
	1003: (pane) => pane.modes.mouse === "all",
	2026: (pane) => pane.modes.synchronized,
};

function queryPrivateMode(pane: PaneContext, params: RawParams): void {
	const n = get(params, 0, 0, 0);
	if (n <= 0) return;
	const flag = FLAG_MODES[n];
	const query = QUERIES[n];
	let answer = 0;
	if (n === 3) answer = 4;
	else if (flag !== undefined) answer = pane.modes[flag] ? 1 : 2;
	else if (query !== undefined) answer = query(pane) ? 1 : 2;
	pane.reply(`\x1b[?${n};${answer}$y`);
}

/** Window operations: how many arguments follow the number, and what it answers. */
const WINDOW_OPERATIONS: Readonly<
	Record<number, { readonly args: number; readonly run?: (pane: PaneContext, arg: number) => void }>
> = (() => {
	const size = (n: number, pixels: (pane: PaneContext) => readonly [number, number]) => ({
		args: 0,
		run: (pane: PaneContext): void => {
			const [y, x] = pixels(pane);
			pane.reply(`\x1b[${n};${y};${x}t`);
		},
	});
	const cells = (pane: PaneContext) => [pane.writer.grid.rows, pane.writer.grid.cols] as const;
	const pixels = (pane: PaneContext) =>
		[pane.writer.grid.rows * pane.options.ypixel, pane.writer.grid.cols * pane.options.xpixel] as const;
	const title = (act: (pane: PaneContext) => void) => ({
		args: 1,
		run: (pane: PaneContext, arg: number): void => {
			if (arg === 0 || arg === 2) act(pane);
		},
	});
	return {
		3: { args: 2 },
		4: { args: 2 },
		8: { args: 2 },
		9: { args: 1 },
		10: { args: 1 },
		14: size(4, pixels),
		15: size(5, pixels),
		16: size(6, (pane) => [pane.options.ypixel, pane.options.xpixel]),
		18: size(8, cells),
		19: size(9, cells),
		22: title((pane) => pane.pushTitle()),
		23: title((pane) => pane.popTitle()),
	};
})();

/** CSI Ps ; ... t */
function windowOperations(pane: PaneContext, params: RawParams): void {
	for (let i = 0; i < params.length; i++) {
		const operation = WINDOW_OPERATIONS[get(params, i, 0, -1)];
		if (operation === undefined) continue;
		if (i + operation.args >= params.length) return;
		operation.run?.(pane, params.params[i + 1] ?? 0);
		i += operation.args;
	}
}

/** CSI > 4 ; Ps m: modifyOtherKeys. */
function setExtendedKeys(pane: PaneContext, params: RawParams): void {
	const { extendedKeys } = pane.options;
	if (get(params, 0, 0, 0) !== 4 || extendedKeys === 0) return;
	const level = get(params, 1, 0, 0);
	pane.modes.setExtendedKeys(level === 2 ? 2 : level === 1 || extendedKeys === 2 ? 1 : 0);
}

export const CSI_TABLE: readonly CsiRow[] = [
	{ final: "@", run: count((pane, n) => pane.writer.insertCharacters(n)) }, // CSI Ps @  ICH
	{ final: "A", run: count((pane, n) => pane.writer.up(n)) }, // CSI Ps A  CUU
	{ final: "B", run: count((pane, n) => pane.writer.down(n)) }, // CSI Ps B  CUD
	{ final: "C", run: count((pane, n) => pane.writer.right(n)) }, // CSI Ps C  CUF
	{ final: "D", run: count((pane, n) => pane.writer.left(n)) }, // CSI Ps D  CUB
	{
		final: "E", // CSI Ps E  CNL
		run: count((pane, n) => {
			pane.writer.carriageReturn();
			pane.writer.down(n);
		}),
	},
	{
		final: "F", // CSI Ps F  CPL
		run: count((pane, n) => {
			pane.writer.carriageReturn();
			pane.writer.up(n);
		}),
	},
	{ final: "G", run: count((pane, n) => pane.writer.moveTo(n - 1, undefined, true)) }, // CSI Ps G  CHA
	{ final: "`", run: count((pane, n) => pane.writer.moveTo(n - 1, undefined, true)) }, // CSI Ps `  HPA
	...["H", "f"].map((final) => ({
		final, // CSI Ps ; Ps H  CUP, CSI Ps ; Ps f  HVP
		run: (pane: PaneContext, params: RawParams): void => {
			const row = get(params, 0, 1, 1);
			const column = get(params, 1, 1, 1);
			if (row !== -1 && column !== -1) pane.writer.moveTo(column - 1, row - 1, true);
		},
	})),
	{
		final: "J", // CSI Ps J  ED
		run: choose({
			0: (pane) => pane.writer.clearToScreenEnd(),
			1: (pane) => pane.writer.clearToScreenStart(),
			2: (pane) => pane.writer.clearScreen(),
			3: (pane, params) => {
				if (get(params, 1, 0, 0) === 0) pane.writer.grid.clearHistory();
			},
		}),
	},
	{
		final: "K", // CSI Ps K  EL
		run: choose({
			0: (pane) => pane.writer.clearToLineEnd(),
			1: (pane) => pane.writer.clearToLineStart(),
			2: (pane) => pane.writer.clearLine(),
		}),
	},
	{ final: "L", run: count((pane, n) => pane.writer.insertLines(n)) }, // CSI Ps L  IL
	{ final: "M", run: count((pane, n) => pane.writer.deleteLines(n)) }, // CSI Ps M  DL
	{ final: "P", run: count((pane, n) => pane.writer.deleteCharacters(n)) }, // CSI Ps P  DCH
	{ final: "S", run: count((pane, n) => pane.writer.scrollUp(n)) }, // CSI Ps S  SU
	{ final: "T", run: count((pane, n) => pane.writer.scrollDown(n)) }, // CSI Ps T  SD
	{ final: "X", run: count((pane, n) => pane.writer.eraseCharacters(n)) }, // CSI Ps X  ECH
	{ final: "Z", run: count((pane, n) => pane.writer.backTab(n)) }, // CSI Ps Z  CBT
	{ final: "b", run: count((pane, n) => pane.writer.repeat(n)) }, // CSI Ps b  REP
	{ final: "c", run: choose({ 0: (pane) => pane.reply("\x1b[?1;2c") }) }, // CSI c  DA1
	{ prefix: ">", final: "c", run: choose({ 0: (pane) => pane.reply("\x1b[>84;0;0c") }) }, // CSI > c  DA2
	{ final: "d", run: count((pane, n) => pane.writer.moveTo(undefined, n - 1, true)) }, // CSI Ps d  VPA
	{
		final: "g", // CSI Ps g  TBC
		run: choose({ 0: (pane) => pane.writer.setTab(false), 3: (pane) => pane.writer.clearTabs() }),
	},
	{ final: "h", run: mode(true) }, // CSI Pm h  SM
	{ final: "l", run: mode(false) }, // CSI Pm l  RM
	{ prefix: "?", final: "h", run: privateMode(true) }, // CSI ? Pm h  DECSET
	{ prefix: "?", final: "l", run: privateMode(false) }, // CSI ? Pm l  DECRST
	{
		final: "m", // CSI Pm m  SGR
		run: (pane, params) => {
			applySgr(pane.writer.style, params);
			pane.writer.penChanged();
		},
	},
	{ intermediates: "&", final: "m", run: (pane) => pane.writer.resetPen() }, // CSI m, marked by the lexer
	{ prefix: ">", final: "m", run: setExtendedKeys }, // CSI > 4 ; Ps m
	{
		prefix: ">",
		final: "n", // CSI > 4 n
		run: (pane, params) => {
			if (get(params, 0, 0, 0) === 4) pane.modes.setExtendedKeys(pane.options.extendedKeys === 2 ? 1 : 0);
		},
	},
	{
		final: "n", // CSI Ps n  DSR
		run: choose({
			5: (pane) => pane.reply("\x1b[0n"),
			6: (pane) => pane.reply(`\x1b[${pane.writer.y + 1};${pane.writer.x + 1}R`),
		}),
	},
	{
		prefix: "?",
		final: "n", // CSI ? 996 n  colour theme
		run: choose({
			996: (pane) => {
				const theme = pane.events.queryTheme();
				if (theme !== undefined) pane.reply(theme === "dark" ? "\x1b[?997;1n" : "\x1b[?997;2n");
			},
		}),
	},
	{
		intermediates: "$",
		final: "p", // CSI Ps $ p  DECRQM
		run: (pane, params) => {
			const n = get(params, 0, 0, 0);
			const answer = n !== 4 ? 0 : pane.modes.insert ? 1 : 2;
			if (n > 0) pane.reply(`\x1b[${n};${answer}$y`);
		},
	},
	{ prefix: "?", intermediates: "$", final: "p", run: queryPrivateMode }, // CSI ? Ps $ p  DECRQM
	{
		intermediates: " ",
		final: "q", // CSI Ps SP q  DECSCUSR
		run: (pane, params) => {
			const n = get(params, 0, 0, 0);
			if (n !== -1) pane.setCursorStyle(n);
		},
	},
	{
		prefix: ">",
		final: "q", // CSI > q  XTVERSION
		run: choose({ 0: (pane) => pane.reply(`\x1bP>|tmux ${pane.options.version}\x1b\\`) }),
	},
	{
		final: "r", // CSI Ps ; Ps r  DECSTBM
		run: (pane, params) => {
			const top = get(params, 0, 1, 1);
			const bottom = get(params, 1, 1, pane.writer.grid.rows);
			if (top !== -1 && bottom !== -1) pane.writer.setRegion(top - 1, bottom - 1);
		},
	},
	{ final: "s", run: (pane) => pane.writer.save() }, // CSI s  SCOSC
	{ final: "t", run: windowOperations }, // CSI Ps t
	{ final: "u", run: (pane) => pane.writer.restore() }, // CSI u  SCORC
];

/** Escapes of two or three characters: intermediates, final, what it does. */
export const ESC_TABLE: readonly (readonly [
	intermediates: string,
	final: string,
	run: (pane: PaneContext) => void,
])[] = [
	["(", "0", (pane) => pane.writer.setCharset("g0", true)], // ESC ( 0  SCS
	["(", "B", (pane) => pane.writer.setCharset("g0", false)], // ESC ( B  SCS
	[")", "0", (pane) => pane.writer.setCharset("g1", true)], // ESC ) 0  SCS
	[")", "B", (pane) => pane.writer.setCharset("g1", false)], // ESC ) B  SCS
	["", "7", (pane) => pane.writer.save()], // ESC 7  DECSC
	["", "8", (pane) => pane.writer.restore()], // ESC 8  DECRC
	["#", "8", (pane) => pane.writer.alignmentTest()], // ESC # 8  DECALN
	["", "=", (pane) => pane.modes.set("keypad", true)], // ESC =  DECKPAM
	["", ">", (pane) => pane.modes.set("keypad", false)], // ESC >  DECKPNM
	["", "D", (pane) => pane.writer.lineFeed()], // ESC D  IND
	[
		"", // ESC E  NEL
		"E",
		(pane) => {
			pane.writer.carriageReturn();
			pane.writer.lineFeed();
		},
	],
	["", "H", (pane) => pane.writer.setTab(true)], // ESC H  HTS
	["", "M", (pane) => pane.writer.reverseIndex()], // ESC M  RI
	["", "c", (pane) => pane.fullReset()], // ESC c  RIS
];

function lineFeed(pane: PaneContext): void {
	pane.writer.lineFeed();
	if (pane.modes.crlf) pane.writer.carriageReturn();
}

/** Control characters. */
export const CONTROL_TABLE: readonly (readonly [char: string, run: (pane: PaneContext) => void])[] = [
	["\x07", (pane) => pane.events.bell()], // BEL
	["\b", (pane) => pane.writer.backspace()], // BS
	["\t", (pane) => pane.writer.tab()], // HT
	["\n", lineFeed], // LF
	["\v", lineFeed], // VT
	["\f", lineFeed], // FF
	["\r", (pane) => pane.writer.carriageReturn()], // CR
	["\x0e", (pane) => pane.writer.shift(true)], // SO
	["\x0f", (pane) => pane.writer.shift(false)], // SI
];
