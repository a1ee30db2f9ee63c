/** Bytes of a terminal to events: whole, split at every byte, and hostile. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { KEY } from "../../src/term/key-code.ts";
import { KeyDecoder, type KeyDecoderInit, type TerminalEvent } from "../../src/term/key-decoder.ts";
import { encodeMouse, type MouseModes } from "../../src/term/key-encoder.ts";
import { keyName } from "../../src/term/key-names.ts";
import type { Clock } from "../../src/util/clock.ts";
import { random } from "./random.ts";

const fixture = (name: string): unknown =>
	JSON.parse(readFileSync(new URL(`../../fixtures/keys/${name}.json`, import.meta.url), "utf8"));
const XTERM = fixture("xterm-caps") as Record<string, string>;

/** A clock that moves only when told. */
class TestClock implements Clock {
	#now = 0;
	readonly #timers = new Set<{ at: number; fn: () => void }>();
	now(): number {
		return this.#now;
	}
	setTimeout(fn: () => void, ms: number) {
		const timer = { at: this.#now + ms, fn };
		this.#timers.add(timer);
		return { dispose: () => void this.#timers.delete(timer) };
	}
	setImmediate(fn: () => void) {
		return this.setTimeout(fn, 0);
	}
	get waiting(): number {
		return this.#timers.size;
	}
	advance(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
			if (!due) break;
			this.#timers.delete(due);
			this.#now = due.at;
			due.fn();
		}
		this.#now = end;
	}
}

function start(init: Partial<KeyDecoderInit> = {}) {
	const clock = new TestClock();
	const events: TerminalEvent[] = [];
	const decoder = new KeyDecoder({
		clock,
		escapeTime: () => 10,
		emit: (event) => events.push(event),
		caps: { get: (name) => XTERM[name] },
		...init,
	});
	const write = (text: string | Uint8Array) =>
		decoder.write(typeof text === "string" ? Buffer.from(text, "utf8") : text);
	return { clock, events, decoder, write };
}

/** An event as short text. */
function show(event: TerminalEvent): string {
	if (event.type === "key") return keyName(event.key, true);
	if (event.type === "paste") return `paste:${Buffer.from(event.raw).toString("latin1")}`;
	if (event.type === "mouse") {
		const { b, x, y, sgrType } = event.mouse;
		return `mouse:${b},${x},${y}${sgrType}`;
	}
	const { type, ...rest } = event.reply;
	return `${type}:${JSON.stringify(rest, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value))}`;
}

function decode(text: string): string[] {
	const { clock, events, write } = start();
	write(text);
	clock.advance(5000);
	assert.equal(clock.waiting, 0, `a timer is left after ${JSON.stringify(text)}`);
	return events.map(show);
}

const ROWS = fixture("decode") as [string, string[]][];

test("every sequence, whole", () => {
	for (const [text, keys] of ROWS) assert.deepEqual(decode(text), keys, JSON.stringify(text));
});

const REPLIES: readonly (readonly [string, string])[] = [
	["\x1b[?62;4;52c", 'da1:{"params":[62,4,52]}'],
	["\x1b[>84;0;0c", 'da2:{"params":[84,0,0]}'],
	["\x1bP>|foot(1.16)\x1b\\", 'xtversion:{"text":"foot(1.16)"}'],
	["\x1b[?2026;2$y", 'mode:{"mode":2026,"status":2}'],
	["\x1b]11;rgb:1234/5678/9abc\x1b\\", 'colour:{"which":"background","colour":34756250}'],
	["\x1b]10;rgb:ff/80/00\x07", 'colour:{"which":"foreground","colour":50298880}'],
	["\x1b]4;200;rgb:ff/00/00\x07", 'palette:{"index":200,"colour":50266112}'],
	["\x1b]52;c;aGVsbG8=\x07", 'clipboard:{"selection":"c","data":"hello"}'],
	["\x1b]52;;aGVsbG8=\x1b\\", 'clipboard:{"selection":"","data":"hello"}'],
	["\x1b[8;24;80t", 'size:{"cols":80,"rows":24}'],
	["\x1b[4;600;800t", 'pixels:{"width":800,"height":600}'],
	["\x1b[<0;3;4M", "mouse:0,2,3M"],
	["\x1b[<2;3;4m", "mouse:3,2,3m"],
	["\x1b[M#!!", "mouse:3,0,0 "],
	["\x1b[?997;1n", "ReportDarkTheme"],
	["\x1b[I", "FocusIn"],
	["\x1b[O", "FocusOut"],
];

test("answers, mouse and focus, whole", () => {
	for (const [text, shown] of REPLIES) assert.deepEqual(decode(text), [shown], JSON.stringify(text));
	// Unknown strings, impossible positions, a release of the wheel: nothing is typed.
	for (const text of [
		"\x1b]999;x\x07",
		"\x1b]52;c;!!!\x07",
		"\x1b_Gi=1;OK\x1b\\",
		"\x1bP1$r0m\x1b\\",
		"\x1b[<0;0;1M",
		"\x1b[<65;3;3m",
		"\x1b[M\x1f!!",
	])
		assert.deepEqual(decode(text), [], JSON.stringify(text));
});

test("a CSI that answers no question of ours is typed", () => {
	for (const text of ["[?1049l", "[?99;1$y", "[>1;2u", "[?1u", "[=5h"]) {
		const typed = ["M-[", ...text.slice(1)];
		assert.deepEqual(decode(`\x1b${text}`), typed, text);
	}
});

test("split at every byte, each sequence gives what it gives whole", () => {
	const whole = [
		...ROWS.map(([text]) => text),
		...REPLIES.map(([text]) => text),
		"\x1b[200~a\x1bb\x1b[201~z",
	];
	for (const text of whole) {
		const bytes = Buffer.from(text, "utf8");
		const expected = decode(text);
		for (let at = 1; at < bytes.length; at++) {
			const { clock, events, write } = start();
			write(bytes.subarray(0, at));
			write(bytes.subarray(at));
			clock.advance(5000);
			const got = events
				.map(show)
				.join(" ")
				.replace(/(paste:\S*) paste:/g, "$1");
			assert.equal(got, expected.join(" "), `${JSON.stringify(text)} at ${at}`);
		}
	}
});

test("what could go on waits for escape-time, then is taken as it is", () => {
	const { clock, events, write } = start();
	write("\x1b");
	clock.advance(9);
	assert.deepEqual(events, []);
	clock.advance(1);
	assert.deepEqual(events.map(show), ["Escape"]);
	write("\x1b[1;");
	clock.advance(10);
	assert.deepEqual(events.splice(0).map(show), ["Escape", "M-[", "1", ";"]);
	write("\xc3".slice(0, 0));
	write(Uint8Array.of(0xc3));
	clock.advance(10);
	assert.deepEqual(
		events.splice(0),
		[{ type: "key", key: KEY.unknown, raw: new Uint8Array(Buffer.of(0xc3)) }].map((e) => ({
			...e,
			raw: Uint8Array.from(e.raw),
		})),
	);
	write("a\x1b");
	assert.deepEqual(events.splice(0).map(show), ["a"]);
	write("[A");
	assert.deepEqual(events.splice(0).map(show), ["Up[C]"]);
	assert.equal(clock.waiting, 0);
});

test("an awaited answer is given more time", () => {
	let expecting = true;
	const { clock, events, write } = start({ expectingReply: () => expecting });
	write("\x1b]");
	clock.advance(400);
	assert.deepEqual(events, []);
	write("11;rgb:00/00/00");
	clock.advance(400);
	write("\x07");
	assert.deepEqual(events.splice(0).map(show), ['colour:{"which":"background","colour":33554432}']);
	expecting = false;
	write("\x1b]");
	clock.advance(10);
	assert.deepEqual(events.splice(0).map(show), ["M-]"]);
});

test("an escape before an answer or a mouse event is a key of its own", () => {
	assert.deepEqual(decode("\x1b\x1b[<0;1;1M"), ["Escape", "mouse:0,0,0M"]);
	assert.deepEqual(decode("\x1b\x1b[?62c"), ["Escape", 'da1:{"params":[62]}']);
	assert.deepEqual(decode("\x1b\x1b[1;3D"), ["Escape", "M-Left[I]"]);
});

test("a paste is passed on untouched, whatever is in it", () => {
	assert.deepEqual(decode("x\x1b[200~one\r\x1b[A\x03\x1b[20\x1b[201~y"), [
		"x",
		"PasteStart",
		"paste:one\r\x1b[A\x03\x1b[20",
		"PasteEnd",
		"y",
	]);
	const { clock, events, write } = start();
	write("\x1b[200~text\x1b[20");
	assert.deepEqual(events.splice(0).map(show), ["PasteStart", "paste:text"]);
	clock.advance(499);
	assert.deepEqual(events, []);
	clock.advance(1);
	assert.deepEqual(events.splice(0).map(show), ["paste:\x1b[20"]);
	write("\x1b[201~");
	assert.deepEqual(events.map(show), ["PasteEnd"]);
});

test("user keys and the erase character", () => {
	const { events, write, decoder } = start({ userKeys: [[3, "\x1b[5;30012~"]], erase: 8 });
	write("\x1b[5;30012~\b\x7f\x1b\b");
	assert.deepEqual(events.splice(0).map(show), ["User3", "BSpace", "C-?", "M-BSpace"]);
	decoder.setKeys({ get: (name) => (name === "kf1" ? "\x1b[[A" : undefined) }, [[0, "é!"]]);
	write("\x1b[[Aé!");
	assert.deepEqual(events.map(show), ["F1", "User0"]);
});

test("mouse: raw to event to the bytes for a pane", () => {
	const modes: Record<string, MouseModes> = {
		std: { mouse: "standard", mouseSgr: false, mouseUtf8: false },
		btn: { mouse: "button", mouseSgr: false, mouseUtf8: false },
		all: { mouse: "all", mouseSgr: false, mouseUtf8: false },
		sgr: { mouse: "standard", mouseSgr: true, mouseUtf8: false },
		allsgr: { mouse: "all", mouseSgr: true, mouseUtf8: false },
		utf8: { mouse: "all", mouseSgr: false, mouseUtf8: true },
	};
	const decoders = new Map(Object.keys(modes).map((name) => [name, start()]));
	for (const [name, text, hex] of fixture("mouse") as [string, string, string][]) {
		const { events, write } = decoders.get(name)!;
		write(text);
		const event = events.pop();
		assert.ok(event?.type === "mouse", text);
		const bytes = encodeMouse(event.mouse, modes[name]!, event.mouse.x, event.mouse.y);
		assert.equal(Buffer.from(bytes ?? []).toString("hex"), hex, `${name} ${JSON.stringify(text)}`);
	}
});

test("an endless answer is dropped, and keys work again after it", () => {
	const { clock, events, write } = start();
	write("\x1b]52;c;");
	for (let i = 0; i < 400; i++) write(new Uint8Array(4096).fill(0x41));
	write("\x1b");
	write("\\k");
	assert.deepEqual(events.splice(0).map(show), ["k"]);
	write("\x1b]52;c;AAAA");
	clock.advance(500);
	write("k");
	assert.deepEqual(events.splice(0).map(show), ["k"]);
	write("\x1b]11;rgb\x1b[Ak");
	assert.deepEqual(events.map(show), ["Up[C]", "k"]);
	assert.equal(clock.waiting, 0);
});

test("random bytes: nothing is thrown, kept for ever, or seen twice", () => {
	const seed = Number(process.env.SEED ?? Date.now() & 0xffffff);
	const next = random(seed);
	const pieces = [
		"\x1b",
		"\x1b[",
		"\x1b]",
		"\x1bP>|",
		"\x1b[<",
		"\x1b[M",
		"\x1bO",
		"\x07",
		"\x1b\\",
		"1;5",
		"~",
		"u",
		"é",
	];
	const texts = [...pieces, ...ROWS.map(([text]) => text), ...REPLIES.map(([text]) => text)];
	for (let round = 0; round < 300; round++) {
		const { clock, events, decoder, write } = start();
		let written = 0;
		for (let i = 0; i < 40; i++) {
			const piece = next(3)
				? Buffer.from(texts[next(texts.length)] as string, "utf8")
				: Buffer.from(Array.from({ length: next(12) }, () => next(256)));
			written += piece.length;
			assert.doesNotThrow(() => write(piece), `seed ${seed} round ${round}`);
			if (next(4) === 0) clock.advance(next(700));
		}
		clock.advance(5000);
		assert.equal(clock.waiting, 0, `seed ${seed} round ${round}`);
		const seen = events.reduce((sum, event) => sum + ("raw" in event ? event.raw.length : 0), 0);
		assert.ok(seen <= written, `seed ${seed} round ${round}`);
		events.length = 0;
		write("\x1b[201~q");
		assert.equal(events.map(show).at(-1), "q", `seed ${seed} round ${round}`);
		decoder.dispose();
		write("x");
		assert.equal(clock.waiting, 0);
	}
});
