/** new-window. */
import type { Command, CommandEntry, CommandResult, QueueItem } from "../command/types.ts";
import { CommandError } from "../command/types.ts";
import { markSession, markSessionGroup } from "../model/marks.ts";
import { recalculateSizes } from "../model/resize.ts";
import type { Session } from "../model/session.ts";
import { selectWinlink, shuffleUp } from "../model/session-windows.ts";
import type { Winlink } from "../model/winlink.ts";
import {
	nameFrom,
	newCommand,
	PLACE_TEMPLATE,
	printPlace,
	runHookFor,
	setCurrent,
	targetOf,
	targetSession,
} from "./common.ts";

export const newWindow: CommandEntry = {
	name: "new-window",
	alias: "neww",
	args: { template: "abc:de:EF:kn:PSt:", lower: 0, upper: -1 },
	usage:
		"[-abdEkPS] [-c start-directory] [-e environment] [-F format] [-n window-name] [-t target-window] [shell-command [argument ...]]",
	target: { flag: "t", type: "window", windowIndex: true },
	flags: [],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { server, client, services } = item;
	const session = targetSession(item);
	const { argv, empty } = newCommand(args);
	const name = nameFrom(item, args.get("n"), "window");
	if (args.has("S") && name !== undefined && item.target.index === -1) {
		const existing = windowNamed(session, name);
		if (existing) {
			if (!args.has("d")) showExisting(item, session, existing);
			return "normal";
		}
	}
	let { index } = item.target;
	const beside = item.target.winlink;
	if ((args.has("a") || args.has("b")) && beside) index = shuffleUp(beside, args.has("b"));
	const winlink = services.spawner.window({
		session,
		argv,
		environment: args.all("e"),
		name,
		index,
		cwd: args.get("c"),
		kill: args.has("k"),
		detached: args.has("d"),
		empty,
		client: item.targetClient,
		requester: client,
	});
	if ("error" in winlink) throw new CommandError(`create window failed: ${winlink.error}`);
	if (!args.has("d") || winlink === session.current) setCurrent(item, session, winlink);
	markSessionGroup(server, session);
	const target = targetOf(session, winlink);
	printPlace(item, args, PLACE_TEMPLATE, target);
	runHookFor(item, "after-new-window", target);
	return "normal";
}

function windowNamed(session: Session, name: string): Winlink | undefined {
	const found = session.winlinks.filter((wl) => wl.window.name === name);
	if (found.length > 1) throw new CommandError(`multiple windows named ${name}`);
	return found[0];
}

function showExisting(item: QueueItem, session: Session, winlink: Winlink): void {
	if (selectWinlink(item.server, session, winlink) === "changed") markSession(item.server, session);
	if (item.client?.session) winlink.window.latest = item.client;
	recalculateSizes(item.server);
}
