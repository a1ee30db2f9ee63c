/**
 * server-access: who else may use the server. Its socket is open to the owner
 * only, so there is nobody to list but the owner and nobody can be added;
 * others come in by sharing, with rights of their own.
 */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";

const ROOT = "root";

export const serverAccess: CommandEntry = {
	name: "server-access",
	args: { template: "adglrw", lower: 0, upper: 1 },
	usage: "[-adglrw] [-t target-pane] [user|group]",
	flags: ["clientCanFail"],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { host } = item.server.ports;
	if (args.has("l")) {
		// root may do everything and is not listed.
		if (host.uid !== 0) item.print(`${host.user} (U,W)`);
		return "normal";
	}
	const text = args.string(0);
	if (text === undefined) throw new CommandError("missing user or group argument");
	const name = item.expand(text);
	const type = args.has("g") ? "group" : "user";
	if (type === "user") {
		if (name === ROOT || name === host.user)
			throw new CommandError(`${name} owns the server, can't change access`);
		if (host.homeOf(name) === undefined) throw new CommandError(`unknown user: ${name}`);
	} else if (!host.hasGroup(name)) throw new CommandError(`unknown group: ${name}`);
	if (args.has("a") && args.has("d")) throw new CommandError("-a and -d cannot be used together");
	if (args.has("w") && args.has("r")) throw new CommandError("-r and -w cannot be used together");
	if (args.has("d")) throw new CommandError(`${type} ${name} not found`);
	throw new CommandError(`can't add ${type} ${name}: only the owner of the server may connect to its socket`);
}
