/** Compiled terminfo entries, parameters, and what features and options make of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { featuresOfPrimary, featuresOfSecondary, featuresOfVersion } from "../../src/term/features.ts";
import { splitColons, TermCaps, unvis } from "../../src/term/term-caps.ts";
import { findTerminfo, parseTerminfo, terminfoFolders } from "../../src/term/terminfo.ts";
import { stripPadding, tparm } from "../../src/term/tparm.ts";
import { random } from "./random.ts";

/** The same entry compiled with 32-bit and with 16-bit numbers (both with extended names). */
const NEW = gunzipSync(
	Buffer.from(
		"H4sIAAAAAAACA5NjkmRgZeBnyGCUZ0jOzy2t0C1JLS6pSVQozk3MyVFIzSspqmRgYASiAAYGBg4g/k8CYIBoZQCxICJMcP1cJJlETyA9aF02CgYD+PefnUE62kM62sgLSKtmqhYYqqZYqxYYqaZ4MEj7O4JSPCMDEwMbgzKYBQLcQMwMFOEB6jCxAuvIBTINrU0dGUKSGUItGIJzS3MqGLJDA0wZAP+jg+yVAwAA",
		"base64",
	),
);
const OLD = gunzipSync(
	Buffer.from(
		"H4sIAAAAAAACA5NilGBgZeBnyGCUZ0jOzy2t0M3PSalJVCjOTczJUUjNKymqZGBgBKEABg6G/1gBA+P/eiAJlWWCq+LCoX7ggfSgddkoGAzg3392BuloD+loIy8grZqpWmCommKtWmCkmuLBIO3vCMoPjAxMDGwMymAWAwM3EDMD+TxA9SZWYPW5QKahtakjQ0gyQ6gFQ3BuaU4FQ3ZogCkDAPgc3YZ1AwAA",
		"base64",
	),
);

test("both formats are read, with their extended names", () => {
	for (const [bytes, name, colors, pairs] of [
		[NEW, "comux-test", 0x1000000, 0x10000],
		[OLD, "comux-old", 256, 0x7fff],
	] as const) {
		const entry = parseTerminfo(bytes);
		assert.ok(entry);
		assert.deepEqual(entry.names, [name, "a small entry"]);
		const expected = {
			am: true,
			xenl: true,
			Tc: true,
			colors,
			pairs,
			cols: 80,
			it: 8,
			U8: 1,
			clear: "\x1b[H\x1b[2J",
			cup: "\x1b[%i%p1%d;%p2%dH",
			bel: "\x07",
			kcuu1: "\x1bOA",
			kUP5: "\x1b[1;5A",
			Smulx: "\x1b[4:%p1%dm",
		};
		assert.deepEqual(Object.fromEntries(entry.caps), expected);
	}
});

test("a broken entry is refused or read in part, never thrown on", () => {
	const seed = Number(process.env.SEED ?? Date.now() & 0xffffff);
	const next = random(seed);
	for (let length = 0; length < NEW.length; length++) parseTerminfo(NEW.subarray(0, length));
	for (let round = 0; round < 3000; round++) {
		const bytes = Uint8Array.from(round % 2 ? NEW : OLD);
		for (let i = 0; i <= next(4); i++) bytes[next(bytes.length)] = next(256);
		assert.doesNotThrow(() => parseTerminfo(bytes), `seed ${seed} round ${round}`);
	}
	assert.equal(parseTerminfo(new Uint8Array(40000)), undefined);
});

test("entries are looked for where ncurses looks, by letter and by hex", () => {
	const env = { TERMINFO: "/a", TERMINFO_DIRS: "/b::/c", HOME: "/h" };
	const folders = terminfoFolders(env);
	assert.deepEqual(folders.slice(0, 4), ["/a", "/h/.terminfo", "/b", "/etc/terminfo"]);
	assert.ok(folders.includes("/c") && folders.includes("/usr/share/terminfo"));
	const asked: string[] = [];
	const found = findTerminfo("comux-test", env, (path) => {
		asked.push(path);
		return path === "/b/63/comux-test" ? NEW : undefined;
	});
	assert.equal(found?.caps.get("colors"), 0x1000000);
	assert.deepEqual(asked.slice(0, 2), ["/a/c/comux-test", "/a/63/comux-test"]);
	for (const bad of ["", "../etc/passwd", "a/b", ".x", "x".repeat(300)])
		assert.equal(
			findTerminfo(bad, env, () => NEW),
			undefined,
		);
});

