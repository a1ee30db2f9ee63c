/**
 * What each message of a host does: one function for each kind. Called by
 * mirror.ts, inside its guard against bugs.
 */

import type { Pane } from "../model/pane.ts";
import type { MirrorUname } from "../protocol/mirror-worker.ts";
import { canonicalLine } from "../tmate/commands.ts";
import type { HostMessage } from "../tmate/host-messages.ts";
import { paintSnapshot } from "../tmate/snapshot-paint.ts";
import { layoutError } from "./layout.ts";
import { MAX_LINE, MAX_NAME } from "./limits.ts";
import { plainText } from "./plain-text.ts";
import type { MirrorRooms } from "./rooms.ts";

/** What is about the connection or about the host itself. */
export interface HostEvents {
	header(protocol: number, version: string): void;
	/** It has sent all its settings. */
	ready(): void;
	/** What it kept of an earlier connection. */
	reconnect(data: string): void;
	uname(uname: MirrorUname): void;
	/** It ended on purpose. */
	fin(): void;
	debug(what: string, reason: string): void;
}

type Handlers = {
	readonly [K in HostMessage["kind"]]: (message: Extract<HostMessage, { readonly kind: K }>) => void;
};

/** Carries out a message. */
export type HostMessageRunner = (message: HostMessage) => void;

export function hostMessages(rooms: MirrorRooms, events: HostEvents): HostMessageRunner {
	const { runtime, layout, panes, copy, status, guests, settings } = rooms;
	const { pump, hub, server } = runtime;
	const withPane = (id: number, fn: (pane: Pane) => void) => {
		const pane = server.panes.get(id);
		if (pane) fn(pane);
	};
	const handlers: Handlers = {
		header: ({ protocol, version }) => events.header(protocol, version),
		layout: (message) => {
			const error = layoutError(message);
			if (error !== undefined) return events.debug("tmate host's layout:", error);
			const first = layout.session === undefined;
			layout.apply(message);
			if (!first) return;
			status.apply(layout.session);
			guests.attachAll();
		},
		data: ({ pane: id, bytes }) => withPane(id, (pane) => panes.output(pump, pane, bytes)),
		"exec-string": ({ command }) => {
			const words = canonicalLine(command);
			if (words) settings.run(words);
		},
		exec: ({ argv }) => settings.run(argv),
		failed: ({ client: id, error }) => {
			const client = guests.clientOf(id);
			const text = plainText(error, MAX_LINE);
			if (client?.session)
				hub.message(client, text.charAt(0).toUpperCase() + text.slice(1), { ignoreStyles: true });
		},
		status: ({ left, right }) => status.set(layout.session, left, right),
		"copy-mode": ({ pane: id, state }) => withPane(id, (pane) => copy.sync(pane, state)),
		"copy-line": ({ pane: id, line }) => withPane(id, (pane) => copy.line(pane, line)),
		fin: () => events.fin(),
		ready: () => events.ready(),
		reconnect: ({ data }) => events.reconnect(data),
		snapshot: (message) => {
			for (const one of message.panes)
				withPane(one.id, (pane) => {
					// What has been printed before is in the snapshot.
					pump.flush(pane);
					pump.inject(pane, paintSnapshot(one, pane.sx, pane.sy));
				});
		},
		uname: ({ kind: _kind, ...uname }) => {
			const short = (text: string) => plainText(text, MAX_NAME);
			events.uname({
				sysname: short(uname.sysname),
				nodename: short(uname.nodename),
				release: short(uname.release),
				version: short(uname.version),
				machine: short(uname.machine),
			});
		},
	};
	return (message) => (handlers[message.kind] as HostMessageRunner)(message);
}
