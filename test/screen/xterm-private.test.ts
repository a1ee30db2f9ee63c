import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { openXterm, setLines } from "../../src/screen/xterm-private.ts";

test("the version whose privates are used", () => {
	const { version } = createRequire(import.meta.url)("@xterm/headless/package.json") as { version: string };
	assert.equal(version, "6.0.0");
});

test("lines, parser and buffer are as xterm-private.ts says", () => {
	const raw = openXterm(7, 3);
	assert.equal(raw.buffer.lines.length, 3);
	const line = raw.buffer.lines.get(1);
	assert.ok(line);
	assert.ok(line._data instanceof Uint32Array);
	assert.equal(line._data.length, 21);
	// A blank cell: no character, width 1 from bit 22 on, no colours.
	assert.deepEqual([...line._data.subarray(0, 3)], [1 << 22, 0, 0]);
	assert.deepEqual(line._combined, {});
	assert.deepEqual(line._extendedAttrs, {});
	const seen: string[] = [];
	const { parser } = raw;
	parser.setPrintHandler((codes, start, end) =>
		seen.push(`print ${String.fromCodePoint(...codes.subarray(start, end))}`),
	);
	parser.setExecuteHandler("\n", () => {
		seen.push("lf");
		return true;
	});
	parser.registerCsiHandler({ prefix: "?", final: "h" }, (params) => {
		seen.push(
			`csi ${[...params.params.subarray(0, params.length)]} ${params.hasSubParams(1)} ${params.getSubParams(1)}`,
		);
		return true;
	});
	parser.registerEscHandler({ intermediates: "(", final: "0" }, () => {
		seen.push("esc");
		return true;
	});
	const codes = Uint32Array.from(
		[..."a字\x07\n\x1b[?1;4:3;h\x1b(0\x1b[5A\x1b["].map((c) => c.codePointAt(0) as number),
	);
	parser.parse(codes, codes.length);
	assert.deepEqual(seen, ["print a字", "lf", "csi 1,4,0 true 3", "esc"]);
	assert.notEqual(parser.currentState, 0);
	parser.reset();
	assert.equal(parser.currentState, 0);
	const top = raw.buffer.lines.get(0);
	assert.equal(raw.buffer.lines.recycle(), top);
	assert.equal(raw.buffer.lines.get(2), top);
	setLines(raw.buffer, [raw.makeLine(9), raw.makeLine(9)]);
	assert.equal(raw.buffer.lines.length, 2);
	assert.equal(raw.buffer.scrollBottom, 1);
	raw.dispose();
});
