/**
 * The byte sequences terminals send for their keys, and a tree to find them
 * in: the built-in xterm and rxvt sets, then what the terminal's own entry
 * says, then the user's (`user-keys`), each overriding the one before. Only
 * key-decoder.ts uses this.
 */
import {
	KEY,
	KEY_CTRL,
	KEY_CURSOR,
	KEY_IMPLIED_META,
	KEY_KEYPAD,
	KEY_META,
	KEY_SHIFT,
	KEY_USER_BASE,
	KEY_USER_LIMIT,
	type KeyCode,
} from "./key-code.ts";

/** A node of the tree of sequences. */
export interface KeyNode {
	/** The key whose sequence ends here. */
	key?: KeyCode;
	/** Missing where nothing follows, which is most often. */
	next?: Map<number, KeyNode>;
}

/** What is asked of a terminal's capabilities here. */
export interface KeyCaps {
	get(name: string): string | undefined;
}

const S = KEY_SHIFT;
const C = KEY_CTRL;
/** Meta that is part of the sequence: an escape before it is a key of its own. */
const M = KEY_META | KEY_IMPLIED_META;

type Row = readonly [sequence: string, key: KeyCode];

/** Modifiers by xterm's number in a sequence; 9 is Meta as well. */
const XTERM_MODIFIERS: readonly (readonly [string, number])[] = [
	["2", S],
	["3", M],
	["4", S | M],
	["5", C],
	["6", S | C],
	["7", M | C],
	["8", S | M | C],
	["9", M],
];

/** `_` stands for the number of the modifiers. */
const XTERM_TEMPLATES: readonly Row[] = [
	...["P", "Q", "R", "S"].flatMap((letter, i): Row[] => [
		[`\x1b[1;_${letter}`, KEY.f1 + i],
		[`\x1bO1;_${letter}`, KEY.f1 + i],
		[`\x1bO_${letter}`, KEY.f1 + i],
	]),
	...[15, 17, 18, 19, 20, 21, 23, 24].map((number, i): Row => [`\x1b[${number};_~`, KEY.f5 + i]),
	["\x1b[1;_A", KEY.up],
	["\x1b[1;_B", KEY.down],
	["\x1b[1;_C", KEY.right],
	["\x1b[1;_D", KEY.left],
	["\x1b[1;_H", KEY.home],
	["\x1b[1;_F", KEY.end],
	["\x1b[5;_~", KEY.pageUp],
	["\x1b[6;_~", KEY.pageDown],
	["\x1b[2;_~", KEY.insert],
	["\x1b[3;_~", KEY.delete],
];

const ARROWS: readonly (readonly [string, KeyCode])[] = [
	["A", KEY.up],
	["B", KEY.down],
	["C", KEY.right],
	["D", KEY.left],
];

const KEYPAD: readonly (readonly [string, KeyCode])[] = [
	["o", KEY.kpSlash],
	["j", KEY.kpStar],
	["m", KEY.kpMinus],
	["w", KEY.kpSeven],
	["x", KEY.kpEight],
	["y", KEY.kpNine],
	["k", KEY.kpPlus],
	["t", KEY.kpFour],
	["u", KEY.kpFive],
	["v", KEY.kpSix],
	["q", KEY.kpOne],
	["r", KEY.kpTwo],
	["s", KEY.kpThree],
	["M", KEY.kpEnter],
	["p", KEY.kpZero],
	["n", KEY.kpPeriod],
];

/** rxvt's numbers of F1 to F12, and of shifted F1 to F10. */
const RXVT_F = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24];
const RXVT_SHIFTED_F = [23, 24, 25, 26, 28, 29, 31, 32, 33, 34];

const RAW: readonly Row[] = [
	["\x1bO[", 0x1b],
	...KEYPAD.map(([letter, key]): Row => [`\x1bO${letter}`, key | KEY_KEYPAD]),
	...ARROWS.flatMap(([letter, key]): Row[] => [
		[`\x1bO${letter}`, key | KEY_CURSOR],
		[`\x1b[${letter}`, key | KEY_CURSOR],
		// No implied Meta: Escape and an arrow stays what it was when sent on.
		[`\x1b\x1bO${letter}`, key | KEY_CURSOR | KEY_META],
		[`\x1b\x1b[${letter}`, key | KEY_CURSOR | KEY_META],
		[`\x1bO${letter.toLowerCase()}`, key | C],
		[`\x1b[${letter.toLowerCase()}`, key | S],
	]),
	...["O", "["].flatMap((introducer): Row[] => [
		[`\x1b${introducer}H`, KEY.home],
		[`\x1b${introducer}F`, KEY.end],
		[`\x1b\x1b${introducer}H`, KEY.home | M],
		[`\x1b\x1b${introducer}F`, KEY.end | M],
	]),
	...RXVT_F.slice(0, 10).map((number, i): Row => [`\x1b[${number}~`, KEY.f1 + i]),
	...RXVT_SHIFTED_F.map((number, i): Row => [`\x1b[${number}~`, (KEY.f1 + i) | S]),
	["\x1b[23$", KEY.f11 | S],
	["\x1b[24$", KEY.f12 | S],
	...RXVT_F.map((number, i): Row => [`\x1b[${number}^`, (KEY.f1 + i) | C]),
	...RXVT_F.map((number, i): Row => [`\x1b[${number}@`, (KEY.f1 + i) | C | S]),
	["\x1b[I", KEY.focusIn],
	["\x1b[O", KEY.focusOut],
	["\x1b[200~", KEY.pasteStart | KEY_IMPLIED_META],
	["\x1b[201~", KEY.pasteEnd | KEY_IMPLIED_META],
	["\x1b[1;5Z", 0x09 | C | S],
	["\x1b[?997;1n", KEY.reportDarkTheme],
	["\x1b[?997;2n", KEY.reportLightTheme],
];

