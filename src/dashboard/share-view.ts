/**
 * The dashboard of a shared server as rows: how it stands, the lines to hand
 * over, who waits and who is in. Pure; drawn by frame.ts.
 */
import { type BodyRow, type Help, MARGIN, type View } from "./frame.ts";
import { type Line, type Style, segment } from "./paint.ts";
import { type GuestFacts, type ShareFacts, withoutTokens } from "./share-facts.ts";
import {
	commandOf,
	guestKey,
	isShared,
	type ShareState,
	selectedGuest,
	selectedLine,
} from "./share-model.ts";
import { type Column, fitColumns, headLine, rowLine } from "./table.ts";
import { cellsOf, chunks, fit, safeText } from "./text.ts";
import { byteText, clockText, countText, roundTripText, spanText } from "./units.ts";

const EMPTY: BodyRow = { line: [] };
/** Cells for the names of facts and lines. */
const LABEL = 14;

/** How it stands -> how it is said in the bar. */
const STATUS: Readonly<Record<string, string>> = {
	off: "not shared",
	starting: "starting",
	ready: "shared",
	lost: "connection lost",
};

/** The right end of the bar. */
function stateLine({ facts }: ShareState): Line {
	if (facts === undefined) return [segment("asking the server ")];
	const waiting = facts.guests.filter((guest) => guest.waiting).length;
	const joined = facts.guests.length - waiting;
	const words = [Object.hasOwn(STATUS, facts.status) ? STATUS[facts.status]! : safeText(facts.status)];
	if (facts.status !== "off") words.push(countText(joined, "guest"));
	if (waiting > 0) words.push(countText(waiting, "waits", "wait"));
	return [segment(`${words.join(", ")} `)];
}

/** Narrower than this there is no room for names beside what they name. */
const NARROW = 60;

/** A name and what it is, over as many rows as that takes. */
function named(label: string, text: string, style: Style, cols: number): BodyRow[] {
	const front = cols < NARROW ? "" : label;
	const room = cols - 1 - MARGIN - (front === "" ? 0 : LABEL);
	return chunks(safeText(text), room).map((piece, at) => ({
		line: [
			segment(front === "" ? " " : ` ${fit(at === 0 ? front : "", LABEL)}`, "faint"),
			segment(piece, style),
		],
	}));
}

/** A line to hand over; in a narrow terminal its name stands above it. */
function handRows(label: string, text: string, cols: number, item: string): BodyRow[] {
	const above: BodyRow[] = cols < NARROW ? [{ line: [segment(` ${label}`, "faint")] }] : [];
	return [...above, ...named(label, text, "plain", cols)].map(({ line }) => ({ line, item, head: true }));
}

function timeText({ started, expires }: ShareFacts, now: number): string {
	const since = started === 0 ? "" : `since ${clockText(started, now)} (${spanText(now - started)})`;
	const until = expires === 0 ? "" : `ends at ${clockText(expires, now)} (in ${spanText(expires - now)})`;
	return [since, until].filter((text) => text !== "").join(", ");
}

function factRows(facts: ShareFacts, now: number, cols: number): BodyRow[] {
	const rows: BodyRow[] = [];
	const add = (label: string, text: string, style: Style = "plain") => {
		if (text !== "") rows.push(...named(label, text, style, cols));
	};
	add("sharing", [facts.provider, timeText(facts, now)].filter((text) => text !== "").join(", "));
	add("host key", facts.fingerprint);
	add("error", facts.error, "bad");
	return rows;
}

function lineRows(state: ShareState, facts: ShareFacts, cols: number): BodyRow[] {
	if (facts.lines.length === 0) return [];
	const hint = state.tokens ? "" : "  (t shows the tokens)";
	const head = { line: [segment(" To hand over", "strong"), segment(hint, "faint")] };
	return [
		EMPTY,
		head,
		...facts.lines.flatMap((line) => {
			const command = commandOf(state, line);
			return handRows(line.label, state.tokens ? command : withoutTokens(command), cols, line.key);
		}),
	];
}

const sizeText = ({ cols, rows }: GuestFacts) => (cols > 0 ? `${cols}x${rows}` : "-");

function columns(now: number): readonly Column<GuestFacts>[] {
	const rightsStyle = ({ waiting, rights }: GuestFacts): Style => {
		if (waiting) return "warn";
		return rights === "read-write" ? "good" : "plain";
	};
	return [
		{ title: "GUEST", value: (one) => one.name, least: 10, most: 24, rank: 1 },
		{
			title: "RIGHTS",
			value: (one) => (one.waiting ? "waits" : one.rights),
			style: rightsStyle,
			least: 10,
			most: 10,
			rank: 2,
		},
		{ title: "FROM", value: (one) => one.address || "-", least: 9, most: 39, rank: 3 },
		{ title: "VIA", value: (one) => one.via, least: 6, most: 10, rank: 7 },
		{ title: "SIZE", value: sizeText, least: 6, most: 9, rank: 8 },
		{ title: "IN", value: (one) => byteText(one.bytesIn), least: 4, most: 5, rank: 6, right: true },
		{ title: "OUT", value: (one) => byteText(one.bytesOut), least: 4, most: 5, rank: 6, right: true },
		{
			title: "TRIP",
			value: (one) => roundTripText(one.roundTrip),
			least: 5,
			most: 6,
			rank: 5,
			right: true,
		},
		{
			title: "SINCE",
			value: (one) => spanText(now - (one.joined || one.came)),
			least: 5,
			most: 7,
			rank: 4,
			right: true,
		},
		{ title: "KEY", value: (one) => one.key || "no key", least: 20, most: 50, rank: 9 },
	];
}

