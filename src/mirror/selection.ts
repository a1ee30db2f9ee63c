/**
 * What a guest selects with the mouse: its own, over the pane as it was when
 * the button went down. Nobody else sees it, nothing of it goes to the host;
 * what was selected is put into the guest's clipboard. Begun by copy-mode -M
 * of a binding (commands.ts) and by a drag over the host's copy mode
 * (key-input.ts).
 */
import type { Client } from "../model/client.ts";
import { markClient } from "../model/marks.ts";
import type { Overlay, OverlayKeyResult } from "../model/overlay.ts";
import type { Pane } from "../model/pane.ts";
import { statusLines } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { CellBuffer } from "../screen/cell-buffer.ts";
import { ATTR, COLOUR_DEFAULT, type Colour } from "../term/attributes.ts";
import {
	isMouseDrag,
	isMouseRelease,
	isMouseWheel,
	type MouseEvent,
	mouseTypeOf,
} from "../term/mouse-keys.ts";
import type { Disposable } from "../util/disposable.ts";
import { windowOffset } from "../view/offset.ts";
import { paneLook } from "../view/panes.ts";
import { hostModeOf } from "./host-mode.ts";
import { type Cell, SelectedText } from "./selected-text.ts";

/** Between two lines while the mouse is held at the edge, ms. */
const SCROLL_TIME = 50;
/** A word or line is shown selected for so long, ms. */
const SHOWN_TIME = 300;
const ESCAPE = 0x1b;
const ENCODER = new TextEncoder();

export interface SelectionPorts {
	/** Takes the selection off the client. */
	close(client: Client): void;
	/** Into the clipboard of the client's terminal. */
	copy(client: Client, bytes: Uint8Array): void;
}

export class GuestSelection implements Overlay {
	readonly kind = "selection";
	readonly #server: Server;
	readonly #client: Client;
	readonly #pane: Pane;
	readonly #ports: SelectionPorts;
	readonly #text: SelectedText;
	/** The size of the pane whose text this is. */
	readonly #size: string;
	#isDragged = false;
	#timer: Disposable | undefined;

