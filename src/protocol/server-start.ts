/**
 * What the client that starts the server tells it, as one JSON argument of the
 * server process, and what the server answers on the pipe it inherits. Written
 * by client/, read by the server's entry (and by a server that stays in the
 * foreground, -D).
 */

/** How the server is to start. */
export interface ServerStart {
	/** The name it was started under; decides config files and what -V says. */
	readonly name: "comux" | "tmux" | "tmate";
	/** Absolute or relative path to listen on. */
	readonly socketPath: string;
	/** The path was made from -L or the default: group may use the socket (mode 0660). */
	readonly defaultSocket: boolean;
	/** Config files, in order. */
	readonly configFiles: readonly string[];
	/** The files are the default ones: one that does not exist is no error. */
	readonly configQuiet: boolean;
	/** Number of -v. */
	readonly logLevel: number;
	/** -D: stays in the foreground, exits only when told to. */
	readonly foreground: boolean;
	/** -l, or started as a login shell. */
	readonly login: boolean;
	/** Folder with the `tmux` and `tmate` shims, for the PATH of panes and jobs. */
	readonly libexec: string;
	/** File descriptor to answer on (readyLine or an error line, then close); -1 for none. */
	readonly readyFd: number;
}

/** The line on `readyFd` once the server listens. Any other line is an error message for the user. */
export const readyLine = "ready";

/** `start` as the argument of the server process. */
export function encodeServerStart(start: ServerStart): string {
	return JSON.stringify(start);
}

const shape: { readonly [K in keyof ServerStart]: (value: unknown) => boolean } = {
	name: (value) => value === "comux" || value === "tmux" || value === "tmate",
	socketPath: (value) => typeof value === "string",
	defaultSocket: (value) => typeof value === "boolean",
	configFiles: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
	configQuiet: (value) => typeof value === "boolean",
	logLevel: (value) => typeof value === "number",
	foreground: (value) => typeof value === "boolean",
	login: (value) => typeof value === "boolean",
	libexec: (value) => typeof value === "string",
	readyFd: (value) => Number.isInteger(value),
};

/** The other way; undefined when `text` is not such an argument. */
export function decodeServerStart(text: string): ServerStart | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof value !== "object" || value === null) return undefined;
	const record = value as Readonly<Record<string, unknown>>;
	const whole = Object.entries(shape).every(([key, holds]) => holds(record[key]));
	return whole ? (record as unknown as ServerStart) : undefined;
}

/**
 * Variables that node reads before our first line: certificates take longer than
 * all the rest of a start, and options meant for the user's own programs may
 * break us. Hidden from the client by bin/comux and from the server by the client.
 */
const nodeVariables: readonly string[] = ["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS"];

type Variables = Record<string, string | undefined>;

/** A copy of `env` in which node does not see its variables. */
export function hideFromNode(env: Readonly<Variables>): Variables {
	const hidden: Variables = { ...env };
	for (const name of nodeVariables) {
		if (hidden[name] !== undefined) hidden[`COMUX_${name}`] = hidden[name];
		delete hidden[name];
	}
	return hidden;
}

/** Gives `env` its variables back: they are the user's, for what runs inside. */
export function showHidden(env: Variables): void {
	for (const name of nodeVariables) {
		const value = env[`COMUX_${name}`];
		if (value === undefined) continue;
		env[name] = value;
		delete env[`COMUX_${name}`];
	}
}
