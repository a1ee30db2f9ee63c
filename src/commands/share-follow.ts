/**
 * A client that waits for sharing: until guests can come, or with `-F` until it
 * ends, printing what happens. Everything it listened to is given back when it
 * goes on or has gone.
 */
import type { CommandResult, QueueItem } from "../command/types.ts";
import { destroySession } from "../model/lifecycle.ts";
import type { Session } from "../model/session.ts";
import { shareLineTexts } from "../model/share-events.ts";
import { DisposableStore } from "../util/disposable.ts";

/** What the foreground client answers for. */
export interface FollowOptions {
	/** Sharing ends with it. */
	readonly stops: boolean;
	/** The session that was made for it, and ends with it. */
	readonly session: Session | undefined;
}

/** What every waiting client has to hear of; each comes at most once. */
interface Endings {
	/** The client has gone. */
	gone(): void;
	/** The last session has ended: the server would wait for this client. */
	empty(): void;
	ended(reason: string, failed: boolean): void;
}

function listen(item: QueueItem, endings: Endings): DisposableStore {
	const { server, client } = item;
	const store = new DisposableStore();
	store.add(
		server.events.on("clientGone", (event) => {
			if (event.client !== client) return;
			store.dispose();
			endings.gone();
		}),
	);
	store.add(
		server.events.on("sessionDestroyed", () => {
			if (server.sessions.size === 0) endings.empty();
		}),
	);
	store.add(
		server.events.on("shareEnded", ({ reason, failed }) => {
			store.dispose();
			endings.ended(reason, failed);
		}),
	);
	return store;
}

/** Waits until the lines to hand over are known and prints them; an error when the first try fails. */
export function waitUntilReady(item: QueueItem): CommandResult {
	const { server } = item;
	const fail = (text: string) => {
		store.dispose();
		item.error(text);
		item.resume("error");
	};
	const store = listen(item, {
		gone: () => {},
		empty: () => fail("no sessions"),
		ended: fail,
	});
	store.add(
		server.events.on("notify", ({ name }) => {
			if (name === "share-lost") return fail(`sharing lost: ${server.sharing.error}`);
			if (name !== "share-ready") return;
			store.dispose();
			for (const line of shareLineTexts(server.sharing)) item.print(line);
			item.resume();
		}),
	);
	return "wait";
}

/** `-F`: prints what happens until sharing ends. */
export function followSharing(item: QueueItem, { stops, session }: FollowOptions): CommandResult {
	const { server, services } = item;
	const { sharing } = server;
	const store = listen(item, {
		gone: () => {
			if (stops) services.sharing.stop("the host has gone");
			if (session) destroySession(server, session);
		},
		empty: () => services.sharing.stop("the last session has ended"),
		ended: (reason, failed) => {
			if (failed) item.error(reason);
			if (session) destroySession(server, session);
			item.resume(failed ? "error" : "normal");
		},
	});
	if (session)
		item.print(
			`attach from here: comux -S ${server.ports.host.socketPath} attach-session -t ${session.name}`,
		);
	if (sharing.status === "ready") for (const line of shareLineTexts(sharing)) item.print(line);
	store.add(server.events.on("shareLine", ({ text }) => item.print(text)));
	return "wait";
}
