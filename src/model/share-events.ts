/**
 * Saying what has happened to sharing: each function is called by share/ after
 * it has changed `server.sharing`, and tells all who look: hooks, control mode,
 * status lines, `wait-for`, show-messages and those who follow with
 * `share-server -F`.
 */
import { markEveryone } from "./marks.ts";
import { placeOf } from "./notify.ts";
import type { Server } from "./server.ts";
import type { Guest, ShareLine, Sharing } from "./sharing.ts";

/** Channels of wait-for that stand for "the server is shared". */
export const READY_CHANNELS: readonly string[] = ["share-ready", "tmate-ready"];

/** What a line to hand over is called, as tmate calls it: scripts look for these. */
function lineLabel({ rights, endToEnd }: ShareLine): string {
	return `${endToEnd ? "end-to-end " : ""}ssh session${rights === "read-only" ? " read only" : ""}`;
}

/** The lines to hand over, one text each: `ssh session: ssh TOKEN@host`. */
export function shareLineTexts(sharing: Sharing): string[] {
	return sharing.lines.map((line) => `${lineLabel(line)}: ${line.command}`);
}

/** Something to be read by the host's user: a row of show-messages and a line of `share-server -F`. */
export function shareSaid(server: Server, text: string): void {
	server.addMessage(text);
	server.events.emit("shareLine", { text });
}

/** Anything that a status line or a format shows has changed. */
export function shareChanged(server: Server): void {
	markEveryone(server);
}

/** Reachable for the first time, again, or with other lines. Says the lines. */
export function shareReady(server: Server): void {
	const { sharing } = server;
	sharing.wasReady = true;
	shareChanged(server);
	for (const text of shareLineTexts(sharing)) shareSaid(server, text);
	server.events.emit("notify", {
		name: "share-ready",
		extra: {
			share_provider: sharing.provider,
			share_ssh: sharing.line("read-write", false)?.command ?? "",
			share_ssh_ro: sharing.line("read-only", false)?.command ?? "",
		},
	});
	for (const name of READY_CHANNELS) wake(server, name);
}

/** Not reachable any more (`sharing.error` says why); it is tried again. */
export function shareLost(server: Server): void {
	const { error } = server.sharing;
	shareChanged(server);
	shareSaid(server, `sharing lost: ${error}`);
	server.events.emit("notify", { name: "share-lost", extra: { share_error: error } });
}

/** Sharing has ended: asked for or expired, or it `failed` and cannot work. */
export function shareEnded(server: Server, reason: string, failed = false): void {
	shareChanged(server);
	shareSaid(server, reason);
	server.events.emit("shareEnded", { reason, failed });
}

/** What events say of a guest. */
function guestFacts(server: Server, guest: Guest): Record<string, string> {
	return {
		guest: String(guest.id),
		guest_name: guest.name,
		guest_address: guest.address,
		guest_key: guest.key,
		guest_rights: guest.rights,
		guest_via: guest.via,
		guest_count: String(server.sharing.joined.length),
	};
}

/** `guest-knocked`, `guest-joined` (its client is attached) and `guest-left`. */
export function notifyGuest(
	server: Server,
	name: "guest-knocked" | "guest-joined" | "guest-left",
	guest: Guest,
): void {
	shareChanged(server);
	server.events.emit("notify", { name, ...placeOf(guest.client), extra: guestFacts(server, guest) });
}

/** Lets all who wait on a channel go on; those who come later do not wait (wait-for.ts). */
function wake(server: Server, name: string): void {
	const channel = server.waitChannels.get(name);
	if (!channel) return;
	for (const waiter of channel.waiters.splice(0)) waiter();
	if (!channel.locked && !channel.woken) server.waitChannels.delete(name);
}
