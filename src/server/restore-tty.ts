/** Gives back the terminal of a client that was killed: its modes and its line settings. Called by local-client.ts. */
import { spawn } from "node:child_process";
import { closeSync, constants, openSync, write } from "node:fs";
import { terminalReset } from "../protocol/terminal-reset.ts";

/** What `stty -g` prints. */
const SAVED = /^[0-9a-fA-F:=]{1,512}$/;

/** Leaves everything alone when the terminal is not there any more. Never blocks. */
export function restoreTty(path: string, saved: string): void {
	let fd: number;
	try {
		fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
	} catch {
		return;
	}
	write(fd, terminalReset, () => {
		if (!SAVED.test(saved)) return closeSync(fd);
		const stty = spawn("stty", [saved], { stdio: [fd, "ignore", "ignore"] });
		stty.on("error", () => {});
		stty.on("close", () => closeSync(fd));
	});
}
