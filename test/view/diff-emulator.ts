/**
 * An outer terminal for the differ's tests: @xterm/headless fed with the bytes
 * and read back cell by cell, and the same description of what a frame wants,
 * so that the two can be compared as text.
 */
import type { IBufferCell, Terminal } from "@xterm/headless";
import xterm from "@xterm/headless";
import { type CellBuffer, COMBINED } from "../../src/screen/cell-buffer.ts";
import { acsToUnicode } from "../../src/term/acs.ts";
import {
	ATTR,
	ATTR_ALL_UNDERSCORE,
	COLOUR_FLAG_256,
	COLOUR_FLAG_RGB,
	type Colour,
} from "../../src/term/attributes.ts";
import { widthAt } from "../../src/view/diff-cells.ts";
import type { Frame } from "../../src/view/frame.ts";

/** The parts of xterm's cell and core that have no public way to be read. */
interface InnerCell {
	readonly fg: number;
	getUnderlineColor(): number;
	isUnderlineColorDefault(): boolean;
	isUnderlineColorRGB(): boolean;
	readonly extended: { readonly urlId: number; readonly _ext: number };
}
interface InnerTerminal {
	readonly _core: {
		writeSync(data: Uint8Array | string): void;
		readonly coreService: { readonly isCursorHidden: boolean };
		readonly _oscLinkService: { registerLink(link: { uri: string; id?: string }): number };
	};
}

const BLANK_LOOK = ATTR.reverse | ATTR.strikethrough | ATTR.overline | ATTR_ALL_UNDERSCORE;

const FG_UNDERLINE = 0x10000000;

export class Emulator {
	readonly term: Terminal;
	title: string | undefined;
	readonly #core: InnerTerminal["_core"];
	/** Kept here because xterm forgets links when scrolls drop the line they began on. */
	readonly #links = new Map<number, string>();

	/** `wide` says which code points the terminal draws on two columns. */
	constructor(cols: number, rows: number, wide: (code: number) => number) {
		this.term = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 0, logLevel: "off" });
		this.#core = (this.term as unknown as InnerTerminal)._core;
		this.term.onTitleChange((title) => {
			this.title = title;
		});
		this.term.unicode.register({
			version: "test",
			wcwidth: (code) => wide(code) as 0 | 1 | 2,
			charProperties: (code, preceding) => {
				let width = wide(code);
				const before = (preceding >> 1) & 3;
				const join = width === 0 && preceding !== 0 && before !== 0;
				if (join && before > width) width = before;
				return ((width & 3) << 1) | (join ? 1 : 0);
			},
		} as Parameters<Terminal["unicode"]["register"]>[0]);
		this.term.unicode.activeVersion = "test";
		const links = this.#core._oscLinkService;
		const register = links.registerLink.bind(links);
		links.registerLink = (link) => {
			const id = register(link);
			this.#links.set(id, link.uri);
			return id;
		};
		// Where the client lives; xterm also loses count of its rows when the normal screen is resized.
		this.write("\x1b[?1049h");
	}

	write(bytes: Uint8Array | string): void {
		this.#core.writeSync(bytes);
	}

	get cursorHidden(): boolean {
		return this.#core.coreService.isCursorHidden;
	}

	/** What is in a cell, in the words of `wanted`. */
	cell(x: number, y: number): string {
		const buffer = this.term.buffer.active;
		const cell = buffer.getLine(buffer.baseY + y)?.getCell(x);
		if (cell === undefined) return "nothing";
		const inner = cell as unknown as InnerCell;
		const width = cell.getWidth();
		if (width === 0) return "right";
		const text = cell.getChars() || " ";
		const link = this.#links.get(inner.extended.urlId) ?? "";
		const flags =
			(cell.isBold() ? "b" : "") +
			(cell.isDim() ? "d" : "") +
			(cell.isItalic() ? "i" : "") +
			(cell.isBlink() ? "k" : "") +
			(cell.isInverse() ? "r" : "") +
			(cell.isInvisible() ? "h" : "") +
			(cell.isStrikethrough() ? "s" : "") +
			(cell.isOverline() ? "o" : "");
		// xterm says "dashed" for every cell of a link: look at what SGR set.
		const under = inner.fg & FG_UNDERLINE ? (inner.extended._ext >> 26) & 7 : 0;
		const us =
			under === 0 || inner.isUnderlineColorDefault()
				? "-"
				: `${inner.isUnderlineColorRGB() ? "#" : ""}${inner.getUnderlineColor()}`;
		const fg = cell.isFgDefault() ? "-" : `${cell.isFgRGB() ? "#" : ""}${cell.getFgColor()}`;
		return describe(text, width, flags, under, us, fg, background(cell), link);
	}
}

