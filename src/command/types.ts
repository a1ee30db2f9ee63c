/**
 * The types of the command language: entries, parsed commands, targets, queue
 * items. Commands (commands/) are written against this file; queue.ts,
 * find-target.ts and registry.ts implement it.
 */
import type { FormatContext } from "../format/types.ts";
import type { MenuRequest } from "../mode/menu.ts";
import type { MenuItem } from "../mode/menu-items.ts";
import type { PopupRequest } from "../mode/popup.ts";
import type { PromptRequest as PromptPiece } from "../mode/prompt-request.ts";
import type { Client } from "../model/client.ts";
import type { Notification } from "../model/events.ts";
import type { FloatPlace } from "../model/layout-cell.ts";
import type { ModeKey } from "../model/mode.ts";
import type { Options } from "../model/options.ts";
import type { Pane } from "../model/pane.ts";
import type { BoundCommands, Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Guest, GuestRights } from "../model/sharing.ts";
import type { Window } from "../model/window.ts";
import type { Winlink } from "../model/winlink.ts";
import type { KeyCode } from "../term/key-code.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import type { Disposable } from "../util/disposable.ts";
import type { Arguments, ArgumentsSpec } from "./arguments.ts";

export type { MenuItem, MenuRequest, PopupRequest };

/** What exec says: `wait` suspends the queue until item.resume(); `stop` drops the rest of the group silently. */
export type CommandResult = "normal" | "error" | "wait" | "stop";

export type TargetType = "pane" | "window" | "session";

/** How a target is resolved; names as in tmux's CMD_FIND_ flags. */
export interface TargetFlags {
	readonly preferUnattached?: boolean;
	readonly quiet?: boolean;
	/** An index that does not exist yet is allowed (new-window -t). */
	readonly windowIndex?: boolean;
	readonly defaultMarked?: boolean;
	readonly exactSession?: boolean;
	readonly exactWindow?: boolean;
	readonly canFail?: boolean;
}

/** Which flag of a command holds a target, and of what kind. */
export interface TargetSpec extends TargetFlags {
	readonly flag: string;
	readonly type: TargetType;
}

/**
 * A resolved place. `index` is that of the window the text named, which need not exist with windowIndex
 * (then there is no winlink); -1 when it named none: the session alone, or nothing.
 */
export interface Target {
	readonly session?: Session | undefined;
	readonly winlink?: Winlink | undefined;
	readonly window?: Window | undefined;
	readonly pane?: Pane | undefined;
	readonly index: number;
}

/** A target with everything in it, for commands whose spec needs a pane. */
export interface PaneTarget extends Target {
	readonly session: Session;
	readonly winlink: Winlink;
	readonly window: Window;
	readonly pane: Pane;
}

export type CommandFlag =
	/** May start a server. */
	| "startServer"
	/** Allowed for read-only clients. */
	| "readOnly"
	/** Allowed for guests who may only look: changes nothing but their own view. */
	| "viewOnly"
	/** Runs `after-NAME` hooks. */
	| "afterHook"
	/** -c names the target client. */
	| "clientC"
	/** -t names the target client. */
	| "clientT"
	/** No target client is no error. */
	| "clientCanFail";

/** A row of commands/table.ts. */
export interface CommandEntry {
	readonly name: string;
	readonly alias?: string;
	readonly args: ArgumentsSpec;
	/** As tmux prints it in list-commands, without the name. */
	readonly usage: string;
	readonly source?: TargetSpec;
	readonly target?: TargetSpec;
	readonly flags: readonly CommandFlag[];
	/** Runs synchronously; a CommandError thrown is printed by the queue and gives "error". */
	exec(command: Command, item: QueueItem): CommandResult;
}

/** One parsed command ready to run. */
export interface Command {
	readonly entry: CommandEntry;
	readonly args: Arguments<CommandList>;
	/** Commands of one group are dropped together after an error. */
	readonly group: number;
	readonly file: string | undefined;
	readonly line: number;
}

/** A list of commands; what keys, hooks, menus and blocks hold. Never changed once made. */
export interface CommandList extends BoundCommands {
	readonly commands: readonly Command[];
}

/** The event that ran the commands: a key or mouse event. */
export interface QueueEvent {
	readonly key: KeyCode;
	readonly mouse?: MouseEvent | undefined;
}

