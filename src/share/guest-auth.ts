/**
 * How a guest proves who it is, at the host's own SSH server and at the relay
 * alike. The user name is the token; it is not looked at here, so that a wrong
 * one looks like a good one until a shell is asked for. A guest shows a key when
 * it has one, and comes in without one unless only listed keys may.
 * Made by ssh-server.ts and the relay, one for each connection.
 */

import { randomInt } from "node:crypto";
import type { AuthContext, Connection, KeyboardAuthContext, PublicKeyAuthContext } from "ssh2";
import ssh2 from "ssh2";
import { parseSkKey, SK_TYPES } from "./sk-key.ts";
import { fingerprint } from "./token.ts";

/** What holds for the share that a token belongs to. For a token that belongs to none: `openRules`. */
export interface GuestAuthRules {
	/** Only listed keys may come in. */
	readonly restricted: boolean;
	/** Ask for keys at all (`share-guest-keys`); a restricted share always does. */
	readonly guestKeys: boolean;
	/** Whether this key (SSH wire form) may come in. Never rejects; asked only when restricted. */
	allows(key: Uint8Array): Promise<boolean>;
}

/** The rules for a token that nobody knows: those of a share that anybody may join. */
export const openRules: GuestAuthRules = {
	restricted: false,
	guestKeys: true,
	allows: async () => true,
};

/** Who has come in. */
export interface ProvenGuest {
	/** The user name it came with: its token, not looked at yet. */
	readonly token: string;
	/** The public key whose private half it has, in SSH wire form. */
	readonly key: Uint8Array | undefined;
}

/** Said, with exit status 1, to a token that is none; the same at every provider, after `wrongTokenDelay`. */
export const WRONG_TOKEN = "invalid or expired token";
/** Said to a shell without a terminal, or with one that nothing can be drawn on. */
export const NEEDS_TERMINAL = "a terminal is needed: use ssh -t";

/** How long a wrong token waits for its answer, in ms: random, so that the time tells nothing. */
export function wrongTokenDelay(): number {
	return randomInt(50, 201);
}

/** Key types that can be checked here, as they are named on the wire. */
export const guestKeyTypes: readonly string[] = [
	"ssh-ed25519",
	"ecdsa-sha2-nistp256",
	"ecdsa-sha2-nistp384",
	"ecdsa-sha2-nistp521",
	"ssh-rsa",
	...SK_TYPES,
];

/** Requests of one connection, the keys it offers among them, before it is sent away. */
const MAX_TRIES = 24;
/** Bytes of a public key: RSA with 16384 bits has 2.1 KB. */
const MAX_KEY = 4096;

const METHODS: ("publickey" | "keyboard-interactive")[] = ["publickey", "keyboard-interactive"];

/** A public key that signatures can be checked with. */
export interface GuestPublicKey {
	/** Its name on the wire, one of `guestKeyTypes`. */
	readonly type: string;
	/** May throw when the signature is malformed. */
	verify(message: Buffer, signature: Buffer, hash: string | undefined): boolean;
}

/** The public key of an SSH wire form blob, undefined when it is none or of a kind that cannot be checked. */
export function parsePublicKey(blob: Uint8Array): GuestPublicKey | undefined {
	if (blob.length < 8 || blob.length > MAX_KEY) return undefined;
	const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length);
	const length = bytes.readUInt32BE(0);
	if (length > 64 || length + 4 > bytes.length) return undefined;
	const type = bytes.toString("latin1", 4, 4 + length);
	if (!guestKeyTypes.includes(type)) return undefined;
	try {
		return SK_TYPES.includes(type) ? parseSkKey(bytes) : parsePlainKey(type, bytes);
	} catch {
		return undefined;
	}
}

function parsePlainKey(type: string, bytes: Buffer): GuestPublicKey | undefined {
	const parsed = ssh2.utils.parseKey(`${type} ${bytes.toString("base64")}`);
	if (parsed instanceof Error) return undefined;
	const key = Array.isArray(parsed) ? parsed[0] : parsed;
	// What follows the key inside the blob would give one key many fingerprints.
	if (key === undefined || !key.getPublicSSH().equals(bytes)) return undefined;
	return {
		type: key.type,
		verify(message, signature, hash) {
			// RSA with SHA-1 proves nothing any more.
			if (type === "ssh-rsa" && hash === undefined) return false;
			return key.verify(message, signature, hash) === true;
		},
	};
}

