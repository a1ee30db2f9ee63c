/**
 * The keys an SSH server proves itself with, kept per user in a folder that
 * nobody else can read. The ed25519 key is there at once; the RSA key for old
 * ssh programs takes a second to make, in the background, and is offered to
 * those who come after it. Used by the providers and by the relay.
 */
import { randomBytes } from "node:crypto";
import {
	closeSync,
	linkSync,
	lstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import type { Disposable } from "../util/disposable.ts";
import { errorCode } from "../util/errno.ts";
import type { Log } from "../util/log.ts";
import { fingerprint } from "./token.ts";

const RSA_BITS = 3072;
/** Bytes of a key file; RSA with 16384 bits has 13 KB. */
const MAX_FILE = 64 * 1024;

/** One key pair. */
export interface HostKey {
	readonly type: "ssh-ed25519" | "ssh-rsa";
	/** The private key as ssh2 takes it. */
	readonly pem: string;
	/** The public key in SSH wire form. */
	readonly blob: Uint8Array;
	/** `SHA256:...` */
	readonly fingerprint: string;
	/** `ssh-ed25519 AAAA...`: as known_hosts has it behind the name. */
	readonly line: string;
	/** Signs with the private key: 64 raw bytes for ed25519. */
	sign(data: Uint8Array): Uint8Array;
}

export interface HostKeyOptions {
	readonly folder: string;
	readonly log: Log;
	/** The RSA key is there now; take `pems` again. */
	added(): void;
	/** File names in the folder. */
	readonly names?: { readonly ed25519: string; readonly rsa: string };
}

/** Host keys that are loaded; disposed when nobody wants to hear of the RSA key any more. */
export interface HostKeys extends Disposable {
	readonly ed25519: HostKey;
	readonly rsa: HostKey | undefined;
	/** Private keys of all that are there, as ssh2 takes them. */
	readonly pems: readonly string[];
}

const KEY_TYPES = { ed25519: "ssh-ed25519", rsa: "ssh-rsa" } as const;

/** Throws with a clear line when `path` is not mine alone. */
function checkMine(path: string, what: "file" | "folder"): void {
	const stat = lstatSync(path);
	if (what === "file" ? !stat.isFile() : !stat.isDirectory()) throw new Error(`${path} is not a ${what}`);
	const uid = process.getuid?.();
	if (uid !== undefined && stat.uid !== uid) throw new Error(`${path} belongs to somebody else`);
	if ((stat.mode & 0o077) !== 0) {
		const mode = (stat.mode & 0o777).toString(8).padStart(4, "0");
		throw new Error(`${path} is open to others (mode ${mode}): chmod go= it, or remove it`);
	}
	if (stat.size > MAX_FILE && what === "file") throw new Error(`${path} is too big for a key`);
}

function parse(path: string, pem: string, kind: "ed25519" | "rsa"): HostKey {
	const parsed = ssh2.utils.parseKey(pem);
	if (parsed instanceof Error) throw new Error(`${path}: ${parsed.message}`);
	const key = Array.isArray(parsed) ? parsed[0] : parsed;
	const type = KEY_TYPES[kind];
	if (key === undefined || key.type !== type || !key.isPrivateKey())
		throw new Error(`${path} is not a private ${kind} key`);
	const blob = new Uint8Array(key.getPublicSSH());
	return {
		type,
		pem,
		blob,
		fingerprint: fingerprint(blob),
		line: `${type} ${Buffer.from(blob).toString("base64")}`,
		sign(data) {
			const signature = key.sign(Buffer.from(data));
			if (signature instanceof Error) throw signature;
			return new Uint8Array(signature);
		},
	};
}

/** The key of that file, undefined when there is none. */
function load(path: string, kind: "ed25519" | "rsa"): HostKey | undefined {
	try {
		checkMine(path, "file");
	} catch (error) {
		if (errorCode(error) === "ENOENT") return undefined;
		throw error;
	}
	return parse(path, readFileSync(path, "utf8"), kind);
}

/** Writes a key where none is, whole or not at all; when somebody was faster, theirs is taken. */
function save(path: string, pem: string, kind: "ed25519" | "rsa"): HostKey {
	const part = `${path}.${randomBytes(6).toString("hex")}.new`;
	const file = openSync(part, "wx", 0o600);
	try {
		writeSync(file, pem);
	} finally {
		closeSync(file);
	}
	try {
		linkSync(part, path);
	} catch (error) {
		if (errorCode(error) !== "EEXIST") throw error;
	} finally {
		unlinkSync(part);
	}
	const key = load(path, kind);
	if (key === undefined) throw new Error(`${path} has gone`);
	return key;
}

class LoadedKeys implements HostKeys {
	readonly ed25519: HostKey;
	rsa: HostKey | undefined;
	#disposed = false;

	constructor(ed25519: HostKey, rsa: HostKey | undefined) {
		this.ed25519 = ed25519;
		this.rsa = rsa;
	}

	get pems(): readonly string[] {
		return this.rsa === undefined ? [this.ed25519.pem] : [this.ed25519.pem, this.rsa.pem];
	}

	/** Makes the RSA key on a thread of node's. */
	makeRsa(path: string, options: HostKeyOptions): void {
		const { log, added } = options;
		ssh2.utils.generateKeyPair("rsa", { bits: RSA_BITS, comment: "comux" }, (error, pair) => {
			if (this.#disposed) return;
			if (!error && !readable(pair.private)) {
				this.makeRsa(path, options);
				return;
			}
			try {
				if (error) throw error;
				this.rsa = save(path, pair.private, "rsa");
			} catch (failure) {
				log.error("host key", failure);
				return;
			}
			added();
		});
	}

	dispose(): void {
		this.#disposed = true;
	}
}

/** Whether ssh2 can read what it has written: of its keys one in 200 or so it cannot. */
function readable(pem: string): boolean {
	return !(ssh2.utils.parseKey(pem) instanceof Error);
}

function makeEd25519(): string {
	let pem = "";
	for (let tries = 0; tries < 20 && !readable(pem); tries++)
		pem = ssh2.utils.generateKeyPairSync("ed25519", { comment: "comux" }).private;
	return pem;
}

/** Makes the folder when it is missing. Throws when it is not the user's alone. */
export function makeStateFolder(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	checkMine(folder, "folder");
}

/** Loads the host keys of a folder, makes those that are missing. Throws when the folder or a key cannot be used. */
export function loadHostKeys(options: HostKeyOptions): HostKeys {
	const { folder, names = { ed25519: "host_ed25519", rsa: "host_rsa" } } = options;
	makeStateFolder(folder);
	const path = join(folder, names.ed25519);
	const ed25519 = load(path, "ed25519") ?? save(path, makeEd25519(), "ed25519");
	const rsaPath = join(folder, names.rsa);
	const keys = new LoadedKeys(ed25519, load(rsaPath, "rsa"));
	if (keys.rsa === undefined) keys.makeRsa(rsaPath, options);
	return keys;
}
