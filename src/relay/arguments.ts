/** The command line of comux-relay, as data. Read by main.ts. */

/** What to do and how. */
export interface RelayArguments {
	readonly command: "serve" | "status" | "add-key" | "remove-key" | "list-keys" | "help" | "version";
	/** -b: address to listen at. */
	readonly bind: string;
	/** -p: port; 0 is any that is free. */
	readonly port: number;
	/** -h: the name guests type, "" for the machine's. */
	readonly publicName: string;
	/** -q: the port guests type, 0 for `port`. */
	readonly publicPort: number;
	/** -k: the folder of keys, "" for the default. */
	readonly folder: string;
	/** -A: only hosts that restrict their guests to listed keys. */
	readonly restrictedOnly: boolean;
	/** -a: the keys of those who may host, "" for everybody. */
	readonly hostsFile: string;
	/** -m: loopback port of /metrics, -1 for none. */
	readonly metricsPort: number;
	/** -t: hosts that run tmate, at most; -1 for as many as fit. */
	readonly tmateLimit: number;
	/** -W: webhooks of tmate hosts may go to private addresses. */
	readonly privateWebhooks: boolean;
	/** -v, -vv. */
	readonly verbose: number;
	/** USER of add-key and remove-key. */
	readonly user: string;
}

export const USAGE = `usage: comux-relay [-AWv] [-a hosts-file] [-b address] [-h public-name] [-k keys-dir]
                   [-m metrics-port] [-p port] [-q public-port] [-t tmate-hosts]
       comux-relay status [-k keys-dir]
       comux-relay add-key [-k keys-dir] user
       comux-relay remove-key [-k keys-dir] user
       comux-relay list-keys [-k keys-dir]
`;

/** A mistake on the command line; the message is for the user. */
export class UsageError extends Error {}

type Mutable = { -readonly [K in keyof RelayArguments]: RelayArguments[K] };

function portNumber(text: string, least: number): number {
	const port = Number(text);
	if (!/^\d{1,5}$/.test(text) || port < least || port > 65535) throw new UsageError(`bad port: ${text}`);
	return port;
}

/** Flags with an argument. */
const valued: Readonly<Record<string, (value: string, to: Mutable) => void>> = {
	a: (value, to) => {
		to.hostsFile = value;
	},
	b: (value, to) => {
		to.bind = value;
	},
	h: (value, to) => {
		if (!/^[A-Za-z0-9.:_[\]-]{1,253}$/.test(value) || value.startsWith("-"))
			throw new UsageError(`bad name: ${value}`);
		to.publicName = value;
	},
	k: (value, to) => {
		to.folder = value;
	},
	m: (value, to) => {
		to.metricsPort = portNumber(value, 0);
	},
	p: (value, to) => {
		to.port = portNumber(value, 0);
	},
	q: (value, to) => {
		to.publicPort = portNumber(value, 1);
	},
	t: (value, to) => {
		if (!/^\d{1,4}$/.test(value)) throw new UsageError(`bad number: ${value}`);
		to.tmateLimit = Number(value);
	},
};

const plain: Readonly<Record<string, (to: Mutable) => void>> = {
	A: (to) => {
		to.restrictedOnly = true;
	},
	W: (to) => {
		to.privateWebhooks = true;
	},
	v: (to) => {
		to.verbose++;
	},
	V: (to) => {
		to.command = "version";
	},
};

/** Words behind the flags that each command takes. */
const commands: Readonly<Record<string, number>> = {
	status: 0,
	"add-key": 1,
	"remove-key": 1,
	"list-keys": 0,
};

/** Reads `argv` (without node and script). Throws UsageError. */
export function parseArguments(argv: readonly string[]): RelayArguments {
	const result: Mutable = {
		command: "serve",
		bind: "",
		port: 2222,
		publicName: "",
		publicPort: 0,
		folder: "",
		restrictedOnly: false,
		hostsFile: "",
		metricsPort: -1,
		tmateLimit: -1,
		privateWebhooks: false,
		verbose: 0,
		user: "",
	};
	const words: string[] = [];
	for (let at = 0; at < argv.length; at++) {
		const word = argv[at]!;
		if (word === "--help") return { ...result, command: "help" };
		if (word === "--version") return { ...result, command: "version" };
		if (word === "--") {
			words.push(...argv.slice(at + 1));
			break;
		}
		if (!word.startsWith("-") || word === "-") {
			words.push(word);
			continue;
		}
		for (let letter = 1; letter < word.length; letter++) {
			const flag = word[letter]!;
			const take = Object.hasOwn(valued, flag) ? valued[flag] : undefined;
			if (take !== undefined) {
				const rest = word.slice(letter + 1);
				const value = rest !== "" ? rest : argv[++at];
				if (value === undefined) throw new UsageError(`-${flag} needs an argument`);
				take(value, result);
				break;
			}
			if (!Object.hasOwn(plain, flag)) throw new UsageError(`unknown flag -${flag}`);
			plain[flag]!(result);
		}
	}
	const [command, ...rest] = words;
	if (command === undefined) return result;
	if (!Object.hasOwn(commands, command)) throw new UsageError(`unknown command: ${command}`);
	if (rest.length !== commands[command]) throw new UsageError(`wrong number of arguments for ${command}`);
	return { ...result, command: command as RelayArguments["command"], user: rest[0] ?? "" };
}
