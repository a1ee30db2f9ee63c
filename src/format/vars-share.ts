/** Variables of sharing: how it stands, and one guest (a row of list-guests, or the guest a client belongs to). */
import type { Guest, GuestRights, ShareLine } from "../model/sharing.ts";
import type { FormatContext } from "./types.ts";
import { type FormatVariable, flag, number, row, timeRow } from "./variable.ts";

/** A row for a line to hand over, "" while there is none. */
const line = (
	name: string,
	rights: GuestRights,
	endToEnd: boolean,
	part: "command" | "pinned",
): FormatVariable => row(name, ({ server }) => server.sharing.line(rights, endToEnd)?.[part] ?? "");

/** The line tmate's scripts hand over: the plain one, else the only way in that there is. */
const tmateLine = (name: string, rights: GuestRights): FormatVariable =>
	row(name, ({ server: { sharing } }) => {
		const found: ShareLine | undefined = sharing.line(rights, false) ?? sharing.line(rights, true);
		return found?.command ?? "";
	});

function guestOf({ server, guest, client }: FormatContext): Guest | undefined {
	return guest ?? (client && server.sharing.guestOf(client));
}

/** A row for a context with a guest. */
const of = (name: string, get: (guest: Guest) => string | undefined): FormatVariable =>
	row(name, (ctx) => {
		const guest = guestOf(ctx);
		return guest && get(guest);
	});

export const SHARE_VARIABLES: readonly FormatVariable[] = [
	of("guest_address", (guest) => guest.address),
	of("guest_bytes_in", (guest) => String(guest.bytesIn)),
	of("guest_bytes_out", (guest) => String(guest.bytesOut)),
	timeRow("guest_came", (ctx) => guestOf(ctx)?.cameTime),
	of("guest_height", (guest) => String(guest.rows)),
	of("guest_id", (guest) => String(guest.id)),
	timeRow("guest_joined", (ctx) => guestOf(ctx)?.joinedTime),
	of("guest_key", (guest) => guest.key),
	of("guest_name", (guest) => guest.name),
	of("guest_rights", (guest) => guest.rights),
	of("guest_rtt", (guest) => (guest.rtt < 0 ? "" : String(Math.round(guest.rtt)))),
	of("guest_state", (guest) => guest.state),
	of("guest_term", (guest) => guest.term),
	of("guest_via", (guest) => guest.via),
	of("guest_width", (guest) => String(guest.cols)),
	row("share_active", ({ server }) => flag(server.sharing.active)),
	row("share_error", ({ server }) => server.sharing.error),
	timeRow("share_expires", ({ server }) => server.sharing.expiresTime),
	row("share_fingerprint", ({ server }) => server.sharing.fingerprint),
	row("share_guests", ({ server }) => number(server.sharing.joined.length)),
	line("share_pinned", "read-write", false, "pinned"),
	line("share_pinned_e2e", "read-write", true, "pinned"),
	line("share_pinned_e2e_ro", "read-only", true, "pinned"),
	line("share_pinned_ro", "read-only", false, "pinned"),
	row("share_provider", ({ server }) => server.sharing.provider),
	line("share_ssh", "read-write", false, "command"),
	line("share_ssh_e2e", "read-write", true, "command"),
	line("share_ssh_e2e_ro", "read-only", true, "command"),
	line("share_ssh_ro", "read-only", false, "command"),
	timeRow("share_started", ({ server }) => server.sharing.startedTime),
	row("share_status", ({ server }) => server.sharing.status),
	row("share_waiting", ({ server }) => number(server.sharing.waiting.length)),
	row("tmate_num_clients", ({ server: { sharing } }) => {
		if (!sharing.active) return "";
		// A tmate server has the guests; not each of them counts.
		const ours = sharing.provider === "tmate" ? "" : String(sharing.joined.length);
		return sharing.variables.get("tmate_num_clients") ?? ours;
	}),
	tmateLine("tmate_ssh", "read-write"),
	tmateLine("tmate_ssh_ro", "read-only"),
	// Nothing is served to browsers, unless a tmate server does.
	row("tmate_web", ({ server }) => server.sharing.variables.get("tmate_web") ?? ""),
	row("tmate_web_ro", ({ server }) => server.sharing.variables.get("tmate_web_ro") ?? ""),
];
