/** link-window and move-window. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { destroyIfUnlinked, unlinkWindow } from "../model/lifecycle.ts";
import { markSession, markSessionGroup } from "../model/marks.ts";
import { notifyWinlink } from "../model/notify.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import {
	dropWinlink,
	linkWindow,
	renumberWindows,
	selectWinlink,
	shuffleUp,
} from "../model/session-windows.ts";
import type { Winlink } from "../model/winlink.ts";
import { must, wholeSource } from "./common.ts";

export const linkWindowEntry: CommandEntry = {
	name: "link-window",
	alias: "linkw",
	args: { template: "abdks:t:", lower: 0, upper: 0 },
	usage: "[-abdk] [-s src-window] [-t dst-window]",
	source: { flag: "s", type: "window" },
	flags: [],
	exec: (command, item) => exec(command, item, false),
};

export const moveWindow: CommandEntry = {
	name: "move-window",
	alias: "movew",
	args: { template: "abdkrs:t:", lower: 0, upper: 0 },
	usage: "[-abdkr] [-s src-window] [-t dst-window]",
	source: { flag: "s", type: "window" },
	flags: [],
	exec: (command, item) => exec(command, item, true),
};

function exec({ args }: Command, item: QueueItem, move: boolean): CommandResult {
	const { server, services } = item;
	if (args.has("r")) {
		const found = services.findTarget(item, args.get("t"), "session", { quiet: true });
		if ("error" in found || !found.session) return "error";
		const { session } = found;
		renumberWindows(session);
		recalculateSizes(server);
		markSession(server, session);
		return "normal";
	}
	const source = wholeSource(item);
	const target = must(services.findTarget(item, args.get("t"), "window", { windowIndex: true }));
	const { session } = target;
	if (!session) throw new CommandError("no current session");
	let { index } = target;
	const beside = target.winlink ?? session.current;
	if ((args.has("a") || args.has("b")) && beside) index = shuffleUp(beside, args.has("b"));
	linkInto(server, {
		from: source.winlink,
		session,
		index,
		kill: args.has("k"),
		select: !args.has("d"),
	});
	if (move) unlinkWindow(server, source.winlink);
	if (!args.has("s") && source.session.options.flag("renumber-windows") && !source.session.destroyed)
		renumberWindows(source.session);
	recalculateSizes(server);
	return "normal";
}

/** What to link where. */
export interface LinkRequest {
	readonly from: Winlink;
	readonly session: Session;
	/** -1: the first free index. */
	readonly index: number;
	/** The window at the index goes. */
	readonly kill: boolean;
	readonly select: boolean;
}

/** Links a window into a session; a CommandError says why not. */
export function linkInto(server: Server, request: LinkRequest): Winlink {
	const { from, session, index, kill } = request;
	if (from.session !== session && session.group && from.session.group === session.group)
		throw new CommandError("sessions are grouped");
	let { select } = request;
	const old = index === -1 ? undefined : session.winlinkAt(index);
	if (old) {
		if (old.window === from.window) throw new CommandError(`same index: ${index}`);
		if (kill) {
			notifyWinlink(server, "window-unlinked", old);
			old.clearAlerts();
			dropWinlink(old);
			if (session.current === old) {
				session.current = undefined;
				select = true;
			}
			destroyIfUnlinked(server, old.window);
		}
	}
	const winlink = must(linkWindow(server, session, from.window, index));
	if (server.mark?.winlink === from) server.mark.winlink = winlink;
	if (select) selectWinlink(server, session, winlink);
	markSessionGroup(server, session);
	return winlink;
}
