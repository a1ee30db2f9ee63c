/**
 * The thread of one mirrored tmate session: makes its real ports, and tells the
 * relay of its bugs. Started by the relay (relay/tmate-mirror.ts) for each tmate
 * host, so that none can take more than its thread.
 */
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../node/system-clock.ts";
import type { FromMirror, MirrorStart } from "../protocol/mirror-worker.ts";
import { readKeymaps, readWhole } from "../server/built-files.ts";
import { makeHost } from "../server/host.ts";
import { tmuxVersion, version } from "../util/version.ts";
import { MirrorSession } from "./session.ts";

function start(): void {
	const port = parentPort;
	if (port === null) throw new Error("this file is started by the relay");
	const { logLevel } = workerData as MirrorStart;
	const host = makeHost({ socketPath: "", shimPath: "", version, configFiles: [] });
	process.on("uncaughtException", (error) => {
		const message: FromMirror = { type: "error", what: "mirror", error: error.stack ?? error.message };
		port.postMessage(message);
	});
	new MirrorSession(port, {
		clock: systemClock,
		logLevel,
		keymaps: readKeymaps(__dirname),
		version,
		tmuxVersion,
		hasTerminfo: (name) => host.hasTerminfo(name),
		readTerminfo: readWhole,
		memory: () => {
			const { used_heap_size, external_memory } = getHeapStatistics();
			return used_heap_size + external_memory;
		},
	});
}

start();
