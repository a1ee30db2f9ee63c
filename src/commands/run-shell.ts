/** run-shell: a shell command, or commands with -C, now or after a while. */
import { targetFromNothing } from "../command/targets.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { expand } from "../format/expand.ts";
import { parseDouble } from "../format/text.ts";
import type { Pane } from "../model/pane.ts";
import { showRaw } from "../util/raw-bytes.ts";
import { withExtra } from "./lists.ts";
import { prepareCommands, showError } from "./prepared.ts";
import { JobOutput, startShell } from "./shell-job.ts";

/** Longest delay, in seconds: what a timer can hold. */
const MAX_DELAY = 2_147_483;

export const runShell: CommandEntry = {
	name: "run-shell",
	alias: "run",
	args: {
		template: "bd:Ct:Es:c:",
		lower: 0,
		upper: -1,
		type: (_index, args) => (args.has("C") ? "commands-or-string" : "string"),
	},
	usage: "[-bCE] [-c start-directory] [-d delay] [-t target-pane] [shell-command [argument ...]]",
	target: { flag: "t", type: "pane", canFail: true },
	flags: [],
	exec,
};

function exec(command: Command, item: QueueItem): CommandResult {
	const { args } = command;
	const delay = delayOf(args.get("d"));
	if (delay === undefined && args.length === 0) return "normal";
	const run = args.has("C") ? commandRunner(command, item) : shellRunner(command, item);
	if (delay === undefined) run();
	else item.services.later(run, delay * 1000);
	return args.has("b") ? "normal" : "wait";
}

/** Seconds of -d, with a fraction. */
function delayOf(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const seconds = text === "" ? 0 : parseDouble(text);
	if (seconds === undefined) throw new CommandError(`invalid delay time: ${text}`);
	return Number.isNaN(seconds) ? 0 : Math.min(Math.max(0, seconds), MAX_DELAY);
}

/** -C: the argument is commands. */
function commandRunner(command: Command, item: QueueItem): () => void {
	const waits = !command.args.has("b");
	const { targetClient: client, services } = item;
	const prepared = command.args.length > 0 ? prepareCommands(command, item, 0, { expand: true }) : undefined;
	return () => {
		const list = prepared?.make();
		const error = list && "error" in list ? list.error : undefined;
		if (error !== undefined) {
			if (waits) item.error(error);
			else showError(item, client, error);
		} else if (list && "commands" in list) {
			if (waits) item.insertAfter(list);
			else services.append(client, list);
		}
		if (waits) item.resume();
	};
}

function shellRunner(command: Command, item: QueueItem): () => void {
	const { args } = command;
	const waits = !args.has("b");
	const { session, pane } = item.target;
	const [text, ...rest] = args.words();
	const numbers = new Map(rest.map((word, i) => [String(i + 1), word]));
	const shell =
		text === undefined ? undefined : expand(text, item.formats({ extra: withExtra(item, numbers) }));
	const cwd = args.get("c") ?? item.services.cwdOf(item.client, session);
	const printer = new RunOutput(item, waits, args.has("t") ? pane : undefined);
	return () => {
		if (shell === undefined) {
			if (waits) item.resume();
			return;
		}
		const output = new JobOutput();
		try {
			startShell(item, shell, {
				session,
				cwd,
				stderr: args.has("E"),
				onOutput: (bytes) => output.add(bytes),
				onExit: (status, signal) => printer.ended(shell, output, status, signal),
			}).endInput();
		} catch (error) {
			if (!(error instanceof CommandError)) throw error;
			printer.failed(error.message);
		}
	};
}

/** Where the output of a shell command goes: view mode of a pane, or what its client is. */
class RunOutput {
	readonly #item: QueueItem;
	readonly #waits: boolean;
	readonly #pane: Pane | undefined;

	constructor(item: QueueItem, waits: boolean, pane: Pane | undefined) {
		this.#item = item;
		this.#waits = waits;
		this.#pane = pane;
	}

	ended(shell: string, output: JobOutput, status: number, signal: number): void {
		const lines = output.lines();
		if (signal !== 0) lines.push(`'${shell}' terminated by signal ${signal}`);
		else if (status !== 0) lines.push(`'${shell}' returned ${status}`);
		for (const line of lines) this.#print(line);
		if (!this.#waits) return;
		const { client } = this.#item;
		if (client && !client.session) client.exitStatus = signal === 0 ? status : signal + 128;
		this.#item.resume();
	}

	failed(text: string): void {
		if (!this.#waits) showError(this.#item, this.#item.targetClient, text);
		else {
			this.#item.error(text);
			this.#item.resume();
		}
	}

	#print(line: string): void {
		const item = this.#item;
		const { server, services } = item;
		const pane = this.#pane && !this.#pane.destroyed ? this.#pane : undefined;
		if (pane) services.ui.viewPane(pane, showRaw(line));
		else if (this.#waits) item.print(line);
		else {
			const shown = item.targetClient?.session?.current?.window.active ?? targetFromNothing(server)?.pane;
			if (shown) services.ui.viewPane(shown, showRaw(line));
		}
	}
}
