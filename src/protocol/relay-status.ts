/**
 * What comux-relay tells of itself: a snapshot once a second, as one line of
 * JSON, to whoever is connected to its socket (keys-dir/status.sock, mode 0600).
 * Written by relay/status-socket.ts, read by the dashboard's relay view. No
 * token is ever in it.
 */

/** Raised when a field changes its meaning; new fields may come without. */
export const RELAY_STATUS_VERSION = 1;

/** A snapshot longer than this is not ours (bytes of one line). */
export const RELAY_STATUS_LINE_LIMIT = 16 * 1024 * 1024;

/** The name of the socket in the keys folder. */
export const RELAY_STATUS_SOCKET = "status.sock";

/** A host that is connected now. Times are ms since the epoch; bytes are of its guests' streams. */
export interface RelayStatusHost {
	/** From 1, never used twice in the life of the relay. */
	readonly id: number;
	/** What guests see at the end of `ssh -J`: follows from its key. Of a tmate host what it calls its machine. */
	readonly name: string;
	/** `user/name` of a named session, "" without. */
	readonly session: string;
	readonly address: string;
	/** `comux 1.2.3`. */
	readonly version: string;
	readonly since: number;
	/** Only `ssh -J` gets in. */
	readonly endToEnd: boolean;
	/** Only listed keys get in. */
	readonly restricted: boolean;
	/** From the guests to the host. */
	readonly bytesIn: number;
	/** From the host to the guests. */
	readonly bytesOut: number;
	/** Last round trip in ms, -1 when not known. */
	readonly rtt: number;
}

/** A guest that is connected now. */
export interface RelayStatusGuest {
	readonly id: number;
	/** `id` of its host. */
	readonly host: number;
	readonly address: string;
	/** How it may use the session; "end-to-end": the relay cannot know. */
	readonly kind: "read-write" | "read-only" | "end-to-end";
	readonly since: number;
	/** `SHA256:...` of the key it has proven to own, "" without. */
	readonly key: string;
	/** Size of its terminal in cells; 0 when the relay cannot know. */
	readonly cols: number;
	readonly rows: number;
	readonly bytesIn: number;
	readonly bytesOut: number;
	/** Bytes that wait in the relay for the guest's network. */
	readonly queued: number;
	readonly rtt: number;
}

/** Since the relay was started. */
export interface RelayStatusTotals {
	readonly connections: number;
	/** Connections that were closed at once: too many of that address, or of all. */
	readonly limited: number;
	readonly hosts: number;
	readonly guests: number;
	/** Wrong or expired tokens. */
	readonly wrongTokens: number;
	/** Hosts that were not admitted. */
	readonly refusedHosts: number;
	readonly bytesIn: number;
	readonly bytesOut: number;
}

/** Everything about the relay at one moment. */
export interface RelayStatus {
	readonly version: number;
	/** `comux-relay 1.2.3`. */
	readonly relay: string;
	/** What guests and hosts type. */
	readonly address: string;
	readonly port: number;
	/** `SHA256:...` of its host keys, ed25519 first. */
	readonly fingerprints: readonly string[];
	readonly startedTime: number;
	/** When the snapshot was taken. */
	readonly time: number;
	/** It has been told to stop. */
	readonly draining: boolean;
	/** Connections now, those that have not said who they are too. */
	readonly connections: number;
	/** Resident memory of the relay in bytes. */
	readonly memory: number;
	readonly totals: RelayStatusTotals;
	readonly hosts: readonly RelayStatusHost[];
	readonly guests: readonly RelayStatusGuest[];
}

/** The line for a snapshot, with its newline. */
export function encodeRelayStatus(status: RelayStatus): string {
	return `${JSON.stringify(status)}\n`;
}

type Shape = Readonly<Record<string, "string" | "number" | "boolean">>;

const hostShape: Shape = {
	id: "number",
	name: "string",
	session: "string",
	address: "string",
	version: "string",
	since: "number",
	endToEnd: "boolean",
	restricted: "boolean",
	bytesIn: "number",
	bytesOut: "number",
	rtt: "number",
};

const guestShape: Shape = {
	id: "number",
	host: "number",
	address: "string",
	kind: "string",
	since: "number",
	key: "string",
	cols: "number",
	rows: "number",
	bytesIn: "number",
	bytesOut: "number",
	queued: "number",
	rtt: "number",
};

const totalsShape: Shape = {
	connections: "number",
	limited: "number",
	hosts: "number",
	guests: "number",
	wrongTokens: "number",
	refusedHosts: "number",
	bytesIn: "number",
	bytesOut: "number",
};

const statusShape: Shape = {
	version: "number",
	relay: "string",
	address: "string",
	port: "number",
	startedTime: "number",
	time: "number",
	draining: "boolean",
	connections: "number",
	memory: "number",
};

function fits(value: unknown, shape: Shape): boolean {
	if (typeof value !== "object" || value === null) return false;
	const record = value as Readonly<Record<string, unknown>>;
	return Object.entries(shape).every(([name, type]) => typeof record[name] === type);
}

function listOf(value: unknown, fit: (item: unknown) => boolean): boolean {
	return Array.isArray(value) && value.every(fit);
}

/** The snapshot in a line, or undefined when it is none that this version understands. */
export function decodeRelayStatus(line: string): RelayStatus | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	if (!fits(value, statusShape)) return undefined;
	const status = value as RelayStatus;
	const good =
		status.version === RELAY_STATUS_VERSION &&
		fits(status.totals, totalsShape) &&
		listOf(status.fingerprints, (item) => typeof item === "string") &&
		listOf(status.hosts, (item) => fits(item, hostShape)) &&
		listOf(status.guests, (item) => fits(item, guestShape));
	return good ? status : undefined;
}
