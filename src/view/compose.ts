/**
 * What one client's terminal is to show: compose() gives a whole Frame each
 * time. Panes are drawn for every frame; borders and status lines are kept
 * until something on them may have changed. Made by the server for each
 * attached client, called by the frame scheduler, asked by the mouse.
 */
import { expandTime } from "../format/expand.ts";
import type { Client, PlacedRange } from "../model/client.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import { markStatus } from "../model/marks.ts";
import { findRow } from "../model/option-table.ts";
import type { Pane } from "../model/pane.ts";
import { statusLines } from "../model/resize.ts";
import { scrollbarShown } from "../model/scrollbar-show.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import { CellBuffer } from "../screen/cell-buffer.ts";
import { PlainScreen } from "../screen/plain-screen.ts";
import type { MouseMode, Screen } from "../screen/screen.ts";
import type { Disposable } from "../util/disposable.ts";
import { type BorderRanges, paintChrome } from "./chrome.ts";
import {
	hiddenCursor,
	overlayCursor,
	paneCursor,
	panePromptCursor,
	promptCursor,
	type WindowPlace,
} from "./cursor.ts";
import type { Frame, FrameCursor, FrameProgress } from "./frame.ts";
import { windowOffset } from "./offset.ts";
import { drawPanePrompts } from "./pane-prompts.ts";
import { PanePainter } from "./panes.ts";
import { type Scene, sceneKey } from "./scene.ts";
import { buildScene } from "./scene-builder.ts";
import { scrollbarBox } from "./scrollbar.ts";
import { drawMessage, messageArea, StatusLine } from "./status-line.ts";
import { StatusRanges } from "./status-ranges.ts";
import { ClientTheme } from "./theme.ts";

/** An animated format on a status line goes on after this time, in ms. */
const CYCLE = 100;

/** Sizes of the parts of a client. */
interface Geometry {
	readonly cols: number;
	readonly rows: number;
	/** Status lines that fit. */
	readonly lines: number;
	/** First row of the status lines. */
	readonly statusRow: number;
	/** First row of the window, and how many it has. */
	readonly top: number;
	readonly windowRows: number;
	readonly statusOnTop: boolean;
}

function geometryOf(client: Client, session: Session): Geometry {
	const cols = Math.max(client.sx, 1);
	const rows = Math.max(client.sy, 1);
	const lines = Math.min(statusLines(client), rows);
	const statusOnTop = session.options.choice("status-position") === "top";
	return {
		cols,
		rows,
		lines,
		statusRow: statusOnTop ? 0 : rows - lines,
		top: statusOnTop ? lines : 0,
		windowRows: rows - lines,
		statusOnTop,
	};
}

export class ClientView implements Disposable {
	readonly #server: Server;
	readonly #client: Client;
	readonly #theme: ClientTheme;
	readonly #status: StatusLine;
	readonly #listener: Disposable;
	readonly #scrollbarShown = (pane: Pane): boolean => scrollbarShown(pane);
	/** What can be clicked; given to the mouse. */
	readonly ranges: StatusRanges;
	#scene: Scene | undefined;
	#sceneKey = "";
	/** Borders, fill and status lines; panes are drawn over a copy. */
	#chrome: CellBuffer | undefined;
	#chromeKey = "";
	#borderRanges: BorderRanges = new Map();
	#title: string | undefined;
	#stale = true;
	#cycle: Disposable | undefined;
	/** Column of the cursor in the prompt when it was drawn last. */
	#promptX = 0;
	/** The last frame, when nothing lay over its panes: what a pane shows until its update is complete. */
	#last: { readonly cells: CellBuffer; readonly scene: Scene; readonly top: number } | undefined;

