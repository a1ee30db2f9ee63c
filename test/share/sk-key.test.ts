/** Keys in security keys, with the real ssh and an agent that plays the device. */
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parsePublicKey } from "../../src/share/guest-auth.ts";
import { DirectWorld } from "./direct-world.ts";

const u32 = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};
const text = (value: string | Buffer) => Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value)]);
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
/** An mpint: no leading zeros, but one in front of a high bit. */
const mpint = (bytes: Buffer) => {
	let at = 0;
	while (at < bytes.length - 1 && bytes[at] === 0) at++;
	const bare = bytes.subarray(at);
	return text((bare[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bare]) : bare);
};

interface Device {
	readonly blob: Buffer;
	sign(message: Buffer, flags: number): Buffer;
}

const jwk = (key: KeyObject) => {
	const { x = "", y = "" } = key.export({ format: "jwk" });
	return [Buffer.from(x, "base64url"), Buffer.from(y, "base64url")] as const;
};

function device(kind: "ed25519" | "ecdsa"): Device {
	const type = kind === "ed25519" ? "sk-ssh-ed25519@openssh.com" : "sk-ecdsa-sha2-nistp256@openssh.com";
	const pair =
		kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
	const [x, y] = jwk(pair.publicKey);
	const point =
		kind === "ed25519"
			? text(x)
			: Buffer.concat([text("nistp256"), text(Buffer.concat([Buffer.of(4), x, y]))]);
	return {
		blob: Buffer.concat([text(type), point, text("ssh:")]),
		sign(message, flags) {
			const tail = Buffer.concat([Buffer.of(flags), u32(7)]);
			const signed = Buffer.concat([sha256(Buffer.from("ssh:")), tail, sha256(message)]);
			const key = pair.privateKey;
			if (kind === "ed25519") return Buffer.concat([text(type), text(sign(null, signed, key)), tail]);
			const flat = sign("sha256", signed, { key, dsaEncoding: "ieee-p1363" });
			const raw = Buffer.concat([mpint(flat.subarray(0, 32)), mpint(flat.subarray(32))]);
			return Buffer.concat([text(type), text(raw), tail]);
		},
	};
}

/** An ssh-agent with one key; gives its socket. */
async function agent(t: TestContext, folder: string, one: Device, flags: number): Promise<string> {
	const server = createServer((socket) => {
		let got = Buffer.alloc(0);
		const say = (...parts: Buffer[]) => socket.write(text(Buffer.concat(parts)));
		socket.on("error", () => {});
		socket.on("data", (data) => {
			got = Buffer.concat([got, data]);
			while (got.length >= 4 && got.length >= 4 + got.readUInt32BE(0)) {
				const message = got.subarray(4, 4 + got.readUInt32BE(0));
				got = got.subarray(4 + message.length);
				if (message[0] === 11) say(Buffer.of(12), u32(1), text(one.blob), text("token"));
				else if (message[0] === 13) {
					const at = 5 + message.readUInt32BE(1);
					const what = message.subarray(at + 4, at + 4 + message.readUInt32BE(at));
					say(Buffer.of(14), text(one.sign(what, flags)));
				} else say(Buffer.of(5));
			}
		});
	});
	const path = join(folder, `agent${flags}`);
	await new Promise<void>((resolve) => server.listen(path, resolve));
	t.after(() => server.close());
	return path;
}

for (const kind of ["ed25519", "ecdsa"] as const)
	test(`a guest with a security key: ${kind}`, async (t) => {
		const world = await new DirectWorld(t, { "share-authorized-keys": "keys" }).ready();
		const one = device(kind);
		const type = kind === "ed25519" ? "sk-ssh-ed25519@openssh.com" : "sk-ecdsa-sha2-nistp256@openssh.com";
		world.programs.file("keys", `no-touch-required ${type} ${one.blob.toString("base64")} token\n`);
		const come = (path: string) => world.ssh(world.token(), { args: ["-o", `IdentityAgent=${path}`] });
		// Signed by itself, without a touch: not good enough.
		const untouched = come(await agent(t, world.folder, one, 0));
		assert.equal(await untouched.waitExit(), 255);
		const guest = come(await agent(t, world.folder, one, 1));
		await guest.waitFor("welcome");
		assert.deepEqual(Buffer.from((await world.guest(0)).link.identity.key ?? []), one.blob);
		guest.type("q");
		await guest.waitExit();
	});

test("what is no signature of it", () => {
	for (const kind of ["ed25519", "ecdsa"] as const) {
		const one = device(kind);
		const key = parsePublicKey(one.blob);
		assert.ok(key);
		const message = Buffer.from("message");
		// As ssh2 hands it over: without the type and the length.
		const whole = one.sign(message, 1);
		const signature = whole.subarray(4 + whole.readUInt32BE(0) + 4);
		assert.equal(key.verify(message, signature, undefined), true);
		assert.equal(key.verify(Buffer.from("massage"), signature, undefined), false);
		for (let at = 0; at < signature.length; at++) {
			const bent = Buffer.from(signature);
			bent[at] = (bent[at] ?? 0) ^ 4;
			let good = false;
			try {
				good = key.verify(message, bent, undefined);
			} catch {
				good = false;
			}
			assert.equal(good, false, `${kind} byte ${at}`);
		}
		for (let length = 0; length < signature.length; length++)
			assert.equal(key.verify(message, signature.subarray(0, length), undefined), false);
		assert.equal(parsePublicKey(Buffer.concat([one.blob, Buffer.of(0, 0, 0, 0)])), undefined);
		for (let length = 0; length < one.blob.length; length++)
			assert.equal(parsePublicKey(one.blob.subarray(0, length)), undefined);
	}
});
