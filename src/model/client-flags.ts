/** Client flags by their tmux names: `attach -f`, `refresh-client -f`, `client_flags`. */
import type { Client, ClientFlags } from "./client.ts";

type BooleanFlag = "readOnly" | "ignoreSize" | "activePane" | "noDetachOnDestroy" | "noOutput" | "waitExit";

/** Name -> field; those that only control clients have are marked. */
const FLAGS: readonly { readonly name: string; readonly field: BooleanFlag; readonly control?: boolean }[] = [
	{ name: "ignore-size", field: "ignoreSize" },
	{ name: "no-detach-on-destroy", field: "noDetachOnDestroy" },
	{ name: "no-output", field: "noOutput", control: true },
	{ name: "wait-exit", field: "waitExit", control: true },
	{ name: "read-only", field: "readOnly" },
	{ name: "active-pane", field: "activePane" },
];

/** Sets flags from a comma-separated list; `!name` clears one. Unknown names are ignored, as in tmux. */
export function setClientFlags(client: Client, list: string): void {
	for (const part of list.split(",")) {
		const off = part.startsWith("!");
		const name = off ? part.slice(1) : part;
		if (setPauseAfter(client.flags, client.control !== "", name, off)) continue;
		const row = FLAGS.find((flag) => flag.name === name);
		if (!row || (row.control && client.control === "")) continue;
		// A read-only client may not make itself anything else.
		if (client.flags.readOnly && row.field === "readOnly" && off) continue;
		client.flags[row.field] = !off;
	}
}

function setPauseAfter(flags: ClientFlags, control: boolean, name: string, off: boolean): boolean {
	const match = /^pause-after(?:=(\d{1,6}))?$/.exec(name);
	if (!match) return false;
	if (control) flags.pauseAfter = off ? undefined : Number(match[1] ?? 0);
	return true;
}

/** Flags as `client_flags` shows them. */
export function clientFlagNames(client: Client): string {
	const { flags } = client;
	const names: string[] = [];
	if (client.attached) names.push("attached");
	if (client.focused) names.push("focused");
	if (client.control !== "") names.push("control-mode");
	if (flags.ignoreSize) names.push("ignore-size");
	if (flags.noDetachOnDestroy) names.push("no-detach-on-destroy");
	if (flags.noOutput) names.push("no-output");
	if (flags.waitExit) names.push("wait-exit");
	if (flags.pauseAfter !== undefined) names.push(`pause-after=${flags.pauseAfter}`);
	if (flags.readOnly) names.push("read-only");
	if (client.suspended) names.push("suspended");
	if (client.utf8) names.push("UTF-8");
	return names.join(",");
}