/** What the commands of one run share: the event, extra formats, the current target. */
export interface QueueState {
	/** Default target for commands without -t; updated by commands such as new-window. */
	current: Target;
	readonly event: QueueEvent | undefined;
	/** Extra format variables (`hook`, `hook_pane`, `current_file` ...). */
	readonly formats: Map<string, string>;
	/** From a key binding with -r; hooks are not run again inside hooks; control: from a control client. */
	readonly flags: {
		readonly repeat?: boolean;
		readonly noHooks?: boolean;
		readonly control?: boolean;
		/** How many files deep the commands were read (source-file), and whether it prints what it reads (-v). */
		readonly sourceDepth?: number;
		readonly sourceVerbose?: boolean;
	};
}

/** Queues commands right behind a callback that runs in a queue. */
export type QueueBehind = (list: CommandList, state: Partial<QueueState>) => void;

/** A command that is running, with everything it may use. */
export interface QueueItem {
	readonly server: Server;
	/** Who ran it; undefined for the config and hooks without a client. */
	readonly client: Client | undefined;
	/** From -c or -t (clientC, clientT), or the best guess. */
	readonly targetClient: Client | undefined;
	readonly source: Target;
	readonly target: Target;
	readonly state: QueueState;
	/** Services of the upper floors that commands may use. */
	readonly services: CommandServices;
	/** A line of output: stdout of a command client, a control block, view mode of an attached client. */
	print(line: string): void;
	/** Bytes of output without a newline added (show-buffer). */
	printBytes(bytes: Uint8Array): void;
	/** A line of error: stderr, a control %error, the status line, the config errors. */
	error(text: string): void;
	/** Queues commands to run right behind this item, with the same or another state. */
	insertAfter(list: CommandList, state?: QueueState, client?: Client): void;
	/** Runs `fn` in the queue right behind this item (and what was inserted so far). */
	insertCallback(fn: (behind: QueueBehind) => void): void;
	/** Ends a `wait` (once). `error` counts as a failed command. */
	resume(result?: "normal" | "error"): void;
	/** Runs hooks named `name` right behind this item with the item's target, inside hooks too (`set-hook -R`). */
	runHook(name: string): void;
	/**
	 * Runs an `after-NAME` hook of this command right behind this item, with `hook_arguments`, `hook_flag_X` and so on;
	 * nothing inside a hook. For commands without the afterHook flag whose hook gets another target (new-window).
	 */
	insertHook(name: string, target?: Target): void;
	/** A context for expanding formats with this item's client and target. */
	formats(overrides?: Partial<FormatContext>): FormatContext;
	/** Expands a format with the item's context. */
	expand(text: string): string;
}

/** Where a command text comes from and how it is to be read. */
export interface ParseSource {
	readonly file?: string | undefined;
	/** Line of the text's first line, from 1. */
	readonly line?: number | undefined;
	/** Who parses: conditions are expanded with its client and target. */
	readonly item?: QueueItem | undefined;
	/** Instead of an item's: whose session conditions are expanded for (the config at the start). */
	readonly client?: Client | undefined;
	readonly target?: Target | undefined;
	/** Each line is a group of its own, so that an error drops only its line (config files, source-file). */
	readonly byLine?: boolean | undefined;
	/** Nothing is changed: `NAME=value` lines are read but not set (source-file -n). */
	readonly parseOnly?: boolean | undefined;
	/** Gets each group as it was parsed (source-file -v). */
	readonly verbose?: ((line: string) => void) | undefined;
}

