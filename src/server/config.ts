/**
 * What runs when the server starts: the default key tables, then the config
 * files in their order. Clients wait until it is done; errors are kept and
 * shown at the first attach. Owned by the runtime.
 */
import type { CommandParser } from "../command/command-parser.ts";
import type { CommandRunner } from "../command/queue.ts";
import { makeState } from "../command/targets.ts";
import type { Server } from "../model/server.ts";

/** One config file; `quiet` ones may be missing. */
export interface ConfigFile {
	readonly path: string;
	readonly quiet: boolean;
}

/** A default key table's text with the name to report errors under. */
export interface Keymap {
	readonly name: string;
	readonly text: string;
}

export class Config {
	readonly #server: Server;
	readonly #parser: CommandParser;
	readonly #runner: CommandRunner;

	constructor(server: Server, parser: CommandParser, runner: CommandRunner) {
		this.#server = server;
		this.#parser = parser;
		this.#runner = runner;
	}

	/** Binds the default keys; an error here is ours and throws. */
	bindDefaults(keymaps: readonly Keymap[]): void {
		for (const { name, text } of keymaps) {
			const list = this.#parser.parse(text, { file: name, byLine: true });
			if ("error" in list) throw new Error(list.error);
			this.#runner.append(undefined, list, { flags: { noHooks: true } });
		}
		// In the queue: on a busy machine they may take more than one turn of it.
		this.#runner.appendCallback(undefined, () => this.#server.keyTables.keepAsDefaults());
		this.#runner.drain();
	}

	/** Queues the files; `done` is called when the last of their commands has ended. */
	load(files: readonly ConfigFile[], done: () => void): void {
		for (const file of files) this.#loadOne(file);
		this.#runner.appendCallback(undefined, () => {
			this.#server.configDone = true;
			done();
		});
	}

	#loadOne({ path, quiet }: ConfigFile): void {
		const { configErrors, ports } = this.#server;
		const read = ports.files.readNow(path);
		if (!(read instanceof Uint8Array)) {
			if (!(quiet && read.error === "No such file or directory")) configErrors.push(`${path}: ${read.error}`);
			return;
		}
		const text = new TextDecoder().decode(read);
		const list = this.#parser.parse(text, { file: path, line: 1, byLine: true });
		if ("error" in list) {
			configErrors.push(list.error);
			return;
		}
		this.#runner.append(undefined, list, makeState({ formats: new Map([["current_file", path]]) }));
	}
}
