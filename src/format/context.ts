/**
 * Completing a format context: who gives only a client or a pane gets the
 * session, window and pane that follow from it. Called by expand.ts and by
 * loops when they move to another session, window or pane.
 */
import type { FormatContext } from "./types.ts";

/** `ctx` with everything in it that follows from what it has. */
export function completeContext(ctx: FormatContext): FormatContext {
	const session = ctx.session ?? ctx.client?.session;
	const winlink =
		ctx.winlink ?? (ctx.window === undefined || ctx.pane === undefined ? session?.current : undefined);
	const pane = ctx.pane ?? ctx.winlink?.window.active ?? ctx.window?.active ?? winlink?.window.active;
	const window = ctx.window ?? ctx.winlink?.window ?? pane?.window ?? winlink?.window;
	return {
		...ctx,
		session,
		winlink,
		window,
		pane,
		type: ctx.type ?? rowType(ctx),
	};
}

/** What kind of thing the context was made for. */
function rowType(ctx: FormatContext): FormatContext["type"] {
	if (ctx.pane !== undefined) return "pane";
	if (ctx.winlink !== undefined || ctx.window !== undefined) return "window";
	return ctx.session !== undefined ? "session" : undefined;
}
