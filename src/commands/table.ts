/**
 * Every command, by name. A new command is a file here and a line in this list;
 * the registry and list-commands read nothing else.
 */
import type { CommandEntry } from "../command/types.ts";
import { attachSession } from "./attach-session.ts";
import { deleteBuffer, loadBuffer, pasteBuffer, saveBuffer, setBuffer, showBuffer } from "./buffers.ts";
import { capturePane, clearHistory } from "./capture-pane.ts";
import {
	chooseBuffer,
	chooseClient,
	chooseTree,
	clockMode,
	copyMode,
	customizeMode,
	findWindow,
	switchMode,
} from "./choose.ts";
import { commandPrompt } from "./command-prompt.ts";
import { confirmBefore } from "./confirm-before.ts";
import { detachClient, lockClient, lockServer, lockSession, suspendClient } from "./detach-client.ts";
import { displayMenu } from "./display-menu.ts";
import { displayMessage } from "./display-message.ts";
import { displayPanes } from "./display-panes.ts";
import { displayPopup } from "./display-popup.ts";
import { setEnvironment, showEnvironment } from "./environment.ts";
import { guestAccess, listGuests, shareDashboard } from "./guests.ts";
import { ifShell } from "./if-shell.ts";
import { breakPane, joinPane, movePane } from "./join-pane.ts";
import { bindKey, unbindKey } from "./key-bindings.ts";
import {
	killPaneEntry,
	killServer,
	killSession,
	killWindowEntry,
	startServer,
	unlinkWindowEntry,
} from "./kill.ts";
import { nextLayout, previousLayout, rotateWindow, selectLayout } from "./layouts.ts";
import { linkWindowEntry, moveWindow } from "./link-window.ts";
import { listKeys } from "./list-keys.ts";
import { listBuffers, listClients, listCommands, listPanes, listSessions, listWindows } from "./lists.ts";
import { hasSession, newSession } from "./new-session.ts";
import { newWindow } from "./new-window.ts";
import { pipePane } from "./pipe-pane.ts";
import { clearPromptHistory, showPromptHistory } from "./prompt-history.ts";
import { refreshClient } from "./refresh-client.ts";
import { renameSession, renameWindowEntry } from "./rename.ts";
import { resizePaneEntry } from "./resize-pane.ts";
import { resizeWindowEntry } from "./resize-window.ts";
import { respawnPane, respawnWindow } from "./respawn.ts";
import { runShell } from "./run-shell.ts";
import { lastPane, selectPane } from "./select-pane.ts";
import { lastWindow, nextWindow, previousWindow, selectWindow } from "./select-window.ts";
import { sendKeys, sendPrefix } from "./send-keys.ts";
import { serverAccess } from "./server-access.ts";
import { setHook, setOption, setWindowOption } from "./set-option.ts";
import { shareServer, unshareServer } from "./share-server.ts";
import { showMessages } from "./show-messages.ts";
import { showHooks, showOptions, showWindowOptions } from "./show-options.ts";
import { sourceFile } from "./source-file.ts";
import { newPane, splitWindow } from "./split-window.ts";
import { swapPane, swapWindow } from "./swap.ts";
import { switchClient } from "./switch-client.ts";
import { waitFor } from "./wait-for.ts";

export const COMMANDS: readonly CommandEntry[] = [
	attachSession,
	bindKey,
	breakPane,
	capturePane,
	chooseBuffer,
	chooseClient,
	chooseTree,
	clearHistory,
	clearPromptHistory,
	clockMode,
	commandPrompt,
	confirmBefore,
	copyMode,
	customizeMode,
	deleteBuffer,
	detachClient,
	displayMenu,
	displayMessage,
	displayPopup,
	displayPanes,
	findWindow,
	guestAccess,
	hasSession,
	ifShell,
	joinPane,
	killPaneEntry,
	killServer,
	killSession,
	killWindowEntry,
	lastPane,
	lastWindow,
	linkWindowEntry,
	listBuffers,
	listClients,
	listCommands,
	listGuests,
	listKeys,
	listPanes,
	listSessions,
	listWindows,
	loadBuffer,
	lockClient,
	lockServer,
	lockSession,
	movePane,
	moveWindow,
	newPane,
	newSession,
	newWindow,
	nextLayout,
	nextWindow,
	pasteBuffer,
	pipePane,
	previousLayout,
	previousWindow,
	refreshClient,
	renameSession,
	renameWindowEntry,
	resizePaneEntry,
	resizeWindowEntry,
	respawnPane,
	respawnWindow,
	rotateWindow,
	runShell,
	saveBuffer,
	selectLayout,
	selectPane,
	selectWindow,
	sendKeys,
	sendPrefix,
	serverAccess,
	setBuffer,
	setEnvironment,
	setHook,
	setOption,
	setWindowOption,
	shareDashboard,
	shareServer,
	showBuffer,
	showEnvironment,
	showHooks,
	showMessages,
	showOptions,
	showPromptHistory,
	showWindowOptions,
	sourceFile,
	splitWindow,
	startServer,
	suspendClient,
	swapPane,
	swapWindow,
	switchClient,
	switchMode,
	unbindKey,
	unlinkWindowEntry,
	unshareServer,
	waitFor,
];
