/** The key ring: files and URLs, read again when due, and what holds when they cannot be read. */
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import ssh2 from "ssh2";
import { createKeyRing, keySource } from "../../src/share/key-ring.ts";
import { FakeClock } from "../harness/fake-clock.ts";

const one = ssh2.utils.generateKeyPairSync("ed25519").public.trim();
const two = ssh2.utils.generateKeyPairSync("ed25519").public.trim();
const blob = (line: string) => Buffer.from(line.split(" ")[1] ?? "", "base64");

interface World {
	source: string;
	readonly folder: string;
	readonly clock: FakeClock;
	readonly notices: string[];
	readonly asked: string[];
	answer: (url: string) => Promise<Response> | Response;
	readonly ring: ReturnType<typeof createKeyRing>;
}

function world(t: TestContext, source: string): World {
	const folder = mkdtempSync(join(tmpdir(), "comux-ring-"));
	const clock = new FakeClock();
	const self: World = {
		source,
		folder,
		clock,
		notices: [],
		asked: [],
		answer: () => new Response(""),
		ring: createKeyRing({
			source: () => self?.source ?? source,
			notice: (text) => self.notices.push(text),
			clock,
			home: folder,
			fetch: async (url) => {
				self.asked.push(String(url));
				return self.answer(String(url));
			},
		}),
	};
	t.after(() => {
		self.ring.dispose();
		rmSync(folder, { recursive: true });
		assert.deepEqual(clock.pending(), []);
	});
	return self;
}

test("what the option means", () => {
	const rows: [string, unknown][] = [
		["~/keys", { kind: "file", path: "/home/u/keys" }],
		["keys", { kind: "file", path: "/home/u/keys" }],
		["/etc/keys", { kind: "file", path: "/etc/keys" }],
		["github:ada", { kind: "url", url: "https://github.com/ada.keys" }],
		["gitlab:ada.l", { kind: "url", url: "https://gitlab.com/ada.l.keys" }],
		["github:../x", { kind: "wrong", reason: "not a user of github.com: ../x" }],
		["github:a/b", { kind: "wrong", reason: "not a user of github.com: a/b" }],
		["https://x.org/k", { kind: "url", url: "https://x.org/k" }],
		["http://x.org/k", { kind: "wrong", reason: "only https is used: http://x.org/k" }],
		["file:///etc/passwd", { kind: "wrong", reason: "only https is used: file:///etc/passwd" }],
	];
	for (const [text, source] of rows) assert.deepEqual(keySource(text, "/home/u"), source, text);
});

test("no list: everybody may come in", async (t) => {
	const { ring, notices } = world(t, "");
	assert.equal(ring.restricted, false);
	assert.equal(await ring.allows(blob(one)), true);
	assert.deepEqual(notices, []);
});

test("a file is read again when it has changed, and lets nobody in when it cannot be read", async (t) => {
	const w = world(t, "~/keys");
	const path = join(w.folder, "keys");
	assert.equal(w.ring.restricted, true);
	assert.equal(await w.ring.allows(blob(one)), false);
	assert.deepEqual(w.notices, [`share-authorized-keys: ${path}: No such file or directory`]);
	writeFileSync(path, `${one} Ada\n`);
	assert.equal(await w.ring.allows(blob(one)), true);
	assert.equal(w.ring.nameOf(blob(one)), "Ada");
	assert.equal(await w.ring.allows(blob(two)), false);
	writeFileSync(path, `${two} Bob\n`);
	utimesSync(path, 1, 1);
	assert.equal(await w.ring.allows(blob(one)), false);
	assert.equal(await w.ring.allows(blob(two)), true);
	assert.equal(w.ring.nameOf(blob(one)), "");
	chmodSync(path, 0o666);
	assert.equal(await w.ring.allows(blob(two)), false);
	assert.match(w.notices.at(-1) ?? "", /can be changed by anybody/);
	w.source = w.folder;
	assert.equal(await w.ring.allows(blob(two)), false);
	assert.match(w.notices.at(-1) ?? "", /is not a file/);
	w.source = "";
	assert.equal(await w.ring.allows(blob(two)), true);
});

test("a URL is asked for once in five minutes, and its list kept while it cannot be reached", async (t) => {
	const w = world(t, "");
	w.source = "github:ada";
	w.answer = () => new Response(`${one}\n`);
	const both = await Promise.all([w.ring.allows(blob(one)), w.ring.allows(blob(two))]);
	assert.deepEqual(both, [true, false]);
	assert.deepEqual(w.asked, ["https://github.com/ada.keys"]);
	w.clock.advance(4 * 60_000);
	await w.ring.allows(blob(one));
	assert.equal(w.asked.length, 1);
	w.answer = () => {
		throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
	};
	w.clock.advance(2 * 60_000);
	assert.equal(await w.ring.allows(blob(one)), true);
	assert.equal(w.asked.length, 2);
	assert.deepEqual(w.notices, [
		"share-authorized-keys: https://github.com/ada.keys: connect ECONNREFUSED (the keys from before hold)",
	]);
	// It is not asked at each of many joins.
	await w.ring.allows(blob(one));
	assert.equal(w.asked.length, 2);
	w.clock.advance(11_000);
	w.answer = () => new Response(`${two}\n`);
	assert.deepEqual([await w.ring.allows(blob(one)), await w.ring.allows(blob(two))], [false, true]);
});

test("redirects stay on https, answers are bounded in size and time", async (t) => {
	const w = world(t, "");
	const notice = async (source: string, answer: World["answer"]) => {
		w.source = source;
		w.answer = answer;
		const wait = w.ring.allows(blob(one));
		await new Promise((resolve) => setImmediate(resolve));
		w.clock.advance(10_000);
		assert.equal(await wait, false);
		return w.notices.at(-1);
	};
	const to = (location: string) => () => new Response(null, { status: 302, headers: { location } });
	const lost = "share-authorized-keys: https://x.org";
	assert.equal(await notice("https://x.org/1", to("http://x.org/k")), `${lost}/1: only https is used`);
	assert.equal(await notice("https://x.org/2", to("/2")), `${lost}/2: too many redirects`);
	assert.equal(
		await notice("https://x.org/3", () => new Response("no", { status: 404 })),
		`${lost}/3: status 404`,
	);
	const big = new Uint8Array(300_000);
	assert.equal(
		await notice("https://x.org/4", () => new Response(new Blob([big, big]))),
		`${lost}/4: too long`,
	);
	assert.equal(
		await notice("https://x.org/5", () => new Response("<html>")),
		"https://x.org/5: line 1: not a key; no usable key in it: nobody may come in",
	);
});

test("an answer that never comes", async (t) => {
	const clock = new FakeClock();
	const notices: string[] = [];
	const ring = createKeyRing({
		source: () => "https://x.org/slow",
		notice: (text) => notices.push(text),
		clock,
		home: "/",
		fetch: (_url, init) =>
			new Promise((_resolve, reject) => {
				init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
			}),
	});
	t.after(() => ring.dispose());
	const wait = ring.allows(blob(one));
	await new Promise((resolve) => setImmediate(resolve));
	clock.advance(10_000);
	assert.equal(await wait, false);
	assert.deepEqual(notices, ["share-authorized-keys: https://x.org/slow: no answer in time"]);
});
