/** authorized_keys: which lines let somebody in, and what is said of the others. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import ssh2 from "ssh2";
import { parseAuthorizedKeys } from "../../src/share/authorized-keys.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const make = (type: "ed25519" | "ecdsa") =>
	(type === "ed25519"
		? ssh2.utils.generateKeyPairSync("ed25519")
		: ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 })
	).public.trim();

const ed = make("ed25519");
const ec = make("ecdsa");
const blob = (line: string) => line.split(" ")[1] ?? "";

test("plain lines, comments, blank lines, any line end", () => {
	const text = `# people\n\n  ${ed} Ada Lovelace  \r\n${ec}\n${ed} the same again\n`;
	const { keys, skipped } = parseAuthorizedKeys(text);
	assert.deepEqual(
		[...keys],
		[
			[blob(ed), "Ada Lovelace"],
			[blob(ec), ""],
		],
	);
	assert.deepEqual(skipped, []);
});

test("options that take nothing away are fine, all others leave their key out", () => {
	const rows: [string, string | undefined][] = [
		["no-agent-forwarding,no-X11-forwarding", undefined],
		['environment="A=b c, d"', undefined],
		['from="10.0.0.0/8"', "option from is not supported"],
		['command="echo \\"hi there\\"",no-pty', "option command is not supported"],
		['expiry-time="20300101"', "option expiry-time is not supported"],
		["restrict", "option restrict is not supported"],
		["cert-authority", "option cert-authority is not supported"],
		['FROM="*"', "option from is not supported"],
		['no-x11-forwarding,command="a,b"', "option command is not supported"],
		['from="never closed', "a quote is not closed"],
		["no-such-thing", "option no-such-thing is not supported"],
	];
	for (const [options, reason] of rows) {
		const { keys, skipped } = parseAuthorizedKeys(`${options} ${ed} name`);
		assert.deepEqual([...keys], reason === undefined ? [[blob(ed), "name"]] : [], options);
		assert.deepEqual(skipped, reason === undefined ? [] : [{ line: 1, reason }], options);
	}
});

test("what is no key that can be checked is left out and told", () => {
	const sk = Buffer.concat([
		Buffer.from([0, 0, 0, 26]),
		Buffer.from("sk-ssh-ed25519@openssh.com"),
		Buffer.alloc(40),
	]);
	const lines = [
		"ssh-ed25519 AAAA name",
		"ssh-ed25519",
		`ssh-rsa ${blob(ed)} of another type`,
		`ssh-ed25519 ${blob(ed)}AAAA longer`,
		`sk-ssh-ed25519@openssh.com ${sk.toString("base64")} token`,
		"ssh-dss AAAAB3NzaC1kc3MAAACBAP old",
		"hello world",
		"<html><body>404</body></html>",
	];
	const { keys, skipped } = parseAuthorizedKeys(lines.join("\n"));
	assert.equal(keys.size, 0);
	assert.deepEqual(
		skipped.map(({ reason }) => reason),
		[
			"not a key",
			"not a key",
			"not a key",
			"not a key",
			"not a key",
			"keys of type ssh-dss are not supported",
			"not a key",
			"not a key",
		],
	);
});

test("a comment does nothing to a terminal; a list is bounded", () => {
	const { keys } = parseAuthorizedKeys(`${ed} \x1b]0;x\x07\u202eevil${"x".repeat(300)}`);
	assert.match(keys.get(blob(ed)) ?? "", /^\]0;x {1,2}evilx{50,}$/);
	assert.ok((keys.get(blob(ed)) ?? "").length <= 64);
	const many = parseAuthorizedKeys("nonsense\n".repeat(50_000));
	assert.equal(many.skipped.length, 20);
	assert.deepEqual(parseAuthorizedKeys("x".repeat(100_000)).skipped, [{ line: 1, reason: "too long" }]);
});

test("text of any kind never throws and never lets in what was not there", () => {
	let state = seed;
	const next = () => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return state / 0x7fffffff;
	};
	const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
	const bits = [
		ed,
		ec,
		'"',
		"\\",
		",",
		"=",
		" ",
		"\t",
		"from",
		"ssh-rsa ",
		"AAAA",
		"#",
		"\r",
		"é",
		"\0",
		"restrict ",
	];
	bits.push(publicKey.export({ type: "spki", format: "pem" }).toString());
	for (let round = 0; round < 2000; round++) {
		const text = Array.from(
			{ length: Math.ceil(next() * 12) },
			() => bits[Math.floor(next() * bits.length)],
		).join("");
		const { keys } = parseAuthorizedKeys(text);
		for (const key of keys.keys())
			assert.ok([blob(ed), blob(ec)].includes(key), `seed ${seed} round ${round}: ${JSON.stringify(text)}`);
	}
});
