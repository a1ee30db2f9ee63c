/** Keys to tmate's codes and back, for each protocol; mouse reports and pastes as plain codes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, KEY_BASE_MASK, KEY_CTRL, KEY_MODIFIERS } from "../../src/term/key-code.ts";
import { parseKey } from "../../src/term/key-names.ts";
import { emptyMouseEvent } from "../../src/term/mouse-keys.ts";
import { fromTmateKey, keyMessages, mouseCodes, pasteCodes, toTmateKeys } from "../../src/tmate/key-codes.ts";

const codes = (name: string, protocol: 4 | 5 | 6): string[] | undefined => {
	const key = name === "FocusIn" ? KEY.focusIn : parseKey(name);
	assert.ok(key !== undefined, name);
	return toTmateKeys(key, protocol)?.map((code) => code.toString(16));
};

test("codes as a stock server sends them", () => {
	const table: readonly (readonly [string, string, string, string])[] = [
		["a", "61", "61", "61"],
		["Up", "100000000041", "100000000038", "101d"],
		["C-Up", "500000000041", "500000000038", "501d"],
		["S-Up", "900000000041", "900000000038", "901d"],
		["M-x", "200000000078", "200000000078", "2078"],
		["M-Up", "300000000041", "300000000038", "301d"],
		["BSpace", "10000000002d", "100000000024", "1001"],
		["F1", "10000000002e", "100000000025", "1002"],
		["F12", "100000000039", "100000000030", "100d"],
		["IC", "10000000003a", "100000000031", "1016"],
		["C-Left", "500000000043", "50000000003a", "501f"],
		["KP.", "100000000054", "10000000004b", "1030"],
		["FocusIn", "100000000000", "100000000000", "1031"],
		["C-a", "1", "1", "1"],
		["C-Space", "0", "0", "0"],
		["Enter", "d", "d", "d"],
		["Escape", "1b", "1b", "1b"],
		["C-M-b", "200000000002", "200000000002", "2002"],
	];
	for (const [name, six, five, four] of table) {
		assert.deepEqual([codes(name, 6), codes(name, 5), codes(name, 4)], [[six], [five], [four]], name);
	}
	assert.deepEqual(codes("é", 6), ["e9"]);
	assert.deepEqual(codes("é", 4), ["c3", "a9"]);
	assert.deepEqual(codes("😀", 6), ["1f600"]);
});

test("what cannot be carried", () => {
	for (const key of [
		KEY.pasteStart,
		KEY.any,
		KEY.none,
		KEY.mouse,
		parseKey("User3"),
		parseKey("MouseDown1Pane"),
	])
		assert.equal(toTmateKeys(key as number, 6), undefined);
});

test("and back", () => {
	for (const name of [
		"a",
		"Up",
		"C-Up",
		"M-x",
		"M-Up",
		"C-M-Left",
		"BSpace",
		"F7",
		"KPEnter",
		"C-a",
		"C-Space",
		"é",
		"Tab",
	]) {
		for (const protocol of [5, 6] as const) {
			const key = parseKey(name) as number;
			const [code] = toTmateKeys(key, protocol) as readonly number[];
			assert.equal(fromTmateKey(code as number, protocol), key, name);
		}
	}
	assert.equal(fromTmateKey(0x1c, 6), 0x5c | KEY_CTRL);
	// None, unknown, the mouse, a surrogate, nonsense.
	for (const code of [0xffff00000000, 0xfffe00000000, 0x100000000005, 0xd800, -1, 2 ** 50, 1.5])
		assert.equal(fromTmateKey(code, 6), undefined, String(code));
	const cursor = fromTmateKey(0x100000000041, 6) as number;
	assert.equal(cursor & (KEY_BASE_MASK | KEY_MODIFIERS), KEY.up);
});

test("mouse reports and pastes travel as plain codes", () => {
	const event = { ...emptyMouseEvent(), valid: true, sgrType: "M" as const };
	const sgr = { mouse: "standard", mouseSgr: true, mouseUtf8: false } as const;
	assert.equal(String.fromCodePoint(...(mouseCodes(event, sgr, 4, 9, 6) ?? [])), "\x1b[<0;5;10M");
	const old = { ...sgr, mouseSgr: false };
	assert.deepEqual(mouseCodes(event, old, 4, 9, 6), [0x1b, 0x5b, 0x4d, 0x20, 0x25, 0x2a]);
	assert.equal(mouseCodes(event, old, 120, 9, 6), undefined);
	assert.deepEqual(
		mouseCodes(event, { ...old, mouseUtf8: true }, 120, 9, 6),
		[0x1b, 0x5b, 0x4d, 0x20, 0x99, 0x2a],
	);
	assert.equal(mouseCodes(event, { ...sgr, mouse: "none" }, 4, 9, 6), undefined);
	assert.equal(String.fromCodePoint(...pasteCodes(Buffer.from("hé"), true, 6)), "\x1b[200~hé\x1b[201~");
	assert.deepEqual(keyMessages([1], 7, 6), [{ kind: "pane-key", pane: 7, key: 1 }]);
	assert.deepEqual(keyMessages([1], 7, 4), [{ kind: "legacy-key", key: 1 }]);
});