/** Parts of a sentence in as few rows as fit; only a part that is too long itself is cut. */
function packed(parts: readonly string[], width: number): string[] {
	const rows: string[] = [];
	for (const part of parts.filter((text) => text !== "").map(safeText)) {
		const last = rows.at(-1);
		const joined = last === undefined ? part : `${last}, ${part}`;
		if (last !== undefined && cellsOf(joined) <= width) rows[rows.length - 1] = joined;
		else rows.push(...chunks(part, width));
	}
	return rows;
}

/** More of the selected guest: what has no room in the table. */
function guestDetail(guest: GuestFacts, now: number, cols: number): BodyRow[] {
	const { key, address, via, term, waiting, rights, came } = guest;
	const parts = [
		address || "unknown address",
		via,
		term === "" ? "" : `${term} ${sizeText(guest)}`,
		`came at ${clockText(came, now)}`,
		waiting ? `asks to be ${rights}` : "",
	];
	const rows = [...packed([key || "no key"], cols - 4 - MARGIN), ...packed(parts, cols - 4 - MARGIN)];
	return rows.map((row) => ({ line: [segment(`    ${row}`, "faint")], item: guestKey(guest) }));
}

function guestRows(state: ShareState, facts: ShareFacts, now: number, cols: number): BodyRow[] {
	const title = { line: [segment(" Guests", "strong")] };
	if (facts.guests.length === 0) return [EMPTY, title, { line: [segment(" nobody has come yet", "faint")] }];
	const fitted = fitColumns(columns(now), facts.guests, cols - 1 - MARGIN);
	const chosen = selectedGuest(state);
	return [
		EMPTY,
		title,
		{ line: [segment(" "), ...headLine(fitted)] },
		...facts.guests.flatMap((guest): BodyRow[] => [
			{
				line: [segment(guest.waiting ? "!" : " ", "warn"), ...rowLine(fitted, guest)],
				item: guestKey(guest),
				head: true,
			},
			...(guest === chosen ? guestDetail(guest, now, cols) : []),
		]),
	];
}

const LEAVE: Help = { key: "q", text: "leave" };
const STOP: Help = { key: "s", text: "stop" };

/** The keys that do something with what is selected first. */
export function helpOf(state: ShareState): Help[] {
	const { facts, question, tokens, pinned } = state;
	if (question !== undefined)
		return [
			{ key: "y", text: "yes" },
			{ key: "any other key", text: "no" },
		];
	if (facts === undefined) return [LEAVE];
	if (!isShared(state)) return [{ key: "S", text: "share the server" }, LEAVE];
	const waits = facts.guests.some(({ waiting }) => waiting);
	const guest = selectedGuest(state);
	const move = { key: "j/k", text: "move" };
	if (guest?.waiting)
		return [
			{ key: "w", text: "let in" },
			{ key: "r", text: "let look" },
			{ key: "n", text: "refuse" },
			move,
			STOP,
			LEAVE,
		];
	const knock = waits ? [{ key: "a", text: "who waits", brief: "waits" }] : [];
	if (guest !== undefined)
		return [
			...knock,
			{ key: "r", text: "read-only", brief: "ro" },
			{ key: "w", text: "read-write", brief: "rw" },
			{ key: "x", text: "put out", brief: "out" },
			move,
			STOP,
			LEAVE,
		];
	const line = selectedLine(state);
	const lineKeys = [
		{ key: "c", text: "copy" },
		{ key: "t", text: tokens ? "hide tokens" : "show tokens", brief: tokens ? "hide" : "show" },
		{ key: "p", text: pinned ? "short form" : "with host key", brief: pinned ? "short" : "key" },
	];
	return [...knock, ...(line === undefined ? [] : lineKeys), STOP, move, LEAVE];
}

function noticeLine({ question, notice }: ShareState): Line {
	if (question !== undefined) return [segment(safeText(question.text), "warn")];
	return notice === undefined ? [] : [segment(safeText(notice.text), notice.style)];
}

/** The view at `now` on a screen of `cols` cells. */
export function shareView(state: ShareState, now: number, cols: number): View {
	const { facts } = state;
	const body: BodyRow[] = [];
	if (facts !== undefined && !isShared(state)) {
		body.push(EMPTY, { line: [segment(" The server is not shared.")] });
		if (facts.error !== "") body.push(...named("error", facts.error, "bad", cols));
		body.push(EMPTY, { line: [segment(" Press "), segment("S", "strong"), segment(" to share it.")] });
	} else if (facts !== undefined) {
		body.push(...factRows(facts, now, cols), ...lineRows(state, facts, cols));
		body.push(...guestRows(state, facts, now, cols));
	}
	return {
		title: [segment(" Sharing")],
		state: stateLine(state),
		body,
		selected: state.selection.key,
		notice: noticeLine(state),
		help: helpOf(state),
	};
}
