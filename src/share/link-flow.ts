/**
 * How much a guest's line holds: counts what was written and is not known to
 * have arrived, by marks that the guest's ssh answers, and follows the speed of
 * the line, so that a slow one gets small frames often instead of seconds of
 * backlog. Owned by one link (ssh-link.ts, the relay's links), which sends the
 * marks and passes their answers on.
 */
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";

export interface LinkFlowPorts {
	readonly clock: Clock;
	/** Send a mark behind all bytes that have `passed`; `answered` is called once for each, in their order. */
	sendMark(): void;
	/** `queued` was above `room` and is not any more. */
	drained(): void;
	/** Nothing has come back for so long that nobody is there. */
	gone(): void;
}

/** Below this many bytes a mark waits a moment for more, and longer when they are little of what may be under way. */
const SMALL = 4096;
const MARK_DELAY_MS = 50;
const LITTLE_DELAY_MS = 250;
const LITTLE = 1 / 16;
/** Marks on their way at once: enough to see the speed of a long line. */
const MAX_MARKS = 4;

/** What may be under way at least (one small frame), before the speed is known, and at most. */
const LEAST_ROOM = 4096;
const FIRST_ROOM = 16 * 1024;
const MOST_ROOM = 1024 * 1024;
/** What may wait on top of a round trip, in ms of the line's speed. */
const BACKLOG_MS = 150;
/** The speed is the best of so many samples; the least round trip is of the last one or two spans. */
const SAMPLES = 8;
const RTT_SPAN_MS = 30_000;

const KEEPALIVE_MS = 15_000;
const KEEPALIVE_MISSES = 3;

interface Mark {
	readonly upTo: number;
	readonly sent: number;
	/** What had arrived when it was sent, and when that was known. */
	readonly arrived: number;
	readonly arrivedTime: number;
	/** There was less to send than the line could take: says nothing of its speed. */
	readonly idle: boolean;
}

export class LinkFlow implements Disposable {
	readonly #ports: LinkFlowPorts;
	readonly #marks: Mark[] = [];
	#written = 0;
	#passed = 0;
	#marked = 0;
	#arrived = 0;
	#arrivedTime: number;
	/** Bytes a ms, the newest last. */
	#speeds: number[] = [];
	#rtt = -1;
	/** Least round trip of this span and of the one before. */
	#least = Number.POSITIVE_INFINITY;
	#leastBefore = Number.POSITIVE_INFINITY;
	#spanStart: number;
	#wasFull = false;
	#heard = true;
	#misses = 0;
	#markTimer: Disposable | undefined;
	/** It was started when there was little to mark. */
	#markIsLate = false;
	#keepalive: Disposable | undefined;

	constructor(ports: LinkFlowPorts) {
		this.#ports = ports;
		this.#arrivedTime = this.#spanStart = ports.clock.now();
		this.#wait();
	}

	/** Bytes written that are not known to have arrived. */
	get queued(): number {
		return this.#written - this.#arrived;
	}

	/** How much `queued` may be before more of it is only delay. */
	get room(): number {
		if (this.#speeds.length === 0) return FIRST_ROOM;
		const rtt = Math.min(this.#least, this.#leastBefore);
		const room = Math.max(...this.#speeds) * (rtt + BACKLOG_MS);
		return Math.round(Math.min(Math.max(room, LEAST_ROOM), MOST_ROOM));
	}

	/** Last round trip in ms, -1 when not known. */
	get rtt(): number {
		return this.#rtt;
	}

	/** So many bytes were handed to the link. */
	wrote(bytes: number): void {
		if (this.queued === 0) this.#arrivedTime = this.#ports.clock.now();
		this.#written += bytes;
		if (this.queued > this.room) this.#wasFull = true;
	}

	/** So many of them are sent before a mark that is sent now. */
	passed(bytes: number): void {
		this.#passed += bytes;
		this.#markWhenDue();
	}

	/** The oldest mark under way was answered. */
	answered(): void {
		const mark = this.#marks.shift();
		if (mark === undefined) return;
		const now = this.#ports.clock.now();
		this.heard();
		this.#measure(mark, now);
		this.#arrived = Math.max(this.#arrived, mark.upTo);
		this.#arrivedTime = now;
		this.#markWhenDue();
		if (!this.#wasFull || this.queued > this.room) return;
		this.#wasFull = false;
		this.#ports.drained();
	}

	/** Something came from the other side: somebody is there. */
	heard(): void {
		this.#heard = true;
		this.#misses = 0;
	}

	dispose(): void {
		this.#markTimer?.dispose();
		this.#keepalive?.dispose();
		this.#marks.length = 0;
	}

	#measure(mark: Mark, now: number): void {
		this.#rtt = now - mark.sent;
		if (now - this.#spanStart > RTT_SPAN_MS) {
			this.#leastBefore = this.#least;
			this.#least = Number.POSITIVE_INFINITY;
			this.#spanStart = now;
		}
		this.#least = Math.min(this.#least, this.#rtt);
		const bytes = mark.upTo - mark.arrived;
		if (bytes <= 0) return;
		const speed = bytes / Math.max(now - mark.arrivedTime, 1);
		if (mark.idle && this.#speeds.some((one) => one >= speed)) return;
		this.#speeds.push(speed);
		if (this.#speeds.length > SAMPLES) this.#speeds.shift();
	}

	#markWhenDue(): void {
		const unmarked = this.#passed - this.#marked;
		if (unmarked === 0 || this.#marks.length >= MAX_MARKS) return;
		if (unmarked >= SMALL) return this.#mark();
		// A key's echo on a line that is known: to ask for each would cost more than the echo.
		const little = this.#speeds.length > 0 && unmarked < this.room * LITTLE;
		if (this.#markTimer && (little || !this.#markIsLate)) return;
		this.#markTimer?.dispose();
		this.#markIsLate = little;
		this.#markTimer = this.#ports.clock.setTimeout(
			() => {
				this.#markTimer = undefined;
				if (this.#marks.length < MAX_MARKS && this.#passed > this.#marked) this.#mark();
			},
			little ? LITTLE_DELAY_MS : MARK_DELAY_MS,
		);
	}

	#mark(): void {
		this.#markTimer?.dispose();
		this.#markTimer = undefined;
		this.#marked = this.#passed;
		this.#marks.push({
			upTo: this.#passed,
			sent: this.#ports.clock.now(),
			arrived: this.#arrived,
			arrivedTime: this.#arrivedTime,
			idle: this.queued < this.room / 2,
		});
		this.#ports.sendMark();
	}

	#wait(): void {
		this.#keepalive = this.#ports.clock.setTimeout(() => this.#check(), KEEPALIVE_MS);
	}

	#check(): void {
		if (this.#heard) this.#misses = 0;
		else if (this.#marks.length > 0) this.#misses++;
		this.#heard = false;
		if (this.#misses >= KEEPALIVE_MISSES) {
			this.#ports.gone();
			return;
		}
		this.#wait();
		if (this.#marks.length === 0) this.#mark();
	}
}
