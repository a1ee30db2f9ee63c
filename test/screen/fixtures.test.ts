import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { captureLine, captureState } from "../../src/screen/capture.ts";
import { PaneScreen } from "../../src/screen/pane-screen.ts";

const FOLDER = new URL("../../fixtures/vt/", import.meta.url);

/** What the fixture's .txt holds, from a screen. */
function dump(screen: PaneScreen): string {
	const { cursor } = screen;
	const state = captureState();
	const lines = [`cursor ${cursor.x},${cursor.y} history ${screen.historySize}`];
	for (let line = 0; line < screen.historySize + screen.rows; line++) {
		lines.push(captureLine(screen, line, { sequences: true, emptyCells: true, trim: true, state }));
	}
	return `${lines.join("\n")}\n`;
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".in"))) {
	const [, cols, rows] = /\.(\d+)x(\d+)\.in$/.exec(file) ?? [];
	const bytes = readFileSync(new URL(file, FOLDER));
	const expected = readFileSync(new URL(file.replace(/in$/, "txt"), FOLDER), "utf8");
	const open = (): PaneScreen => new PaneScreen({ cols: Number(cols), rows: Number(rows) });

	test(`fixture ${file}`, () => {
		const whole = open();
		whole.write(bytes);
		assert.equal(dump(whole), expected);
		// Any cut gives the same screen.
		const cut = open();
		for (const byte of bytes) cut.write(Uint8Array.of(byte));
		assert.equal(dump(cut), expected);
	});
}
