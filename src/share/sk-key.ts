/**
 * Public keys whose private half is in a security key (`sk-...@openssh.com`),
 * which ssh2 does not know. Used by guest-auth.ts.
 *
 *   key:       string type | [string "nistp256"] | string point | string application
 *   signature: (type and length taken off) raw | u8 flags | u32be counter
 *     raw of ed25519: 64 bytes; of ecdsa: mpint r | mpint s
 *   signed:    sha256(application) | u8 flags | u32be counter | sha256(message)
 */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";

const ED25519 = "sk-ssh-ed25519@openssh.com";
const ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com";

/** Their type names on the wire. */
export const SK_TYPES: readonly string[] = [ED25519, ECDSA];

/** Somebody has touched it; without that a program could have signed by itself. */
const TOUCHED = 1;
/** Flags and counter behind the raw signature. */
const TAIL = 5;

/** A key that can be checked. */
export interface SkKey {
	readonly type: string;
	/** Whether `signature`, as ssh2 hands it over, is one of `message` with a touch. Throws when it is malformed. */
	verify(message: Buffer, signature: Buffer): boolean;
}

/** The strings of a blob, undefined when it is not made of `count` strings and nothing else. */
function strings(bytes: Buffer, count: number): Buffer[] | undefined {
	const found: Buffer[] = [];
	let at = 0;
	while (at < bytes.length) {
		if (at + 4 > bytes.length || found.length === count) return undefined;
		const length = bytes.readUInt32BE(at);
		at += 4;
		if (at + length > bytes.length) return undefined;
		found.push(bytes.subarray(at, at + length));
		at += length;
	}
	return found.length === count ? found : undefined;
}

const base64url = (bytes: Buffer) => bytes.toString("base64url");

function ed25519Key(point: Buffer): KeyObject | undefined {
	if (point.length !== 32) return undefined;
	return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: base64url(point) }, format: "jwk" });
}

function ecdsaKey(point: Buffer): KeyObject | undefined {
	// Uncompressed: 4, then x and y.
	if (point.length !== 65 || point[0] !== 4) return undefined;
	const [x, y] = [base64url(point.subarray(1, 33)), base64url(point.subarray(33))];
	return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
}

/** r and s of 32 bytes each, one behind the other, as node takes them. */
function ecdsaRaw(raw: Buffer): Buffer | undefined {
	const halves = strings(raw, 2)?.map((number) => {
		const bare = number[0] === 0 ? number.subarray(1) : number;
		return bare.length > 32 ? undefined : Buffer.concat([Buffer.alloc(32 - bare.length), bare]);
	});
	const [r, s] = halves ?? [];
	return r && s ? Buffer.concat([r, s]) : undefined;
}

/** The key of a blob in SSH wire form; undefined when it is none of these. */
export function parseSkKey(blob: Buffer): SkKey | undefined {
	const isEd = strings(blob, 3)?.[0]?.toString("latin1") === ED25519;
	const [type, point, application] = isEd
		? (strings(blob, 3) ?? [])
		: (strings(blob, 4) ?? []).filter((_part, at) => at !== 1);
	if (type === undefined || point === undefined || application === undefined) return undefined;
	if (!isEd && type.toString("latin1") !== ECDSA) return undefined;
	const key = isEd ? ed25519Key(point) : ecdsaKey(point);
	if (key === undefined) return undefined;
	const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
	const applicationHash = hash(application);
	return {
		type: type.toString("latin1"),
		verify(message, signature) {
			if (signature.length < TAIL) return false;
			const tail = signature.subarray(signature.length - TAIL);
			if (((tail[0] ?? 0) & TOUCHED) === 0) return false;
			const raw = signature.subarray(0, signature.length - TAIL);
			const signed = Buffer.concat([applicationHash, tail, hash(message)]);
			if (isEd) return verify(null, signed, key, raw);
			const flat = ecdsaRaw(raw);
			return flat !== undefined && verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, flat);
		},
	};
}
