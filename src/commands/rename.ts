/** rename-session and rename-window. */
import type { CommandEntry } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { renameWindow } from "../model/lifecycle.ts";
import { markSession, markWindow, markWindowStatus } from "../model/marks.ts";
import { notifySession } from "../model/notify.ts";
import { targetSession, validName, wholeTarget } from "./common.ts";

export const renameSession: CommandEntry = {
	name: "rename-session",
	alias: "rename",
	args: { template: "t:", lower: 1, upper: 1 },
	usage: "[-t target-session] new-name",
	target: { flag: "t", type: "session" },
	flags: ["afterHook"],
	exec({ args }, item) {
		const { server } = item;
		const session = targetSession(item);
		const name = validName(item.expand(args.string(0) ?? ""), "session");
		if (name === session.name) return "normal";
		if (server.sessionByName(name)) throw new CommandError(`duplicate session: ${name}`);
		const old = session.name;
		session.name = name;
		markSession(server, session);
		notifySession(server, "session-renamed", session, { old_name: old, new_name: name });
		return "normal";
	},
};

export const renameWindowEntry: CommandEntry = {
	name: "rename-window",
	alias: "renamew",
	args: { template: "t:", lower: 1, upper: 1 },
	usage: "[-t target-window] new-name",
	target: { flag: "t", type: "window" },
	flags: ["afterHook"],
	exec({ args }, item) {
		const { server } = item;
		const { window } = wholeTarget(item);
		const name = item.expand(args.string(0) ?? "");
		// Only looked at here: it is cleaned as it is given.
		validName(name, "window");
		renameWindow(server, window, name);
		window.options.set("automatic-rename", "off");
		markWindow(server, window);
		markWindowStatus(server, window);
		return "normal";
	},
};
