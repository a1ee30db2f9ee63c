/**
 * A window's place in a session: index and alert flags. Owned by its Session;
 * one window may have several.
 */
import type { Session } from "./session.ts";
import type { Window } from "./window.ts";

export class Winlink {
	readonly session: Session;
	index: number;
	window: Window;
	bell = false;
	activity = false;
	silence = false;
	/** Has been current at some time (is or was in the last-window stack). */
	visited = false;

	constructor(session: Session, index: number, window: Window) {
		this.session = session;
		this.index = index;
		this.window = window;
	}

	/** Any alert is set. */
	get alerted(): boolean {
		return this.bell || this.activity || this.silence;
	}

	/** The alert of this winlink is over (it is looked at). */
	clearAlerts(): void {
		this.bell = false;
		this.activity = false;
		this.silence = false;
	}
}
