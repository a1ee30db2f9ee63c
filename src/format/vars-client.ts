/** Variables of a client and its terminal. */

import type { Client } from "../model/client.ts";
import { clientFlagNames } from "../model/client-flags.ts";
import type { FormatContext } from "./types.ts";
import { type FormatVariable, flag, row, timeRow } from "./variable.ts";

/** The table keys are looked up in while no other was switched to. */
function defaultTable(client: Client): string {
	return client.session?.options.string("key-table") || "root";
}

/** A row for a context with a client. */
const of = (name: string, get: (client: Client, ctx: FormatContext) => string | undefined) =>
	row(name, (ctx) => ctx.client && get(ctx.client, ctx));
/** A row for a client with a terminal of its own. */
const terminal = (name: string, get: (client: Client) => string) =>
	of(name, (client) => (client.terminal ? get(client) : undefined));

export const CLIENT_VARIABLES: readonly FormatVariable[] = [
	timeRow("client_activity", ({ client }) => client?.activityTime),
	terminal("client_cell_height", (c) => String(c.ypixel)),
	terminal("client_cell_width", (c) => String(c.xpixel)),
	terminal("client_colours", (c) => String(c.colours)),
	of("client_control_mode", (c) => flag(c.control !== "")),
	timeRow("client_created", ({ client }) => client?.createdTime),
	of("client_discarded", (c) => String(c.discarded)),
	of("client_flags", clientFlagNames),
	of("client_guest", (c) => flag(c.identity.guest !== undefined)),
	terminal("client_height", (c) => String(c.sy)),
	of("client_key_table", (c) => c.keyTable ?? defaultTable(c)),
	of("client_last_session", ({ lastSession }) =>
		lastSession?.destroyed === false ? lastSession.name : undefined,
	),
	of("client_name", (c) => c.name),
	of("client_pid", (c) => String(c.identity.pid)),
	of("client_prefix", (c) => flag(c.keyTable !== undefined && c.keyTable !== defaultTable(c))),
	of("client_readonly", (c) => flag(c.flags.readOnly)),
	of("client_session", (c) => c.session?.name),
	of("client_termfeatures", (c) => c.termFeatures.join(",")),
	of("client_termname", (c) => c.termName),
	of("client_termtype", (c) => c.termType),
	of("client_theme", (c) => (c.theme === "unknown" ? undefined : c.theme)),
	of("client_tty", (c) => c.ttyName),
	of("client_uid", (c) => String(c.identity.uid)),
	of("client_user", (c) => c.identity.user || undefined),
	of("client_utf8", (c) => flag(c.utf8)),
	of("client_width", (c) => String(c.sx)),
	of("client_written", (c) => String(c.written)),
];
