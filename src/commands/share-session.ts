/**
 * Which session share-server shows first, and whether its client is attached to
 * it: an existing one, or one that is made as new-session makes it.
 */
import { CommandError, type QueueItem } from "../command/types.ts";
import { Environ } from "../model/environ.ts";
import { createSession, destroySession } from "../model/lifecycle.ts";
import { notifySession } from "../model/notify.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { must } from "./common.ts";

/**
 * True when the item's client is not attached yet and is to be: it is not one
 * that runs inside a pane, where sharing only starts. Throws when it should be
 * and has no terminal for it.
 */
export function wantsToAttach(item: QueueItem): boolean {
	const { client, services } = item;
	if (!client || client.session || services.clients.isNested(client)) return false;
	const isInside = (client.environ.get("TMUX") ?? "") !== "";
	if (isInside && !client.terminal && client.control === "") return false;
	const error = services.clients.open(client);
	if (error !== undefined) throw new CommandError(`open terminal failed: ${error}`);
	return true;
}

/** The session `-t` names, else the one that is used last; `made`: there was none. */
export function sessionToShare(
	item: QueueItem,
	text: string | undefined,
	attaching: boolean,
): { readonly session: Session; readonly made: boolean } {
	if (text === undefined && item.server.sessions.size === 0)
		return { session: makeSession(item, attaching), made: true };
	const flags = attaching ? { preferUnattached: true } : {};
	const { session } = must(item.services.findTarget(item, text, "session", flags));
	if (!session) throw new CommandError("no current session");
	return { session, made: false };
}

/** Calls `fn` once the server has a session: a config is read before there is any. */
export function whenSessionComes(server: Server, fn: (session: Session) => void): void {
	const subscription = server.events.on("notify", ({ name, session }) => {
		if (name !== "session-created" || !session) return;
		subscription.dispose();
		server.ports.clock.setImmediate(() => {
			if (!session.destroyed && !server.exiting) fn(session);
		});
	});
}

function makeSession(item: QueueItem, attaching: boolean): Session {
	const { server, client, services } = item;
	const environ = new Environ();
	if (client) environ.update(server.sessionOptions.strings("update-environment"), client.environ);
	const session = createSession(server, {
		cwd: services.cwdOf(client, undefined),
		options: server.childOptions(server.sessionOptions),
		environ,
	});
	const winlink = services.spawner.window({
		session,
		argv: [],
		client: attaching ? client : undefined,
		requester: client,
	});
	if ("error" in winlink) {
		destroySession(server, session, false);
		throw new CommandError(`create window failed: ${winlink.error}`);
	}
	notifySession(server, "session-created", session);
	return session;
}
