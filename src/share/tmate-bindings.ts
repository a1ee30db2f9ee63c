/**
 * Key bindings at a tmate server. Its tmux is of 2016 and would not even parse
 * most of ours; so each key is bound there to a mark, which it sends on as it
 * does with every command, and the binding itself runs here. Used by
 * tmate-feed.ts and tmate-seat.ts.
 */

import type { KeyTables } from "../model/key-tables.ts";
import type { BoundCommands } from "../model/server.ts";
import type { KeyCode } from "../term/key-code.ts";
import { KEY, KEY_BASE_MASK, KEY_USER_BASE, KEY_USER_LIMIT } from "../term/key-code.ts";
import { keyName } from "../term/key-names.ts";
import { isMouseKey } from "../term/mouse-keys.ts";

/** A command that it parses, does not run, and that does no harm should anybody run it. */
const MARK_COMMAND = ["wait-for", "-S"] as const;
const MARK = "comux-key";
/** What only the guest's own client can do is run there: it leaves, whatever was to become of its shell. */
const LEAVE = /^detach-client(?: -P)?$/;
/** Keys that it has no code for. */
const UNKNOWN_KEYS: ReadonlySet<KeyCode> = new Set([
	KEY.none,
	KEY.unknown,
	KEY.any,
	KEY.focusIn,
	KEY.focusOut,
	KEY.pasteStart,
	KEY.pasteEnd,
]);

function hasCode(key: KeyCode): boolean {
	const base = key & KEY_BASE_MASK;
	const isUser = base >= KEY_USER_BASE && base < KEY_USER_BASE + KEY_USER_LIMIT;
	return !isUser && !isMouseKey(key) && !UNKNOWN_KEYS.has(base);
}

/** A key that is bound there: the command for it and the one that takes it away. */
export interface BindingCommands {
	readonly bind: readonly string[];
	readonly unbind: readonly string[];
}

/** All keys of all tables but those of modes, which see keys here. */
export function bindingCommands(tables: KeyTables<BoundCommands>): ReadonlyMap<string, BindingCommands> {
	const commands = new Map<string, BindingCommands>();
	for (const { key, table, repeat, commands: bound } of tables.list()) {
		if (!hasCode(key) || table.startsWith("copy-mode")) continue;
		const name = keyName(key);
		const run = LEAVE.test(bound.toText()) ? ["detach-client"] : markOf(table, key);
		commands.set(`${table} ${key}`, {
			bind: ["bind-key", ...(repeat ? ["-r"] : []), "-T", table, name, ...run],
			unbind: ["unbind-key", "-T", table, name],
		});
	}
	return commands;
}

/** No `;` may end it. */
function markOf(table: string, key: KeyCode): string[] {
	return [...MARK_COMMAND, `${MARK}:${key.toString(16)}:${encodeURIComponent(table)}`];
}

/** The key that a command from there stands for; undefined when it is a command. */
export function markedKey(
	argv: readonly string[],
): { readonly table: string; readonly key: KeyCode } | undefined {
	const [command, flag, mark = ""] = argv;
	if (command !== MARK_COMMAND[0] || flag !== MARK_COMMAND[1]) return undefined;
	const [, key = "", table = ""] = /^comux-key:([0-9a-f]{1,8}):([\w.!~*'()%-]{1,300})$/.exec(mark) ?? [];
	if (key === "") return undefined;
	try {
		return { key: Number.parseInt(key, 16), table: decodeURIComponent(table) };
	} catch {
		return undefined;
	}
}
