/**
 * The threads that mirrored tmate sessions live in (mirror-thread/main.ts), one for
 * each: a host that takes all the time or memory it can get takes that of its
 * own thread, which is then ended. Made by main.ts, used by tmate-session.ts.
 */
import type { MessagePort } from "node:worker_threads";
import { Worker } from "node:worker_threads";
import type { FromMirror, MirrorStart, ToMirror } from "../protocol/mirror-worker.ts";

/**
 * Memory of one thread in MiB: what is long-lived, and the rest. The session
 * ends itself long before (mirror-thread/session.ts), as the end of the heap is
 * not always that of the thread alone.
 */
const MAX_HEAP = 1024;
const MAX_YOUNG = 8;

/** Told of one thread. */
export interface MirrorEvents {
	message(message: FromMirror): void;
	/** It has ended by itself; called once, never after `end`. */
	gone(reason: string): void;
}

export interface MirrorThread {
	/** `port`: goes along with the message. */
	post(message: ToMirror<MessagePort>, port?: MessagePort): void;
	/** Ends it at once. */
	end(): void;
}

/** Starts a thread. */
export type StartMirror = (events: MirrorEvents) => MirrorThread;

/** Threads that run `path`, the bundle of mirror-thread/main.ts. */
export function mirrorThreads(path: string, logLevel: number): StartMirror {
	return (events) => {
		const start: MirrorStart = { logLevel };
		const worker = new Worker(path, {
			workerData: start,
			execArgv: [],
			resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP, maxYoungGenerationSizeMb: MAX_YOUNG },
		});
		let ended = false;
		const gone = (reason: string) => {
			if (ended) return;
			ended = true;
			events.gone(reason);
		};
		worker.on("message", (message: FromMirror) => {
			if (!ended) events.message(message);
		});
		worker.on("error", (error) => gone(error.message));
		worker.on("exit", (code) => gone(`exit ${code}`));
		return {
			post: (message, port) => worker.postMessage(message, port === undefined ? [] : [port]),
			end() {
				ended = true;
				void worker.terminate();
			},
		};
	};
}
