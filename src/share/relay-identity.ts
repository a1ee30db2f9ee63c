/**
 * How a host proves to a relay that it may host: in turn without anything (a
 * relay that takes everybody), with `share-identity`, with the keys of the
 * user's ssh-agent, with the host's own key. Used by relay-client.ts.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ssh2, { type AnyAuthMethod } from "ssh2";
import type { HostKey } from "./host-keys.ts";
import { HOST_USER } from "./wire-control.ts";

export interface IdentityOptions {
	/** `share-identity`: a file; without a slash in ~/.ssh. */
	readonly identity: string;
	readonly home: string;
	/** SSH_AUTH_SOCK, "" without. */
	readonly agent: string;
	/** Tried last; undefined: only what is the user's. */
	readonly hostKey: HostKey | undefined;
	/** Who logs in; HOST_USER when not given. */
	readonly username?: string;
}

/** The file that `share-identity` means. */
export function identityPath(identity: string, home: string): string {
	if (!identity.includes("/")) return join(home, ".ssh", identity);
	return resolve(home, identity.replace(/^~\//, ""));
}

/** What to try, in its order. Throws with a clear line when the identity cannot be used. */
export function identityMethods(options: IdentityOptions): AnyAuthMethod[] {
	const { identity, home, agent, hostKey, username = HOST_USER } = options;
	const methods: AnyAuthMethod[] = [{ type: "none", username }];
	if (identity !== "")
		methods.push({ type: "publickey", username, key: readIdentity(identityPath(identity, home)) });
	// As tmate: an identity that was named is the only one of the user's.
	else if (agent !== "") methods.push({ type: "agent", username, agent });
	if (hostKey !== undefined) methods.push({ type: "publickey", username, key: hostKey.pem });
	return methods;
}

function readIdentity(path: string): string {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch {
		throw new Error(`share-identity: cannot read ${path}`);
	}
	const key = ssh2.utils.parseKey(text);
	if (key instanceof Error) {
		if (/encrypted/i.test(key.message))
			throw new Error(`share-identity: ${path} has a passphrase: add it to your ssh-agent instead`);
		throw new Error(`share-identity: ${path} is not a private key`);
	}
	return text;
}
