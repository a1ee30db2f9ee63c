/**
 * What a mirrored session is handed, and what it tells of its host. Implemented
 * by the relay's thread for one session (session.ts) and by tests; read by
 * mirror.ts and rooms.ts.
 */
import type { Keymap } from "../server/config.ts";
import type { Clock } from "../util/clock.ts";
import type { Log } from "../util/log.ts";
import type { MirrorGuest } from "./guests.ts";

export interface MirrorPorts {
	readonly clock: Clock;
	readonly log: Log;
	/** comux's own key tables. */
	readonly keymaps: readonly Keymap[];
	/** comux's version, and that of the tmux it stands for. */
	readonly version: string;
	readonly tmuxVersion: string;
	/** What terminals of guests can do; names are checked before. */
	hasTerminfo(name: string): boolean;
	readTerminfo(path: string): Uint8Array | undefined;
	/** Bytes for the host. Never blocks; false: they are not sent. */
	send(bytes: Uint8Array): boolean;
	/** Do not read from the host for a moment (more waits than can be parsed), or go on. Never for long. */
	hold(on: boolean): void;
	/** The host has sent its settings: guests may come in. `data`: what it kept of an earlier connection, if it reconnects. */
	ready(data: string | undefined): void;
	/** What the host wishes of the relay has changed after `ready`. */
	wished(): void;
	/** FIN, or the host speaks something else: the mirror is to be disposed. `fin`: it ended on purpose. */
	ended(reason: string, fin: boolean): void;
	guestJoined(guest: MirrorGuest): void;
	guestLeft(guest: MirrorGuest): void;
}
