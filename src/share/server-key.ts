/**
 * Whether the server we connect to may have the host key that it shows: the one
 * an option names, or the one that was seen first. Used by the providers that
 * connect out.
 */
import { knownRelay, knownRelaysPath, rememberRelay } from "./known-relays.ts";
import { pinnedAlgorithms, pinnedKeyOption } from "./pinned-keys.ts";
import { fingerprint } from "./token.ts";

/** What is connected to, and what is known of it. */
export interface ServerPlace {
	/** Value of an option. */
	option(name: string): string;
	/** Where the keys that were seen are remembered. */
	readonly stateFolder: string;
	readonly host: string;
	readonly port: number;
}

/** Why the server must not have this key (SSH wire form), undefined when it may; `whose` is `the relay's`. */
export function keyFault(place: ServerPlace, key: Uint8Array, whose: string): string | undefined {
	const { option, stateFolder, host, port } = place;
	const given = fingerprint(key);
	if (pinnedAlgorithms(option) !== undefined) {
		const name = pinnedKeyOption(key);
		const wanted = option(name);
		if (wanted === given) return undefined;
		return `${whose} key is ${given}, but ${name} is ${wanted || "not set"}`;
	}
	try {
		const known = knownRelay(stateFolder, host, port);
		if (known === undefined || known === given) return undefined;
		const path = knownRelaysPath(stateFolder);
		return `${whose} key has changed: it is ${given}, it was ${known}; if that is right, remove [${host}]:${port} from ${path}`;
	} catch (error) {
		return (error as Error).message;
	}
}

/**
 * Remembers the key of a server that has proven it, when no option names one and
 * none is known: gives its fingerprint then. Throws when that cannot be written.
 */
export function rememberKey(place: ServerPlace, key: Uint8Array): string | undefined {
	const { option, stateFolder, host, port } = place;
	if (pinnedAlgorithms(option) !== undefined || knownRelay(stateFolder, host, port) !== undefined)
		return undefined;
	const given = fingerprint(key);
	rememberRelay(stateFolder, host, port, given);
	return given;
}
