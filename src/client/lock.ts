/**
 * The lock of who starts the server: a file that holds the pid of its owner.
 * node has no flock(2), so a lock whose owner is gone is found by its pid.
 * Called by connect.ts.
 */
import { linkSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import type { Disposable } from "../util/disposable.ts";
import { errorCode } from "../util/errno.ts";

/** A lock this old is left over, whoever has its pid now: a server listens within seconds. */
const oldest = 30_000;

function quietly(fn: () => void): void {
	try {
		fn();
	} catch {
		// Gone already: that is what was wanted.
	}
}

/** Whether the lock in `file` has an owner that lives. */
function isHeld(file: string): boolean {
	try {
		if (Date.now() - statSync(file).mtimeMs > oldest) return false;
		process.kill(Number(readFileSync(file, "latin1")), 0);
		return true;
	} catch (error) {
		return errorCode(error) === "EPERM";
	}
}

/**
 * Takes the lock `file`. Gives it (dispose to release), `"held"` when another
 * process has it, or `"failed"` when there can be no lock here (its folder does
 * not exist or is not ours): the caller goes on without, and says why later.
 */
export function takeLock(file: string): Disposable | "held" | "failed" {
	const own = `${file}.${process.pid}`;
	try {
		// Made whole under another name: nobody ever reads a lock without its pid.
		writeFileSync(own, String(process.pid), { mode: 0o600 });
		linkSync(own, file);
		return { dispose: () => quietly(() => unlinkSync(file)) };
	} catch (error) {
		if (errorCode(error) !== "EEXIST") return "failed";
	} finally {
		quietly(() => unlinkSync(own));
	}
	if (!isHeld(file)) {
		// Moved away before it is removed: should another client have replaced it just now, it goes back.
		const stale = `${own}.stale`;
		quietly(() => {
			renameSync(file, stale);
			if (isHeld(stale)) linkSync(stale, file);
		});
		quietly(() => unlinkSync(stale));
	}
	return "held";
}
