/** kill-session, kill-window, unlink-window, kill-pane, kill-server and start-server. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { unzoomWindow } from "../model/active-pane.ts";
import { closePane, destroySession, killPane, killWindow, unlinkWindow } from "../model/lifecycle.ts";
import { markSession, markWindow } from "../model/marks.ts";
import { clearWindowAlerts, renumberIfWanted } from "../model/session-windows.ts";
import { checkFilterFlags, passesFilter, targetSession, wholeTarget } from "./common.ts";

export const killSession: CommandEntry = {
	name: "kill-session",
	args: { template: "aCf:gt:", lower: 0, upper: 0 },
	usage: "[-aCg] [-f filter] [-t target-session]",
	target: { flag: "t", type: "session" },
	flags: [],
	exec: execKillSession,
};

export const killWindowEntry: CommandEntry = {
	name: "kill-window",
	alias: "killw",
	args: { template: "af:t:", lower: 0, upper: 0 },
	usage: "[-a] [-f filter] [-t target-window]",
	target: { flag: "t", type: "window" },
	flags: [],
	exec: execKillWindow,
};

export const unlinkWindowEntry: CommandEntry = {
	name: "unlink-window",
	alias: "unlinkw",
	args: { template: "kt:", lower: 0, upper: 0 },
	usage: "[-k] [-t target-window]",
	target: { flag: "t", type: "window" },
	flags: [],
	exec({ args }, item) {
		const { session, winlink, window } = wholeTarget(item);
		const places = session.group ? session.group.sessions.length : 1;
		if (!args.has("k") && window.winlinks.size === places)
			throw new CommandError("window only linked to one session");
		unlinkWindow(item.server, winlink);
		return "normal";
	},
};

export const killPaneEntry: CommandEntry = {
	name: "kill-pane",
	alias: "killp",
	args: { template: "af:t:", lower: 0, upper: 0 },
	usage: "[-a] [-f filter] [-t target-pane]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec: execKillPane,
};

export const killServer: CommandEntry = {
	name: "kill-server",
	args: { template: "", lower: 0, upper: 0 },
	usage: "",
	flags: [],
	exec(_command, item) {
		item.services.killServer();
		return "normal";
	},
};

export const startServer: CommandEntry = {
	name: "start-server",
	alias: "start",
	args: { template: "", lower: 0, upper: 0 },
	usage: "",
	flags: ["startServer"],
	exec: () => "normal",
};

function execKillSession({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const session = targetSession(item);
	checkFilterFlags(args, args.has("a") && !args.has("C"));
	if (args.has("C")) {
		for (const winlink of session.winlinks) clearWindowAlerts(winlink.window);
		markSession(server, session);
	} else if (args.has("a")) {
		for (const other of server.sessionsByName())
			if (other !== session && passesFilter(item, args.get("f"), { session: other }))
				destroySession(server, other);
	} else if (args.has("g")) {
		for (const member of [...(session.group?.sessions ?? [session])]) destroySession(server, member);
	} else destroySession(server, session);
	return "normal";
}

function execKillWindow({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const { session, winlink, window } = wholeTarget(item);
	checkFilterFlags(args);
	if (!args.has("a")) {
		killWindow(server, window, true);
		return "normal";
	}
	if (session.winlinks.length < 2) return "normal";
	const wanted = (wl: typeof winlink) =>
		passesFilter(item, args.get("f"), { session, winlink: wl, window: wl.window });
	for (const other of [...session.winlinks])
		if (other.window !== window && !other.window.destroyed && wanted(other))
			killWindow(server, other.window, false);
	const places = session.winlinks.filter((wl) => wl.window === window);
	if (places.length > 1 && places.some(wanted)) killWindow(server, window, false);
	for (const each of server.sessionsByName()) renumberIfWanted(each);
	return "normal";
}

function execKillPane({ args }: Command, item: QueueItem): CommandResult {
	const { server } = item;
	const { session, winlink, window, pane } = wholeTarget(item);
	checkFilterFlags(args);
	if (!args.has("a")) {
		killPane(server, pane);
		return "normal";
	}
	unzoomWindow(server, window);
	for (const other of [...window.panes])
		if (other !== pane && passesFilter(item, args.get("f"), { session, winlink, window, pane: other }))
			closePane(server, other);
	markWindow(server, window);
	return "normal";
}
