/**
 * The outer terminal's pen: which attributes, colours and hyperlink are on,
 * and the shortest SGR from there to what the next cell needs. Attributes the
 * terminal lacks are replaced here the way tmux does. Owned by OuterTerminal
 * (diff-output.ts), driven by diff-row.ts.
 */
import type { Link } from "../screen/cell-buffer.ts";
import {
	ATTR,
	ATTR_ALL_UNDERSCORE,
	COLOUR_DEFAULT,
	COLOUR_FLAG_256,
	COLOUR_FLAG_RGB,
	COLOUR_TERMINAL,
	type Colour,
} from "../term/attributes.ts";
import { colourTo256, withoutTheme } from "../term/colour.ts";
import type { ByteBuffer } from "./diff-bytes.ts";
import type { OutputCaps } from "./diff-caps.ts";

/** [attribute, on, off] of all but the underlines. */
const SWITCHES: readonly (readonly [bit: number, on: string, off: string])[] = [
	[ATTR.bright, "1", "22"],
	[ATTR.dim, "2", "22"],
	[ATTR.italics, "3", "23"],
	[ATTR.blink, "5", "25"],
	[ATTR.reverse, "7", "27"],
	[ATTR.hidden, "8", "28"],
	[ATTR.strikethrough, "9", "29"],
	[ATTR.overline, "53", "55"],
];

/** Kinds of underline in order of precedence. */
const UNDERLINES: readonly (readonly [bit: number, on: string])[] = [
	[ATTR.underscore, "4"],
	[ATTR.doubleUnderscore, "4:2"],
	[ATTR.curlyUnderscore, "4:3"],
	[ATTR.dottedUnderscore, "4:4"],
	[ATTR.dashedUnderscore, "4:5"],
];

const INTENSITY = ATTR.bright | ATTR.dim;
/** Attributes that show on a cell without text. */
const DECORATED = ATTR.reverse | ATTR.strikethrough | ATTR.overline | ATTR_ALL_UNDERSCORE;
/** Longer ones are not sent: terminals drop them, and a cell must not cost kilobytes. */
const MAX_URI = 2083;
const MAX_ID = 250;
const CACHE_SIZE = 4096;

/** What a terminal can show of a style. */
interface Look {
	fg: Colour;
	bg: Colour;
	us: Colour;
	attr: number;
}

const plain = (): Look => ({ fg: COLOUR_DEFAULT, bg: COLOUR_DEFAULT, us: COLOUR_DEFAULT, attr: 0 });

export class Pen {
	/** Attributes that show on a blank cell of this terminal. */
	readonly decorated: number;
	/** The cell style asked for last: equal means nothing to do. */
	fg: Colour = COLOUR_DEFAULT;
	bg: Colour = COLOUR_DEFAULT;
	us: Colour = COLOUR_DEFAULT;
	attr = 0;
	/** The open hyperlink. */
	link: Link | undefined;

	readonly #bytes: ByteBuffer;
	readonly #caps: OutputCaps;
	readonly #have: number;
	readonly #now: Look = plain();
	readonly #want: Look = plain();
	readonly #default: Readonly<Look> = plain();
	readonly #downsampled = new Map<Colour, Colour>();
	#first = true;

	constructor(bytes: ByteBuffer, caps: OutputCaps) {
		this.#bytes = bytes;
		this.#caps = caps;
		this.decorated = DECORATED | (caps.italics ? 0 : ATTR.italics);
		this.#have =
			(caps.bold ? ATTR.bright : 0) |
			(caps.dim ? ATTR.dim : 0) |
			(caps.underline ? ATTR_ALL_UNDERSCORE : 0) |
			(caps.blink ? ATTR.blink : 0) |
			(caps.reverse ? ATTR.reverse : 0) |
			(caps.hidden ? ATTR.hidden : 0) |
			(caps.italics ? ATTR.italics : 0) |
			(caps.strikethrough ? ATTR.strikethrough : 0) |
			(caps.overline ? ATTR.overline : 0);
	}

