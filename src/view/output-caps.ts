/**
 * From a client's terminfo entry and features to the flags the differ works
 * with. Called by whoever makes an OuterTerminal, and again when the terminal
 * has told more about itself.
 */
import type { TermCaps } from "../term/term-caps.ts";
import type { OutputCaps } from "./diff-caps.ts";

/** What is asked of TermCaps. */
type Capabilities = Pick<TermCaps, "name" | "has" | "flag" | "get" | "directColours">;

export function outputCapsFrom(caps: Capabilities): OutputCaps {
	const all = (...names: string[]): boolean => names.every((name) => caps.has(name));
	return {
		rgb: caps.directColours,
		bce: caps.flag("bce"),
		ech: all("ech"),
		// Many terminals call themselves xterm and do not repeat characters.
		rep: all("rep") && !caps.name.startsWith("xterm"),
		csr: all("csr", "ri"),
		insertDeleteLine: all("il", "dl"),
		scrollCount: all("indn", "rin"),
		lazyWrap: !caps.flag("am") || caps.flag("xenl"),
		skipCorner: !caps.flag("am"),
		bold: all("bold"),
		dim: all("dim"),
		underline: all("smul"),
		blink: all("blink"),
		reverse: all("rev") || all("smso"),
		hidden: all("invis"),
		italics: all("sitm"),
		strikethrough: all("smxx"),
		overline: all("Smol"),
		underlineStyle: all("Smulx"),
		underlineColour: all("Setulc") || all("Setulc1"),
		hyperlinks: all("Hls"),
		sync: all("Sync"),
		// GNU screen's own title string is not an OSC and means something else.
		title: all("fsl") && (caps.get("tsl") ?? "").startsWith("\x1b]"),
		path: all("Swd", "fsl"),
		progress: all("Spb"),
		cursorShape: all("Ss"),
		cursorReset: caps.get("Se") ?? "",
		cursorColour: all("Cs", "Cr"),
		mouse: all("kmous"),
		bracketedPaste: all("Enbp"),
		focusEvents: all("Enfcs"),
	};
}
