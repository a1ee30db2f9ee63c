/**
 * Options of sharing: all of the server. Part of the table of option-table.ts,
 * with the names tmate has for them, and those of tmate's options that are read
 * from its users' configs and do nothing here.
 */
import { INT_MAX, type OptionRow, SERVER, USHRT_MAX } from "./option-row.ts";

/** tmate's names for options of ours. */
export const TMATE_OPTION_NAMES: readonly (readonly [string, string])[] = [
	["tmate-api-key", "share-api-key"],
	["tmate-authorized-keys", "share-authorized-keys"],
	["tmate-display-time", "share-display-time"],
	["tmate-identity", "share-identity"],
	["tmate-server-ed25519-fingerprint", "share-relay-fingerprint"],
	["tmate-server-host", "share-relay-host"],
	["tmate-server-port", "share-relay-port"],
	["tmate-session-name", "share-session-name"],
	["tmate-session-name-ro", "share-session-name-read-only"],
];

/** Options of tmate's that are accepted; whoever sets one is told that it does nothing (share-options.ts). */
export const UNUSED_SHARE_OPTIONS: readonly string[] = [
	"tmate-foreground-restart",
	"tmate-server-dsa-fingerprint",
	"tmate-set",
];

/** On the status line while the server is shared: to how many, and who waits. */
const SHARE_STATUS = [
	" #[fg=black,bg=yellow]",
	// Not every tmate server says how many there are.
	"#{?#{==:#{share_status},ready},[shared#{?#{!=:#{share_provider},tmate}, #{share_guests},",
	"#{?#{!=:#{tmate_num_clients},}, #{tmate_num_clients},}}],",
	"#{?#{==:#{share_status},lost},[share lost],[sharing...]}}",
	"#{?#{!=:#{share_waiting},0}, [#{share_waiting} #{?#{==:#{share_waiting},1},waits,wait}],}",
].join("");

function text(name: string, about: string, value = ""): OptionRow {
	return { name, type: "string", scope: SERVER, default: value, text: about, affects: [] };
}

function flag(name: string, about: string, value = false): OptionRow {
	return { name, type: "flag", scope: SERVER, default: value, text: about, affects: [] };
}

function number(
	name: string,
	[min, max]: readonly [number, number],
	value: number,
	about: string,
	unit?: string,
): OptionRow {
	return {
		name,
		type: "number",
		scope: SERVER,
		min,
		max,
		default: value,
		text: about,
		affects: [],
		...(unit === undefined ? {} : { unit }),
	};
}

export const SHARE_ROWS: readonly OptionRow[] = [
	text("share-api-key", "Key that lets this host have names of its own at the relay."),
	flag("share-approve", "Whether guests wait until the host lets them in."),
	number(
		"share-approve-timeout",
		[1, 86400],
		60,
		"How long a guest waits to be let in; then it is refused.",
		"seconds",
	),
	text(
		"share-authorized-keys",
		"Where the public keys are that may come in, in the format of authorized_keys: a path, an https URL, github:USER or gitlab:USER; empty lets in everybody who has the line.",
	),
	number(
		"share-display-time",
		[0, INT_MAX],
		15000,
		"How long messages about sharing stay on the status line; 0 until a key is pressed.",
		"milliseconds",
	),
	flag(
		"share-end-to-end",
		"Whether guests must come by a way that ends at this host, so that a relay cannot read along.",
	),
	number("share-expire", [0, INT_MAX], 0, "How long the server is shared; 0 without an end.", "seconds"),
	flag("share-forwarding", "Whether read-write guests that come directly may forward ports by their ssh."),
	flag(
		"share-guest-keys",
		"Whether guests are asked for a public key, so that it is known who they are.",
		true,
	),
	number("share-guest-limit", [1, 1000], 20, "How many guests may be in at once."),
	flag("share-guest-size", "Whether the terminals of guests count for the sizes of windows."),
	text("share-identity", "File of the private key that this host proves itself to a relay with."),
	number(
		"share-idle-timeout",
		[0, INT_MAX],
		0,
		"After how long without a key a guest is put out; 0 never.",
		"seconds",
	),
	text(
		"share-listen",
		"Address, or address:port, that guests reach when there is no relay; port 0 is any free one.",
		"127.0.0.1",
	),
	text(
		"share-provider",
		"How the server is shared: direct, relay, or tmate for a tmate-ssh-server; empty takes a relay when one is configured.",
	),
	text("share-public-name", "Name or address in the line for guests instead of the one that is listened on."),
	text(
		"share-relay-fingerprint",
		"Fingerprint (SHA256:...) of the relay's ed25519 host key; empty trusts the key that was seen first.",
	),
	text("share-relay-host", "Name or address of the relay."),
	number("share-relay-port", [1, USHRT_MAX], 2222, "Port of the relay."),
	text("share-session-name", "Name of the read-write way in at a relay that gives names."),
	text("share-session-name-read-only", "Name of the read-only way in at a relay that gives names."),
	{
		name: "share-status",
		type: "string",
		scope: SERVER,
		default: SHARE_STATUS,
		text: "Shown at the right end of the first status line while the server is shared.",
		affects: ["status"],
	},
	flag("share-stop-on-detach", "Whether sharing ends when the last client of the host itself is detached."),
	number("tmate-foreground-restart", [0, 1], 1, "Accepted for configs of tmate; does nothing."),
	text("tmate-server-dsa-fingerprint", "Accepted for configs of tmate; does nothing."),
	text("tmate-server-ecdsa-fingerprint", "Fingerprint of the relay's host key when that is an ECDSA key."),
	text("tmate-server-rsa-fingerprint", "Fingerprint of the relay's host key when that is an RSA key."),
	text("tmate-set", "Accepted for configs of tmate; does nothing."),
	text("tmate-webhook-url", "URL that is told, by POST, when the server is shared and who comes and goes."),
	text("tmate-webhook-userdata", "Text that goes with each event to the URL of tmate-webhook-url."),
];