	/** Makes the pen draw with a cell's style. */
	set(fg: Colour, bg: Colour, us: Colour, attr: number): void {
		if (fg === this.fg && bg === this.bg && attr === this.attr && us === this.us) return;
		this.fg = fg;
		this.bg = bg;
		this.us = us;
		this.attr = attr;
		const want = this.#want;
		want.fg = this.#colour(fg);
		want.bg = this.#colour(bg);
		want.attr = this.#attributes(attr);
		const coloured = want.attr & ATTR_ALL_UNDERSCORE && this.#caps.underlineColour;
		want.us = coloured ? this.#colour(us) : COLOUR_DEFAULT;
		this.#change();
	}

	/** Makes the pen draw plain blanks with background `bg`, changing as little as will do. */
	setBlank(bg: Colour): void {
		const clean = (this.attr & this.decorated) === 0;
		if (bg === this.bg && clean) return;
		this.set(this.fg, bg, clean ? this.us : COLOUR_DEFAULT, clean ? this.attr : 0);
	}

	/** Opens, changes or closes the hyperlink. */
	setLink(link: Link | undefined): void {
		if (link === this.link) return;
		if (link && this.link && sameLink(link, this.link)) return;
		if (!this.#caps.hyperlinks) return;
		const usable = link && isSendable(link) ? link : undefined;
		if (usable === undefined && this.link === undefined) return;
		this.link = usable;
		const b = this.#bytes;
		b.ascii("\x1b]8;");
		if (usable) {
			// An id lets the terminal know the pieces of one link that are drawn at different times.
			b.ascii(`id=${usable.id || anonymousId(usable.uri)};`);
			b.ascii(usable.uri);
		} else b.byte(0x3b);
		b.ascii("\x1b\\");
	}

	/** Back to the state every frame begins and ends with. */
	reset(): void {
		this.setLink(undefined);
		this.set(COLOUR_DEFAULT, COLOUR_DEFAULT, COLOUR_DEFAULT, 0);
	}

	/** Takes the terminal to be in the default state without sending anything. */
	assumeDefault(): void {
		Object.assign(this.#now, this.#default);
		this.fg = this.bg = this.us = COLOUR_DEFAULT;
		this.attr = 0;
		this.link = undefined;
	}

	#colour(colour: Colour): Colour {
		if (colour === COLOUR_TERMINAL) return COLOUR_DEFAULT;
		if (colour & COLOUR_FLAG_RGB && !this.#caps.rgb) {
			let to = this.#downsampled.get(colour);
			if (to === undefined) {
				if (this.#downsampled.size >= CACHE_SIZE) this.#downsampled.clear();
				to = colourTo256(colour);
				this.#downsampled.set(colour, to);
			}
			return to;
		}
		return withoutTheme(colour);
	}

	#attributes(attr: number): number {
		let out = attr & this.#have;
		if (attr & ATTR.italics && !this.#caps.italics && this.#caps.reverse) out |= ATTR.reverse;
		const lines = out & ATTR_ALL_UNDERSCORE;
		if (lines === 0) return out;
		out &= ~ATTR_ALL_UNDERSCORE;
		if (!this.#caps.underlineStyle) return out | ATTR.underscore;
		for (const [bit] of UNDERLINES) if (lines & bit) return out | bit;
		return out;
	}

	/** Writes the step from #now to #want: by differences, or from a reset when that is shorter. */
	#change(): void {
		const { fg, bg, us, attr } = this.#want;
		const now = this.#now;
		if (fg === now.fg && bg === now.bg && us === now.us && attr === now.attr) return;
		const b = this.#bytes;
		const start = b.length;
		this.#sgr(now, false);
		const mid = b.length;
		this.#sgr(this.#default, true);
		// SGR 59 is not to be relied on: some terminals draw white lines after it.
		const mustReset = us === COLOUR_DEFAULT && now.us !== COLOUR_DEFAULT;
		if (mustReset || b.length - mid < mid - start) b.cut(start, mid);
		else b.length = mid;
		now.fg = fg;
		now.bg = bg;
		now.us = us;
		now.attr = attr;
	}

	#sgr(from: Readonly<Look>, reset: boolean): void {
		const b = this.#bytes;
		b.ascii("\x1b[");
		this.#first = true;
		if (reset && !this.#wantDefault()) this.#code("0");
		this.#switch(from.attr, this.#want.attr);
		const want = this.#want;
		if (from.fg !== want.fg) this.#colourCode(want.fg, 30);
		if (from.bg !== want.bg) this.#colourCode(want.bg, 40);
		if (from.us !== want.us) this.#underlineColour(want.us);
		b.byte(0x6d);
	}

	#wantDefault(): boolean {
		const { fg, bg, us, attr } = this.#want;
		return fg === COLOUR_DEFAULT && bg === COLOUR_DEFAULT && us === COLOUR_DEFAULT && attr === 0;
	}

	#switch(from: number, to: number): void {
		const removed = from & ~to;
		let on = from;
		if (removed & INTENSITY) {
			// One code ends both bold and dim; the one that stays is turned on again below.
			this.#code("22");
			on &= ~INTENSITY;
		}
		if (removed !== 0) {
			for (const [bit, , off] of SWITCHES) if (removed & bit & ~INTENSITY) this.#code(off);
			if (removed & ATTR_ALL_UNDERSCORE && (to & ATTR_ALL_UNDERSCORE) === 0) this.#code("24");
		}
		const added = to & ~on;
		if (added === 0) return;
		for (const [bit, code] of SWITCHES) if (added & bit) this.#code(code);
		for (const [bit, code] of UNDERLINES) if (added & bit) this.#code(code);
	}

