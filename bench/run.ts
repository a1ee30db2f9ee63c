/**
 * comux beside a tmux, as `npm run bench`: every row is measured for the two in
 * turns on the same machine in the same minute, and what counts is the ratio.
 * The tmux is that of $BENCH_TMUX or the one on PATH. Prints a Markdown table;
 * with arguments only rows whose name contains one of them.
 */
import { fileURLToPath } from "node:url";
import { Rival } from "./rival.ts";
import type { Measure, Row } from "./rows.ts";
import { median, ROWS } from "./rows.ts";

const comux = new Rival("comux", fileURLToPath(new URL("../bin/comux", import.meta.url)));
const tmux = new Rival("tmux", process.env.BENCH_TMUX || "tmux");

function shown(value: number | undefined, { digits, unit }: Measure): string {
	return value === undefined ? "?" : `${value.toFixed(digits)} ${unit}`;
}

function ratio(own: number | undefined, other: number | undefined): string {
	if (own === undefined || other === undefined || other < 0.05) return "";
	const value = own / other;
	return value < 0.1 ? value.toFixed(3) : value.toFixed(value < 10 ? 2 : 0);
}

function middle(values: readonly (number | undefined)[]): number | undefined {
	const known = values.filter((value) => value !== undefined);
	return known.length === 0 ? undefined : median(known);
}

async function measure(row: Row): Promise<void> {
	const results = new Map<Rival, (readonly (number | undefined)[])[]>([
		[comux, []],
		[tmux, []],
	]);
	for (let k = 0; k < row.runs; k++) for (const [rival, values] of results) values.push(await row.run(rival));
	row.measures.forEach((one, k) => {
		const [own, other] = [comux, tmux].map((rival) =>
			middle((results.get(rival) ?? []).map((values) => values[k])),
		);
		console.log(`| ${one.name} | ${shown(own, one)} | ${shown(other, one)} | ${ratio(own, other)} |`);
	});
}

try {
	const wanted = process.argv.slice(2);
	const rows = ROWS.filter(
		({ measures }) =>
			wanted.length === 0 || measures.some(({ name }) => wanted.some((word) => name.includes(word))),
	);
	console.log(`| | ${comux.version} | ${tmux.version} | ratio |`);
	console.log("| --- | ---: | ---: | ---: |");
	for (const row of rows) await measure(row);
} finally {
	comux.dispose();
	tmux.dispose();
}
// Terminals that lost their server hold nothing that is still wanted.
process.exit();
