/**
 * Who may share through the relay, and what a host gets when it does: the rules
 * for hosts of both kinds, and the table of those that were let in. Owned by
 * relay.ts.
 */
import { derivedToken, type TokenKind, tokenForLog } from "../share/token.ts";
import type { RegisterMessage } from "../share/wire-control.ts";
import type { Log } from "../util/log.ts";
import type { ApiKeys } from "./api-keys.ts";
import type { HostConnection } from "./host-connection.ts";
import { HostTable } from "./host-table.ts";
import type { RelayHost } from "./relay-host.ts";
import type { NamedTokens, SessionWish } from "./session-names.ts";
import type { TmateSession } from "./tmate-session.ts";
import type { TokenEntry } from "./token-table.ts";

const MAX_HOSTS = 1024;

const FULL = "this relay is full";
const RESTRICTED =
	"this relay takes only hosts that name the keys of their guests: set share-authorized-keys";
const RESTRICTED_TMATE = [
	"This relay takes only sessions that name the keys of their guests.",
	"Put their public keys into a file, and start with: tmate -a FILE",
	"or have in ~/.tmate.conf: set -g tmate-authorized-keys FILE",
	"",
];

export interface RegistryPorts {
	readonly log: Log;
	readonly apiKeys: Pick<ApiKeys, "userOf">;
	/** Only hosts that restrict their guests to listed keys. */
	readonly restrictedOnly: boolean;
	/** What comux hosts are told that the relay is called; "": what they have called it. */
	readonly publicName: string;
	/** 0: the port they have reached it at. */
	publicPort(): number;
	/** Nobody is let in any more. */
	closed(): boolean;
	/** For the totals. */
	admitted(): void;
	refused(): void;
	/** Its guests are to be sent away. */
	gone(host: RelayHost): void;
}

export class Registry {
	readonly #ports: RegistryPorts;
	readonly #table: HostTable;

	constructor(ports: RegistryPorts) {
		this.#ports = ports;
		this.#table = new HostTable(ports.apiKeys);
	}

	get list(): readonly RelayHost[] {
		return this.#table.list;
	}

	/** Whose a token is. */
	find(token: string): TokenEntry<RelayHost> | undefined {
		return this.#table.find(token);
	}

	/** `user/name` of a host, "" without. */
	nameOf(host: RelayHost): string {
		return this.#table.nameOf(host);
	}

	/** Why a comux host may not share, undefined when it may. */
	notAllowed(host: HostConnection): string | undefined {
		return this.#ports.restrictedOnly && !host.restricted ? RESTRICTED : undefined;
	}

	/** A comux host has proven its key: takes it in and tells it its tokens, or gives the reason why not. */
	register(host: HostConnection, message: RegisterMessage): string | undefined {
		const reason = this.notAllowed(host);
		if (reason !== undefined) return reason;
		if (this.#isFull) {
			// Not refused: it may come again.
			host.send({ type: "notice", text: FULL });
			host.end();
			return undefined;
		}
		const derive = (kind: TokenKind) => derivedToken(kind, message.key, message.nonces[kind]);
		const own = { rw: derive("rw"), ro: derive("ro"), jump: derive("jump") };
		const before = this.#table.ofOwn(own.rw);
		if (before !== undefined) {
			// The same host, over a new connection: the old one has not been missed yet.
			this.gone(before);
			before.destroy();
		}
		const { tokens, session, problem } = this.#add(host, own, message);
		this.#ports.admitted();
		host.send({
			type: "registered",
			tokens,
			address: this.#ports.publicName,
			port: this.#ports.publicPort(),
			named: session !== "",
		});
		if (problem !== "") host.send({ type: "notice", text: problem });
		return undefined;
	}

	/** A tmate host has sent its settings: takes it in, or gives the lines that say why not. */
	admitTmate(session: TmateSession): NamedTokens | readonly string[] {
		const isNew = this.#table.ofOwn(session.own.rw) !== session;
		if (this.#ports.restrictedOnly && !session.restricted) {
			this.#ports.refused();
			return RESTRICTED_TMATE;
		}
		if (isNew && this.#isFull) return [FULL];
		if (isNew) this.#ports.admitted();
		const { sessionName: name, sessionNameReadOnly: nameReadOnly, apiKey } = session.wishes;
		return this.#add(session, session.own, { name, nameReadOnly, apiKey });
	}

	/** Its tokens are nobody's now. */
	remove(host: RelayHost): void {
		this.#table.remove(host);
	}

	/** Its tokens are nobody's now, its guests are sent away. */
	gone(host: RelayHost): void {
		this.#table.remove(host);
		this.#ports.gone(host);
	}

	get #isFull(): boolean {
		return this.#ports.closed() || this.#table.size >= MAX_HOSTS;
	}

	#add(host: RelayHost, own: NamedTokens["tokens"], wish: SessionWish): NamedTokens {
		const named = this.#table.add(host, own, wish, (other, name) => {
			if (other.nameTaken(name)) this.#table.unname(other);
			else this.gone(other);
		});
		this.#ports.log.debug("host", host.address, host.name, host.version, tokenForLog(named.tokens.rw));
		return named;
	}
}
