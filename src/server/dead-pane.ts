/** The line a dead pane shows under `remain-on-exit`. Called by the pane pump. */
import { drawFormat } from "../format/draw.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { captureLine, captureState } from "../screen/capture.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import { DEFAULT_STYLE } from "../term/style.ts";

/** Scrolls the pane up by a line, writes the expanded `text` on the last one, hides the cursor. */
export function drawDeadMessage(server: Server, pane: Pane, text: string): void {
	const { screen } = pane;
	if (text !== "") {
		const line = new PlainScreen(pane.sx, 1);
		drawFormat(text, pane.sx, DEFAULT_STYLE, line.cells, 0, 0, server);
		const styled = captureLine(line, 0, { sequences: true, state: captureState() });
		screen.writeText(`\x1b[r\x1b[m\x1b[${pane.sy};1H\n\r${styled}\x1b[m`);
	}
	screen.writeText("\x1b[?25l");
}
