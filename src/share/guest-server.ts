/**
 * The host's own SSH server as a provider runs it: with the keys of the state
 * folder, an RSA key that is made beside it and offered when it is there, and
 * one token for each right. Owned by provider-direct.ts and provider-relay.ts.
 */
import type { Disposable } from "../util/disposable.ts";
import { type HostKeys, loadHostKeys } from "./host-keys.ts";
import type { ProviderPorts } from "./provider.ts";
import { SshServer } from "./ssh-server.ts";
import { sameSecret } from "./token.ts";

/** What guests say as their user's name, by what it gives. */
export interface GuestTokens {
	readonly rw: string;
	readonly ro: string;
}

export class GuestServer implements Disposable {
	readonly keys: HostKeys;
	readonly ssh: SshServer;

	/** Throws when there is no folder for keys, or a file in it that is no key. */
	constructor(ports: ProviderPorts, tokens: GuestTokens) {
		const { clock, log, version, keys, stateFolder } = ports;
		// A key that is made is added in a later turn.
		this.keys = loadHostKeys({ folder: stateFolder, log, added: () => this.ssh.useHostKeys(this.keys.pems) });
		try {
			this.ssh = new SshServer({
				clock,
				log,
				version,
				keys,
				hostKeys: this.keys.pems,
				option: (name) => ports.option(name),
				rightsOf: (token) => {
					// Both are compared, whatever the first one says.
					const full = sameSecret(token, tokens.rw);
					const look = sameSecret(token, tokens.ro);
					return full ? "read-write" : look ? "read-only" : undefined;
				},
				accept: (link) => ports.accept(link),
			});
		} catch (error) {
			this.keys.dispose();
			throw error;
		}
	}

	dispose(): void {
		this.keys.dispose();
		this.ssh.dispose();
	}
}
