/**
 * What tmate's own flags (-n -r -k -a -F) mean in commands. Under the name
 * tmate the server shares as soon as it is used (server/main.ts), so only the
 * options and the foreground follower have to be said. Pure; called by argv.ts.
 */

/** tmate's flags as they were given. */
export interface TmateFlags {
	/** -n -r -k -a: option of comux -> value. */
	readonly options: ReadonlyMap<string, string>;
	/** -F: nothing is attached, the client prints what happens. */
	readonly foreground: boolean;
}

/** Flags with an argument, and the options they set. */
export const tmateOptions: ReadonlyMap<string, string> = new Map([
	["n", "share-session-name"],
	["r", "share-session-name-read-only"],
	["k", "share-api-key"],
	["a", "share-authorized-keys"],
]);

/** Names of new-session: in the foreground its session is not attached. */
const newSession = /^new(?:-s(?:e(?:s(?:s(?:i(?:on?)?)?)?)?)?)?$/;

/**
 * The commands that tmate's command line stands for. Options go before the
 * command, so that they hold when the server shares; `cwd` is what a relative
 * path of keys starts from.
 */
export function tmateCommand(flags: TmateFlags, command: readonly string[], cwd: string): readonly string[] {
	const words: string[] = [];
	for (const [option, value] of flags.options) {
		const isPath = option === "share-authorized-keys" && !/^(?:[/~]|https:|github:|gitlab:)/.test(value);
		words.push("set-option", "-s", option, isPath ? `${cwd}/${value}` : value, ";");
	}
	const share = flags.foreground ? ["share-server", "-F"] : ["share-server"];
	if (command.length === 0) return [...words, ...share];
	if (!flags.foreground) return [...words, ...command];
	const [first = "", ...rest] = command;
	const detached = newSession.test(first) ? [first, "-d", ...rest] : command;
	return [...words, ...detached, ";", ...share];
}
