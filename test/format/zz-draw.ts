import { readFileSync } from "node:fs";
import { drawFormat } from "../../src/format/draw.ts";
import { CellBuffer, DEFAULT_CELL_STYLE } from "../../src/screen/cell-buffer.ts";
let bad = 0;
for (const W of [41, 16]) {
	const want = readFileSync(`/tmp/fmtdiff/draw${W}.out`, "utf8").split("\n");
	for (const [i, f] of readFileSync("/tmp/fmtdiff/draw.txt", "utf8").split("\n").entries()) {
		if (f === "") continue;
		const b = new CellBuffer(W, 1);
		drawFormat(f, W, DEFAULT_CELL_STYLE, b, 0, 0);
		const got = b.rowText(0).trimEnd();
		if (got !== want[i]!.trimEnd()) {
			bad++;
			console.log(`${W} ${f}\n  want ${JSON.stringify(want[i])}\n  got  ${JSON.stringify(got)}`);
		}
	}
}
console.log(bad, "differ");
const b = new CellBuffer(30, 1);
drawFormat("a#[fg=red]b#[push-default]#[fg=blue]c#[default]d#[pop-default]e#[default]f#[bold,fg=green,set-default]g#[bg=yellow]h#[default]i#[align=right,nobold]j", 30, DEFAULT_CELL_STYLE, b, 0, 0);
console.log([...b.rowText(0)].map((c, i) => c === " " ? "" : `${c}:${b.fg[i]},${b.bg[i]},${b.attr[i]}`).filter(Boolean).join(" "));
