/**
 * Cell attributes and colours as numbers, shared by the inner terminal
 * (screen/), styles (term/style.ts) and frames (view/). The numbers are the
 * project's wire between those rooms; names follow tmux(1) STYLES.
 */

/** Bits of a cell's `attr`. */
export const ATTR = {
	bright: 0x1,
	dim: 0x2,
	underscore: 0x4,
	blink: 0x8,
	reverse: 0x10,
	hidden: 0x20,
	italics: 0x40,
	/** Draw the character from the ACS (line drawing) set. */
	charset: 0x80,
	strikethrough: 0x100,
	doubleUnderscore: 0x200,
	curlyUnderscore: 0x400,
	dottedUnderscore: 0x800,
	dashedUnderscore: 0x1000,
	overline: 0x2000,
	/** Style attribute `noattr`: do not inherit attributes. Never in a frame. */
	noattr: 0x4000,
	/** A mode's own text: the colours stay, the pane's palette and styles do not replace them. Never in a frame. */
	ownColours: 0x8000,
} as const;

/** Every kind of underline. */
export const ATTR_ALL_UNDERSCORE =
	ATTR.underscore |
	ATTR.doubleUnderscore |
	ATTR.curlyUnderscore |
	ATTR.dottedUnderscore |
	ATTR.dashedUnderscore;

/** A colour: 0-7 the basic eight, 8 default, 9 terminal, 90-97 the bright eight,
 * or one of the flags below with its value in the low bits. */
export type Colour = number;

/** Palette colour: low 8 bits are the index. */
export const COLOUR_FLAG_256 = 0x01000000;
/** Direct colour: low 24 bits are 0xRRGGBB. */
export const COLOUR_FLAG_RGB = 0x02000000;
/** Theme colour (`themered` ...): low 8 bits are the index into THEME_COLOURS. */
export const COLOUR_FLAG_THEME = 0x04000000;
/** No colour given: what is below shows through. */
export const COLOUR_DEFAULT: Colour = 8;
/** `terminal`: the terminal's own default, whatever is below. */
export const COLOUR_TERMINAL: Colour = 9;
/** A style that says nothing about a colour (parsed styles only, never in a cell). */
export const COLOUR_NONE: Colour = -1;
