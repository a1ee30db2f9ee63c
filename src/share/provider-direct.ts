/**
 * The provider that needs nobody else: an SSH server inside this process, on
 * loopback unless `share-listen` says otherwise. A row of providers.ts.
 */
import { createServer, type Server } from "node:net";
import { hostname } from "node:os";
import type { ShareLine } from "../model/sharing.ts";
import type { Disposable } from "../util/disposable.ts";
import { errorCode, strerror } from "../util/errno.ts";
import { GuestServer } from "./guest-server.ts";
import type { HostKeys } from "./host-keys.ts";
import { type HostPort, isEvery, parseHostPort } from "./listen-address.ts";
import type { ProviderEvents, ProviderPorts, RunningProvider, ShareProvider } from "./provider.ts";
import { randomToken } from "./token.ts";

/** Between attempts to listen, doubled each time. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** Reasons that time does not change. */
const HOPELESS: ReadonlySet<string> = new Set(["EACCES", "EINVAL", "EAFNOSUPPORT"]);
/** What the resolver says in codes of its own. */
const RESOLVER: Readonly<Record<string, string>> = {
	ENOTFOUND: "Name or service not known",
	EAI_AGAIN: "Temporary failure in name resolution",
};

class DirectShare implements RunningProvider {
	readonly #ports: ProviderPorts;
	readonly #events: ProviderEvents;
	readonly #tokens = { rw: randomToken("rw"), ro: randomToken("ro") };
	#server: GuestServer | undefined;
	#listener: Server | undefined;
	/** What is listened on, and the port that was given for 0: kept when it has to listen again. */
	#wanted = "";
	#port = 0;
	#lines = "";
	#wait = FIRST_WAIT_MS;
	#retry: Disposable | undefined;
	#disposed = false;

	constructor(ports: ProviderPorts, events: ProviderEvents) {
		this.#ports = ports;
		this.#events = events;
		// What happens is told by events, once whoever starts it knows that it has.
		this.#retry = ports.clock.setImmediate(() => this.#begin());
	}

	optionsChanged(): void {
		if (this.#disposed || this.#server === undefined) return;
		if (this.#ports.option("share-listen") !== this.#wanted) {
			this.#port = 0;
			this.#wait = FIRST_WAIT_MS;
			this.#listen();
		} else if (this.#listener?.listening) this.#ready();
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		this.#retry?.dispose();
		this.#close();
		this.#server?.dispose();
	}

	#begin(): void {
		try {
			this.#server = new GuestServer(this.#ports, this.#tokens);
		} catch (error) {
			this.#events.failed(error instanceof Error ? error.message : String(error));
			return;
		}
		this.#listen();
	}

	#close(): void {
		this.#retry?.dispose();
		this.#listener?.removeAllListeners("error");
		this.#listener?.on("error", () => {});
		this.#listener?.close();
		this.#listener = undefined;
	}

	#listen(): void {
		this.#close();
		this.#wanted = this.#ports.option("share-listen");
		const address = parseHostPort(this.#wanted);
		if (address === undefined) {
			this.#events.failed(`share-listen: not an address: ${this.#wanted}`);
			return;
		}
		const listener = createServer({ noDelay: true }, (socket) => this.#server?.ssh.admit(socket));
		this.#listener = listener;
		listener.on("error", (error) => this.#failed(listener, address, errorCode(error)));
		listener.on("listening", () => {
			const bound = listener.address();
			if (typeof bound !== "object" || bound === null || this.#listener !== listener) return;
			this.#port = bound.port;
			this.#wait = FIRST_WAIT_MS;
			this.#lines = "";
			this.#ready();
		});
		listener.listen({ host: address.host, port: address.port || this.#port });
	}

	#failed(listener: Server, address: HostPort, code: string): void {
		if (this.#disposed || this.#listener !== listener) return;
		this.#close();
		const reason = `cannot listen on ${this.#wanted}: ${RESOLVER[code] ?? strerror(code)}`;
		if (HOPELESS.has(code)) {
			this.#events.failed(reason);
			return;
		}
		// Any port is wanted, and somebody has taken ours.
		if (code === "EADDRINUSE" && address.port === 0) this.#port = 0;
		this.#retry = this.#ports.clock.setTimeout(() => this.#listen(), this.#wait);
		this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
		this.#events.lost(reason);
	}

	#ready(): void {
		const name = this.#publicName();
		const keys = this.#server?.keys;
		if (name === undefined || keys === undefined) return;
		const lines = [this.#line("read-write", name, keys), this.#line("read-only", name, keys)];
		const text = JSON.stringify(lines);
		if (text === this.#lines) return;
		this.#lines = text;
		this.#events.ready(lines, keys.ed25519.fingerprint);
	}

	/** What guests call this machine; undefined when the option says nothing that could be a name. */
	#publicName(): HostPort | undefined {
		const wanted = this.#ports.option("share-public-name");
		const listen = parseHostPort(this.#wanted);
		const name = wanted === "" ? listen : parseHostPort(wanted);
		if (name === undefined) {
			this.#events.failed(`share-public-name: not a name: ${wanted}`);
			return undefined;
		}
		const port = wanted === "" ? this.#port : name.port || this.#port;
		return { host: isEvery(name.host) ? hostname() : name.host, port };
	}

	#line(rights: ShareLine["rights"], { host, port }: HostPort, keys: HostKeys): ShareLine {
		const token = rights === "read-write" ? this.#tokens.rw : this.#tokens.ro;
		const known = port === 22 ? host : `[${host}]:${port}`;
		const command = (options: string) => `ssh ${options}${port === 22 ? "" : `-p ${port} `}${token}@${host}`;
		const check = `-o 'KnownHostsCommand=/bin/echo ${known} ${keys.ed25519.line}' -o StrictHostKeyChecking=yes `;
		return { rights, endToEnd: false, command: command(""), pinned: command(check) };
	}
}

export const directProvider: ShareProvider = {
	name: "direct",
	start: (ports, events) => new DirectShare(ports, events),
};
