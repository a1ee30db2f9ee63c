/**
 * The live view of a relay as rows: hosts, guests, traffic. Its state and its
 * keys are here too: it only looks. Pure; driven by relay-app.ts, drawn by
 * frame.ts.
 */
import type { RelayStatus, RelayStatusGuest, RelayStatusHost } from "../protocol/relay-status.ts";
import { type BodyRow, MARGIN, type View } from "./frame.ts";
import { type Line, type Style, segment } from "./paint.ts";
import { keepSelection, LEAVING, NOTHING_SELECTED, type Selection, selectionByKey } from "./selection.ts";
import { type Column, fitColumns, headLine, rowLine } from "./table.ts";
import { chunks, fit, safeText } from "./text.ts";
import { byteText, clockText, countText, roundTripText, spanText } from "./units.ts";

export interface RelayState {
	/** The last snapshot; undefined until there is one. */
	readonly status: RelayStatus | undefined;
	/** The one before, for what goes through a second. */
	readonly before: RelayStatus | undefined;
	/** Undefined until the first try has ended. */
	readonly connected: boolean | undefined;
	readonly selection: Selection;
}

export const RELAY_START: RelayState = {
	status: undefined,
	before: undefined,
	connected: undefined,
	selection: NOTHING_SELECTED,
};

const EMPTY: BodyRow = { line: [] };
const LABEL = 10;

const hostKey = ({ id }: RelayStatusHost) => `host:${id}`;
const guestKey = ({ id }: RelayStatusGuest) => `guest:${id}`;

/** Selected when nothing below is: what stands on top has to be in reach in a low terminal. */
const TOP = "top";

function keysOf(status: RelayStatus | undefined): string[] {
	return [TOP, ...(status?.hosts ?? []).map(hostKey), ...(status?.guests ?? []).map(guestKey)];
}

/** A snapshot has come. */
export function withStatus(state: RelayState, status: RelayStatus): RelayState {
	// Another relay counts from 0.
	const before = state.status?.startedTime === status.startedTime ? state.status : undefined;
	const selection = keepSelection(state.selection, keysOf(status));
	return { status, before, connected: true, selection };
}

/** What a key selects, or that it leaves. */
export function pressRelay(state: RelayState, key: string): RelayState | "leave" {
	if (LEAVING.has(key)) return "leave";
	const selection = selectionByKey(state.selection, keysOf(state.status), key);
	return selection === undefined ? state : { ...state, selection };
}

interface Counted {
	readonly id: number;
	readonly bytesIn: number;
	readonly bytesOut: number;
}

/** Bytes a second both ways between two snapshots. */
function rates(
	status: RelayStatus,
	before: RelayStatus | undefined,
): (kind: "hosts" | "guests", one: Counted) => { readonly to: number; readonly from: number } {
	const seconds = before === undefined ? 0 : (status.time - before.time) / 1000;
	const old = {
		hosts: new Map(before?.hosts.map((host) => [host.id, host])),
		guests: new Map(before?.guests.map((guest) => [guest.id, guest])),
	};
	return (kind, one) => {
		const was = old[kind].get(one.id);
		if (was === undefined || seconds <= 0) return { to: 0, from: 0 };
		return { to: (one.bytesIn - was.bytesIn) / seconds, from: (one.bytesOut - was.bytesOut) / seconds };
	};
}

function fact(label: string, text: string, cols: number, style: Style = "plain"): BodyRow[] {
	const pieces = chunks(safeText(text), Math.max(8, cols - 1 - LABEL - MARGIN));
	return pieces.map((piece, at) => ({
		line: [segment(` ${fit(at === 0 ? label : "", LABEL)}`, "faint"), segment(piece, style)],
	}));
}

function factRows(
	status: RelayStatus,
	before: RelayStatus | undefined,
	now: number,
	cols: number,
): BodyRow[] {
	const { totals } = status;
	const seconds = before === undefined ? 0 : (status.time - before.time) / 1000;
	const rate = (name: "bytesIn" | "bytesOut") =>
		byteText(seconds > 0 ? (totals[name] - before!.totals[name]) / seconds : 0);
	const ever = [
		countText(totals.hosts, "host"),
		countText(totals.guests, "guest"),
		countText(totals.connections, "connection"),
	];
	const refused = [
		countText(totals.wrongTokens, "wrong token"),
		countText(totals.refusedHosts, "host"),
		`${countText(totals.limited, "connection")} over the limits`,
	];
	return [
		...fact("guests at", `${status.address}:${status.port}`, cols).map((row) => ({ ...row, item: TOP })),
		...status.fingerprints.flatMap((print, at) => fact(at === 0 ? "key" : "", print, cols)),
		...fact(
			"running",
			`since ${clockText(status.startedTime, now)} (${spanText(now - status.startedTime)}), ${byteText(status.memory)} of memory, ${countText(status.connections, "connection")}`,
			cols,
		),
		...fact(
			"traffic",
			`to hosts ${rate("bytesIn")}/s, ${byteText(totals.bytesIn)} in all; to guests ${rate("bytesOut")}/s, ${byteText(totals.bytesOut)} in all`,
			cols,
		),
		...fact("ever", ever.join(", "), cols),
		...fact("refused", refused.join(", "), cols),
	];
}

