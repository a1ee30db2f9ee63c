/**
 * A session: windows at indexes, with a current one and a stack of last ones.
 * Owned by Server; changed through the functions of session-windows.ts and
 * lifecycle.ts, which also say what happened.
 */
import type { Environ } from "./environ.ts";
import type { Options } from "./options.ts";
import type { Window } from "./window.ts";
import type { Winlink } from "./winlink.ts";

/** Sessions that show the same windows (`new-session -t`). */
export interface SessionGroup {
	readonly name: string;
	/** In the order they joined. */
	readonly sessions: Session[];
}

export class Session {
	readonly id: number;
	name: string;
	cwd: string;
	readonly options: Options;
	readonly environ: Environ;
	/** Sorted by index. */
	winlinks: Winlink[] = [];
	/** undefined only while being made and after being destroyed. */
	current: Winlink | undefined;
	/** Windows visited before the current one, latest first. */
	lastWinlinks: Winlink[] = [];
	group: SessionGroup | undefined;
	/** Times in ms since the epoch. */
	readonly createdTime: number;
	activityTime: number;
	lastAttachedTime = 0;
	/** An alert was already shown on the status line in this round. */
	alerted = false;
	destroyed = false;

	constructor(id: number, name: string, cwd: string, options: Options, environ: Environ, now: number) {
		this.id = id;
		this.name = name;
		this.cwd = cwd;
		this.options = options;
		this.environ = environ;
		this.createdTime = now;
		this.activityTime = now;
	}

	/** The winlink at `index`. */
	winlinkAt(index: number): Winlink | undefined {
		return this.winlinks.find((wl) => wl.index === index);
	}

	/** The first winlink (lowest index) of `window`. */
	winlinkOf(window: Window): Winlink | undefined {
		return this.winlinks.find((wl) => wl.window === window);
	}

	/** True when `window` has a place in this session. */
	has(window: Window): boolean {
		return this.winlinkOf(window) !== undefined;
	}

	/** The first free index from `from` on, wrapping at the largest index. */
	freeIndex(from: number): number {
		let index = from;
		for (const wl of this.winlinks) {
			if (wl.index < index) continue;
			if (wl.index > index) break;
			index++;
		}
		return index;
	}
}
