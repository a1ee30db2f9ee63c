/**
 * Which config files a new server reads when no -f says so. Pure; called by
 * main.ts.
 */
import type { ProgramName } from "./argv.ts";

/** The system's file, the user's own in tmux's order, tmate's where asked for, comux's own last. */
const searched: readonly (readonly [path: string, only?: ProgramName])[] = [
	["/etc/tmux.conf"],
	["~/.tmux.conf"],
	["~/.tmate.conf", "tmate"],
	["$XDG_CONFIG_HOME/tmux/tmux.conf"],
	["~/.config/tmux/tmux.conf"],
	["~/.config/comux/comux.conf"],
];

/** The files to read, in order, each once; a path whose variable or home is not known is left out. */
export function defaultConfigFiles(
	name: ProgramName,
	env: Readonly<Record<string, string | undefined>>,
	home: string | undefined,
): string[] {
	const paths = new Set<string>();
	for (const [path, only] of searched) {
		if (only !== undefined && only !== name) continue;
		const slash = path.indexOf("/");
		const head = path.slice(0, slash);
		const base = head === "~" ? home : head.startsWith("$") ? env[head.slice(1)] : "";
		if (base !== undefined) paths.add(base + path.slice(slash));
	}
	return [...paths];
}
