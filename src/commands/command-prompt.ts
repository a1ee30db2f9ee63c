/** command-prompt: asks one or more questions and runs commands with the answers in their places. */
import type { Arguments } from "../command/arguments.ts";
import type { PreparedCommands } from "../command/template.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type PromptRequest,
	type QueueItem,
} from "../command/types.ts";
import type { Client } from "../model/client.ts";
import { PROMPT_TYPES } from "../model/prompt-history.ts";
import { prepareCommands, showError } from "./prepared.ts";

export const commandPrompt: CommandEntry = {
	name: "command-prompt",
	args: { template: "1CbeFiklI:NPp:t:T:", lower: 0, upper: 1, type: () => "commands-or-string" },
	usage: "[-1CbeFiklNP] [-I inputs] [-p prompts] [-t target-client] [-T prompt-type] [template]",
	flags: ["clientT"],
	exec,
};

/** Kinds of prompt; only the first one given counts. */
const KINDS: readonly (readonly [string, Partial<PromptRequest>])[] = [
	["1", { single: true }],
	["N", { numeric: true }],
	["i", { incremental: true }],
	["k", { key: true }],
	["e", { backspaceExit: true }],
];

function exec(command: Command, item: QueueItem): CommandResult {
	const { args } = command;
	const client = item.targetClient;
	if (!client) throw new CommandError("no current client");
	const { pane } = item.target;
	if (args.has("P") ? !pane || pane.prompt : client.prompt) return "normal";
	const type = args.get("T") ?? "command";
	if (!PROMPT_TYPES.some((known) => known === type)) throw new CommandError(`unknown type: ${type}`);
	const waits = !args.has("b") && !args.has("i");
	const prepared = prepareCommands(command, item, 0, { fallback: "%1", expand: args.has("F") });
	const questions = questionsOf(args, prepared);
	const kind = KINDS.find(([flag]) => args.has(flag))?.[1] ?? {};
	const request = {
		...kind,
		type,
		noFreeze: args.has("C"),
		target: item.target,
		pane: args.has("P") ? pane : undefined,
	};
	new Questions({ item, client, prepared, questions, request, waits }).ask();
	return waits ? "wait" : "normal";
}

interface Question {
	readonly prompt: string;
	readonly input: string;
}

/** Prompts and inputs part at commas, unless -l. A prompt made of a question gets a blank behind it. */
function questionsOf(args: Arguments, prepared: PreparedCommands): readonly Question[] {
	const given = args.get("p");
	const named = args.length > 0 ? `(${prepared.name()})` : ":";
	const prompts = given ?? named;
	const inputs = args.get("I");
	if (args.has("l")) return [{ prompt: prompts, input: inputs ?? "" }];
	const blank = given === undefined && args.length === 0 ? "" : " ";
	const answers = inputs?.split(",") ?? [];
	return prompts.split(",").map((prompt, i) => ({ prompt: prompt + blank, input: answers[i] ?? "" }));
}

interface QuestionsInit {
	readonly item: QueueItem;
	readonly client: Client;
	readonly prepared: PreparedCommands;
	readonly questions: readonly Question[];
	readonly request: Omit<PromptRequest, "prompt" | "input" | "onInput">;
	/** The item waits until the last answer. */
	readonly waits: boolean;
}

/** Asks one question after another. */
class Questions {
	readonly #init: QuestionsInit;
	readonly #answers: string[] = [];
	#ended = false;

	constructor(init: QuestionsInit) {
		this.#init = init;
	}

	ask(): void {
		const { item, client, questions, request } = this.#init;
		const at = this.#answers.length;
		const { prompt = "", input = "" } = questions[at] ?? {};
		const onInput = (text: string | undefined, done: boolean) =>
			// A question that has been answered has nothing to say when it goes.
			this.#answers.length === at && !this.#ended ? this.#answered(text, done) : false;
		item.services.ui.prompt(client, { ...request, prompt, input, onInput });
	}

	/** True to stay open: more is to come. */
	#answered(text: string | undefined, done: boolean): boolean {
		const { request, questions } = this.#init;
		if (text === undefined || (done && request.incremental)) {
			this.#end();
			return false;
		}
		if (!done) {
			this.#run([...this.#answers, text]);
			return request.incremental === true;
		}
		this.#answers.push(text);
		if (this.#answers.length < questions.length) {
			this.ask();
			return false;
		}
		this.#run(this.#answers);
		this.#end();
		return false;
	}

	#run(answers: readonly string[]): void {
		const { item, client, prepared, waits } = this.#init;
		const list = prepared.make(answers);
		if ("error" in list) showError(item, client, list.error);
		else if (waits) item.insertAfter(list);
		else item.services.append(client, list);
	}

	#end(): void {
		this.#ended = true;
		if (this.#init.waits) this.#init.item.resume();
	}
}
