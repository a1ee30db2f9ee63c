/** source-file. */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
	type QueueState,
} from "../command/types.ts";
import type { FileError } from "../model/ports.ts";

/** Files that may read one another, as deep as this. */
const DEPTH_LIMIT = 50;

export const sourceFile: CommandEntry = {
	name: "source-file",
	alias: "source",
	args: { template: "t:Fnqv", lower: 1, upper: -1 },
	usage: "[-Fnqv] [-t target-pane] path ...",
	target: { flag: "t", type: "pane", canFail: true },
	flags: [],
	exec,
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const depth = item.state.flags.sourceDepth ?? 0;
	if (depth >= DEPTH_LIMIT) throw new CommandError("too many nested files");
	const { client } = item;
	const isControl = client !== undefined && client.control !== "";
	const verbose = !isControl && (args.has("v") || item.state.flags.sourceVerbose === true);
	const cwd = item.services.cwdOf(client, undefined);
	const files: string[] = [];
	let failed = false;
	for (const word of args.words()) {
		const path = args.has("F") ? item.expand(word) : word;
		const found = path === "-" ? [path] : expandPath(item, cwd, path);
		if (typeof found !== "string") files.push(...found);
		else if (!(args.has("q") && found === NOT_FOUND)) {
			item.error(`${found}: ${path}`);
			failed = true;
		}
	}
	const reader = new SourceReader(item, { depth: depth + 1, verbose, parseOnly: args.has("n") });
	if (failed) reader.fail();
	if (files.length === 0) return failed ? "error" : "normal";
	reader.read(files);
	return "wait";
}

const NOT_FOUND = "No such file or directory";

/** Paths that match, or why there are none. */
function expandPath(item: QueueItem, cwd: string, path: string): readonly string[] | string {
	// Only what the user wrote is a pattern.
	const base = cwd.replace(/[*?[]/g, "[$&]");
	const found = item.server.ports.files.glob(path.startsWith("/") ? path : `${base}/${path}`);
	if ("error" in found) return found.error;
	return found.length === 0 ? NOT_FOUND : found;
}

interface SourceOptions {
	readonly depth: number;
	readonly verbose: boolean;
	readonly parseOnly: boolean;
}

/** Reads files one after another; the commands of each are queued behind those of the one before. */
class SourceReader {
	readonly #item: QueueItem;
	readonly #options: SourceOptions;
	readonly #errors: string[] = [];

	constructor(item: QueueItem, options: SourceOptions) {
		this.#item = item;
		this.#options = options;
	}

	/** Something could not be read: a command client leaves with status 1. */
	fail(): void {
		const { client } = this.#item;
		if (client && !client.session) client.exitStatus = 1;
	}

	read(files: readonly string[]): void {
		const item = this.#item;
		const [path, ...rest] = files;
		if (path === undefined) {
			this.#end();
			item.resume();
			return;
		}
		const take = (result: Uint8Array | FileError): void => {
			if (!(result instanceof Uint8Array)) item.error(`${result.error}: ${path}`);
			else if (result.length > 0) this.#run(path, new TextDecoder().decode(result));
			this.read(rest);
		};
		const { files: port } = item.server.ports;
		// A command client reads for itself; for others the file is here, and nothing else runs in between.
		const isRemote = item.client !== undefined && !item.client.attached && item.client.control === "";
		if (isRemote || path === "-") port.read(item.client, path, take);
		else take(port.readNow(path));
	}

	#run(path: string, text: string): void {
		const item = this.#item;
		const { depth, verbose, parseOnly } = this.#options;
		const list = item.services.parse(text, {
			file: path,
			line: 1,
			byLine: true,
			item,
			parseOnly,
			verbose: verbose ? (line) => item.print(line) : undefined,
		});
		if ("error" in list) {
			this.#errors.push(list.error);
			this.fail();
			return;
		}
		if (parseOnly) return;
		const { state, target } = item;
		const inner: QueueState = {
			current: target.session ? target : state.current,
			event: state.event,
			formats: new Map(state.formats).set("current_file", path),
			flags: { ...state.flags, sourceDepth: depth, ...(verbose ? { sourceVerbose: true } : {}) },
		};
		item.insertAfter(list, inner);
	}

	/** Errors of the config are shown at the first attach, others when the commands have run. */
	#end(): void {
		const item = this.#item;
		const { server, client, services } = item;
		if (!server.configDone) {
			server.configErrors.push(...this.#errors);
			return;
		}
		if (this.#errors.length === 0) return;
		item.insertCallback(() => {
			for (const error of this.#errors) {
				if (client && client.control !== "") services.control.line(client, `%config-error ${error}`);
				else item.print(error);
			}
		});
	}
}