/** Doors to the floors above, implemented by server/. */
export interface CommandServices {
	/** All entries, sorted by name. */
	readonly entries: readonly CommandEntry[];
	/** Parses text; `file` and `line` are for error messages. */
	parse(text: string, from?: ParseSource): CommandList | { readonly error: string };
	/** Parses words such as argv; one that ends in `;` separates commands, a block stays what it is (bind-key). */
	parseArgv(words: readonly (string | CommandList)[]): CommandList | { readonly error: string };
	/** A group number for a list made of parts of others (template.ts). */
	nextGroup(): number;
	/** Appends to a client's queue, or to the global one. */
	append(client: Client | undefined, list: CommandList, state?: Partial<QueueState>): void;
	/** Calls `fn` after `ms`, unless the server ends before (`run-shell -d`). */
	later(fn: () => void, ms: number): void;
	/** Resolves a target text like -t (undefined: the default), or gives an error text. */
	findTarget(
		item: QueueItem,
		text: string | undefined,
		type: TargetType,
		flags?: TargetFlags,
	): Target | { readonly error: string };
	/** Finds a client by name or tty (undefined: the current one); says so with item.error when there is none. */
	findClient(item: QueueItem, text: string | undefined): Client | undefined;
	/** Attaches, switches, detaches, locks: the connection side of a client. */
	readonly clients: ClientServices;
	/** Spawns and respawns panes with all rules of tmux (environment, cwd, shell, hooks). */
	readonly spawner: SpawnService;
	/** Modes, prompts, menus and popups, made by name so that commands need not import them. */
	readonly ui: UiServices;
	/** The folder relative paths start from: the client's own, else the session's. */
	cwdOf(client: Client | undefined, session: Session | undefined): string;
	/** Ends the server: every client is told. */
	killServer(): void;
	/** Writes bytes onto a pane's screen as if its program had printed them (`split-window -I`). */
	inject(pane: Pane, bytes: Uint8Array): void;
	/** Parses everything a pane's program has printed so far; whoever reads its screen calls this first. */
	flush(pane: Pane): void;
	/** Variables for jobs (`run-shell`, `if-shell`, `pipe-pane`): those of the session, with the shims on PATH. */
	jobEnvironment(session: Session | undefined): ReadonlyMap<string, string>;
	/** The session's default shell when it is usable, else /bin/sh. */
	shellOf(session: Session | undefined): string;
	/** True when `path` may be the `default-shell`. */
	isShell(path: string): boolean;
	/** The jobs that run now, oldest first (`show-messages -J`). */
	jobs(): readonly JobSummary[];
	/** The terminals of attached clients (`show-messages -T`). */
	terminals(): readonly TerminalSummary[];
	/** Keys for panes. */
	readonly panes: PaneServices;
	/** Events with a name of the user's own, and formats that are watched (`set-hook -E`, `-B`, `wait-for -E`). */
	readonly hooks: HookServices;
	/** Sharing the server with guests. */
	readonly sharing: SharingServices;
	/** Loads and runs a config text; used by source-file and at start. */
	readonly control: ControlServices;
}

/** A job as `show-messages -J` prints it. */
export interface JobSummary {
	readonly command: string;
	/** A number of the operating system's for its output, -1 when there is none. */
	readonly fd: number;
	readonly pid: number;
	/** As wait(2) gives it, 0 while it runs. */
	readonly status: number;
}

/** A client's terminal as `show-messages -T` prints it. */
export interface TerminalSummary {
	readonly client: Client;
	readonly name: string;
	readonly flags: number;
	/** One line a capability: `   3: bel: (string) \\a`. */
	readonly lines: readonly string[];
}

/** What is typed into panes. */
export interface PaneServices {
	/** A key for the pane's mode, or encoded for its program and the panes synchronised with it; false when the key has no bytes to be sent. */
	key(pane: Pane, event: ModeKey): boolean;
	/** The colours of the pane's terminal became known: programs that asked for theme reports get one. */
	themeChanged(pane: Pane): void;
}

/** A format that is looked at once a second. */
export interface HookMonitor {
	/** The event that fires when it changes: `@name`. */
	readonly name: string;
	/** `""` the session, `%1`, `%*` every pane, `@1`, `@*` every window. */
	readonly what: string;
	readonly format: string;
	/** Fire only when the new value is true (-T). */
	readonly onlyTrue: boolean;
	/** Whose panes and windows; undefined: the first session by name. */
	readonly session: Session | undefined;
	/** Where the hook's commands act when the change has no place of its own. */
	readonly target: Target;
}

/** A monitor with how often it has fired, and when last (ms since the epoch, 0 = never). */
export interface RunningMonitor extends HookMonitor {
	readonly fireCount: number;
	readonly fireTime: number;
}

/** Hooks beyond those of the option table; implemented by commands/hook-monitors.ts. */
export interface HookServices {
	/** `@name` is an event from now on: its hook runs when it is fired. */
	addEvent(name: string): void;
	isEvent(name: string): boolean;
	/** Fires an event of the user's. */
	fire(event: Notification): void;
	/** Calls `listener` at each event of this name, be it tmux's or the user's. */
	on(name: string, listener: (event: Notification) => void): Disposable;
	/** Watches a format for the hook `monitor.name` of `options`; replaces one of that name. */
	addMonitor(options: Options, monitor: HookMonitor): void;
	removeMonitor(options: Options, name: string): void;
	monitor(options: Options, name: string): RunningMonitor | undefined;
}

