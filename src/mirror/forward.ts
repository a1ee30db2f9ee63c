/**
 * Commands of guests on their way to the host: the words they were given, with
 * places named as the host knows them. Called by commands.ts.
 */
import type { Arguments } from "../command/arguments.ts";
import { type CommandEntry, CommandError, type QueueItem, type Target } from "../command/types.ts";
import type { Client } from "../model/client.ts";
import type { HostCommand, HostTarget } from "./host-commands.ts";
import { MAX_COMMAND } from "./limits.ts";

export interface ForwardPorts {
	/** A command for the host, from this guest; it may answer with an error. */
	send(client: Client, words: readonly string[]): void;
}

/** Set in the state of a command that asks the guest: what it leads to is about the place it was asked at. */
export const ASKED = "mirror_asked";

/** A command that is sent on as it is. */
export function hostEntry(row: HostCommand, ports: ForwardPorts): CommandEntry {
	return {
		name: row.name,
		...(row.alias === undefined ? {} : { alias: row.alias }),
		args: { template: row.template, lower: 0, upper: -1, type: () => "commands-or-string" },
		usage: usageOf(row.template),
		flags: [],
		exec(command, item) {
			forward(ports, item, row, command.args);
			return "normal";
		},
	};
}

/** `[-ab] [-t value] [argument ...]`. */
function usageOf(template: string): string {
	const flags = [...template.matchAll(/([A-Za-z0-9])(:?)/g)];
	const plain = flags.filter(([, , value]) => value === "").map(([, flag]) => flag);
	const valued = flags.filter(([, , value]) => value !== "").map(([, flag]) => `[-${flag} value]`);
	return [...(plain.length > 0 ? [`[-${plain.join("")}]`] : []), ...valued, "[argument ...]"].join(" ");
}

/** Sends a command of an item's guest to the host. */
export function forward(
	ports: ForwardPorts,
	item: QueueItem,
	row: Pick<HostCommand, "name" | "target">,
	args: Arguments,
): void {
	const { client } = item;
	// Nobody has asked: a hook, or the host's own settings.
	if (!client?.session) return;
	const words = [row.name];
	let hasTarget = false;
	for (const flag of args.flags()) {
		const given = args.entry(flag);
		if (!given) continue;
		if (given.values.length === 0) for (let i = 0; i < given.count; i++) words.push(`-${flag}`);
		for (const value of given.values) {
			const isTarget = flag === "t" || flag === "s";
			hasTarget ||= flag === "t";
			words.push(`-${flag}`, isTarget ? hostTarget(item, value, row.target) : value);
		}
	}
	const seen = hasTarget ? undefined : seenTarget(item, row.target);
	if (seen !== undefined) words.push("-t", seen);
	const rest = args.words();
	if (rest.some((word) => word.startsWith("-"))) words.push("--");
	words.push(...rest);
	sendWords(ports, client, words);
}

/** Words for the host, from this guest. */
export function sendWords(ports: ForwardPorts, client: Client, words: readonly string[]): void {
	if (words.reduce((sum, word) => sum + word.length, 0) > MAX_COMMAND)
		throw new CommandError("command too long");
	ports.send(client, words);
}

/** A target as the host names it: its panes and windows by %id and index, what only means something here resolved. */
function hostTarget(item: QueueItem, text: string, type: HostTarget): string {
	const isOurs = /^(=$|=?default(:|$)|[@$]|\{mouse\})/.test(text);
	if (!isOurs || type === "none") return text;
	const found = item.services.findTarget(item, text, type === "session" ? "session" : type, {});
	if ("error" in found) throw new CommandError(found.error);
	return nameOf(found, type) ?? text;
}

/** How the host finds a place: nothing to say of its only session. */
function nameOf(target: Target, type: HostTarget): string | undefined {
	if (type === "pane") return target.pane && `%${target.pane.id}`;
	if (type === "window") return target.winlink && `:${target.winlink.index}`;
	return undefined;
}

/** For a click or an answer: the place it was about, which may be no longer the current one. */
function seenTarget(item: QueueItem, type: HostTarget): string | undefined {
	const { current, event, formats } = item.state;
	const asked = formats.get(ASKED) !== undefined;
	if (!asked && !event?.mouse?.valid) return undefined;
	// Commands behind the first are about what that has made of it.
	formats.delete(ASKED);
	return nameOf(current, type);
}
