/**
 * What a tmate host is told: its lines, as notices and as formats, and who is
 * in. The words before the lines, and the names of the formats, are those that
 * scripts around tmate look for. Used by tmate-session.ts.
 */
import type { PerToken } from "../share/wire-control.ts";
import type { RelayMessage } from "../tmate/relay-messages.ts";

export interface ReadySession {
	readonly tokens: PerToken<string>;
	/** Why it has no name, "" without a reason. */
	readonly problem: string;
	/** It is back with the tokens it had. */
	readonly restored: boolean;
	/** It runs with -F: nobody looks at a terminal there. */
	readonly foreground: boolean;
	readonly guests: number;
	/** What it is to show when it comes back. */
	readonly data: string;
}

export interface HostTeller {
	ready(session: ReadySession): void;
	/** It has other tokens now. */
	lines(tokens: PerToken<string>): void;
	/** `guests`: how many there are now. */
	joined(address: string, readOnly: boolean, guests: number): void;
	left(guests: number): void;
	notice(text: string): void;
}

const CLEAR = "Guests see what is on the screen, and its history: clear it first if need be";

const guestCount = (guests: number) => (guests === 1 ? "1 guest is" : `${guests} guests are`);

/** `command`: the ssh command, `%s` for the token. */
export function hostTeller(command: string, tell: (message: RelayMessage) => void): HostTeller {
	const notice = (text: string) => tell({ kind: "notify", text });
	const variable = (name: string, value: string) => tell({ kind: "set-env", name, value });
	const line = (token: string) => command.replace("%s", () => token);
	const count = (guests: number) => variable("tmate_num_clients", String(guests));
	const set = (tokens: PerToken<string>) => {
		variable("tmate_ssh_ro", line(tokens.ro));
		variable("tmate_ssh", line(tokens.rw));
	};
	const say = (tokens: PerToken<string>) => {
		notice(`ssh session read only: ${line(tokens.ro)}`);
		notice(`ssh session: ${line(tokens.rw)}`);
		set(tokens);
	};
	return {
		notice,
		lines: say,
		ready({ tokens, problem, restored, foreground, guests, data }) {
			if (problem !== "") notice(problem);
			if (restored) {
				notice("Reconnected");
				set(tokens);
			} else {
				if (!foreground) notice(CLEAR);
				say(tokens);
			}
			variable("tmate_reconnection_data", data);
			count(guests);
			tell({ kind: "ready" });
		},
		joined(address, readOnly, guests) {
			count(guests);
			const who = readOnly ? `${address}, read-only` : address;
			notice(`A guest has joined (${who}): ${guestCount(guests)} here`);
		},
		left(guests) {
			count(guests);
			notice(`A guest has left: ${guestCount(guests)} here`);
		},
	};
}