/** Where a relay is; what is "" is taken from the options. */
export interface RelayPlace {
	readonly host: string;
	readonly port: string;
	readonly fingerprint: string;
}

/** What share-server asks for; what is undefined is taken from the options. */
export interface ShareRequest {
	/** The session guests see first. */
	readonly session: Session;
	/** Who asks: its environment has the agent's socket. */
	readonly client: Client | undefined;
	/** `-n` and `-r`: names of the read-write and the read-only way in. */
	readonly name?: string | undefined;
	readonly nameReadOnly?: string | undefined;
	readonly apiKey?: string | undefined;
	/** `-R`: this relay, whatever the options say. */
	readonly relay?: RelayPlace | undefined;
	/** Where the keys are that may come in, as `share-authorized-keys` says it; a path is absolute. */
	readonly authorizedKeys?: string | undefined;
	/** `-F`: somebody follows it without a terminal. */
	readonly foreground?: boolean;
}

/**
 * Sharing, implemented by share/; `server.sharing` says how it stands. Who
 * follows it hears `shareLine` and `shareEnded` of the server's events.
 */
export interface SharingServices {
	/** Starts sharing; only called when the server is not shared. An error text when it cannot even be tried. */
	start(request: ShareRequest): { readonly error?: string };
	/** Ends sharing and puts out all guests; `reason` is their last line. Nothing when the server is not shared. */
	stop(reason: string): void;
	/** Gives a guest these rights; one that waits comes in with them. */
	setRights(guest: Guest, rights: GuestRights): void;
	/** Puts a guest out, or refuses one that waits; `reason` is its last line. */
	putOut(guest: Guest, reason: string): void;
	/** Shell command of the dashboard. */
	dashboardCommand(): string;
}

/** Client actions. */
export interface ClientServices {
	/** True when the client's terminal is a pane of this server and $TMUX is set: attaching needs care. */
	isNested(client: Client): boolean;
	/** Prepares the client's terminal without drawing; an error text when it cannot be used ("not a terminal"). */
	open(client: Client): string | undefined;
	/**
	 * Makes `client` show `session`: attaches it (after open) or switches it.
	 * Key table, focus, sizes, events and config errors follow.
	 */
	setSession(client: Client, session: Session): void;
	/** Sets flags as `-f` gives them (`read-only,ignore-size,!active-pane`). */
	setFlags(client: Client, flags: string): void;
	detach(client: Client, kill: boolean): void;
	exec(client: Client, command: string): void;
	suspend(client: Client): void;
	lock(client: Client): void;
	/** Shows a message on the status line; delay in ms, 0 = until a key, -1 = display-time. */
	message(
		client: Client,
		text: string,
		options?: { delay?: number; ignoreKeys?: boolean; ignoreStyles?: boolean; noFreeze?: boolean },
	): void;
	/** Feeds a key as if typed, through the tables (`send-keys -K`): its turn comes right behind `item`, if given. */
	key(client: Client, key: KeyCode, item?: QueueItem): void;
	setKeyTable(client: Client, table: string | undefined): void;
	/** Sets the clipboard of the outer terminal by OSC 52 (-w). */
	setClipboard(client: Client, bytes: Uint8Array): void;
	/** Asks the outer terminal for its clipboard (refresh-client -l). */
	requestClipboard(client: Client): void;
}

/** What spawn needs to know; see spawn.c of tmux for the rules it stands for. */
export interface SpawnRequestOptions {
	readonly session: Session;
	/** Existing place (respawn, -k). */
	readonly winlink?: Winlink | undefined;
	/** Pane to split or to respawn. */
	readonly pane?: Pane | undefined;
	readonly argv: readonly string[];
	/** Extra environment `-e NAME=VALUE`. */
	readonly environment?: readonly string[];
	readonly name?: string | undefined;
	/** Wanted window index, -1 for the first free one. */
	readonly index?: number;
	readonly cwd?: string | undefined;
	/** Whose folder and formats `cwd` is about when that is not `session`; null for nobody's. */
	readonly cwdFrom?: Session | null;
	readonly kill?: boolean;
	readonly detached?: boolean;
	readonly empty?: boolean;
	/** Whose size counts. */
	readonly client?: Client | undefined;
	/** Who asked: its folder and PATH are used while it has no session. */
	readonly requester?: Client | undefined;
	readonly noNotify?: boolean;
}

