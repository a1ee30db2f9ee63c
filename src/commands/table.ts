/** Every command, one line each. Read once by the registry. */
import type { CommandEntry } from "../command/types.ts";
import { attachSession } from "./attach-session.ts";
import { breakPane, joinPane, movePane } from "./join-pane.ts";
import { killPaneEntry, killServer, killSession, killWindowEntry, startServer, unlinkWindowEntry } from "./kill.ts";
import { nextLayout, previousLayout, rotateWindow, selectLayout } from "./layouts.ts";
import { linkWindowEntry, moveWindow } from "./link-window.ts";
import { hasSession, newSession } from "./new-session.ts";
import { newWindow } from "./new-window.ts";
import { renameSession, renameWindowEntry } from "./rename.ts";
import { resizePaneEntry } from "./resize-pane.ts";
import { resizeWindowEntry } from "./resize-window.ts";
import { respawnPane, respawnWindow } from "./respawn.ts";
import { lastPane, selectPane } from "./select-pane.ts";
import { lastWindow, nextWindow, previousWindow, selectWindow } from "./select-window.ts";
import { newPane, splitWindow } from "./split-window.ts";
import { swapPane, swapWindow } from "./swap.ts";

export const COMMANDS: readonly CommandEntry[] = [
	attachSession, breakPane, joinPane, movePane, killPaneEntry, killServer, killSession, killWindowEntry,
	startServer, unlinkWindowEntry, nextLayout, previousLayout, rotateWindow, selectLayout, linkWindowEntry,
	moveWindow, hasSession, newSession, newWindow, renameSession, renameWindowEntry, resizePaneEntry,
	resizeWindowEntry, respawnPane, respawnWindow, lastPane, selectPane, lastWindow, nextWindow, previousWindow,
	selectWindow, newPane, splitWindow, swapPane, swapWindow,
];
