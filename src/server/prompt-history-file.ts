/** `history-file`: what was typed at prompts, kept between servers. Called by the runtime at start and end. */
import { PROMPT_TYPES, type PromptType } from "../model/prompt-history.ts";
import type { Server } from "../model/server.ts";

/** The path of the option with `~/` put in full; undefined when there is none. */
function historyPath(server: Server): string | undefined {
	const path = server.options.string("history-file");
	if (path === "") return undefined;
	if (path.startsWith("~/")) return `${server.ports.host.home}/${path.slice(2)}`;
	return path.startsWith("/") ? path : undefined;
}

/** Lines are `type:text`; a line without a known type is a command of an old file. */
export function loadPromptHistory(server: Server): void {
	const path = historyPath(server);
	if (path === undefined) return;
	const bytes = server.ports.files.readNow(path);
	if (!(bytes instanceof Uint8Array)) return;
	for (const line of new TextDecoder().decode(bytes).split("\n")) {
		if (line === "") continue;
		const colon = line.indexOf(":");
		const type = PROMPT_TYPES.find((name) => name === line.slice(0, colon));
		server.promptHistory.add(type ?? "command", type ? line.slice(colon + 1) : line);
	}
}

/** Writes all history, newest last. */
export function savePromptHistory(server: Server): void {
	const path = historyPath(server);
	if (path === undefined) return;
	const rows = PROMPT_TYPES.flatMap((type: PromptType) =>
		server.promptHistory.lines(type).map((line) => `${type}:${line}\n`),
	);
	const error = server.ports.files.writeNow(path, new TextEncoder().encode(rows.join("")));
	if (error) server.ports.log.debug(`cannot write ${path}: ${error.error}`);
}
