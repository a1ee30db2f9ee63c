/**
 * A guest's link as the transport of a client: frames go to the link, what the
 * server would ask of a local process (suspend, lock, exec) has no process here
 * and does nothing on the host. Made by share-service.ts when a guest is let in.
 */
import type { ClientTransport, ExitReason } from "../model/client.ts";
import type { GuestLink } from "./provider.ts";

/** Most of what a command prints that can become the guest's last line. */
const LAST_LINE_LIMIT = 400;

/** Last lines and exit statuses for each way to leave. */
const LAST_WORDS: {
	readonly [T in ExitReason["type"]]: (
		reason: Extract<ExitReason, { type: T }>,
		said: string,
	) => readonly [line: string, status: number];
} = {
	detach: ({ session }) => [`[detached (from session ${session})]`, 0],
	shutdown: () => ["[server exited]", 0],
	return: ({ status, message }, said) => [message || said || "[exited]", status],
};

export class GuestTransport implements ClientTransport {
	readonly #link: GuestLink;
	readonly #wakeup: () => void;
	#said = "";

	/** `wakeup` is called when the guest was told to stop: it has nothing to stop for. */
	constructor(link: GuestLink, wakeup: () => void) {
		this.#link = link;
		this.#wakeup = wakeup;
	}

	get queued(): number {
		return this.#link.queued;
	}

	get room(): number {
		return this.#link.room;
	}

	/** What the attach prints is only of interest when it fails. */
	stdout(bytes: Uint8Array): void {
		this.stderr(bytes);
	}

	stderr(bytes: Uint8Array): void {
		if (this.#said.length < LAST_LINE_LIMIT) this.#said += Buffer.from(bytes).toString("utf8");
	}

	terminal(bytes: Uint8Array): void {
		this.#link.write(bytes);
	}

	exit(reason: ExitReason): void {
		const words = LAST_WORDS[reason.type] as (r: ExitReason, said: string) => readonly [string, number];
		const [line, status] = words(reason, this.#said.trim());
		this.#link.close(line, status);
	}

	/** `detach -E` runs a command in place of the client: on the host there is none to replace. */
	exec(): void {
		this.#link.close("[exited]", 0);
	}

	suspend(): void {
		this.#wakeup();
	}

	/** Locked as long as the host is: it is woken with the host's own client. */
	lock(): void {
		this.#link.write(
			Buffer.from(
				"\x1b[?25l\x1b[H\x1b[2JThis session is locked. It comes back when its host unlocks it.\r\n",
			),
		);
	}

	close(): void {
		this.#link.destroy();
	}
}
