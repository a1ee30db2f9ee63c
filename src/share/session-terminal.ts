/**
 * The terminal that a guest's ssh asks for and speaks of: its type, its size,
 * and each change of that. One for each session; made by ssh-guest.ts and by
 * the relay's guest-connection.ts.
 */
import type { Session } from "ssh2";
import { guestSize, guestTerm } from "./guest-terminal.ts";

export class SessionTerminal {
	/** As TERM; "" while none was asked for. */
	term = "";
	cols: number;
	rows: number;

	/** `resized` is told of every change after the shell was asked for, too. */
	constructor(session: Session, resized: (cols: number, rows: number) => void) {
		({ cols: this.cols, rows: this.rows } = guestSize(0, 0));
		session.on("pty", (accept, reject, info) => {
			if (this.term !== "") {
				reject?.();
				return;
			}
			// The types of ssh2 leave it out.
			this.term = guestTerm(String((info as { term?: unknown }).term));
			this.#size(info);
			accept?.();
		});
		session.on("window-change", (accept, _reject, info) => {
			accept?.();
			this.#size(info);
			resized(this.cols, this.rows);
		});
	}

	#size(info: { readonly cols: number; readonly rows: number }): void {
		({ cols: this.cols, rows: this.rows } = guestSize(info.cols, info.rows));
	}
}
