/**
 * Characters of box and border lines in each of tmux's kinds
 * (`pane-border-lines`, `menu-border-lines`, `popup-border-lines`). Pure data
 * and look-ups; used by PlainScreen, views, menus and popups.
 */

/** Kinds of line. `single` uses the line drawing character set. */
export type BoxLines = "single" | "rounded" | "double" | "heavy" | "simple" | "padded" | "none";

/** Parts of a box by the sides that lines leave to. */
export type BoxPart =
	| "inside"
	| "upDown"
	| "leftRight"
	| "rightDown"
	| "leftDown"
	| "upRight"
	| "upLeft"
	| "leftRightDown"
	| "upLeftRight"
	| "upRightDown"
	| "upLeftDown"
	| "cross"
	| "outside";

const PARTS: readonly BoxPart[] = [
	"inside",
	"upDown",
	"leftRight",
	"rightDown",
	"leftDown",
	"upRight",
	"upLeft",
	"leftRightDown",
	"upLeftRight",
	"upRightDown",
	"upLeftDown",
	"cross",
	"outside",
];

/** Bits of the sides lines leave to. */
export const BOX_SIDES = { left: 1, right: 2, up: 4, down: 8 } as const;

/** By BOX_SIDES bits. */
const PART_OF_SIDES: readonly (BoxPart | undefined)[] = [
	undefined,
	"leftRight",
	"leftRight",
	"leftRight",
	"upDown",
	"upLeft",
	"upRight",
	"upLeftRight",
	"upDown",
	"leftDown",
	"rightDown",
	"leftRightDown",
	"upDown",
	"upLeftDown",
	"upRightDown",
	"cross",
];

/** In the order of PARTS; `single` as letters of the line drawing set. */
const CHARACTERS: Readonly<Record<Exclude<BoxLines, "none">, string>> = {
	single: " xqlkmjwvtun~",
	double: " ║═╔╗╚╝╦╩╠╣╬·",
	heavy: " ┃━┏┓┗┛┳┻┣┫╋·",
	rounded: " │─╭╮╰╯┳┻├┤╋·",
	simple: " |-+++++++++.",
	padded: "             ",
};

/** A border character; `charset`: a letter of the line drawing set (ATTR.charset). */
export interface BoxChar {
	readonly text: string;
	readonly charset: boolean;
}

const TABLE: ReadonlyMap<string, BoxChar> = new Map(
	Object.entries(CHARACTERS).flatMap(([lines, chars]) => {
		const list = [...chars];
		return PARTS.map(
			(part, i) => [`${lines} ${part}`, { text: list[i] ?? " ", charset: lines === "single" }] as const,
		);
	}),
);

/** The character for a part of a box; undefined with lines "none". */
export function boxChar(lines: BoxLines, part: BoxPart): BoxChar | undefined {
	return TABLE.get(`${lines} ${part}`);
}

/** The part with lines to these sides (BOX_SIDES bits); undefined without any. */
export function boxPart(sides: number): BoxPart | undefined {
	return PART_OF_SIDES[sides & 0xf];
}
