/**
 * Styles as the emulator of a tmate server reads them: that of tmux 2.2, which
 * throws a style away when one word of it is new. Used for its options and its
 * status line (tmate-options.ts, tmate-status.ts).
 */
import { colourName, parseColour, withoutTheme } from "../term/colour.ts";

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

/** The words of a style (`fg=red,bold`) that it knows, colours by names it knows; "" when there are none. */
export function oldStyle(style: string): string {
	const words: string[] = [];
	for (const word of style.split(/[ ,\n]+/)) {
		const [, side, colour = ""] = /^([fb]g)=(.+)$/i.exec(word) ?? [];
		if (side !== undefined) {
			const value = parseColour(colour);
			if (value !== undefined) words.push(`${side.toLowerCase()}=${colourName(withoutTheme(value))}`);
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

/** `#I`, `#{name}`, `#{?name,` and `#{=8:name}`: what the formats of a window list may be made of. */
const OLD_FORMAT = /#(?:[DFHIPSTW]|\{(?:\?|=-?\d+:)?[a-z_]+[,}])/g;

/** A format that it expands by itself; undefined when that needs newer formats or jobs. */
export function oldFormat(format: string): string | undefined {
	const styled = format.replace(/#\[([^\]]*)\]/g, (_all, style: string) => `#[${oldStyle(style)}]`);
	const rest = styled.replace(OLD_FORMAT, "").replace(/#\[[^\]]*\]|##/g, "");
	return rest.includes("#") ? undefined : styled;
}
