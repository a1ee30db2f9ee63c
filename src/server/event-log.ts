/**
 * What -v writes: the messages of show-messages (commands, keys, errors) and
 * every event with what it is about; with -vv also the bytes of programs and
 * clients, so that a bug can be played again. Nothing listens without -v.
 * Owned by the runtime.
 */
import type { Notification } from "../model/events.ts";
import type { Server } from "../model/server.ts";
import { type Disposable, DisposableStore } from "../util/disposable.ts";
import { visibleBytes } from "../util/vis.ts";

/** Starts the log of `server`; dispose ends it. */
export function logEvents(server: Server): Disposable {
	const store = new DisposableStore();
	const { host, log } = server.ports;
	if (log.level < 1) return store;
	log.debug(`comux ${host.version} (tmux ${host.tmuxVersion}) pid ${host.pid} socket ${host.socketPath}`);
	log.debug(`config files: ${host.configFiles.join(" ")}`);
	store.add(server.events.on("message", ({ text }) => log.debug(text)));
	store.add(server.events.on("notify", (event) => log.debug(`event ${describe(event)}`)));
	if (log.level > 1)
		store.add(
			server.events.on("paneOutput", ({ pane, bytes }) =>
				log.debug(`output %${pane.id} ${bytes.length}: ${visibleBytes(bytes)}`),
			),
		);
	return store;
}

function describe({ name, client, session, window, pane, extra = {} }: Notification): string {
	const facts = Object.entries(extra).map(([key, value]) => `${key}=${value}`);
	return [
		name,
		...(client ? [client.name] : []),
		...(session ? [`$${session.id}`] : []),
		...(window ? [`@${window.id}`] : []),
		...(pane ? [`%${pane.id}`] : []),
		...facts,
	].join(" ");
}
