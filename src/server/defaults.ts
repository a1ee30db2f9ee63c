/**
 * Defaults that depend on who starts the server: its environment, the shell,
 * vi keys for those whose editor is vi. Called by main.ts before the config.
 */

import type { Server } from "../model/server.ts";
import { isShell } from "./spawn.ts";

/** Variables that are the launcher's business and nobody else's. */
const OWN: ReadonlySet<string> = new Set(["COMUX_NAME"]);

/** Fills in what the environment of the starting client says. `loginShell` is from the password file. */
export function applyEnvironment(
	server: Server,
	environment: Readonly<Record<string, string | undefined>>,
	cwd: string,
	loginShell: string,
): void {
	for (const [name, value] of Object.entries(environment))
		if (value !== undefined && !OWN.has(name)) server.environ.set(name, value);
	server.environ.set("PWD", cwd);
	const shell = [environment.SHELL ?? "", loginShell, "/bin/sh"].find((path) => isShell(server, path));
	if (shell !== undefined) server.sessionOptions.set("default-shell", shell);
	// An empty one counts, as it does for tmux.
	const editor = environment.VISUAL ?? environment.EDITOR;
	if (editor === undefined) return;
	server.options.set("editor", editor);
	const keys = (editor.split("/").at(-1) ?? "").includes("vi") ? "vi" : "emacs";
	server.sessionOptions.set("status-keys", keys);
	server.windowOptions.set("mode-keys", keys);
}
