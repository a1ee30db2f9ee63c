/**
 * Marks a shell puts in its output (OSC 133): when it prompts, starts a command
 * and has finished one. Kept on the pane for formats and told to hooks. Called
 * by the pane pump.
 */
import { targetFromPane } from "../command/targets.ts";
import { notifyPane, sessionFacts } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { PromptMark } from "../screen/pane-options.ts";

/** A mark has come in the pane's output. */
export function shellMark(server: Server, pane: Pane, mark: PromptMark): void {
	const now = server.ports.clock.now();
	if (mark.kind === "prompt") {
		pane.lastPromptTime = now;
		notifyPane(server, "pane-shell-prompt", pane);
		return;
	}
	const started = mark.kind === "command-started";
	if (started) pane.commandStartTime = now;
	pane.commandEndTime = started ? 0 : now;
	pane.commandRunning = started;
	pane.commandStatus = mark.kind === "command-started" ? undefined : mark.status;
	tellCommand(server, pane, started ? "pane-command-started" : "pane-command-finished");
}

function tellCommand(server: Server, pane: Pane, name: string): void {
	const { commandStartTime: start, commandEndTime: end, commandStatus } = pane;
	const seconds = (ms: number) => Math.floor(ms / 1000);
	const facts: Record<string, string> = {};
	if (commandStatus !== undefined) facts.command_status = String(commandStatus);
	if (start !== 0) facts.command_start_time = String(seconds(start));
	if (end !== 0) facts.command_end_time = String(seconds(end));
	if (start !== 0) {
		const until = pane.commandRunning ? server.ports.clock.now() : end;
		facts.command_duration = String(Math.max(0, seconds(until) - seconds(start)));
	}
	const { session, winlink } = targetFromPane(server, pane) ?? {};
	if (session) Object.assign(facts, sessionFacts("session", session));
	if (winlink) facts.window_index = String(winlink.index);
	notifyPane(server, name, pane, facts);
}
