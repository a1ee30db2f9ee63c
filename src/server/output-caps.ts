/** What the differ may use, from a terminal's capabilities. Called when a client attaches and when its features change. */
import type { TermCaps } from "../term/term-caps.ts";
import type { OutputCaps } from "../view/diff-caps.ts";

/** Flags for the differ from terminfo, features and overrides together. */
export function outputCaps(caps: TermCaps): OutputCaps {
	const has = (name: string) => caps.has(name);
	return {
		rgb: has("setrgbf") && has("setrgbb"),
		bce: caps.flag("bce"),
		ech: has("ech"),
		rep: has("rep"),
		csr: has("csr") && has("ind") && has("ri"),
		insertDeleteLine: has("il") && has("dl"),
		scrollCount: has("indn") && has("rin"),
		lazyWrap: !caps.flag("am") || caps.flag("xenl"),
		bold: has("bold"),
		dim: has("dim"),
		underline: has("smul"),
		blink: has("blink"),
		reverse: has("rev"),
		hidden: has("invis"),
		italics: has("sitm"),
		strikethrough: has("smxx"),
		overline: has("Smol"),
		underlineStyle: has("Smulx"),
		underlineColour: has("Setulc") || has("Setulc1"),
		hyperlinks: has("Hls"),
		sync: has("Sync"),
		title: has("tsl") && has("fsl"),
		path: has("Swd") && has("fsl"),
		progress: has("Spb"),
		cursorShape: has("Ss"),
		cursorReset: caps.get("Se") ?? "",
		cursorColour: has("Cs") && has("Cr"),
		mouse: has("kmous"),
		bracketedPaste: has("Enbp"),
		focusEvents: has("Enfcs"),
	};
}
