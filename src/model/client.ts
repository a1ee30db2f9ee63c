/**
 * A client: an attached terminal, a control client, or a command that waits
 * for its answer. It is a transport with a state; the transport (local socket,
 * guest's SSH channel, test harness) is the only thing that differs. Owned by
 * Server.
 */
import type { KeyCode } from "../term/key-code.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import type { StyleRange } from "../term/style.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Environ } from "./environ.ts";
import type { Overlay } from "./overlay.ts";
import type { PromptHandle } from "./prompt.ts";
import type { Session } from "./session.ts";
import type { Window } from "./window.ts";

/** Why and how a client goes. */
export type ExitReason =
	| { readonly type: "return"; readonly status: number; readonly message?: string }
	| { readonly type: "shutdown" }
	| { readonly type: "detach"; readonly session: string; readonly kill: boolean };

/** What the model and commands may ask of a client's wire. */
export interface ClientTransport {
	/** Output and error of a command client, or view for others: plain bytes. */
	stdout(bytes: Uint8Array): void;
	stderr(bytes: Uint8Array): void;
	/** Bytes for the terminal itself (clipboard, passthrough, bell), between frames. */
	terminal(bytes: Uint8Array): void;
	/** The process at the other end leaves. */
	exit(reason: ExitReason): void;
	/** Runs `command` there in place of the client (`detach -E`). */
	exec(command: string, shell: string): void;
	suspend(): void;
	lock(command: string): void;
	/** A control client waits for an empty line before it ends (`wait-exit`). */
	waitExit?(on: boolean): void;
	/** Ends the wire now, with all that has not gone out; the server hears of it as of any client that is lost. */
	close(): void;
	/** Bytes accepted but not yet on the wire (a guest's: not yet arrived). */
	readonly queued: number;
	/** How many bytes may be queued before frames are skipped; a default when not given. */
	readonly room?: number;
}

/** Who is at the other end. */
export interface ClientIdentity {
	readonly uid: number;
	readonly user: string;
	readonly pid: number;
	/** A guest who came by sharing, with the name to show. */
	readonly guest?: string;
	/** Commands that it cannot run, because its terminal is not one of ours, and the words for that. */
	readonly refused?: { readonly commands: ReadonlySet<string>; readonly why: string };
}

/** A message on a client's status line (`display-message`). */
export interface ClientMessage {
	readonly text: string;
	/** Any key is swallowed and does not go on (`-N` unset) / is ignored while shown. */
	readonly ignoreKeys: boolean;
	/** `#[...]` in it is text. */
	readonly ignoreStyles: boolean;
	/** What programs print is not shown until it has gone (`-C` unset). */
	readonly freezes?: boolean;
	readonly timer: Disposable | undefined;
}

/** Flags of `attach -f` and refresh-client -f, with their tmux names. */
export interface ClientFlags {
	readOnly: boolean;
	ignoreSize: boolean;
	activePane: boolean;
	noDetachOnDestroy: boolean;
	/** Control clients only. */
	noOutput: boolean;
	waitExit: boolean;
	/** Seconds of age after which a pane is paused, or undefined. */
	pauseAfter: number | undefined;
}

/** A range of a status line that a click means something on. */
export interface PlacedRange {
	readonly range: StyleRange;
	readonly start: number;
	readonly end: number;
}

export class Client {
	/** Path of its tty, or `client-PID`. */
	name: string;
	readonly transport: ClientTransport;
	readonly identity: ClientIdentity;
	readonly environ: Environ;
	cwd: string;
	/** Tty path, "" when it has none. */
	ttyName = "";
	termName = "";
	/** Name from XTVERSION or DA (`client_termtype`). */
	termType = "";
	/** Feature names for `client_termfeatures`. */
	termFeatures: readonly string[] = [];
	/** Names of the terminfo capabilities its terminal has (`#{I/c:}`). */
	capabilities: ReadonlySet<string> = new Set();
	/** Colours as forced or told: at least 256. */
	colours = 256;
	theme: "unknown" | "light" | "dark" = "unknown";
	/** The outer terminal's default colours from OSC 10/11, -1 = not told. */
	fg = -1;
	bg = -1;
	/** Size of the terminal in cells, cell size in pixels (0 = not known). */
	sx = 80;
	sy = 24;
	xpixel = 0;
	ypixel = 0;
	/** Size has been told by a control client. */
	sizeChanged = false;
	/** Sizes a control client told for single windows (`refresh-client -C @1:80x24`). */
	readonly windowSizes = new Map<number, { sx: number; sy: number }>();
	utf8 = true;

