/** refresh-client. */
import type { Arguments } from "../command/arguments.ts";
import { parseNumber } from "../command/numbers.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import type { Client } from "../model/client.ts";
import { onlyLooks } from "../model/guest-rules.ts";
import { markAll, markClient, markStatus } from "../model/marks.ts";
import { recalculateSize } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import { WINDOW_MAXIMUM, WINDOW_MINIMUM } from "../model/window.ts";
import { parseX11Colour } from "../term/colour.ts";
import { mustBeNumber } from "./common.ts";

const INT_MAX = 0x7fffffff;
/** Flags that do more than draw and move the view: not for a guest who may only look. */
const FOR_MORE: readonly string[] = ["A", "B", "C", "f", "F", "l", "r"];

export const refreshClient: CommandEntry = {
	name: "refresh-client",
	alias: "refresh",
	args: { template: "A:B:cC:Df:r:F:lLRSt:U", lower: 0, upper: 1 },
	usage:
		"[-cDlLRSU] [-A pane:state] [-B name:what:format] [-C XxY] [-f flags] [-r pane:report] [-t target-client] [adjustment]",
	flags: ["viewOnly", "afterHook", "clientT"],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { server, services, targetClient: client } = item;
	if (!client) throw new CommandError("no current client");
	if (onlyLooks(item.client) && (client !== item.client || FOR_MORE.some((flag) => args.has(flag))))
		throw new CommandError("client is read-only");
	if (["c", "L", "R", "U", "D"].some((flag) => args.has(flag))) return pan(args, server, client);
	if (args.has("l")) {
		services.clients.requestClipboard(client);
		return "normal";
	}
	for (const flag of ["F", "f"]) {
		const flags = args.get(flag);
		if (flags !== undefined) services.clients.setFlags(client, flags);
	}
	const report = args.get("r");
	if (report !== undefined) takeReport(item, report);
	if (["A", "B", "C"].some((flag) => args.has(flag))) return control(args, item, client);
	client.forceJobs = !onlyLooks(item.client);
	if (args.has("S")) markStatus(server, client);
	else markAll(server, client);
	return "normal";
}

/** What only control clients have: states of panes, subscriptions, their size. What makes no sense is ignored. */
function control(args: Arguments, item: QueueItem, client: Client): CommandResult {
	if (client.control === "") throw new CommandError("not a control client");
	const { control: services } = item.services;
	if (args.has("A")) for (const value of args.all("A")) services.setPaneState(client, value);
	else if (args.has("B")) for (const value of args.all("B")) services.subscribe(client, value);
	else setSize(item.server, client, args.get("C") ?? "");
	return "normal";
}

/** Moves the part shown of a window that is larger than the client; -c lets it follow the cursor again. */
function pan(args: Arguments, server: Server, client: Client): CommandResult {
	const text = args.string(0);
	const by = text === undefined ? 1 : mustBeNumber(parseNumber(text, 1, INT_MAX), "adjustment");
	const window = client.session?.current?.window;
	if (args.has("c") || !window) client.pan = undefined;
	else {
		const { offset } = client;
		const at = client.pan?.window === window ? client.pan : { window, x: offset.x, y: offset.y };
		if (args.has("L")) at.x = Math.max(0, at.x - by);
		else if (args.has("R")) at.x = Math.min(at.x + by, Math.max(0, window.sx - offset.sx));
		else if (args.has("U")) at.y = Math.max(0, at.y - by);
		else at.y = Math.min(at.y + by, Math.max(0, window.sy - offset.sy));
		client.pan = at;
	}
	markClient(server, client);
	return "normal";
}

/** `80,24`, `80x24`, `@1:80x24` for one window, `@1:` to forget that. */
function setSize(server: Server, client: Client, text: string): void {
	const one = /^@\s*\+?(\d{1,9}):(?:\s*\+?(\d{1,9})x\s*\+?(\d{1,9}))?/.exec(text);
	const whole = /^\s*\+?(\d{1,9})[,x]\s*\+?(\d{1,9})/.exec(text);
	if (!one && !whole) throw new CommandError("bad size argument");
	const [x, y] = one ? [one[2], one[3]] : [whole?.[1], whole?.[2]];
	if (one && x === undefined) client.windowSizes.delete(Number(one[1]));
	else {
		const size = { sx: Number(x), sy: Number(y) };
		for (const side of [size.sx, size.sy])
			if (side < WINDOW_MINIMUM || side > WINDOW_MAXIMUM) throw new CommandError("size too small or too big");
		if (one) client.windowSizes.set(Number(one[1]), size);
		else {
			Object.assign(client, size);
			client.sizeChanged = true;
		}
	}
	// At once, also for windows that nobody looks at.
	for (const window of server.windows.values()) recalculateSize(server, window, true);
}

/** `%1:REPORT`: what a terminal behind a control client answered for OSC 10 or 11. */
function takeReport(item: QueueItem, text: string): void {
	const parts = /^%\s*\+?(\d{1,10})[^:]*:\x1b\]1([01]);([^\x07\x1b]{0,120})(?:\x07|\x1b\\)/.exec(text);
	const pane = parts && item.server.panes.get(Number(parts[1]));
	if (!pane) return;
	const colour = parseX11Colour(parts[3] ?? "");
	if (colour === undefined) return;
	if (parts[2] === "0") pane.controlFg = colour;
	else if (pane.controlBg !== colour) {
		pane.controlBg = colour;
		item.services.panes.themeChanged(pane);
	}
}
