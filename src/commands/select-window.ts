/** select-window, next-window, previous-window and last-window. */
import type { CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { markSession } from "../model/marks.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Session } from "../model/session.ts";
import {
	type Selection,
	selectLast,
	selectNext,
	selectPrevious,
	selectWinlink,
} from "../model/session-windows.ts";
import { runHookFor, setCurrent, targetOf, targetSession } from "./common.ts";

type Step = (item: QueueItem, session: Session, alert: boolean) => Selection;

const STEPS: Readonly<Record<"next" | "previous" | "last", Step>> = {
	next: (item, session, alert) => selectNext(item.server, session, alert),
	previous: (item, session, alert) => selectPrevious(item.server, session, alert),
	last: (item, session) => selectLast(item.server, session),
};

export const selectWindow: CommandEntry = {
	name: "select-window",
	alias: "selectw",
	args: { template: "lnpTt:", lower: 0, upper: 0 },
	usage: "[-lnpT] [-t target-window]",
	target: { flag: "t", type: "window" },
	flags: [],
	exec({ args }, item) {
		if (args.has("n")) return step(item, "next", false);
		if (args.has("p")) return step(item, "previous", false);
		if (args.has("l")) return step(item, "last", false);
		const { server } = item;
		const session = targetSession(item);
		const { winlink } = item.target;
		if (args.has("T") && winlink === session.current) return step(item, "last", false);
		if (selectWinlink(server, session, winlink) === "changed") {
			setCurrent(item, session);
			markSession(server, session);
		}
		return done(item, session);
	},
};

/** One of the three commands that step. */
function stepEntry(
	which: keyof typeof STEPS,
	names: { readonly name: string; readonly alias: string },
	alerts: boolean,
): CommandEntry {
	return {
		...names,
		args: { template: alerts ? "at:" : "t:", lower: 0, upper: 0 },
		usage: alerts ? "[-a] [-t target-session]" : "[-t target-session]",
		target: { flag: "t", type: "session" },
		flags: [],
		exec: ({ args }, item) => step(item, which, args.has("a")),
	};
}

export const nextWindow = stepEntry("next", { name: "next-window", alias: "next" }, true);
export const previousWindow = stepEntry("previous", { name: "previous-window", alias: "prev" }, true);
export const lastWindow = stepEntry("last", { name: "last-window", alias: "last" }, false);

function step(item: QueueItem, which: keyof typeof STEPS, alert: boolean): CommandResult {
	const session = targetSession(item);
	if (STEPS[which](item, session, alert) !== "changed") throw new CommandError(`no ${which} window`);
	setCurrent(item, session);
	markSession(item.server, session);
	return done(item, session);
}

function done(item: QueueItem, session: Session): CommandResult {
	runHookFor(item, "after-select-window", targetOf(session, session.current));
	if (item.client?.session && session.current) session.current.window.latest = item.client;
	recalculateSizes(item.server);
	return "normal";
}
