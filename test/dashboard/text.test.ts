/** Text from outside on a screen: nothing in it does anything, and it is as wide as reckoned. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf, helpLine, type View } from "../../src/dashboard/frame.ts";
import { fillLine, lineCells, plainLine, segment, sgrLine } from "../../src/dashboard/paint.ts";
import { type Column, fitColumns, headLine, rowLine } from "../../src/dashboard/table.ts";
import { cellsOf, chunks, clip, fit, safeText } from "../../src/dashboard/text.ts";
import { byteText, clockText, roundTripText, spanText } from "../../src/dashboard/units.ts";

const HOSTILE: readonly (readonly [text: string, safe: string])[] = [
	["alice", "alice"],
	["\x1b]0;title\x07\x1b[2J", "?]0;title??[2J"],
	["a\r\nb\tc\x9b31m", "a??b?c?31m"],
	// Overriding the direction, joining, zero width, a soft hyphen: gone.
	["a\u202eb\u200dc\u200bd\u00ade\ufeff", "abcde"],
	["e\u0301\u0301\u0301", "e"],
	["{red-fg}{bold}x{/}", "{red-fg}{bold}x{/}"],
	["日本語", "日本語"],
	// Widths that terminals disagree about.
	["\u{1f600}\u{1f1e9}\u{1f1ea}", "???"],
	["\ud800x", "?x"],
	["Ünïcödé Ж", "Ünïcödé Ж"],
];

for (const [text, safe] of HOSTILE)
	test(`${JSON.stringify(text)} is drawn as ${safe}`, () => assert.equal(safeText(text), safe));

test("any text is one line of cells that can be reckoned, and fits where it is put", () => {
	const seed = Date.now() % 1_000_000;
	let state = seed;
	const random = (below: number) => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return Math.floor((state / 2147483648) * below);
	};
	for (let round = 0; round < 300; round++) {
		const raw = Array.from({ length: random(40) }, () =>
			String.fromCodePoint(random(10) < 5 ? random(0x250) : random(0x20000)),
		).join("");
		const safe = safeText(raw);
		const width = 2 + random(30);
		const message = `seed ${seed}: ${JSON.stringify(raw)}`;
		assert.doesNotMatch(safe, /[\p{Cc}\p{Cf}\p{Mn}\p{Cs}]/u, message);
		assert.equal(cellsOf(fit(safe, width)), width, message);
		assert.equal(chunks(safe, width).join(""), safe, message);
		for (const piece of chunks(safe, width)) assert.ok(cellsOf(piece) <= width, message);
	}
});

test("what is too long is cut with a mark, wide characters are never halved", () => {
	assert.equal(clip("abcdef", 4), "abc~");
	assert.equal(clip("日本語", 4), "日~");
	assert.equal(fit("日本語", 4), "日~ ");
	assert.equal(fit("12", 4, true), "  12");
	assert.deepEqual(chunks("日本語", 1), ["日", "本", "語"]);
});

test("numbers are short", () => {
	const bytes = [0, 999, 1000, 1234, 9949, 9950, 34_567, 999_499, 999_500, 20e6, 1e15];
	assert.deepEqual(bytes.map(byteText), [
		...["0", "999", "1.0k", "1.2k", "9.9k", "10k", "35k", "999k", "1.0M", "20M", "1000T"],
	]);
	const spans = [0, 59_999, 60_000, 3_599_000, 7_380_000, 86_400_000, 400_000_000, -5];
	assert.deepEqual(spans.map(spanText), ["0s", "59s", "1m", "59m", "2h03m", "1d00h", "4d15h", "0s"]);
	assert.deepEqual([-1, 0.4, 12.6, 9999, 12_345].map(roundTripText), ["-", "0ms", "13ms", "9999ms", "12s"]);
	const noon = new Date(2026, 10, 22, 12, 5).getTime();
	assert.equal(clockText(noon, noon + 3_600_000), "12:05");
	assert.equal(clockText(noon, noon + 86_400_000), "2026-11-22 12:05");
});

test("a line has its styles between its texts, and none where there is none", () => {
	const line = [segment("a"), segment("b", "good"), segment("c", "bar")];
	assert.equal(sgrLine(line), "a\x1b[32mb\x1b[0m\x1b[7mc\x1b[0m");
	assert.equal(plainLine(fillLine(line, 6)), "abc   ");
	assert.equal(plainLine(fillLine(line, 2)), "ab");
});

interface Row {
	readonly name: string;
	readonly from: string;
	readonly count: string;
}

const columns: readonly Column<Row>[] = [
	{ title: "NAME", value: ({ name }) => name, least: 6, most: 12, rank: 1 },
	{ title: "COUNT", value: ({ count }) => count, least: 5, most: 5, rank: 3, right: true },
	{ title: "FROM", value: ({ from }) => from, least: 5, most: 20, rank: 2 },
];
const rows: readonly Row[] = [
	{ name: "alice", from: "192.0.2.1", count: "1" },
	{ name: "a name that is long", from: "2001:db8::1", count: "22" },
];

function table(width: number): string[] {
	const fitted = fitColumns(columns, rows, width);
	return [headLine(fitted), ...rows.map((row) => rowLine(fitted, row))].map(
		(line) => `${plainLine(line).trimEnd()}|`,
	);
}

test("a table leaves out what matters least, and gives the others what they need", () => {
	assert.deepEqual(table(40), [
		"NAME         COUNT FROM|",
		"alice            1 192.0.2.1|",
		"a name that~    22 2001:db8::1|",
	]);
	assert.deepEqual(table(20), ["NAME     COUNT FROM|", "alice        1 192.~|", "a name ~    22 2001~|"]);
	assert.deepEqual(table(12), ["NAME   FROM|", "alice  192.~|", "a nam~ 2001~|"]);
	assert.deepEqual(table(7), ["NAME|", "alice|", "a name~|"]);
	for (let width = 1; width < 60; width++)
		for (const line of table(width)) assert.ok(line.length - 1 <= width, `${width}: ${line}`);
});

const help = [
	{ key: "x", text: "put out", brief: "out" },
	{ key: "s", text: "stop" },
	{ key: "q", text: "leave" },
];

test("the keys: in full, in brief, as many as fit, and always how to leave", () => {
	const shown = (cols: number) => plainLine(helpLine(help, cols));
	assert.equal(shown(40), " x put out  s stop  q leave");
	assert.equal(shown(26), " x out  s stop  q leave");
	assert.equal(shown(18), " x out  q leave");
	assert.equal(shown(9), " q leave");
	assert.equal(shown(2), " q leave");
});

function view(items: number, selected: string, notice = ""): View {
	return {
		title: [segment(" title")],
		state: [segment("state ")],
		body: [
			{ line: [segment("head")] },
			...Array.from({ length: items }, (_, at) => ({
				line: [segment(`row ${at}`)],
				item: `row:${at}`,
				head: true,
			})),
		],
		selected,
		notice: notice === "" ? [] : [segment(notice)],
		help,
	};
}

function screen(from: View, cols: number, rows: number, top = 0): { rows: string[]; top: number } {
	const frame = frameOf(from, { cols, rows }, top);
	for (const line of frame.lines) assert.ok(lineCells(line) === cols || frame.lines.at(-1) === line);
	return { rows: frame.lines.map((line) => plainLine(line).trimEnd()), top: frame.top };
}

test("a body that is too long scrolls with what is selected, and says that there is more", () => {
	const first = screen(view(5, "row:0"), 20, 5);
	assert.deepEqual(first.rows, [
		" title        state",
		"head",
		"row 0",
		"row 1              v",
		" x out  q leave",
	]);
	const next = screen(view(5, "row:3"), 20, 5, first.top);
	assert.deepEqual(next.rows.slice(1, 4), ["row 1              ^", "row 2", "row 3              v"]);
	// Upwards again: no further than is needed.
	const back = screen(view(5, "row:2"), 20, 5, next.top);
	assert.deepEqual(back.rows.slice(1, 4), next.rows.slice(1, 4));
	// The first item brings back what stands above it.
	assert.equal(screen(view(5, "row:0"), 20, 5, back.top).top, 0);
});

test("a notice takes a row only when there is one; tiny screens are as full as can be", () => {
	assert.deepEqual(screen(view(1, "row:0", "done"), 20, 5).rows.slice(1), [
		"head",
		"row 0",
		" done",
		" x out  q leave",
	]);
	assert.equal(screen(view(9, "row:8"), 1, 1).rows.length, 1);
	assert.equal(screen(view(9, "row:8", "done"), 3, 2).rows.length, 2);
	assert.equal(screen(view(0, ""), 20, 24).rows.length, 24);
});