/** Modifiers of each dozen of function keys in terminfo (kf13 is shifted F1). */
const F_DOZENS = [0, S, C, S | C, M, M | S];

/** Capabilities with a number for their modifiers (`kUP5`); Shift has none (`kUP`). */
const MODIFIED_CAPS: readonly (readonly [string, KeyCode])[] = [
	["kDC", KEY.delete],
	["kDN", KEY.down],
	["kEND", KEY.end],
	["kHOM", KEY.home],
	["kIC", KEY.insert],
	["kLFT", KEY.left],
	["kNXT", KEY.pageDown],
	["kPRV", KEY.pageUp],
	["kRIT", KEY.right],
	["kUP", KEY.up],
];

const CAPABILITIES: readonly Row[] = [
	...Array.from(
		{ length: 63 },
		(_, i): Row => [`kf${i + 1}`, (KEY.f1 + (i % 12)) | (F_DOZENS[Math.floor(i / 12)] ?? 0)],
	),
	["kich1", KEY.insert],
	["kdch1", KEY.delete],
	["khome", KEY.home],
	["kend", KEY.end],
	["knp", KEY.pageDown],
	["kpp", KEY.pageUp],
	["kcbt", KEY.backTab],
	["kcuu1", KEY.up | KEY_CURSOR],
	["kcud1", KEY.down | KEY_CURSOR],
	["kcub1", KEY.left | KEY_CURSOR],
	["kcuf1", KEY.right | KEY_CURSOR],
	["kind", KEY.down | S],
	["kri", KEY.up | S],
	...MODIFIED_CAPS.flatMap(([cap, key]) =>
		XTERM_MODIFIERS.slice(0, 6).map(
			([number, modifiers]): Row => [cap + (number === "2" ? "" : number), key | modifiers],
		),
	),
];

/** Keys every xterm has, for a terminal of which nothing is known. */
const FALLBACK: readonly Row[] = [
	...["P", "Q", "R", "S"].map((letter, i): Row => [`\x1bO${letter}`, KEY.f1 + i]),
	["\x1b[23~", KEY.f11],
	["\x1b[24~", KEY.f12],
	["\x1b[1~", KEY.home],
	["\x1b[2~", KEY.insert],
	["\x1b[3~", KEY.delete],
	["\x1b[4~", KEY.end],
	["\x1b[5~", KEY.pageUp],
	["\x1b[6~", KEY.pageDown],
	["\x1b[Z", KEY.backTab],
];

/** Longest sequence taken from a terminal's entry or from the user. */
const MAX_SEQUENCE = 64;

function add(root: KeyNode, sequence: string, key: KeyCode): void {
	if (sequence === "" || sequence.length > MAX_SEQUENCE) return;
	let node = root;
	for (let i = 0; i < sequence.length; i++) {
		const byte = sequence.charCodeAt(i) & 0xff;
		node.next ??= new Map();
		let child = node.next.get(byte);
		if (!child) {
			child = {};
			node.next.set(byte, child);
		}
		node = child;
	}
	node.key = key;
}

const utf8AsBytes = (text: string): string =>
	Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");

/** Builds the tree for one terminal. `userKeys`: number of the user key -> its sequence. */
export function buildKeyTree(
	caps: KeyCaps | undefined,
	userKeys: Iterable<readonly [number, string]> = [],
): KeyNode {
	const root: KeyNode = {};
	for (const [template, key] of XTERM_TEMPLATES) {
		for (const [number, modifiers] of XTERM_MODIFIERS)
			add(root, template.replace("_", number), key | modifiers);
	}
	for (const [sequence, key] of RAW) add(root, sequence, key);
	if (!caps) for (const [sequence, key] of FALLBACK) add(root, sequence, key);
	for (const [name, key] of CAPABILITIES) add(root, caps?.get(name) ?? "", key);
	for (const [number, sequence] of userKeys) {
		if (number >= 0 && number <= KEY_USER_LIMIT) add(root, utf8AsBytes(sequence), KEY_USER_BASE + number);
	}
	return root;
}

/** What the tree says of the bytes at `from`. */
export interface KeyMatch {
	/** The key with exactly these bytes, when there is one. */
	readonly key: KeyCode | undefined;
	readonly size: number;
	/** More bytes could make another, longer key. */
	readonly partial: boolean;
}

/**
 * Follows the bytes from `from` on: down to where they end, or to a sequence
 * that nothing continues. Undefined when they leave the tree.
 */
export function matchKey(root: KeyNode, bytes: Uint8Array, from: number): KeyMatch | undefined {
	let node = root;
	let best: KeyMatch | undefined;
	for (let i = from; i < bytes.length; i++) {
		const child = node.next?.get(bytes[i] as number);
		if (!child) return best;
		node = child;
		if (node.key !== undefined) best = { key: node.key, size: i + 1 - from, partial: false };
		if (!node.next) return best;
	}
	return node === root ? undefined : { key: node.key, size: bytes.length - from, partial: true };
}
