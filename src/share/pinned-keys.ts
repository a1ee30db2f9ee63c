/**
 * Which option holds the fingerprint of which kind of a relay's host key, and
 * which kinds to ask for so that the key that comes is one that is pinned. Used
 * by the providers that connect out.
 */

interface PinnedKind {
	/** How the type of such a key begins on the wire. */
	readonly type: string;
	/** Host key algorithms to offer for it. */
	readonly algorithms: readonly string[];
	readonly option: string;
}

const KINDS: readonly PinnedKind[] = [
	{ type: "ssh-ed25519", algorithms: ["ssh-ed25519"], option: "share-relay-fingerprint" },
	{
		type: "ecdsa-",
		algorithms: ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"],
		option: "tmate-server-ecdsa-fingerprint",
	},
	{ type: "ssh-rsa", algorithms: ["rsa-sha2-512", "rsa-sha2-256"], option: "tmate-server-rsa-fingerprint" },
];

/** The options, for whoever has to connect again when one changes. */
export const PINNED_KEY_OPTIONS: readonly string[] = KINDS.map(({ option }) => option);

/** The option that holds the fingerprint of this host key (SSH wire form). */
export function pinnedKeyOption(key: Uint8Array): string {
	const length = key.length < 4 ? 0 : new DataView(key.buffer, key.byteOffset).getUint32(0);
	const type = Buffer.from(key.subarray(4, 4 + Math.min(length, 64))).toString("latin1");
	return KINDS.find((kind) => type.startsWith(kind.type))?.option ?? KINDS[0]!.option;
}

/** Host key algorithms to ask for: those of the pinned kinds, undefined (any) when nothing is pinned. */
export function pinnedAlgorithms(option: (name: string) => string): readonly string[] | undefined {
	const pinned = KINDS.filter((kind) => option(kind.option) !== "");
	return pinned.length === 0 ? undefined : pinned.flatMap(({ algorithms }) => algorithms);
}
