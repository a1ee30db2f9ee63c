/** Key names, and keys and mouse events as bytes for a pane. fixtures/keys holds what is expected. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { KEY, KEY_CTRL, KEY_LITERAL, KEY_META, KEY_SENT } from "../../src/term/key-code.ts";
import {
	canEncodeKey,
	encodeKey,
	encodeMouse,
	type KeyModes,
	type MouseModes,
} from "../../src/term/key-encoder.ts";
import { keyName, parseKey } from "../../src/term/key-names.ts";
import {
	emptyMouseEvent,
	isMouseKey,
	MOUSE_BUTTON_NUMBERS,
	MOUSE_PLACES,
	mouseKey,
	mouseKeyParts,
	mouseTypeOf,
} from "../../src/term/mouse-keys.ts";

const fixture = (name: string): unknown =>
	JSON.parse(readFileSync(new URL(`../../fixtures/keys/${name}.json`, import.meta.url), "utf8"));

test("names: every form is read and shown as expected", () => {
	for (const [name, shown] of fixture("names") as [string, string | null][]) {
		const key = parseKey(name);
		assert.equal(key === undefined ? null : keyName(key), shown, name);
	}
});

test("names: every key comes back from its name", () => {
	const characters = [0xe9, 0x6f22, 0x1f600, ...Array.from({ length: 95 }, (_, i) => 0x20 + i)];
	const special = Object.values(KEY).filter((key) => key >= KEY.backspace && key <= KEY.kpPeriod);
	const keys = [0x09, 0x0d, 0x1b, KEY.none, KEY.any, ...characters, ...special];
	for (const base of keys) {
		const key = parseKey(keyName(base));
		assert.equal((key ?? -1) & 0x1fffff, base, keyName(base));
	}
	for (const place of MOUSE_PLACES)
		for (const button of MOUSE_BUTTON_NUMBERS) {
			const key = mouseKey("MouseDragEnd", button, place);
			assert.equal(parseKey(keyName(key | KEY_META | KEY_CTRL)), key | KEY_META | KEY_CTRL);
			assert.deepEqual(mouseKeyParts(key), { type: "MouseDragEnd", button, place });
		}
	assert.equal(mouseTypeOf(mouseKey("WheelUp", 0, "Status")), "WheelUp");
	assert.ok(isMouseKey(KEY.mouse) && !isMouseKey(KEY.dragging) && mouseTypeOf(KEY.mouse) === undefined);
});

test("names: flags", () => {
	assert.equal(keyName(parseKey("M-Up") ?? 0, true), "M-Up[CI]");
	assert.equal(keyName(0x61 | KEY_SENT, true), "a[S]");
	assert.equal(keyName(0x61 | KEY_LITERAL), "a");
	assert.equal(keyName(0x7f | KEY_META), "M-C-?");
});

const PLAIN: KeyModes = {
	cursorKeys: false,
	keypad: false,
	bracketedPaste: false,
	extendedKeys: 0,
	extendedFormat: "csi-u",
	backspace: 0x7f,
};
const MODES: readonly KeyModes[] = [
	PLAIN,
	{ ...PLAIN, cursorKeys: true, keypad: true, bracketedPaste: true },
	{ ...PLAIN, extendedKeys: 1 },
	{ ...PLAIN, extendedKeys: 2 },
	{ ...PLAIN, extendedKeys: 2, extendedFormat: "xterm" },
];
const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("utf8");

test("encoding: every key in every mode; null where it cannot be sent", () => {
	for (const [name, ...expected] of fixture("encode") as [string, ...(string | null)[]][]) {
		const key = parseKey(name);
		assert.ok(key !== undefined, name);
		for (const [i, modes] of MODES.entries()) {
			const want = expected[i];
			assert.equal(canEncodeKey(key, modes), want !== null, `${name} mode ${i}`);
			assert.equal(text(encodeKey(key, modes)), want ?? "", `${name} mode ${i}`);
		}
	}
});

test("encoding: paste marks, literal bytes, backspace option", () => {
	assert.equal(text(encodeKey(KEY.pasteStart, PLAIN)), "");
	assert.equal(text(encodeKey(KEY.pasteEnd, { ...PLAIN, bracketedPaste: true })), "\x1b[201~");
	assert.deepEqual(encodeKey(0xff | KEY_LITERAL, PLAIN), Uint8Array.of(0xff));
	assert.equal(text(encodeKey(KEY.backspace, { ...PLAIN, backspace: 0x68 | KEY_CTRL })), "\b");
	assert.equal(text(encodeKey(KEY.backspace | KEY_META, { ...PLAIN, backspace: 0x68 | KEY_CTRL })), "\x1b\b");
	assert.equal(text(encodeKey(KEY.focusIn, PLAIN)), "");
	assert.equal(text(encodeKey(mouseKey("MouseDown", 1, "Pane"), PLAIN)), "");
});

test("encoding: mouse positions beyond each protocol", () => {
	const modes: MouseModes = { mouse: "standard", mouseSgr: false, mouseUtf8: false };
	const mouse = { ...emptyMouseEvent(), b: 0, sgrType: "M" as const };
	assert.deepEqual(encodeMouse(mouse, modes, 400, 3), Uint8Array.of(0x1b, 0x5b, 0x4d, 0x20, 0xff, 0x24));
	assert.equal(text(encodeMouse(mouse, { ...modes, mouseUtf8: true }, 400, 3)), "\x1b[M Ʊ$");
	assert.equal(encodeMouse(mouse, { ...modes, mouseUtf8: true }, 4000, 3), undefined);
	assert.equal(text(encodeMouse(mouse, { ...modes, mouseSgr: true }, 4000, 3)), "\x1b[<0;4001;4M");
	assert.equal(encodeMouse(mouse, { ...modes, mouse: "none" }, 1, 1), undefined);
});