	/** Has a terminal that can be drawn on. */
	terminal = false;
	/** Control mode: "" none, "C" or "CC". */
	control: "" | "C" | "CC" = "";
	/** What it runs is no message of the server's: it asks all the time. */
	unlogged = false;
	readonly flags: ClientFlags = {
		readOnly: false,
		ignoreSize: false,
		activePane: false,
		noDetachOnDestroy: false,
		noOutput: false,
		waitExit: false,
		pauseAfter: undefined,
	};
	/** Attached to `session` (a command client has a session only while attaching). */
	attached = false;
	suspended = false;
	/** On its way out; nothing more is drawn. */
	exiting = false;
	dead = false;
	focused = true;
	/** May start a server (used for the message when none runs). */
	session: Session | undefined;
	lastSession: Session | undefined;
	/** Exit status for a command client. */
	exitStatus = 0;

	/** Times in ms since the epoch. */
	readonly createdTime: number;
	activityTime: number;

	// Keys.
	/** Name of the key table in force; undefined: the session's `key-table`. */
	keyTable: string | undefined;
	lastKey: KeyCode | undefined;
	repeating = false;
	repeatTimer: Disposable | undefined;
	/** Where the mouse was pressed and what it drags. */
	mouse: {
		lastX: number;
		lastY: number;
		lastButtons: number;
		dragging: boolean;
		/** Takes drag events until the button is up (resize by border). */
		dragUpdate: ((client: Client, mouse: MouseEvent) => void) | undefined;
		dragRelease: ((client: Client, mouse: MouseEvent) => void) | undefined;
		clickTimer: Disposable | undefined;
		clickState: "none" | "double" | "triple";
		clickEvent: MouseEvent | undefined;
		/** Place (pane, status range) of the click that started a double or triple click. */
		clickPlace: string;
		/** Id of the pane the drag began on, or -1. */
		dragPane: number;
		/** Where in its window the drag began. */
		dragX: number;
		dragY: number;
		/** The drag moves the slider of that pane's scrollbar. */
		scrolling: boolean;
		/** Scrollbar slider offset while dragging it, -1 otherwise. */
		sliderOffset: number;
	} = {
		lastX: 0,
		lastY: 0,
		lastButtons: 0,
		dragging: false,
		dragUpdate: undefined,
		dragRelease: undefined,
		clickTimer: undefined,
		clickState: "none",
		clickEvent: undefined,
		clickPlace: "",
		dragPane: -1,
		dragX: 0,
		dragY: 0,
		scrolling: false,
		sliderOffset: -1,
	};

	// What covers the screen.
	message: ClientMessage | undefined;
	prompt: PromptHandle | undefined;
	overlay: Overlay | undefined;

	// View: marks what must be composed again, cleared by the frame scheduler.
	dirty = false;
	dirtyStatus = false;
	/** With the status line its `#()` jobs run again, whatever the time (`refresh-client -S`). */
	forceJobs = false;
	/** Everything is to be sent again (`refresh-client`). */
	dirtyAll = false;
	/** Window larger than the terminal: what part is shown, when panned by hand. */
	pan: { window: Window; x: number; y: number } | undefined;
	/** Top left corner of the part of the window that is shown (kept by view/offset.ts). */
	offset = { x: 0, y: 0, sx: 0, sy: 0, bigger: false };
	/** What can be clicked on each status line, from the top (kept by the view; columns `start` to before `end`). */
	statusRanges: readonly (readonly PlacedRange[])[] = [];
	/** Bytes sent and thrown away, for formats. */
	written = 0;
	discarded = 0;

	constructor(
		name: string,
		transport: ClientTransport,
		identity: ClientIdentity,
		environ: Environ,
		cwd: string,
		now: number,
	) {
		this.name = name;
		this.transport = transport;
		this.identity = identity;
		this.environ = environ;
		this.cwd = cwd;
		this.createdTime = now;
		this.activityTime = now;
	}

	/** A command client that has nothing attached: its output goes to stdout. */
	get isCommandClient(): boolean {
		return !this.attached && this.control === "";
	}
}
