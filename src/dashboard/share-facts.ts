/**
 * What the dashboard asks the server, and the answer as data: one display-message
 * and one list-guests, a row of fields each. Pure; asked by share-app.ts, shown
 * by share-view.ts. Guests, relays and their words are hostile: a row that is
 * not ours is left out.
 */

/** A line to hand over. */
export interface HandLine {
	/** Which: stays the same while the lines change. */
	readonly key: string;
	readonly label: string;
	readonly command: string;
	/** With the host's key in it; "" when there is none. */
	readonly pinned: string;
}

/** A guest; times are ms since the epoch. */
export interface GuestFacts {
	readonly id: number;
	readonly waiting: boolean;
	readonly rights: string;
	readonly via: string;
	readonly address: string;
	readonly key: string;
	readonly cols: number;
	readonly rows: number;
	readonly bytesIn: number;
	readonly bytesOut: number;
	/** ms, -1 when not known. */
	readonly roundTrip: number;
	readonly came: number;
	/** 0: not yet. */
	readonly joined: number;
	readonly term: string;
	readonly name: string;
}

export interface ShareFacts {
	readonly status: string;
	readonly provider: string;
	/** 0 when off. */
	readonly started: number;
	/** 0: it does not end by itself. */
	readonly expires: number;
	readonly fingerprint: string;
	readonly lines: readonly HandLine[];
	readonly error: string;
	/** Those who wait first, each in the order they came. */
	readonly guests: readonly GuestFacts[];
	/** Clients that look at our window; in a popup it does not count. */
	readonly watchers: number;
}

/** Most guests that are read: more than any limit lets in. */
const MOST_GUESTS = 2000;

/** No field of ours has one: what could is cleaned by the server. */
const BETWEEN = "\t";

/** A variable without what would be read as the end of its field: control characters. */
const clean = (name: string) => `#{s/[\u0001-\u001f]/ /:${name}}`;

const LINES = [
	["read-write", "share_ssh", "share_pinned"],
	["read-only", "share_ssh_ro", "share_pinned_ro"],
	["end-to-end", "share_ssh_e2e", "share_pinned_e2e"],
	["e2e read-only", "share_ssh_e2e_ro", "share_pinned_e2e_ro"],
] as const;

const SHARE_FIELDS = [
	"share_status",
	"share_provider",
	"share_started",
	"share_expires",
	"share_fingerprint",
	"window_active_clients",
	"share_error",
	...LINES.flatMap(([, command, pinned]) => [command, pinned]),
] as const;

const GUEST_FIELDS = [
	"guest_id",
	"guest_state",
	"guest_rights",
	"guest_via",
	"guest_address",
	"guest_key",
	"guest_width",
	"guest_height",
	"guest_bytes_in",
	"guest_bytes_out",
	"guest_rtt",
	"guest_came",
	"guest_joined",
	"guest_term",
	"guest_name",
] as const;

function rowFormat(tag: string, fields: readonly string[]): string {
	return [tag, ...fields.map(clean)].join(BETWEEN);
}

/** The command; `pane` is the one we run in, "" for a popup. */
export function factsCommand(pane: string): string[] {
	const target = pane === "" ? [] : ["-t", pane];
	return [
		...["display-message", "-p", ...target, rowFormat("share", SHARE_FIELDS), ";"],
		...["list-guests", "-F", rowFormat("guest", GUEST_FIELDS)],
	];
}

type Fields<N extends string> = (name: N) => string;

/** The fields of a row by name; undefined when it has not as many as it should. */
function fieldsOf<N extends string>(row: string, names: readonly N[]): Fields<N> | undefined {
	const values = row.split(BETWEEN).slice(1);
	if (values.length !== names.length) return undefined;
	return (name) => values[names.indexOf(name)]!;
}

/** A whole number that is not negative, else `none`. */
function count(text: string, none = 0): number {
	return /^\d{1,15}$/.test(text) ? Number(text) : none;
}

function guestOf(row: string): GuestFacts | undefined {
	const get = fieldsOf(row, GUEST_FIELDS);
	const id = get === undefined ? 0 : count(get("guest_id"));
	if (get === undefined || id === 0) return undefined;
	return {
		id,
		waiting: get("guest_state") === "waiting",
		rights: get("guest_rights"),
		via: get("guest_via"),
		address: get("guest_address"),
		key: get("guest_key"),
		cols: count(get("guest_width")),
		rows: count(get("guest_height")),
		bytesIn: count(get("guest_bytes_in")),
		bytesOut: count(get("guest_bytes_out")),
		roundTrip: count(get("guest_rtt"), -1),
		came: count(get("guest_came")) * 1000,
		joined: count(get("guest_joined")) * 1000,
		term: get("guest_term"),
		name: get("guest_name"),
	};
}

/** The answer; undefined when it is none. */
export function readFacts(output: string): ShareFacts | undefined {
	const rows = output.split("\n", MOST_GUESTS);
	const share = rows.find((row) => row.startsWith(`share${BETWEEN}`));
	const get = share === undefined ? undefined : fieldsOf(share, SHARE_FIELDS);
	if (get === undefined) return undefined;
	const guests = rows.flatMap((row) => (row.startsWith(`guest${BETWEEN}`) ? (guestOf(row) ?? []) : []));
	return {
		status: get("share_status"),
		provider: get("share_provider"),
		started: count(get("share_started")) * 1000,
		expires: count(get("share_expires")) * 1000,
		fingerprint: get("share_fingerprint"),
		watchers: count(get("window_active_clients")),
		error: get("share_error"),
		lines: LINES.flatMap(([label, command, pinned]) =>
			get(command) === ""
				? []
				: [{ key: `line:${command}`, label, command: get(command), pinned: get(pinned) }],
		),
		guests: [...guests.filter((guest) => guest.waiting), ...guests.filter((guest) => !guest.waiting)],
	};
}

/** The command with what lets its owner in made unreadable. */
export function withoutTokens(command: string): string {
	return command.replace(/[^\s@']+@/g, "********@");
}
