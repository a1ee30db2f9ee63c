/**
 * What the relay and the thread of a mirrored tmate session tell each other,
 * besides the bytes: those go over ports of their own (share/port-stream.ts),
 * one for the host's connection and one for each guest. Written and read by
 * relay/tmate-mirror.ts and mirror-thread/session.ts. `Port` is a MessagePort.
 */

/** What a host asked of the relay, by options. Values as the host gave them, "" when not given. */
export interface MirrorWishes {
	readonly apiKey: string;
	readonly sessionName: string;
	readonly sessionNameReadOnly: string;
	readonly webhookUrl: string;
	readonly webhookUserdata: string;
	/** Only listed keys may join: tmate-authorized-keys was set, whatever came afterwards. */
	readonly restricted: boolean;
	/** Lines as authorized_keys has them. */
	readonly authorizedKeys: readonly string[];
	/** It runs with -F. */
	readonly foreground: boolean;
}

/** Before it has said anything. */
export const NO_WISHES: MirrorWishes = {
	apiKey: "",
	sessionName: "",
	sessionNameReadOnly: "",
	webhookUrl: "",
	webhookUserdata: "",
	restricted: false,
	authorizedKeys: [],
	foreground: false,
};

/** What a host says of its machine. */
export interface MirrorUname {
	readonly sysname: string;
	readonly nodename: string;
	readonly release: string;
	readonly version: string;
	readonly machine: string;
}

/** What a host says of itself. */
export interface MirrorInfo {
	readonly protocol: number;
	/** `2.4.0`. */
	readonly version: string;
	readonly uname: MirrorUname | undefined;
}

/** From the relay. */
export type ToMirror<Port> =
	/** The host is connected; the port ends with the connection. */
	| { readonly type: "host"; readonly port: Port }
	/** A guest that was let in, as frames (share/wire.ts); `comment`: that of its key. */
	| { readonly type: "guest"; readonly port: Port; readonly comment: string }
	/** To be answered with one: the thread works. */
	| { readonly type: "pulse" }
	/** Sends the guests away. */
	| { readonly type: "close-guests"; readonly lastLine: string; readonly status: number };

/** From the thread. */
export type FromMirror =
	/** Guests may come in. Said once for each connection of the host. */
	| { readonly type: "ready"; readonly info: MirrorInfo; readonly wishes: MirrorWishes }
	/** The wishes have changed afterwards. */
	| { readonly type: "wished"; readonly wishes: MirrorWishes }
	/** `fin`: the host ended on purpose; else it does not keep to the protocol. */
	| { readonly type: "ended"; readonly reason: string; readonly fin: boolean }
	/** All of a connection that broke has been read, and `ended` was not in it. */
	| { readonly type: "lost" }
	| { readonly type: "joined"; readonly id: number; readonly address: string; readonly readOnly: boolean }
	| { readonly type: "left"; readonly id: number }
	| { readonly type: "pulse" }
	/** What the thread takes now, in bytes; said when it has changed much. */
	| { readonly type: "memory"; readonly bytes: number }
	/** A bug, with its stack. */
	| { readonly type: "error"; readonly what: string; readonly error: string }
	| { readonly type: "debug"; readonly line: string };

/** What the thread is started with. */
export interface MirrorStart {
	/** 0 to 2. */
	readonly logLevel: number;
}
