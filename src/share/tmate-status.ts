/**
 * What a tmate server's guests see left and right of the window list: the
 * status line of the session as expanded here, or the prompt that waits for
 * their keys. Asked by tmate-feed.ts.
 */
import { expand, expandTime } from "../format/expand.ts";
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import { CellBuffer } from "../screen/cell-buffer.ts";
import { ATTR, type Colour } from "../term/attributes.ts";
import { oldCellStyle, oldMarkup, oldStyle } from "./tmate-style.ts";

export interface StatusTexts {
	readonly left: string;
	readonly right: string;
}

/** Characters of one side, markup and all: both have to fit a message. */
const MAX_TEXT = 1900;
/** Columns of a prompt, whose markup may be many times as long. */
const MAX_PROMPT = 250;

export function statusTexts(server: Server, client: Client): StatusTexts {
	const { session } = client;
	if (!session) return { left: "", right: "" };
	if (client.prompt) return { left: promptText(client), right: "" };
	const ctx: FormatContext = { server, client, session, status: true, forceJobs: client.forceJobs };
	const side = (name: string) => {
		const style = oldStyle(expand(session.options.toText(`${name}-style`), ctx));
		const text = oldMarkup(expandTime(session.options.string(name), ctx)).slice(0, MAX_TEXT);
		return style === "" || style === "default" ? text : `#[${style}]${text}`;
	};
	return { left: side("status-left"), right: side("status-right") };
}

/** The prompt as it is drawn here, with its cursor as a block. */
function promptText(client: Client): string {
	// A side as long as the line hides it.
	const width = Math.min(Math.max(client.sx - 1, 10), MAX_PROMPT);
	const cells = new CellBuffer(width, 1);
	const cursor = Math.min(client.prompt?.draw(cells, 0, 0, width) ?? 0, width - 1);
	let text = "";
	let before = "";
	for (let x = 0; x < width; x++) {
		if (cells.width[x] === 0) continue;
		const attr = (cells.attr[x] as number) ^ (x === cursor ? ATTR.reverse : 0);
		const style = oldCellStyle(cells.fg[x] as Colour, cells.bg[x] as Colour, attr);
		if (style !== before) text += `#[default]#[${style}]`;
		before = style;
		// The empty style keeps a `#` and a bracket that are text apart.
		text += (cells.text(x) || " ").replace("#", "##[]");
	}
	return text;
}
