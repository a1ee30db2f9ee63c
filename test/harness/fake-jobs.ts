/** Shell commands beside the panes without processes: the test says what they print and how they end. */
import type { Job, JobRequest } from "../../src/model/ports.ts";
import type { Clock } from "../../src/util/clock.ts";

const encoder = new TextEncoder();

/** A job that was started. */
export class FakeJob implements Job {
	readonly request: JobRequest;
	readonly pid: number;
	readonly command: string;
	readonly startTime: number;
	readonly ttyName = "";
	/** What came to its standard input. */
	input = "";
	inputEnded = false;
	readonly signals: string[] = [];
	readonly sizes: string[] = [];
	ended = false;
	readonly #gone: (job: FakeJob) => void;

	constructor(number: number, request: JobRequest, now: number, gone: (job: FakeJob) => void) {
		this.request = request;
		this.pid = 5000 + number;
		this.command = typeof request.command === "string" ? request.command : request.command.join(" ");
		this.startTime = now;
		this.#gone = gone;
	}

	/** It prints. */
	output(text: string): void {
		if (!this.ended) this.request.onOutput?.(encoder.encode(text));
	}

	/** It ends, after printing `text`. */
	exit(status = 0, text = "", signal = 0): void {
		if (this.ended) return;
		if (text !== "") this.output(text);
		this.ended = true;
		this.#gone(this);
		this.request.onExit(status, signal);
	}

	write(bytes: Uint8Array): void {
		this.input += Buffer.from(bytes).toString("utf8");
	}

	endInput(): void {
		this.inputEnded = true;
	}

	resize(cols: number, rows: number): void {
		this.sizes.push(`${cols}x${rows}`);
	}

	kill(signal = "SIGTERM"): void {
		this.signals.push(signal);
	}

	dispose(): void {
		if (this.ended) return;
		this.ended = true;
		this.signals.push("SIGTERM");
		this.#gone(this);
	}
}

export class FakeJobs {
	readonly #clock: Clock;
	/** Every job ever started, oldest first. */
	readonly started: FakeJob[] = [];
	readonly running = new Set<FakeJob>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	start(request: JobRequest): FakeJob {
		const job = new FakeJob(this.started.length, request, this.#clock.now(), (one) =>
			this.running.delete(one),
		);
		this.started.push(job);
		this.running.add(job);
		return job;
	}

	/** The job that runs `command`, the newest; throws when none does. */
	of(command: string): FakeJob {
		const job = [...this.running].reverse().find((one) => one.command.includes(command));
		if (!job) {
			const names = [...this.running].map((one) => one.command).join(", ");
			throw new Error(`no job runs ${command}; running: ${names || "none"}`);
		}
		return job;
	}
}
