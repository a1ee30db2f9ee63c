/**
 * What `share-listen` and `share-public-name` say: an address, and a port when
 * one is given. Used by provider-direct.ts.
 */

/** Where to listen, or what to name in a line. */
export interface HostPort {
	/** Without brackets. */
	readonly host: string;
	/** 0: any, or the one that is listened on. */
	readonly port: number;
}

const HOST = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?\.?$/;
const IPV6 = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?$/;

function port(text: string | undefined): number | undefined {
	if (text === undefined) return 0;
	const value = Number(text);
	return /^\d{1,5}$/.test(text) && value <= 65535 ? value : undefined;
}

/**
 * Reads `name`, `name:port`, `1.2.3.4:port`, `::1`, `[::1]:port`, `*` and
 * `*:port` (every address). Undefined when it is none of them.
 */
export function parseHostPort(text: string): HostPort | undefined {
	const bracket = /^\[([^\]]*)\](?::(.*))?$/s.exec(text);
	const colons = text.split(":").length - 1;
	const [host = "", portText] = bracket
		? [bracket[1], bracket[2]]
		: colons > 1
			? [text, undefined]
			: text.split(":", 2);
	const number = port(portText);
	if (number === undefined) return undefined;
	if (host === "*" && !bracket) return { host: "::", port: number };
	const good = bracket || colons > 1 ? IPV6.test(host) : HOST.test(host);
	return good ? { host, port: number } : undefined;
}

/** True for the addresses that mean all of them. */
export function isEvery(host: string): boolean {
	return host === "0.0.0.0" || /^[0:]*$/.test(host);
}
