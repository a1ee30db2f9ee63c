/**
 * What the tree modes (choose-tree, choose-buffer, choose-client,
 * customize-mode, switch-mode) are made with and what they ask of the world
 * around them. Implemented by the server, faked in tests.
 */
import type { SortOrder } from "../format/sort.ts";
import type { Client } from "../model/client.ts";
import type { PaneMode } from "../model/mode.ts";
import type { Options } from "../model/options.ts";
import type { Pane } from "../model/pane.ts";
import type { BoundCommands, Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Winlink } from "../model/winlink.ts";
import type { Screen } from "../screen/screen.ts";
import type { MenuRequest } from "./menu.ts";
import type { PromptPorts } from "./prompt.ts";

/** What a command line is about. */
export interface TreeTarget {
	readonly session?: Session | undefined;
	readonly winlink?: Winlink | undefined;
	readonly pane?: Pane | undefined;
}

/** A command with a place for what was chosen. */
export interface TemplateRequest {
	/** `%%` and `%1` stand for the value. */
	readonly template: string;
	readonly value: string;
	readonly client: Client | undefined;
	/** What the commands are about; what the client looks at when not given. */
	readonly target?: TreeTarget | undefined;
	/** Called when the commands have run. */
	readonly after?: (() => void) | undefined;
}

/** An editor that is open; disposing it ends it without an answer. */
export interface TreeEditor {
	/** -1 when not known. */
	readonly pid: number;
	dispose(): void;
}

export interface TreePorts {
	/** Takes the mode off its pane (and kills the pane when it was entered with -k). The mode must not be used afterwards. */
	leave(mode: PaneMode): void;
	/** Puts the value into the template and queues the commands; an empty result does nothing, an error is shown to the client. */
	runTemplate(request: TemplateRequest): void;
	/** Shows a line on the client's status line. */
	message(client: Client | undefined, text: string): void;
	/** Opens a menu on the client. */
	menu(client: Client, request: MenuRequest): void;
	/** What prompts inside a mode are handed. */
	readonly prompt: PromptPorts;
	/** Opens `bytes` in the user's editor over the client; `done` gets what was saved, undefined when that failed. undefined: it cannot be opened. */
	editor(
		client: Client | undefined,
		bytes: Uint8Array,
		done: (bytes: Uint8Array | undefined) => void,
	): TreeEditor | undefined;
	/** The status lines a client shows, for its preview; undefined when it has none. */
	statusScreen(client: Client): Screen | undefined;
	detachClient(client: Client, kill: boolean): void;
	suspendClient(client: Client): void;
	readonly customize: CustomizePorts;
}

/** What customize-mode needs besides. */
export interface CustomizePorts {
	/** Reads the commands of a key or hook. */
	parseCommands(text: string): BoundCommands | { readonly error: string };
	/** May the path be `default-shell`? */
	isShell(path: string): boolean;
	readonly hooks: {
		/** Is the user option `@name` a hook? */
		isEvent(name: string): boolean;
		addEvent(name: string): void;
		/** The monitor of a hook; `text` as set-hook takes it, `fireTime` in ms (0 = never). */
		monitor(
			options: Options,
			name: string,
		): { readonly text: string; readonly fireCount: number; readonly fireTime: number } | undefined;
	};
}

/** Flags all the trees have. */
export interface ListTreeArgs {
	/** -F: the text of a row. */
	readonly format?: string | undefined;
	/** -K: the key of a row, with the variable `line`. */
	readonly keyFormat?: string | undefined;
	/** -f: rows it is not true for are left out. */
	readonly filter?: string | undefined;
	/** -O */
	readonly sort?: SortOrder | undefined;
	/** -r */
	readonly reversed?: boolean | undefined;
	/** How many -N: one for no preview, two for a large one. */
	readonly noPreview?: number | undefined;
	/** -Z: the pane is zoomed meanwhile. */
	readonly zoom?: boolean | undefined;
	/** -y: questions answer themselves with yes. */
	readonly accept?: boolean | undefined;
	/** -h: the pane of the mode is left out of previews. */
	readonly hideThisPane?: boolean | undefined;
	/** -i: information instead of a preview at first. */
	readonly info?: boolean | undefined;
	/** The command that is run with what was chosen. */
	readonly template?: string | undefined;
}

/** What every tree mode is made of. */
export interface TreeModeInit<TArgs extends ListTreeArgs = ListTreeArgs> {
	readonly server: Server;
	readonly pane: Pane;
	readonly ports: TreePorts;
	/** -t: where the mode was started for. */
	readonly target?: TreeTarget | undefined;
	readonly args: TArgs;
}
