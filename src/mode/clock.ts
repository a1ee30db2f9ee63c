/**
 * Clock mode (`clock-mode`): the time in big digits over a pane until a key is
 * pressed. Made by server/ui; owned by the pane's mode stack. Drawn again only
 * when what it shows changes.
 */
import { expandTime } from "../format/expand.ts";
import { strftime } from "../format/strftime.ts";
import { markPane } from "../model/marks.ts";
import type { PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import { DEFAULT_CELL_STYLE } from "../screen/cell-buffer.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import { ATTR } from "../term/attributes.ts";
import { DEFAULT_STYLE } from "../term/style.ts";
import type { Disposable } from "../util/disposable.ts";
import { BIG_STEP, drawBig } from "./clock-font.ts";

export interface ClockInit {
	readonly server: Server;
	readonly pane: Pane;
	/** Takes the mode from the pane. */
	leave(pane: Pane): void;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** By `clock-mode-style`: what is shown, and how often that changes. */
const STYLES: Readonly<
	Record<string, { readonly format: string; readonly half?: true; readonly every: number }>
> = {
	"12": { format: "%l:%M ", half: true, every: MINUTE },
	"24": { format: "%H:%M", every: MINUTE },
	"12-with-seconds": { format: "%l:%M:%S ", half: true, every: SECOND },
	"24-with-seconds": { format: "%H:%M:%S", every: SECOND },
};
const DEFAULT_LOOK = { format: "%H:%M", every: MINUTE };

export class ClockMode implements PaneMode {
	readonly name = "clock-mode";
	readonly pane: Pane;
	readonly screen: PlainScreen;
	readonly #init: ClockInit;
	#timer: Disposable | undefined;
	#disposed = false;

	constructor(init: ClockInit) {
		this.#init = init;
		this.pane = init.pane;
		this.screen = new PlainScreen(init.pane.sx, init.pane.sy);
		this.#tick();
	}

	get #options() {
		return this.pane.window.options;
	}

	get #look() {
		return STYLES[this.#options.choice("clock-mode-style")] ?? DEFAULT_LOOK;
	}

	/** Draws the time and waits until it is another. */
	#tick(): void {
		this.#timer?.dispose();
		if (this.#disposed) return;
		this.#draw();
		const { clock } = this.#init.server.ports;
		const { every } = this.#look;
		this.#timer = clock.setTimeout(() => this.#tick(), every - (clock.now() % every));
	}

	#draw(): void {
		const { server } = this.#init;
		const { screen, pane } = this;
		const now = server.ports.clock.now();
		const look = this.#look;
		const noon = Number(strftime("%H", now)) >= 12 ? "PM" : "AM";
		const text = strftime(look.format, now) + ("half" in look ? noon : "");
		const context = { server, pane };
		const style = this.#options.style("clock-mode-colour", (value) => expandTime(value, context));
		const colour = (style ?? DEFAULT_STYLE).fg;
		const plain = { ...DEFAULT_CELL_STYLE, fg: colour, attr: ATTR.ownColours };
		const { cols, rows } = screen;
		screen.clear();
		if (cols >= BIG_STEP * text.length && rows >= BIG_STEP) {
			const x = Math.floor(cols / 2) - (BIG_STEP / 2) * text.length;
			const y = Math.floor(rows / 2) - BIG_STEP / 2;
			drawBig(screen, x, y, text, "#", { ...plain, bg: colour });
		} else if (cols >= text.length) {
			const x = Math.floor(cols / 2) - Math.floor(text.length / 2);
			screen.put(x, Math.floor(rows / 2), text, plain);
		}
		markPane(server, pane);
	}

	keyTable(): undefined {
		return undefined;
	}

	/** Any key leaves. */
	key(): void {
		this.#init.leave(this.pane);
	}

	resize(cols: number, rows: number): void {
		this.screen.resize(cols, rows);
		this.#draw();
	}

	styleChanged(): void {
		this.#tick();
	}

	update(): void {
		this.#tick();
	}

	formats(): ReadonlyMap<string, () => string> {
		return new Map();
	}

	dispose(): void {
		this.#disposed = true;
		this.#timer?.dispose();
	}
}
