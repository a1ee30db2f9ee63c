/**
 * What a prompt is made of: the question, who is told the answer, and what is
 * handed in from above. Read by Prompt; written by server/ui and modes.
 */
import type { FormatContext } from "../format/types.ts";
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { KeyCode } from "../term/key-code.ts";

/** What is asked, and who is told. */
export interface PromptRequest {
	readonly prompt: string;
	/** The line to begin with, expanded unless `noFormat`; what is searched again when `incremental`. */
	readonly input: string;
	/** `command`, `search` ...: whose history is used. */
	readonly type: string;
	/** One key is enough (-1). */
	readonly single?: boolean;
	/** Digits; any other key ends it and goes on to the tables (-N). */
	readonly numeric?: boolean;
	/** Each change is told with `=`, `+` or `-` before it (-i). */
	readonly incremental?: boolean;
	/** One key is told by its name (-k). */
	readonly key?: boolean;
	readonly noFormat?: boolean;
	/** -e */
	readonly backspaceExit?: boolean;
	/** Panes go on being drawn meanwhile (-C). */
	readonly noFreeze?: boolean;
	/** A `single` prompt answers itself with `y` at once. */
	readonly accept?: boolean;
	/** Belongs to a mode, which draws it and feeds it. */
	readonly inMode?: boolean;
	/** Left and Right edit an incremental prompt too. */
	readonly editArrows?: boolean;
	/** In the pane instead of the status line (-P). */
	readonly pane?: Pane | undefined;
	/** Called with each (partial) input; `done` says that it is final; text undefined = cancelled. Gives true to stay open. */
	onInput(text: string | undefined, done: boolean): boolean;
	/** An incremental prompt got Up, Down ...: true to stay open. Without it such a key cancels. The key goes on either way. */
	onMove?(text: string, key: KeyCode): boolean;
}

/** What prompts are handed from above. */
export interface PromptPorts {
	/** Names of all commands, for completion. */
	commandNames(): readonly string[];
}

export interface PromptInit {
	readonly server: Server;
	/** Whose status line; undefined for a mode's prompt. */
	readonly client?: Client | undefined;
	/** Whose options count; the client's when not given. */
	readonly session?: Session | undefined;
	/** What the formats are about; the session's current pane when not given. */
	readonly target?: Pick<FormatContext, "session" | "winlink" | "window" | "pane"> | undefined;
	readonly request: PromptRequest;
	readonly ports: PromptPorts;
	/** It has ended, however that came. */
	onClose?(): void;
}
