/**
 * What a guest may not touch, wherever a client leaves a trace by merely being
 * there: sizes, focus, activity, answers of its terminal. Asked by everything
 * that looks at clients; commands are held back by the queue (`viewOnly`).
 */
import type { Client } from "./client.ts";
import type { Window } from "./window.ts";

/** Somebody who came by sharing. */
export function isGuest(client: Client | undefined): boolean {
	return client?.identity.guest !== undefined;
}

/** A guest who may only look: nothing it does changes more than its own view. */
export function onlyLooks(client: Client | undefined): boolean {
	return client !== undefined && isGuest(client) && client.flags.readOnly;
}

/** Whether using the window makes `client` the one whose size counts there: not a guest's that sizes nothing while somebody else's does. */
export function becomesLatest(client: Client, window: Window): boolean {
	if (!isGuest(client)) return true;
	if (onlyLooks(client)) return false;
	return !client.flags.ignoreSize || window.latest === undefined || window.latest.flags.ignoreSize;
}
