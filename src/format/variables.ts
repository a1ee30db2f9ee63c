/**
 * All format variables by name. A variable is a row of one of the vars-*.ts
 * tables; nothing else knows their names.
 */
import type { FormatVariable } from "./variable.ts";
import { BUFFER_VARIABLES } from "./vars-buffer.ts";
import { CLIENT_VARIABLES } from "./vars-client.ts";
import { MOUSE_VARIABLES } from "./vars-mouse.ts";
import { PANE_VARIABLES } from "./vars-pane.ts";
import { SERVER_VARIABLES } from "./vars-server.ts";
import { SESSION_VARIABLES } from "./vars-session.ts";
import { SHARE_VARIABLES } from "./vars-share.ts";
import { WINDOW_VARIABLES } from "./vars-window.ts";

/** Name -> row. */
export const FORMAT_VARIABLES: ReadonlyMap<string, FormatVariable> = new Map(
	[
		...SERVER_VARIABLES,
		...SESSION_VARIABLES,
		...WINDOW_VARIABLES,
		...PANE_VARIABLES,
		...CLIENT_VARIABLES,
		...BUFFER_VARIABLES,
		...MOUSE_VARIABLES,
		...SHARE_VARIABLES,
	].map((row) => [row.name, row]),
);
