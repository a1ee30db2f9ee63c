/**
 * Tokens: the secret a guest types as its user name. Those of a direct or
 * end-to-end share are random; those of a relay are bound to the host's key, so
 * that the same host has the same ones again wherever and whenever it comes
 * back, and nobody else can claim them. Used by providers and by the relay.
 */
import { createHash, randomInt, timingSafeEqual } from "node:crypto";

/** No 0 O o, 1 I i l: 55 symbols, 5.78 bits each. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/** 27 symbols: 156 bits. */
const LENGTH = 27;

/** What a relay's token lets in to: the session, to look at it, or only to the host's own SSH server (`ssh -J`). */
export type TokenKind = "rw" | "ro" | "jump";

/** Said in front, so that nobody hands the wrong one over. */
const PREFIX: Readonly<Record<TokenKind, string>> = { rw: "", ro: "ro-", jump: "jump-" };

/** A random token of 156 bits. */
export function randomToken(kind: TokenKind): string {
	let text = PREFIX[kind];
	for (let at = 0; at < LENGTH; at++) text += ALPHABET[randomInt(ALPHABET.length)];
	return text;
}

/**
 * The token of a host at a relay: follows from the host's public key (SSH wire
 * form) and a random `nonce` (32 bytes) that only host and relay know. Finding
 * another key and nonce with the same token takes 2^150 attempts.
 */
export function derivedToken(kind: TokenKind, hostKey: Uint8Array, nonce: Uint8Array): string {
	const hash = createHash("sha512").update(`comux-token-1 ${kind} ${hostKey.length} `);
	let rest = BigInt(`0x${hash.update(hostKey).update(nonce).digest("hex")}`);
	const base = BigInt(ALPHABET.length);
	let text = PREFIX[kind];
	for (let at = 0; at < LENGTH; at++) {
		text += ALPHABET[Number(rest % base)];
		rest /= base;
	}
	return text;
}

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export function sameSecret(one: string, other: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(one), digest(other));
}

/** A token as it may be written to a log: enough to tell two apart, nothing to get in with. */
export function tokenForLog(token: string): string {
	return `${token.replace(/[^\w/-]/g, "?").replace(/^(ro-|jump-)?(.{0,3}).*$/s, "$1$2")}...`;
}

/** The name of a host at the end of `ssh -J`: 25 letters (125 bits) that follow from its public key. */
export function hostName(hostKey: Uint8Array): string {
	const digits = "abcdefghijklmnopqrstuvwxyz234567";
	let bits = BigInt(`0x${createHash("sha256").update("comux-host-1 ").update(hostKey).digest("hex")}`);
	let text = "";
	for (let at = 0; at < 25; at++) {
		text += digits[Number(bits & 31n)];
		bits >>= 5n;
	}
	return `${text}.comux`;
}

/** `SHA256:...` of a public key in SSH wire form, as ssh-keygen -l prints it. */
export function fingerprint(key: Uint8Array): string {
	return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
