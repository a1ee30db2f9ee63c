/** set-environment and show-environment. */
import type { Arguments } from "../command/arguments.ts";
import { type CommandEntry, CommandError, type QueueItem } from "../command/types.ts";
import { Environ } from "../model/environ.ts";

export const setEnvironment: CommandEntry = {
	name: "set-environment",
	alias: "setenv",
	args: { template: "Fhgrt:u", lower: 1, upper: 2 },
	usage: "[-Fhgru] [-t target-session] variable [value]",
	target: { flag: "t", type: "session", canFail: true },
	flags: ["afterHook"],
	exec({ args }, item) {
		const name = args.string(0) ?? "";
		if (name === "") throw new CommandError("empty variable name");
		if (name.includes("=")) throw new CommandError("variable name contains =");
		const given = args.string(1);
		const value = given !== undefined && args.has("F") ? item.expand(given) : given;
		const environ = environOf(args, item);
		for (const flag of ["u", "r"])
			if (args.has(flag) && value !== undefined)
				throw new CommandError(`can't specify a value with -${args.has("u") ? "u" : flag}`);
		if (args.has("u")) environ.unset(name);
		else if (args.has("r")) environ.clear(name);
		else if (value === undefined) throw new CommandError("no value specified");
		else environ.set(name, value, args.has("h"));
		return "normal";
	},
};

export const showEnvironment: CommandEntry = {
	name: "show-environment",
	alias: "showenv",
	args: { template: "hgst:", lower: 0, upper: 1 },
	usage: "[-hgs] [-t target-session] [variable]",
	target: { flag: "t", type: "session", canFail: true },
	flags: ["afterHook"],
	exec({ args }, item) {
		if (args.has("t") && !item.target.session) throw new CommandError(`no such session: ${args.get("t")}`);
		const environ = environOf(args, item);
		const name = args.string(0);
		const hidden = args.has("h");
		const shell = args.has("s");
		if (name === undefined) {
			for (const line of environ.lines({ hidden, shell })) item.print(line);
			return "normal";
		}
		const entry = environ.entry(name);
		if (!entry) throw new CommandError(`unknown variable: ${name}`);
		if (entry.hidden === hidden) item.print(Environ.format(entry, shell));
		return "normal";
	},
};

/** The server's with -g, else the target session's. */
function environOf(args: Arguments, item: QueueItem): Environ {
	if (args.has("g")) return item.server.environ;
	const { session } = item.target;
	if (session) return session.environ;
	const target = args.get("t");
	throw new CommandError(target === undefined ? "no current session" : `no such session: ${target}`);
}
