/**
 * Keys of a menu and how they move its choice. Pure; called by Menu.
 */
import { KEY, KEY_CTRL, type KeyCode } from "../term/key-code.ts";

/** From the highlighted row (-1: none) to the next one, of `count`. */
export type MenuMove = (choice: number, count: number, enabled: (index: number) => boolean) => number;

/** One row up or down, over those that cannot be chosen and round the ends. */
const step =
	(by: 1 | -1): MenuMove =>
	(choice, count, enabled) => {
		const stop = choice === -1 ? 0 : choice;
		let at = choice;
		do at = at === -1 ? (by === 1 ? 0 : count - 1) : (at + by + count) % count;
		while (!enabled(at) && at !== stop);
		return at;
	};

/** The first row that can be chosen at or above `at`. */
function settleUp(at: number, enabled: (index: number) => boolean): number {
	let index = at;
	while (index > 0 && !enabled(index)) index--;
	return index;
}

const PAGE = 5;

const pageUp: MenuMove = (choice, _count, enabled) => {
	let at = choice;
	for (let left = PAGE; left > 0 && at > 0; ) if (enabled(--at)) left--;
	return choice <= PAGE ? 0 : at;
};

const pageDown: MenuMove = (choice, count, enabled) => {
	let at = choice > count - PAGE - 1 ? count - 1 : choice;
	for (let left = PAGE; left > 0 && at < count - 1; ) if (enabled(++at)) left--;
	return settleUp(at, enabled);
};

const first: MenuMove = (_choice, count, enabled) => {
	let at = 0;
	while (at < count - 1 && !enabled(at)) at++;
	return at;
};

const last: MenuMove = (_choice, count, enabled) => settleUp(count - 1, enabled);

const code = (char: string): KeyCode => char.charCodeAt(0);
const ctrl = (char: string): KeyCode => code(char) | KEY_CTRL;

const KEYS: ReadonlyMap<KeyCode, MenuMove | "choose" | "close"> = new Map<
	KeyCode,
	MenuMove | "choose" | "close"
>([
	[KEY.backTab, step(-1)],
	[KEY.up, step(-1)],
	[code("k"), step(-1)],
	[KEY.down, step(1)],
	[code("j"), step(1)],
	[KEY.pageUp, pageUp],
	[ctrl("b"), pageUp],
	[KEY.pageDown, pageDown],
	[code("g"), first],
	[KEY.home, first],
	[code("G"), last],
	[KEY.end, last],
	[0x0d, "choose"],
	[0x1b, "close"],
	[ctrl("["), "close"],
	[ctrl("c"), "close"],
	[ctrl("g"), "close"],
	[code("q"), "close"],
]);

/** What `key` (without flags) does in a menu that has no row with that key. */
export function menuMoveFor(key: KeyCode): MenuMove | "choose" | "close" | undefined {
	return KEYS.get(key);
}