test("parameters are expanded", () => {
	const cases: readonly (readonly [string, (number | string)[], string])[] = [
		["\x1b[%i%p1%d;%p2%dH", [5, 7], "\x1b[6;8H"],
		["%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m", [3], "33m"],
		["%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m", [12], "94m"],
		["%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m", [200], "38;5;200m"],
		["%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d", [0x123456], "18:52:86"],
		["\x1b]8;%?%p1%l%tid=%p1%s%;;%p2%s\x1b\\", ["", "u"], "\x1b]8;;u\x1b\\"],
		["\x1b]8;%?%p1%l%tid=%p1%s%;;%p2%s\x1b\\", ["x", "u"], "\x1b]8;id=x;u\x1b\\"],
		["[?2026%?%p1%{1}%-%tl%eh%;", [1], "[?2026h"],
		["[?2026%?%p1%{1}%-%tl%eh%;", [2], "[?2026l"],
		["%p1%c%p1%03d%p1%:-4d|%p1%x%%", [65], "A06565  |41%"],
		["%p1%Pa%ga%'A'%+%c", [1], "B"],
		["%p1%!%d%p2%~%d", [0, 0], "1-1"],
		["%?%p1%t%?%p2%ta%eb%;%ec%;", [1, 0], "b"],
		["%?%p1%t%?%p2%ta%eb%;%ec%;", [0, 1], "c"],
	];
	for (const [cap, params, expected] of cases) assert.equal(tparm(cap, params), expected, cap);
	assert.equal(stripPadding("\x1b[H$<50/>x$<5"), "\x1b[Hx");
});

test("malformed capabilities end and stay small", () => {
	const seed = Number(process.env.SEED ?? Date.now() & 0xffffff);
	const next = random(seed);
	const parts = "% ? t e ; p 1 9 { } 99 d s c l + / m i ' P a g x 999999999 . : #".split(" ");
	for (let round = 0; round < 3000; round++) {
		let cap = "";
		for (let i = 0; i < 20; i++) cap += (next(2) ? "%" : "") + parts[next(parts.length)];
		assert.ok(tparm(cap, [next(100), "text"]).length < 10000, `seed ${seed} cap ${cap}`);
	}
});

const DEFAULT_OPTIONS = {
	overrides: ["linux*:AX@"],
	features: ["xterm*:clipboard:ccolour:cstyle:focus:title", "screen*:title", "rxvt*:ignorefkeys"],
};

test("features come from options, COLORTERM, the terminal itself and its replies", () => {
	const entry = parseTerminfo(OLD);
	const plain = new TermCaps({
		...DEFAULT_OPTIONS,
		name: "xterm-x",
		terminfo: entry,
		colorterm: "truecolor",
	});
	assert.equal(plain.featureNames, "256,bpaste,ccolour,clipboard,cstyle,focus,RGB,title");
	assert.equal(plain.expand("setrgbf", 1, 2, 3), "\x1b[38;2;1;2;3m");
	assert.equal(plain.expand("Ms", "c", "YQ=="), "\x1b]52;c;YQ==\x07");
	assert.equal(plain.number("U8"), 1);
	assert.equal(plain.unusable, undefined);
	assert.ok(plain.vt100Like && plain.directColours && !plain.acsNeeded);

	assert.equal(plain.addFeatures("focus"), false);
	assert.equal(plain.addFeatures(featuresOfVersion("foot(1.16.2)")), true);
	assert.ok(plain.has("Sync") && plain.get("Smulx") === "\x1b[4:%p1%dm");
	assert.equal(featuresOfPrimary([62, 4, 52]), "sixel,clipboard");
	assert.equal(featuresOfPrimary([1, 4]), "");
	assert.equal(featuresOfSecondary([85, 0, 0]), "256,bpaste,ccolour,cstyle,mouse,title,ignorefkeys");

	const unknown = new TermCaps({ ...DEFAULT_OPTIONS, name: "nothing", terminfo: undefined });
	assert.equal(unknown.featureNames, "256");
	assert.equal(unknown.expand("setaf", 200), "\x1b[38;5;200m");
	assert.equal(unknown.unusable, "terminal does not support clear");
});

test("overrides win over entry and features, a feature with @ stays off", () => {
	const caps = new TermCaps({
		name: "comux-old",
		terminfo: parseTerminfo(OLD),
		overrides: ["comux*:kUP5@:Ms=\\E]52;;%p2%s\\007:Smulx=\\E[4::%p1%dm:colors=16:Tc:U8=0", "xterm*:bel@"],
		features: ["comux*:title@:clipboard:usstyle", "comux*:title"],
	});
	assert.equal(caps.has("kUP5"), false);
	assert.equal(caps.get("Ms"), "\x1b]52;;%p2%s\x07");
	assert.equal(caps.expand("Smulx", 3), "\x1b[4:3m");
	assert.equal(caps.number("colors"), 16);
	assert.equal(caps.get("bel"), "\x07");
	assert.ok(caps.acsNeeded && caps.acs("q") === "-");
	assert.equal(caps.featureNames, "256,bpaste,clipboard,focus,RGB,usstyle");
	const lost = new TermCaps({
		name: "x",
		terminfo: undefined,
		overrides: ["*:Ms="],
		features: ["*:clipboard"],
	});
	assert.equal(lost.has("Ms"), false);
});

test("option values: colons and escapes", () => {
	assert.deepEqual(splitColons("a:b::c:"), ["a", "b:c", ""]);
	assert.equal(unvis("\\E[\\033\\^G\\a\\s\\\\"), "\x1b[\x1b\x07\x07 \\");
	assert.equal(unvis("bad \\q"), "bad \\q");
});
