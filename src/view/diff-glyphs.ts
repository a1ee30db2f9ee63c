/**
 * Which characters an outer terminal may draw wider or narrower than the frame
 * says: the differ puts the cursor right after them. Called by diff-row.ts.
 */

/** Pairs of first and last code point, in order. */
type Ranges = readonly number[];

/** Code points that take no column of their own. */
// biome-ignore format: a table of pairs
const ZERO_WIDTH: Ranges = [
	0x0300, 0x036f, 0x0483, 0x0489, 0x0591, 0x05bd, 0x0610, 0x061a, 0x064b, 0x065f, 0x1ab0, 0x1aff,
	0x1dc0, 0x1dff, 0x200b, 0x200f, 0x202a, 0x202e, 0x2060, 0x206f, 0x20d0, 0x20ff, 0xfe00, 0xfe0f,
	0xfe20, 0xfe2f, 0xfeff, 0xfeff, 0xe0000, 0xe0fff,
];

/** East Asian wide characters that every terminal draws on two columns. */
// biome-ignore format: a table of pairs
const SURELY_WIDE: Ranges = [
	0x1100, 0x115f, 0x2e80, 0x2ffb, 0x3001, 0x3029, 0x3031, 0x303d, 0x3041, 0x3096, 0x30a0, 0x30ff,
	0x3105, 0x312f, 0x3131, 0x318e, 0x31c0, 0x31e3, 0x3250, 0x4dbf, 0x4e00, 0xa48c, 0xac00, 0xd7a3,
	0xf900, 0xfaff, 0xfe30, 0xfe4f, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x20000, 0x2fffd, 0x30000, 0x3fffd,
];

/** Symbols, private use and emoji, where terminals and fonts disagree. */
// biome-ignore format: a table of pairs
const DOUBTFUL: Ranges = [
	0x00ad, 0x00ad, 0x1160, 0x11ff, 0x2190, 0x2bff, 0x2ffc, 0x3000, 0x302a, 0x3030, 0x303e, 0x3040,
	0x3097, 0x309f, 0x3100, 0x3104, 0x3130, 0x3130, 0x318f, 0x31bf, 0x31e4, 0x324f, 0x4dc0, 0x4dff,
	0xa48d, 0xa4cf, 0xa960, 0xa97c, 0xd7b0, 0xf8ff, 0xfe10, 0xfe19, 0xfe50, 0xfe6f, 0x16fe0, 0x18dff,
	0x1aff0, 0x1b2ff, 0x1d300, 0x1d37f, 0x1f000, 0x1faff, 0xf0000, 0x10ffff,
];

function within(ranges: Ranges, code: number): boolean {
	let low = 0;
	let high = ranges.length >> 1;
	while (low < high) {
		const mid = (low + high) >> 1;
		if (code > (ranges[2 * mid + 1] as number)) low = mid + 1;
		else high = mid;
	}
	return low < ranges.length >> 1 && code >= (ranges[2 * low] as number);
}

/** True for a combining mark or another character without a column of its own. */
export function isZeroWidth(code: number): boolean {
	return code >= 0x300 && within(ZERO_WIDTH, code);
}

/**
 * The most columns the outer terminal might give this one code point when the
 * frame gives it `width`; `width` itself when there is no doubt. Lines and
 * blocks (U+2500 to U+259F) are taken as sure: borders are made of them, and a
 * terminal that draws them wide can show no border anyway.
 */
export function widestGlyph(code: number, width: number): number {
	if (code < 0x300 && code !== 0xad) return width === 1 ? 1 : 2;
	if (code >= 0x2500 && code < 0x25a0) return width === 1 ? 1 : 2;
	if (within(SURELY_WIDE, code)) return 2;
	return within(DOUBTFUL, code) ? 2 : width;
}

/** True when the outer terminal may not give this code point `width` columns. */
export function isDoubtful(code: number, width: number): boolean {
	if (code < 0x300) return code === 0xad || width !== 1;
	if (code >= 0x2500 && code < 0x25a0) return width !== 1;
	if (width === 2) return !within(SURELY_WIDE, code);
	return within(DOUBTFUL, code) || within(SURELY_WIDE, code) || within(ZERO_WIDTH, code);
}

/**
 * The same for a cell of several code points: 0 when there is no doubt (a sure
 * base with Latin marks), else the most columns it might take.
 */
export function doubtfulTextWidth(text: string, width: number): number {
	const first = text.codePointAt(0) ?? 0x20;
	let doubtful = isDoubtful(first, width);
	let widest = 0;
	for (let i = 0; i < text.length; i++) {
		const code = text.codePointAt(i) as number;
		if (i > 0 && (code < 0x300 || code > 0x36f)) doubtful = true;
		if (code > 0xffff) i++;
		if (!isZeroWidth(code)) widest += code < 0x1100 ? 1 : 2;
	}
	return doubtful ? Math.max(widest, width) : 0;
}
