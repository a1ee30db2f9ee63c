/** What the relay's status says of its hosts and guests. Made and called by relay.ts. */
import type { RelayStatusGuest, RelayStatusHost } from "../protocol/relay-status.ts";
import type { GuestConnection } from "./guest-connection.ts";
import type { RelayHost } from "./relay-host.ts";

const kindName = { rw: "read-write", ro: "read-only", jump: "end-to-end" } as const;

export class Snapshots {
	readonly #ids = new WeakMap<object, number>();
	#lastId = 0;

	/** `own`: its guests. */
	host(host: RelayHost, session: string, own: readonly GuestConnection[]): RelayStatusHost {
		const { name, address, version, since, endToEnd, restricted, rtt } = host;
		const bytesIn = own.reduce((sum, guest) => sum + guest.bytesIn, 0);
		const bytesOut = own.reduce((sum, guest) => sum + guest.bytesOut, 0);
		const id = this.#idOf(host);
		return { id, name, session, address, version, since, endToEnd, restricted, bytesIn, bytesOut, rtt };
	}

	/** Of one that was let in. */
	guest(guest: GuestConnection): RelayStatusGuest {
		const { address, since, key, cols, rows, bytesIn, bytesOut, queued, rtt } = guest;
		const entry = guest.entry!;
		const id = this.#idOf(guest);
		const host = this.#idOf(entry.host);
		const kind = kindName[entry.kind];
		return { id, host, address, kind, since, key, cols, rows, bytesIn, bytesOut, queued, rtt };
	}

	#idOf(one: object): number {
		let id = this.#ids.get(one);
		if (id === undefined) {
			id = ++this.#lastId;
			this.#ids.set(one, id);
		}
		return id;
	}
}
