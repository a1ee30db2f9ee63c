/** pipe-pane. */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { expandTime } from "../format/expand.ts";
import type { PanePipe } from "../model/pane.ts";
import { wholeTarget } from "./common.ts";
import { startShell } from "./shell-job.ts";

export const pipePane: CommandEntry = {
	name: "pipe-pane",
	alias: "pipep",
	args: { template: "IOot:", lower: 0, upper: 1 },
	usage: "[-IOo] [-t target-pane] [shell-command]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { pane, session } = wholeTarget(item);
	if (!pane.process) throw new CommandError("target pane has exited");
	// What the program printed so far belongs to the pipe that was open.
	item.services.flush(pane);
	const old = pane.pipe;
	pane.pipe = undefined;
	old?.dispose();
	const text = args.string(0) ?? "";
	if (text === "" || (args.has("o") && old)) return "normal";
	const input = args.has("I");
	const output = !input || args.has("O");
	let open = true;
	const job = startShell(item, expandTime(text, item.formats()), {
		session,
		cwd: item.services.cwdOf(item.client, session),
		onOutput: (bytes) => {
			if (open && input) pane.write(bytes);
		},
		onExit: () => {
			open = false;
			// Who only reads is missed at the next output: until then -o closes the pipe.
			if (input && pane.pipe === pipe) pane.pipe = undefined;
		},
	});
	const pipe: PanePipe = {
		job,
		in: input,
		out: output,
		get ended() {
			return !open;
		},
		dispose() {
			if (!open) return;
			open = false;
			// The command may finish with what it has got; one that only writes has nobody to write to.
			if (output) job.endInput();
			else job.kill("SIGPIPE");
		},
	};
	if (!output) job.endInput();
	pane.pipe = pipe;
	return "normal";
}