	#code(text: string): void {
		if (!this.#first) this.#bytes.byte(0x3b);
		this.#first = false;
		this.#bytes.ascii(text);
	}

	#colourCode(colour: Colour, base: number): void {
		const b = this.#bytes;
		if (!this.#first) b.byte(0x3b);
		this.#first = false;
		if (colour & COLOUR_FLAG_RGB) {
			b.number(base + 8);
			b.ascii(";2;");
			b.number((colour >> 16) & 0xff);
			b.byte(0x3b);
			b.number((colour >> 8) & 0xff);
			b.byte(0x3b);
			b.number(colour & 0xff);
		} else if (colour & COLOUR_FLAG_256) {
			b.number(base + 8);
			b.ascii(";5;");
			b.number(colour & 0xff);
		} else if (colour >= 90 && colour <= 97) b.number(colour + base - 30);
		else b.number(base + (colour >= 0 && colour < 8 ? colour : 9));
	}

	/** With colons: a terminal that does not know SGR 58 skips it instead of reading its numbers. */
	#underlineColour(colour: Colour): void {
		if (colour & COLOUR_FLAG_RGB) {
			this.#code(`58:2::${(colour >> 16) & 0xff}:${(colour >> 8) & 0xff}:${colour & 0xff}`);
		} else if (colour & COLOUR_FLAG_256) this.#code(`58:5:${colour & 0xff}`);
		else if (colour >= 90 && colour <= 97) this.#code(`58:5:${colour - 82}`);
		else if (colour >= 0 && colour < 8) this.#code(`58:5:${colour}`);
		else this.#code("59");
	}
}

/** True when a terminal would take both for one link. */
export function sameLink(a: Link, b: Link): boolean {
	return a === b || (a.uri === b.uri && a.id === b.id);
}

function isSendable(link: Link): boolean {
	return (
		link.uri.length > 0 &&
		link.uri.length <= MAX_URI &&
		link.id.length <= MAX_ID &&
		/^[\x21-\x7e]+$/.test(link.uri) &&
		/^[\x21-\x39\x3c-\x7e]*$/.test(link.id)
	);
}

function anonymousId(uri: string): string {
	let hash = 0;
	for (let i = 0; i < uri.length; i++) hash = (Math.imul(hash, 31) + uri.charCodeAt(i)) | 0;
	return `comux${(hash >>> 0).toString(16)}`;
}
