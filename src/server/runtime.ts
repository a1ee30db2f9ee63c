/**
 * The house put together: the model, the queue, panes, clients, frames and
 * modes, each handed what it may use of the others. Made by main.ts with the
 * real ports and by test/harness with fakes. Nothing here decides anything; it
 * says who is connected to whom.
 */
import { CommandParser } from "../command/command-parser.ts";
import { languageServices } from "../command/language.ts";
import { CommandRunner } from "../command/queue.ts";
import { makeQueueOutput } from "../command/queue-output.ts";
import { Registry } from "../command/registry.ts";
import { targetFromClient } from "../command/targets.ts";
import type { CommandServices } from "../command/types.ts";
import { COMMANDS } from "../commands/table.ts";
import type { Client } from "../model/client.ts";
import { markClient, markEveryone, markStatus } from "../model/marks.ts";
import type { FormatJobPort, Ports, RunPort } from "../model/ports.ts";
import { applyPendingSizes } from "../model/resize.ts";
import { Server } from "../model/server.ts";
import type { Disposable } from "../util/disposable.ts";
import { ClientView } from "../view/compose.ts";
import { Alerts } from "./alerts.ts";
import { ClientHub } from "./client-hub.ts";
import { Clipboard } from "./clipboard.ts";
import { Config } from "./config.ts";
import { ControlMode } from "../control/control-mode.ts";
import { FormatJobs } from "./format-jobs.ts";
import { FrameScheduler } from "./frame-scheduler.ts";
import { KeyDispatch } from "./key-dispatch.ts";
import { locateMouse, targetOfMouse } from "./mouse.ts";
import { OptionEffects } from "./option-effects.ts";
import { PanePump, type PumpPorts } from "./pane-pump.ts";
import { makePaneServices } from "./pane-services.ts";
import { clientCwd, environForSession, isShell, Spawner } from "./spawn.ts";
import { clearMessage, showMessage } from "./status-message.ts";
import { StatusTimers } from "./status-timer.ts";
import { Terminal } from "./terminal.ts";
import { openCaps } from "./terminal-caps.ts";
import { Ui } from "./ui.ts";
import { WindowNames } from "./window-names.ts";

/** What only the outside can give: ports without those the runtime makes itself. */
export type OuterPorts = Omit<Ports, "formatJobs" | "run" | "paneEvents" | "spawnPane">;

export interface RuntimeOptions {
	readonly ports: OuterPorts;
	readonly startPty: PumpPorts["startPty"];
	/** Reads a file of the terminfo database; undefined when there is none. */
	readonly readTerminfo: (path: string) => Uint8Array | undefined;
	/** The client is attached: raw mode (local ones). */
	readonly attached: (client: Client) => void;
	/** Whether any client is attached changed. */
	readonly attachedChanged: (attached: boolean) => void;
	/** The server has nothing left to do, or was told to end. */
	readonly exit: () => void;
}
