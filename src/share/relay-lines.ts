/**
 * The lines to hand over of a share through a relay. Made by provider-relay.ts.
 * What a relay says of itself goes into a command that people paste into their
 * shell: anything but a plain name is refused here.
 */
import type { GuestRights, ShareLine } from "../model/sharing.ts";
import type { HostKey } from "./host-keys.ts";
import { derivedToken, hostName } from "./token.ts";
import { WireError } from "./wire.ts";
import type { PerToken } from "./wire-control.ts";

/** What the relay has given. */
export interface RelayPlace {
	readonly tokens: PerToken<string>;
	/** What guests type. */
	readonly host: string;
	readonly port: number;
	/** The relay's key as known_hosts has it. */
	readonly keyLine: string;
}

/** The host's own ways in at the end of `ssh -J`. */
export interface InnerTokens {
	readonly rw: string;
	readonly ro: string;
}

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const IPV6 = /^[0-9A-Fa-f:]+(:[0-9.]+)?$/;
const NAMED = /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\/[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/;

/** Throws WireError when the tokens are neither those that follow from key and nonces nor names, or the place is none. */
export function checkPlace(place: RelayPlace, hostKey: Uint8Array, nonces: PerToken<Uint8Array>): void {
	for (const kind of ["rw", "ro", "jump"] as const) {
		const token = place.tokens[kind];
		const named = kind !== "jump" && token.length <= 128 && NAMED.test(token);
		if (!named && token !== derivedToken(kind, hostKey, nonces[kind]))
			throw new WireError("the relay has given tokens that are not ours");
	}
	const { host, port } = place;
	if (host.length > 253 || !(NAME.test(host) || (host.includes(":") && IPV6.test(host))))
		throw new WireError("the relay's name is none");
	if (port < 1 || port > 65535) throw new WireError("the relay's port is none");
}

function plainLine(rights: GuestRights, token: string, { host, port, keyLine }: RelayPlace): ShareLine {
	const known = port === 22 ? host : `[${host}]:${port}`;
	const command = (options: string) => `ssh ${options}${port === 22 ? "" : `-p ${port} `}${token}@${host}`;
	return { rights, endToEnd: false, command: command(""), pinned: command(check(known, keyLine)) };
}

/** Options that make a guest's ssh check this key by itself, whatever its known_hosts says. */
function check(name: string, keyLine: string): string {
	return `-o 'KnownHostsCommand=/bin/echo ${name} ${keyLine}' -o StrictHostKeyChecking=yes `;
}

function endLine(
	rights: GuestRights,
	inner: string,
	{ tokens, host, port }: RelayPlace,
	key: HostKey,
): ShareLine {
	const name = hostName(key.blob);
	const jump = host.includes(":") ? `[${host}]` : host;
	const to = `-J ${tokens.jump}@${jump}${port === 22 ? "" : `:${port}`} ${inner}@${name}`;
	return {
		rights,
		endToEnd: true,
		command: `ssh ${to}`,
		pinned: `ssh ${check(name, key.line)}${to}`,
	};
}

/** Read-write, read-only, then both end to end; `only`: end to end alone. */
export function relayLines(place: RelayPlace, inner: InnerTokens, key: HostKey, only: boolean): ShareLine[] {
	const plain = [
		plainLine("read-write", place.tokens.rw, place),
		plainLine("read-only", place.tokens.ro, place),
	];
	const end = [endLine("read-write", inner.rw, place, key), endLine("read-only", inner.ro, place, key)];
	return only ? end : [...plain, ...end];
}
