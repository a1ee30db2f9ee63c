/**
 * Styles as the emulator of a tmate server reads them: that of tmux 2.2, which
 * throws a style away when one word of it is new. Used for its options and its
 * status line (tmate-options.ts, tmate-status.ts).
 */
import { ATTR, type Colour } from "../term/attributes.ts";
import { colourName, parseColour, withoutTheme } from "../term/colour.ts";
import { attributesToString } from "../term/style.ts";

const ATTRIBUTES: ReadonlySet<string> = new Set([
	"bright",
	"bold",
	"dim",
	"underscore",
	"blink",
	"reverse",
	"hidden",
	"italics",
]);

const OLD_ATTRIBUTES =
	ATTR.bright | ATTR.dim | ATTR.underscore | ATTR.blink | ATTR.reverse | ATTR.hidden | ATTR.italics;

/** The words of a style (`fg=red,bold`) that it knows, colours by names it knows; "" when there are none. */
export function oldStyle(style: string): string {
	const words: string[] = [];
	for (const word of style.split(/[ ,\n]+/)) {
		const [, side, colour = ""] = /^([fb]g)=(.+)$/i.exec(word) ?? [];
		if (side !== undefined) {
			const value = parseColour(colour);
			if (value === undefined) continue;
			const name = colourName(withoutTheme(value));
			words.push(`${side.toLowerCase()}=${name === "terminal" ? "default" : name}`);
		} else if (word === "default" || word === "none") words.push(word);
		else if (ATTRIBUTES.has(word.replace(/^no/, ""))) words.push(word);
	}
	return words.join(",");
}

/** Expanded text with `#[...]`: `##` means nothing to it, and a `#[` that is text must not be read as a style. */
export function oldMarkup(text: string): string {
	return text.replace(/(#+)(\[(?:([^\]]*)\])?)?/g, (_all, hashes: string, open?: string, style?: string) => {
		if (open === undefined) return "#".repeat(Math.ceil(hashes.length / 2));
		const plain = "#".repeat(Math.floor(hashes.length / 2));
		if (hashes.length % 2 === 1) return style === undefined ? plain : `${plain}#[${oldStyle(style)}]`;
		// The empty style keeps the last `#` and the bracket apart.
		return `${plain}#[][${style === undefined ? "" : `${style}]`}`;
	});
}

/** Expanded text without its styles, as text that holds none. */
export function plainMarkup(text: string): string {
	const plain = text.replace(/(#+)(\[[^\]]*\]?)?/g, (_all, hashes: string, open = "") => {
		const half = "#".repeat(Math.floor(hashes.length / 2));
		if (open === "") return "#".repeat(Math.ceil(hashes.length / 2));
		return hashes.length % 2 === 1 ? half : half + open;
	});
	return plain.replaceAll("#[", "##[][");
}

/** The style of a cell; never "". */
export function oldCellStyle(fg: Colour, bg: Colour, attr: number): string {
	const names = attributesToString(attr & OLD_ATTRIBUTES);
	const words = [`fg=${colourName(withoutTheme(fg))}`, `bg=${colourName(withoutTheme(bg))}`];
	return oldStyle([...words, ...(names === "none" ? [] : [names])].join(","));
}