	constructor(server: Server, client: Client, pane: Pane, ports: SelectionPorts) {
		this.#server = server;
		this.#client = client;
		this.#pane = pane;
		this.#ports = ports;
		this.#size = sizeOf(pane);
		this.#text = new SelectedText({
			server,
			pane,
			ports: {
				leave() {},
				setClipboard() {},
				runPipe() {},
				scrolled() {},
				activate() {},
				redraw: () => markClient(server, client),
			},
		});
	}

	/** From the cell where the button went down; from now on it goes with the mouse. */
	drag(mouse: MouseEvent): void {
		const client = this.#client;
		this.#isDragged = true;
		this.#text.begin(this.#cellOf(mouse.lx, mouse.ly));
		client.mouse.dragUpdate = (_client, event) => this.#follow(event);
		client.mouse.dragRelease = () => {
			this.#copy();
			this.#ports.close(client);
		};
		this.#follow(mouse);
	}

	/** What is under the mouse, shown for a moment. */
	whole(mouse: MouseEvent, command: string): void {
		this.#text.whole(this.#cellOf(mouse.x, mouse.y), command, this.#client);
		this.#timer = this.#server.ports.clock.setTimeout(() => {
			this.#timer = undefined;
			this.#copy();
			this.#ports.close(this.#client);
		}, SHOWN_TIME);
	}

	draw(cells: CellBuffer): void {
		if (!this.#isThere()) return;
		const pane = this.#pane;
		const offset = windowOffset(this.#client);
		const from = Math.max(offset.x - pane.xoff, 0);
		const x = pane.xoff + from - offset.x;
		const width = Math.min(pane.sx - from, offset.sx - x, cells.cols - x);
		if (width <= 0) return;
		const recolour = colours(this.#server, pane, cells);
		for (let y = 0; y < pane.sy; y++) {
			const row = pane.yoff + y - offset.y;
			if (row < 0 || row >= offset.sy) continue;
			const at = this.#top() + row;
			this.#text.screen.copyLine(y, from, width, cells, x, at);
			recolour(cells.index(x, at), width);
		}
	}

	/** The mouse until its button is let go; Escape gives up; other keys are for the pane again. */
	key(key: number, mouse: MouseEvent | undefined): OverlayKeyResult {
		if (!this.#isThere()) return "pass";
		if (!mouse) return key === ESCAPE ? "close" : "pass";
		if (isMouseDrag(mouse.b)) {
			if (this.#isDragged) this.#follow(mouse);
			return "handled";
		}
		if (isMouseWheel(mouse.b)) return "handled";
		if (!isMouseRelease(mouse.b)) return "pass";
		// A word or line is there for its time.
		if (!this.#isDragged) return "handled";
		this.#copy();
		return "close";
	}

	resize(): boolean {
		return false;
	}

	dispose(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
		this.#text.dispose();
		const { mouse } = this.#client;
		if (!this.#isDragged) return;
		mouse.dragUpdate = undefined;
		mouse.dragRelease = undefined;
		mouse.dragging = false;
		mouse.dragPane = -1;
	}

	/** The pane is still where it was. */
	#isThere(): boolean {
		const pane = this.#pane;
		const window = this.#client.session?.current?.window;
		return !pane.destroyed && pane.window === window && pane.visible && sizeOf(pane) === this.#size;
	}

	/** Rows above the window. */
	#top(): number {
		const client = this.#client;
		return client.session?.options.choice("status-position") === "top" ? statusLines(client) : 0;
	}

	/** Where in the pane a place of the client is. */
	#cellOf(x: number, y: number): Cell {
		const offset = windowOffset(this.#client);
		return { x: x + offset.x - this.#pane.xoff, y: y - this.#top() + offset.y - this.#pane.yoff };
	}

	#follow(mouse: MouseEvent): void {
		this.#timer?.dispose();
		this.#timer = undefined;
		if (this.#isThere() && this.#text.follow(this.#cellOf(mouse.x, mouse.y))) this.#scroll();
	}

	/** At the edge: a line further, and again after a while. */
	#scroll(): void {
		this.#text.scroll();
		this.#timer = this.#server.ports.clock.setTimeout(() => this.#isThere() && this.#scroll(), SCROLL_TIME);
	}

	#copy(): void {
		const { text } = this.#text;
		if (text !== undefined) this.#ports.copy(this.#client, ENCODER.encode(text));
	}
}

/** What a mouse key selects besides a drag. */
const WHOLE: Readonly<Record<string, string>> = {
	SecondClick: "select-word",
	DoubleClick: "select-word",
	TripleClick: "select-line",
};

/** Selects in `pane` for the client whose mouse it is; nothing when it has something else open there. */
export function selectWithMouse(
	server: Server,
	client: Client,
	pane: Pane,
	mouse: MouseEvent,
	ports: SelectionPorts,
): void {
	const host = hostModeOf(pane);
	if (client.flags.readOnly || client.overlay || !pane.visible || pane.mode !== host) return;
	const selection = new GuestSelection(server, client, pane, ports);
	client.overlay = selection;
	const whole = WHOLE[mouseTypeOf(mouse.key) ?? ""];
	if (whole === undefined) selection.drag(mouse);
	else selection.whole(mouse, whole);
	markClient(server, client);
}

function sizeOf(pane: Pane): string {
	return [pane.xoff, pane.yoff, pane.sx, pane.sy].join(" ");
}

/** Gives cells the colours of their pane. */
function colours(
	server: Server,
	pane: Pane,
	{ fg, bg, attr }: CellBuffer,
): (i: number, count: number) => void {
	const look = paneLook(server, pane);
	const { palette } = pane.screen;
	const map = (colour: Colour, standard: Colour) => {
		const out = colour === COLOUR_DEFAULT ? standard : colour;
		return palette.get(out) ?? out;
	};
	return (i, count) => {
		for (let k = i; k < i + count; k++) {
			const own = (attr[k] as number) & ATTR.ownColours;
			attr[k] = (attr[k] as number) & ~ATTR.ownColours;
			if (own) continue;
			fg[k] = map(fg[k] as Colour, look.fg);
			bg[k] = map(bg[k] as Colour, look.bg);
		}
	};
}