/** A layout cell to put a new pane into, prepared by the command; opaque here. */
export interface SplitRequest {
	readonly horizontal: boolean;
	readonly before: boolean;
	readonly fullSize: boolean;
	/** Cells, or -1 for half. */
	readonly size: number;
	readonly zoom: boolean;
	/** Floats there, right behind the split pane in the layout, instead of taking room from it. */
	readonly floating?: FloatPlace | undefined;
	/** Keeps all other panes from being used; floating panes only. */
	readonly modal?: boolean;
	/** Floats over a zoomed pane too. */
	readonly overZoom?: boolean;
}

export interface SpawnService {
	/** A new window with one pane (or respawn of `winlink` with -k). */
	window(options: SpawnRequestOptions): Winlink | { readonly error: string };
	/** A new pane by splitting `options.pane`. */
	split(options: SpawnRequestOptions, split: SplitRequest): Pane | { readonly error: string };
	/** Starts a program again in `options.pane`. */
	respawn(options: SpawnRequestOptions): { readonly error: string } | undefined;
}

/** What a prompt is made of, with the place its formats are about; the client's own when not given. */
export interface PromptRequest extends PromptPiece {
	readonly target?: Target | undefined;
}

/** What `display-popup` changes of a popup that is open; undefined leaves it. */
export interface PopupChanges {
	readonly title: string;
	readonly borderLines?: string | undefined;
	readonly style?: string | undefined;
	readonly borderStyle?: string | undefined;
	readonly flags?: Pick<PopupRequest, "closeOnExit" | "closeOnSuccess" | "closeOnKey"> | undefined;
}

/** User interface pieces over panes and clients. */
export interface UiServices {
	/** Enters a mode by its name (`copy-mode`, `tree-mode` ...) with the command's arguments; an error text when it cannot. */
	enterMode(pane: Pane, name: string, args: Arguments, item: QueueItem, source?: Pane): string | undefined;
	/** Leaves the topmost mode, or all. */
	leaveMode(pane: Pane, all?: boolean): void;
	/** Shows text in view mode over the pane (output of commands for attached clients). */
	viewText(client: Client, text: string): void;
	prompt(client: Client, request: PromptRequest): void;
	menu(client: Client, request: MenuRequest): boolean;
	popup(client: Client, request: PopupRequest): string | undefined;
	/** Changes the client's open popup. */
	modifyPopup(client: Client, changes: PopupChanges): void;
	/** Adds lines to the pane's view mode, which is entered when it is not in it. */
	viewPane(pane: Pane, text: string): void;
	/** Where on the client a menu was shown last over the window; 0, 0 when none was. */
	lastMenu(window: Window): { readonly x: number; readonly y: number };
	/** Copy mode selects by dragging from where the mouse is (`copy-mode -M`). */
	copyDrag(pane: Pane, client: Client, mouse: MouseEvent): void;
	/** Copy mode scrolls to where its scrollbar's slider was dragged (`copy-mode -S`); leaves it at the bottom with `exitAtEnd`. */
	copyScroll(pane: Pane, client: Client, mouse: MouseEvent, exitAtEnd: boolean): void;
	/** The numbers of panes (`display-panes`): a mode of `pane` that calls back with the pane chosen. */
	displayPanes(
		pane: Pane,
		options: {
			readonly delay: number;
			readonly ignoreKeys: boolean;
			/** The pane is not zoomed for it (-Z). */
			readonly inPlace: boolean;
			/** The pane is killed when the mode ends (-k). */
			readonly kill: boolean;
			readonly session: Session | undefined;
			/** The window whose panes are shown. */
			readonly source: { readonly session: Session | undefined; readonly window: Window };
			onChoose(pane: Pane, client: Client | undefined): void;
		},
	): void;
	closePopup(client: Client): void;
	/** A client came to or left a window, or its terminal got or lost the focus. */
	focusChanged(window: Window): void;
}

/** Control mode for the queue's output. */
export interface ControlServices {
	/** `%begin`/`%end`/`%error` guards and lines for a control client. */
	guard(client: Client, kind: "begin" | "end" | "error", time: number, number: number, flags: number): void;
	line(client: Client, text: string): void;
	/** A notification line (`%config-error ...`), held back while a block is open. */
	notice(client: Client, text: string): void;
	/** refresh-client -A, -B, -C: an error text when the value is bad. */
	setPaneState(client: Client, value: string): string | undefined;
	subscribe(client: Client, value: string): string | undefined;
}

/** A user's mistake: one line, printed by the queue; exit status 1. */
export class CommandError extends Error {
	override readonly name = "CommandError";
}
