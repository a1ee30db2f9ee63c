/**
 * The relays whose key was seen before: lines `[host]:port SHA256:...` in the
 * state folder. Used by server-key.ts when no option names the key.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../util/errno.ts";

const MAX_LINES = 1000;

/** The file of known relays in a folder. */
export function knownRelaysPath(folder: string): string {
	return join(folder, "known_relays");
}

const nameOf = (host: string, port: number) => `[${host.toLowerCase()}]:${port}`;

function read(folder: string): readonly string[] {
	try {
		return readFileSync(knownRelaysPath(folder), "utf8").split("\n");
	} catch (error) {
		if (errorCode(error) === "ENOENT") return [];
		throw error;
	}
}

/** The fingerprint remembered for a relay, undefined when it is new. Throws when the file or its line cannot be read. */
export function knownRelay(folder: string, host: string, port: number): string | undefined {
	const name = nameOf(host, port);
	for (const line of read(folder)) {
		const [who, what] = line.trim().split(/\s+/);
		if (who !== name) continue;
		// Not taken for a relay that is new: somebody would have to notice.
		if (what === undefined || !/^SHA256:[A-Za-z0-9+/]{43}$/.test(what))
			throw new Error(`${knownRelaysPath(folder)}: the line of ${name} is damaged: remove it`);
		return what;
	}
	return undefined;
}

/** Remembers a relay that is new. */
export function rememberRelay(folder: string, host: string, port: number, fingerprint: string): void {
	const lines = read(folder).filter((line) => line.trim() !== "");
	const text = [...lines.slice(-MAX_LINES), `${nameOf(host, port)} ${fingerprint}`].join("\n");
	const next = `${knownRelaysPath(folder)}.${process.pid}`;
	writeFileSync(next, `${text}\n`, { mode: 0o600 });
	renameSync(next, knownRelaysPath(folder));
}
