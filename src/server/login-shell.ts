/**
 * Login shells read profiles that often set PATH anew, and the shims would be
 * lost. Each shell has a way to run one more line behind its start-up files;
 * this table knows them. The shell stays a login shell. Called by spawn.ts.
 */
import type { Environ } from "../model/environ.ts";

/** How to start a login shell. */
export interface LoginShell {
	readonly args: readonly string[];
}

type Prepare = (environ: Environ, shims: string) => LoginShell;

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const BASH_HOOK = 'eval "${COMUX_PROMPT-}"';

/** Before the first prompt, once: `$COMUX_PROMPT` undoes itself, and leaves what the user's files made of PROMPT_COMMAND. */
const bash: Prepare = (environ, shims) => {
	const before = environ.get("PROMPT_COMMAND");
	const own = before === undefined ? "unset PROMPT_COMMAND" : `PROMPT_COMMAND=${quote(before)}`;
	environ.set("PROMPT_COMMAND", BASH_HOOK);
	environ.set(
		"COMUX_PROMPT",
		[
			`case ":$PATH:" in ":"${quote(shims)}":"*) ;; *) PATH=${quote(shims)}:$PATH ;; esac`,
			"unset COMUX_PROMPT",
			"export -n PROMPT_COMMAND",
			`if [ "$PROMPT_COMMAND" = ${quote(BASH_HOOK)} ]; then ${own}; fi`,
		].join("; "),
	);
	return { args: [] };
};

/** Interactive POSIX shells read the file in $ENV after the profile. */
const posix: Prepare = (environ, shims) => {
	const before = environ.get("ENV");
	if (before !== undefined) environ.set("COMUX_ENV", before);
	environ.set("COMUX_SHIMS", shims);
	environ.set("ENV", `${shims}/sh-env`);
	return { args: [] };
};

/** ZDOTDIR names the folder of the start-up files; ours read the user's. */
const zsh: Prepare = (environ, shims) => {
	const before = environ.get("ZDOTDIR");
	if (before !== undefined) environ.set("COMUX_ZDOTDIR", before);
	environ.set("COMUX_SHIMS", shims);
	environ.set("ZDOTDIR", `${shims}/zsh`);
	return { args: [] };
};

const fish: Prepare = (_environ, shims) => ({ args: ["-C", `set -gx PATH ${quote(shims)} $PATH`] });

const SHELLS: Readonly<Record<string, Prepare>> = {
	bash,
	sh: posix,
	dash: posix,
	ksh: posix,
	mksh: posix,
	zsh,
	fish,
};

/** Makes `environ` ready for a login shell that keeps the shims on PATH; unknown shells start as they are. */
export function prepareLoginShell(shell: string, environ: Environ, shims: string): LoginShell {
	const name = shell.split("/").at(-1) ?? "";
	return SHELLS[name]?.(environ, shims) ?? { args: [] };
}
