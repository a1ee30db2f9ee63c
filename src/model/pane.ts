/**
 * A pane: one program and its screen. Owned by its Window and found by id
 * through Server.panes.
 */
import type { PaneScreen } from "../screen/pane-screen.ts";
import type { Screen } from "../screen/screen.ts";
import type { Style } from "../term/style.ts";
import type { Disposable } from "../util/disposable.ts";
import type { LayoutCell } from "./layout-cell.ts";
import type { PaneMode } from "./mode.ts";
import type { Options } from "./options.ts";
import type { Job, PaneProcess } from "./ports.ts";
import type { PromptHandle } from "./prompt.ts";
import type { Window } from "./window.ts";

/** A `pipe-pane` that is running. */
export interface PanePipe extends Disposable {
	readonly job: Job;
	/** Output of the pane goes to the command. */
	readonly out: boolean;
	/** Output of the command goes to the pane. */
	readonly in: boolean;
	/** The command has ended. */
	readonly ended: boolean;
}

/** A pane's scrollbar. */
export interface ScrollbarState {
	/** One that hides itself is out (see scrollbar-show.ts). */
	shown: boolean;
	/** Puts it away. */
	timer: Disposable | undefined;
	/** Its style, and the text of the option that is (see scrollbar-style.ts). */
	look: { readonly text: string; readonly style: Style } | undefined;
}

export class Pane {
	readonly id: number;
	window: Window;
	readonly options: Options;
	/** Its place in the window's layout; undefined only while being made or moved. */
	layoutCell: LayoutCell<Pane> | undefined;
	/** Its place in the unzoomed layout while the window is zoomed. */
	savedLayoutCell: LayoutCell<Pane> | undefined;
	/** Size in cells and offset in the window; set by the layout. */
	sx: number;
	sy: number;
	xoff = 0;
	yoff = 0;
	/** The program's own screen, whatever mode covers it. */
	readonly screen: PaneScreen;
	/** Modes over the screen, the top one first. */
	readonly modes: PaneMode[] = [];
	/** A prompt inside the pane (`command-prompt -P`). */
	prompt: PromptHandle | undefined;

	process: PaneProcess | undefined;
	/** Command it was started with; empty for a shell. */
	argv: readonly string[] = [];
	shell = "";
	cwd = "";
	/** Exit status and signal of a program that has ended, kept with `remain-on-exit`. */
	exitStatus: number | undefined;
	exitSignal: number | undefined;
	deadTime: number | undefined;
	/** The program has ended. */
	exited = false;
	/** Made without a program (`split-window -I`, ""). */
	empty = false;
	inputOff = false;
	/** Has keyboard focus as told to the program. */
	focused = false;
	/** Output came since its window was last looked at. */
	unseenChanges = false;
	destroyed = false;
	/** It fills its zoomed window. */
	zoomed = false;
	/** Floats over a zoomed pane too (`new-pane -A` and modal panes). */
	floatOverZoom = false;
	/** A modal pane that gets every key, bound or not (`new-pane -K`). */
	captureAllKeys = false;
	/** A modal pane that a click outside ends (`new-pane -C`). */
	closeOnClick = false;
	/** Counts up each time a pane becomes active: newest is highest. */
	activePoint = 0;
	lastOutputTime = 0;
	lastPromptTime = 0;
	commandStartTime = 0;
	commandEndTime = 0;
	commandStatus: number | undefined;
	commandRunning = false;
	/** Last search in copy mode. */
	searchString = "";
	searchRegex = false;
	pipe: PanePipe | undefined;
	/** Told by OSC 7. */
	path = "";
	/** Colours as `refresh-client -r` reported them for a control client; -1 = not known. */
	controlFg = -1;
	controlBg = -1;
	/** OSC 9;4 progress. */
	progress: { readonly state: number; readonly value: number } = { state: 0, value: 0 };
	readonly scrollbar: ScrollbarState = { shown: false, timer: undefined, look: undefined };
	/** Resumes whoever waits for the program's end (`new-pane -W` ...). */
	onExitWaiters: ((status: number) => void)[] = [];

	constructor(id: number, window: Window, options: Options, screen: PaneScreen) {
		this.id = id;
		this.window = window;
		this.options = options;
		this.screen = screen;
		this.sx = screen.cols;
		this.sy = screen.rows;
	}

	/** Tty of the program, "" when none runs. */
	get ttyName(): string {
		return this.process?.ttyName ?? "";
	}

	/** Process id of the program, or 0. */
	get pid(): number {
		return this.process?.pid ?? 0;
	}

	/** Dead: the program has ended and `remain-on-exit` keeps the pane. */
	get dead(): boolean {
		return this.exited && this.process === undefined;
	}

	/** The topmost mode. */
	get mode(): PaneMode | undefined {
		return this.modes[0];
	}

	/** What the pane shows: the topmost mode's screen, else the program's. */
	get shown(): Screen {
		return this.modes[0]?.screen ?? this.screen;
	}

	/** True when the pane can be seen in its window: it is not hidden by a zoomed one. */
	get visible(): boolean {
		return !this.window.zoomed || this.layoutCell !== undefined;
	}

	/** Lies over the tiled panes, at a place of its own. */
	get floating(): boolean {
		return this.layoutCell?.floating === true;
	}

	/** Position among the window's panes, from 0. */
	get position(): number {
		return this.window.panes.indexOf(this);
	}

	/** Bytes for the program; dropped when it has ended. */
	write(bytes: Uint8Array): void {
		this.process?.write(bytes);
	}

	/** Gives the pane its size: screen, program and mode follow. */
	resize(sx: number, sy: number): void {
		if (sx === this.sx && sy === this.sy) return;
		this.sx = sx;
		this.sy = sy;
		this.screen.resize(sx, sy);
		for (const mode of this.modes) mode.resize(sx, sy);
		this.process?.resize(sx, sy, sx * this.window.xpixel, sy * this.window.ypixel);
	}
}
