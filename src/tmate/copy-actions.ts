/**
 * Copy mode's keys then and now: `bind -t vi-copy KEY ACTION [ARGUMENT]`
 * became `bind -T copy-mode-vi KEY send-keys -X ...`. One row for each action.
 */

/** Tables of keys then -> now; those of prompts and choosers are no more. */
export const MODE_TABLES: Readonly<Record<string, string | undefined>> = {
	"vi-copy": "copy-mode-vi",
	"emacs-copy": "copy-mode",
	"vi-edit": undefined,
	"emacs-edit": undefined,
	"vi-choose": undefined,
	"emacs-choose": undefined,
};

/** The old name of a table of now. */
export function oldModeTable(table: string): string | undefined {
	return Object.entries(MODE_TABLES).find(([, now]) => now === table)?.[0];
}

/** Actions whose name is another one now; all others of then keep theirs. */
const RENAMED: ReadonlyMap<string, string> = new Map([
	["copy-selection", "copy-selection-and-cancel"],
	["append-selection", "append-selection-and-cancel"],
	["copy-end-of-line", "copy-end-of-line-and-cancel"],
	["start-of-list", "history-top"],
	["end-of-list", "history-bottom"],
]);

/** Actions that ask for something first: what command-prompt is given, and the action. */
const PROMPTED: readonly (readonly [
	old: string,
	flags: readonly string[],
	prompt: string,
	action: string,
])[] = [
	["search-forward", ["-T", "search"], "(search down)", "search-forward"],
	["search-backward", ["-T", "search"], "(search up)", "search-backward"],
	["jump-forward", ["-1"], "(jump forward)", "jump-forward"],
	["jump-backward", ["-1"], "(jump backward)", "jump-backward"],
	["jump-to-forward", ["-1"], "(jump to forward)", "jump-to-forward"],
	["jump-to-backward", ["-1"], "(jump to backward)", "jump-to-backward"],
	["goto-line", [], "(goto line)", "goto-line"],
];

/** Actions of then that keep their name. */
const SAME: ReadonlySet<string> = new Set(
	`back-to-indentation begin-selection bottom-line cancel clear-selection cursor-down cursor-left cursor-right
	cursor-up end-of-line halfpage-down halfpage-up history-bottom history-top jump-again jump-reverse
	middle-line next-space next-space-end next-word next-word-end other-end page-down page-up previous-space
	previous-word rectangle-toggle scroll-down scroll-up search-again search-reverse select-line start-of-line
	top-line`.split(/\s+/),
);

/** Our command for an action of then on key `key`; undefined for one that is no more. */
export function newCopyCommand(action: string, args: readonly string[], key: string): string[] | undefined {
	const prompted = PROMPTED.find(([old]) => old === action);
	if (prompted !== undefined) {
		const [, flags, prompt, now] = prompted;
		return ["command-prompt", ...flags, "-p", prompt, `send-keys -X ${now} -- "%%"`];
	}
	if (action === "start-number-prefix") {
		const digit = key.at(-1) ?? "";
		if (!/[1-9]/.test(digit)) return undefined;
		return ["command-prompt", "-N", "-I", digit, "-p", "(repeat)", 'send-keys -N "%%"'];
	}
	if (action === "start-named-buffer") return undefined;
	// copy-pipe left the mode and so does what took its place.
	if (action === "copy-pipe") return ["send-keys", "-X", "copy-pipe-and-cancel", ...args];
	const now = RENAMED.get(action) ?? (SAME.has(action) ? action : undefined);
	return now === undefined ? undefined : ["send-keys", "-X", now];
}

const OLD_NAMES: ReadonlyMap<string, string> = new Map(
	[...RENAMED].map(([old, now]) => [now, old] as const).reverse(),
);

/** The action of then, with its argument, for one of our commands in a copy mode table; undefined: there was none. */
export function oldCopyAction(command: readonly string[]): string[] | undefined {
	const [name, ...rest] = command;
	if (name === "command-prompt") {
		const template = rest.at(-1) ?? "";
		const found = PROMPTED.find(([, , , action]) => template.includes(`-X ${action} `));
		if (found !== undefined) return [found[0]];
		return /^send(-keys)? -N/.test(template) ? ["start-number-prefix"] : undefined;
	}
	if ((name !== "send-keys" && name !== "send") || rest[0] !== "-X") return undefined;
	const [action = "", ...args] = rest.slice(1);
	if (action === "copy-pipe-and-cancel")
		return args.length === 1 ? ["copy-pipe", ...args] : ["copy-selection"];
	if (action === "copy-pipe-end-of-line-and-cancel") return ["copy-end-of-line"];
	const old = OLD_NAMES.get(action) ?? (SAME.has(action) ? action : undefined);
	return old === undefined || args.length > 0 ? undefined : [old];
}