function background(cell: IBufferCell): string {
	return cell.isBgDefault() ? "-" : `${cell.isBgRGB() ? "#" : ""}${cell.getBgColor()}`;
}

/** A blank without decoration is only its background: the rest of its style cannot be seen. */
function describe(
	text: string,
	width: number,
	flags: string,
	under: number,
	us: string,
	fg: string,
	bg: string,
	link: string,
): string {
	if (text === " " && under === 0 && !/[rso]/.test(flags)) return `blank bg=${bg} ${link}`;
	return `${JSON.stringify(text)} w${width} ${flags} u${under}/${us} fg=${fg} bg=${bg} ${link}`;
}

function colour(c: Colour): string {
	if (c & COLOUR_FLAG_RGB) return `#${c & 0xffffff}`;
	if (c & COLOUR_FLAG_256) return String(c & 0xff);
	if (c >= 90 && c <= 97) return String(c - 82);
	return c < 8 ? String(c) : "-";
}

/** What a terminal with every capability must show in a cell of the frame. */
export function wanted(cells: CellBuffer, x: number, y: number): string {
	const i = y * cells.cols + x;
	const width = widthAt(cells, i, x);
	if (width === 0) return "right";
	const attr = cells.attr[i] as number;
	let text = width === 3 ? " " : cells.text(i);
	if (attr & ATTR.charset && (cells.chars[i] as number) < COMBINED) text = acsToUnicode(text) ?? text;
	const flags =
		(attr & ATTR.bright ? "b" : "") +
		(attr & ATTR.dim ? "d" : "") +
		(attr & ATTR.italics ? "i" : "") +
		(attr & ATTR.blink ? "k" : "") +
		(attr & ATTR.reverse ? "r" : "") +
		(attr & ATTR.hidden ? "h" : "") +
		(attr & ATTR.strikethrough ? "s" : "") +
		(attr & ATTR.overline ? "o" : "");
	const kinds = [
		ATTR.underscore,
		ATTR.doubleUnderscore,
		ATTR.curlyUnderscore,
		ATTR.dottedUnderscore,
		ATTR.dashedUnderscore,
	];
	const under = kinds.findIndex((bit) => attr & bit) + 1;
	const us = under === 0 ? "-" : colour(cells.us[i] as number);
	const fg = colour(cells.fg[i] as number);
	const look = text === " " && (attr & BLANK_LOOK) === 0 ? "" : flags;
	return describe(
		text,
		width === 3 ? 1 : width,
		look,
		under,
		us,
		fg,
		colour(cells.bg[i] as number),
		cells.links.get(i)?.uri ?? "",
	);
}

/** The first thing in which the emulator is not what the frame wants, or undefined. */
export function mismatch(
	emulator: Emulator,
	frame: Frame,
	unsure?: (x: number, y: number) => boolean,
): string | undefined {
	const { cells, cursor } = frame;
	for (let y = 0; y < cells.rows; y++) {
		for (let x = 0; x < cells.cols; x++) {
			if (unsure?.(x, y)) continue;
			const is = emulator.cell(x, y);
			const want = wanted(cells, x, y);
			if (is !== want) return `cell ${x},${y}: shows ${is}, wanted ${want}`;
		}
	}
	const buffer = emulator.term.buffer.active;
	const cx = Math.min(cursor.x, cells.cols - 1);
	const cy = Math.min(cursor.y, cells.rows - 1);
	if (buffer.cursorX !== cx || buffer.cursorY !== cy) {
		return `cursor at ${buffer.cursorX},${buffer.cursorY}, wanted ${cx},${cy}`;
	}
	if (emulator.cursorHidden === cursor.visible) return `cursor hidden: ${emulator.cursorHidden}`;
	const modes = emulator.term.modes;
	const mouse = { none: "none", x10: "?", vt200: "standard", drag: "button", any: "all" };
	const is = [
		mouse[modes.mouseTrackingMode],
		modes.bracketedPasteMode,
		modes.sendFocusMode,
		modes.applicationCursorKeysMode,
		modes.applicationKeypadMode,
	].join();
	const want = [frame.mouse, frame.bracketedPaste, frame.focusEvents, frame.cursorKeys, frame.keypad].join();
	if (is !== want) return `modes ${is}, wanted ${want}`;
	if (!modes.wraparoundMode) return "automatic margins left off";
	if (frame.title !== undefined && emulator.title !== frame.title) {
		return `title ${emulator.title}, wanted ${frame.title}`;
	}
	return undefined;
}