	constructor(server: Server, client: Client) {
		this.#server = server;
		this.#client = client;
		this.#theme = new ClientTheme(server, client);
		this.#status = new StatusLine(server, client, () => this.#startCycle());
		this.ranges = new StatusRanges(client);
		this.#listener = server.events.on("optionChanged", ({ name }) => {
			// Any option can stand in a format that is shown.
			this.#stale = true;
			if (findRow(name)?.affects.includes("theme")) this.#theme.forget();
		});
	}

	dispose(): void {
		this.#listener.dispose();
		this.#cycle?.dispose();
		this.#cycle = undefined;
	}

	/**
	 * The frame for now. A client without a session gets an empty one. It is drawn into `spare`, cells of
	 * an older frame that is nobody's any more, when they have its size.
	 */
	compose(spare?: CellBuffer): Frame {
		const client = this.#client;
		const { session } = client;
		const winlink = session?.current;
		if (!session || !winlink) return this.#empty();
		const geometry = geometryOf(client, session);
		const { cols, rows, top } = geometry;
		const offset = windowOffset(client);
		const place: WindowPlace = { offset, top };
		const request = {
			window: winlink.window,
			offset,
			cols,
			rows: geometry.windowRows,
			scrollbarShown: this.#scrollbarShown,
		};
		const key = sceneKey(request);
		if (!this.#scene || key !== this.#sceneKey) {
			this.#scene = buildScene(request);
			this.#sceneKey = key;
			this.#stale = true;
		}
		this.#drawChrome(session, winlink, this.#scene, geometry);
		const fits = spare && this.#chrome && spare.cols === cols && spare.rows === rows;
		const cells = fits ? spare : new CellBuffer(cols, rows);
		if (this.#chrome) cells.copy(0, this.#chrome, 0, cols * rows);
		const last = this.#last?.scene === this.#scene && this.#last.top === top ? this.#last.cells : undefined;
		new PanePainter(this.#server, client, this.#theme, cells, top).paint(this.#scene, last);
		const cursor = this.#drawOver(session, winlink, geometry, place, cells);
		const { panes } = winlink.window;
		const covered = client.overlay || client.prompt || client.message || panes.some((p) => p.prompt);
		// Programs know no theme colours, and the chrome has none left.
		if (covered || panes.some((p) => p.mode)) this.#theme.resolve(cells);
		this.#last = covered ? undefined : { cells, scene: this.#scene, top };
		const pane = winlink.window.active;
		return {
			cells,
			cursor: { ...cursor, colour: this.#theme.map(cursor.colour) },
			title: this.#title,
			path: session.options.flag("set-titles") ? pane?.path : undefined,
			progress: pane && progressOf(pane),
			mouse: this.#mouseMode(session, winlink),
			// On while attached, whatever the programs want: pastes and keys are told apart here.
			bracketedPaste: true,
			focusEvents: this.#server.options.flag("focus-events"),
			cursorKeys: true,
			keypad: true,
		};
	}

	/** What can be clicked on a row of the client that belongs to the status lines, counted from the first. */
	statusRanges(row: number): readonly PlacedRange[] {
		return this.ranges.status(row);
	}

	/** The status lines as they were drawn last, as a screen of their own (for previews). */
	statusScreen(): Screen | undefined {
		const { cells } = this.#status;
		if (!cells) return undefined;
		const screen = new PlainScreen(cells.cols, cells.rows);
		screen.cells.copy(0, cells, 0, cells.cols * cells.rows);
		return screen;
	}

	#empty(): Frame {
		return {
			cells: new CellBuffer(Math.max(this.#client.sx, 1), Math.max(this.#client.sy, 1)),
			cursor: hiddenCursor(),
			mouse: "none",
			bracketedPaste: false,
			focusEvents: false,
			cursorKeys: false,
			keypad: false,
		};
	}

	/** Borders, fill, status lines and title, when they may have changed. */
	#drawChrome(session: Session, winlink: Winlink, scene: Scene, geometry: Geometry): void {
		const { cols, rows, lines, statusRow, top } = geometry;
		const key = [session.id, winlink.index, cols, rows, lines, statusRow, top].join(" ");
		if (this.#theme.refresh()) this.#stale = true;
		if (!this.#stale && !this.#client.dirtyStatus && key === this.#chromeKey) return;
		this.#chromeKey = key;
		this.#stale = false;
		const server = this.#server;
		const client = this.#client;
		const cells = new CellBuffer(cols, rows);
		const onCycle = () => this.#startCycle();
		this.#borderRanges = paintChrome({ server, client, winlink, scene, cells, top, onCycle });
		const status = this.#status.draw(session);
		if (this.#status.cells) cells.copy(statusRow * cols, this.#status.cells, 0, lines * cols);
		this.ranges.update(status, this.#borderRanges);
		this.#theme.resolve(cells);
		this.#chrome = cells;
		this.#title = session.options.flag("set-titles")
			? expandTime(session.options.string("set-titles-string"), { server, client, session })
			: undefined;
	}

	/** An animation shows its next picture soon. */
	#startCycle(): void {
		this.#cycle ??= this.#server.ports.clock.setTimeout(() => {
			this.#cycle = undefined;
			if (!this.#client.message && !this.#client.prompt) markStatus(this.#server, this.#client);
		}, CYCLE);
	}

	/** Prompts, message and overlay; gives the cursor. */
	#drawOver(
		session: Session,
		winlink: Winlink,
		geometry: Geometry,
		place: WindowPlace,
		cells: CellBuffer,
	): FrameCursor {
		const client = this.#client;
		const panePrompts = drawPanePrompts(winlink.window, place, geometry, cells);
		const onLine = this.#drawLine(session, geometry, cells);
		const { overlay } = client;
		if (overlay) {
			overlay.draw(cells);
			return client.prompt && onLine ? onLine : overlayCursor(overlay.cursor?.());
		}
		if (onLine) return onLine;
		const pane = winlink.window.active;
		if (!pane) return hiddenCursor();
		const prompt = panePrompts.get(pane);
		const cursor = prompt
			? panePromptCursor(pane, place, prompt.column, prompt.row)
			: paneCursor(pane, place, scrollbarBox(pane, this.#scrollbarShown));
		return client.message ? { ...cursor, visible: false } : cursor;
	}

	/** The message or prompt on a status line; gives the prompt's cursor. */
	#drawLine(session: Session, geometry: Geometry, cells: CellBuffer): FrameCursor | undefined {
		const client = this.#client;
		if (!client.message && !client.prompt) return undefined;
		const area = messageArea(this.#server, client, session);
		const row = area.y;
		if (geometry.lines === 0) cells.clear(cells.index(0, row), geometry.cols);
		if (client.message) {
			drawMessage(this.#server, client, session, client.message, area, cells, row);
			// A prompt under the message keeps the cursor (an incremental one whose command says something).
			return client.prompt && promptCursor(this.#server, client, session, this.#promptX, row);
		}
		this.#promptX = client.prompt?.draw(cells, area.x, row, area.width) ?? 0;
		return promptCursor(this.#server, client, session, this.#promptX, row);
	}

	/** What the terminal is to report of the mouse. */
	#mouseMode(session: Session, winlink: Winlink): MouseMode {
		const client = this.#client;
		// It could do nothing with it here, and select with it where it is.
		if (onlyLooks(client)) return "none";
		const { window } = winlink;
		const pane = window.active;
		const { overlay } = client;
		const shown = client.prompt || !pane ? "none" : pane.shown.modes.mouse;
		const wanted = overlay ? (overlay.modes?.().mouse ?? "none") : shown;
		if (!session.options.flag("mouse")) return wanted;
		const scrollbars = window.options.choice("pane-scrollbars");
		const moves =
			session.options.flag("focus-follows-mouse") ||
			scrollbars === "modal" ||
			scrollbars === "auto-hide" ||
			(overlay ? wanted === "all" : window.panes.some((p) => p.shown.modes.mouse === "all"));
		// Dragging needs the button mode at least.
		return moves ? "all" : "button";
	}
}

const PROGRESS_STATES = [0, 1, 2, 3, 4] as const;

function progressOf(pane: Pane): FrameProgress {
	const { state, value } = pane.progress;
	return { state: PROGRESS_STATES[state] ?? 0, value };
}