type Rate = ReturnType<typeof rates>;

/** What both tables end with. */
function trafficColumns<T extends Counted & { readonly rtt: number; readonly since: number }>(
	kind: "hosts" | "guests",
	rate: Rate,
	now: number,
): Column<T>[] {
	const number = (title: string, rank: number, value: (one: T) => string, most = 6): Column<T> => ({
		title,
		value,
		least: 5,
		most,
		rank,
		right: true,
	});
	return [
		number("IN/S", 6, (one) => byteText(rate(kind, one).to)),
		number("OUT/S", 5, (one) => byteText(rate(kind, one).from)),
		number("IN", 9, (one) => byteText(one.bytesIn)),
		number("OUT", 8, (one) => byteText(one.bytesOut)),
		number("TRIP", 7, (one) => roundTripText(one.rtt)),
		number("SINCE", 4, (one) => spanText(now - one.since), 7),
	];
}

function hostTitle({ session, name }: RelayStatusHost): string {
	return session || name;
}

function hostColumns(status: RelayStatus, rate: Rate, now: number): readonly Column<RelayStatusHost>[] {
	const guests = new Map<number, number>();
	for (const { host } of status.guests) guests.set(host, (guests.get(host) ?? 0) + 1);
	const rules = ({ endToEnd, restricted }: RelayStatusHost) =>
		[endToEnd ? "end-to-end" : "", restricted ? "keys" : ""].filter((text) => text !== "").join(", ") || "-";
	return [
		{ title: "HOST", value: hostTitle, least: 12, most: 40, rank: 1 },
		{ title: "FROM", value: ({ address }) => address, least: 9, most: 39, rank: 3 },
		{
			title: "GUESTS",
			value: ({ id }) => String(guests.get(id) ?? 0),
			least: 6,
			most: 6,
			rank: 2,
			right: true,
		},
		...trafficColumns<RelayStatusHost>("hosts", rate, now),
		{ title: "ONLY", value: rules, least: 10, most: 16, rank: 10 },
		{ title: "VERSION", value: ({ version }) => version, least: 8, most: 20, rank: 11 },
	];
}

function guestColumns(status: RelayStatus, rate: Rate, now: number): readonly Column<RelayStatusGuest>[] {
	const hosts = new Map(status.hosts.map((host) => [host.id, hostTitle(host)]));
	const style = ({ kind }: RelayStatusGuest): Style => (kind === "read-write" ? "good" : "plain");
	return [
		{ title: "GUEST", value: ({ address }) => address, least: 12, most: 39, rank: 1 },
		{ title: "HOST", value: ({ host }) => hosts.get(host) ?? "-", least: 8, most: 24, rank: 3 },
		{ title: "RIGHTS", value: ({ kind }) => kind, style, least: 10, most: 10, rank: 2 },
		...trafficColumns<RelayStatusGuest>("guests", rate, now),
		{
			title: "QUEUE",
			value: ({ queued }) => byteText(queued),
			least: 5,
			most: 5,
			rank: 10,
			right: true,
		},
		{
			title: "SIZE",
			value: ({ cols, rows }) => (cols > 0 ? `${cols}x${rows}` : "-"),
			least: 6,
			most: 9,
			rank: 11,
		},
		{ title: "KEY", value: ({ key }) => key || "-", least: 20, most: 50, rank: 12 },
	];
}

function tableRows<T>(
	title: string,
	columns: readonly Column<T>[],
	rows: readonly T[],
	key: (row: T) => string,
	cols: number,
): BodyRow[] {
	const head: BodyRow = { line: [segment(` ${title}`, "strong")] };
	if (rows.length === 0) return [EMPTY, head, { line: [segment(" none", "faint")] }];
	const fitted = fitColumns(columns, rows, cols - 1 - MARGIN);
	return [
		EMPTY,
		head,
		{ line: [segment(" "), ...headLine(fitted)] },
		...rows.map((row) => ({ line: [segment(" "), ...rowLine(fitted, row)], item: key(row), head: true })),
	];
}

function stateLine({ status, connected }: RelayState): Line {
	if (status === undefined || !connected)
		return [segment(connected === undefined ? "connecting " : "no relay answers ")];
	const counts = `${countText(status.hosts.length, "host")}, ${countText(status.guests.length, "guest")}`;
	return [segment(`${status.draining ? "stopping, " : ""}${counts} `)];
}

/** The view at `now` on a screen of `cols` cells. */
export function relayView(state: RelayState, now: number, cols: number): View {
	const { status, before, selection } = state;
	const body: BodyRow[] = [];
	if (status !== undefined) {
		const rate = rates(status, before);
		body.push(...factRows(status, before, now, cols));
		body.push(...tableRows("Hosts", hostColumns(status, rate, now), status.hosts, hostKey, cols));
		body.push(...tableRows("Guests", guestColumns(status, rate, now), status.guests, guestKey, cols));
	}
	return {
		title: [segment(` ${safeText(status?.relay ?? "comux-relay")}`)],
		state: stateLine(state),
		body,
		selected: selection.key,
		notice: [],
		help: [
			{ key: "j/k", text: "move" },
			{ key: "g/G", text: "first/last" },
			{ key: "q", text: "leave" },
		],
	};
}