/** Whether the guest has signed this connection's session with the private half of its key. */
export function signatureIsGood(context: PublicKeyAuthContext): boolean {
	const { signature, blob, hashAlgo } = context;
	const key = parsePublicKey(context.key.data);
	if (key === undefined || signature === undefined || blob === undefined) return false;
	try {
		return context.key.algo === key.type && key.verify(blob, signature, hashAlgo);
	} catch {
		return false;
	}
}

/** Answers the authentication requests of one connection. */
export class GuestAuth {
	readonly #rulesOf: (token: string) => GuestAuthRules;
	readonly #tooMany: () => void;
	/** Fingerprint -> answer of the ring, so that a key is asked for once. */
	readonly #answers = new Map<string, Promise<boolean>>();
	#tries = 0;
	#lastKey = "";
	#proven: ProvenGuest | undefined;

	/**
	 * `rulesOf` gives the rules for a user name, `openRules` when it is unknown;
	 * `tooMany` ends a connection that tries without end.
	 */
	constructor(rulesOf: (token: string) => GuestAuthRules, tooMany: () => void) {
		this.#rulesOf = rulesOf;
		this.#tooMany = tooMany;
	}

	/** Who it is; undefined until the connection is `ready`. */
	get proven(): ProvenGuest | undefined {
		return this.#proven;
	}

	/** Takes all authentication requests of `connection`. */
	attach(connection: Connection): void {
		connection.on("authentication", (context) => this.request(context));
	}

	/** Answers one request (the event `authentication` of a connection). */
	request(context: AuthContext): void {
		if (++this.#tries > MAX_TRIES) {
			this.#tooMany();
			return;
		}
		const rules = this.#rulesOf(context.username);
		if (context.method === "publickey") void this.#publicKey(context, rules);
		else if (context.method === "keyboard-interactive") this.#keyboard(context, rules);
		else if (context.method === "none" && !rules.restricted && !rules.guestKeys)
			this.#welcome(context, undefined);
		else context.reject([...METHODS]);
	}

	async #publicKey(context: PublicKeyAuthContext, rules: GuestAuthRules): Promise<void> {
		const blob = new Uint8Array(context.key.data);
		const known = parsePublicKey(blob) !== undefined;
		if (known) this.#lastKey = fingerprint(blob);
		const allowed = known && (!rules.restricted || (await this.#ask(blob, rules)));
		if (!allowed) context.reject([...METHODS]);
		// Without a signature it only asks whether the key would do.
		else if (context.signature === undefined) context.accept();
		else if (signatureIsGood(context)) this.#welcome(context, blob);
		else context.reject([...METHODS]);
	}

	#ask(blob: Uint8Array, rules: GuestAuthRules): Promise<boolean> {
		const name = fingerprint(blob);
		let answer = this.#answers.get(name);
		if (answer === undefined) {
			answer = rules.allows(blob).catch(() => false);
			this.#answers.set(name, answer);
		}
		return answer;
	}

	#keyboard(context: KeyboardAuthContext, rules: GuestAuthRules): void {
		if (!rules.restricted) {
			this.#welcome(context, undefined);
			return;
		}
		// Keyboard-interactive with no question is the one way to say something before the end.
		const advice =
			this.#lastKey === ""
				? "Only listed keys may join this session, and you have shown none: use ssh -i FILE."
				: `Only listed keys may join this session: ask its host to add ${this.#lastKey}.`;
		context.prompt([], "", advice, (answers) => {
			// An error when the guest has gone on to something else.
			if (Array.isArray(answers)) context.reject(["publickey"]);
		});
	}

	#welcome(context: AuthContext, key: Uint8Array | undefined): void {
		this.#proven = { token: context.username, key };
		context.accept();
	}
}
