/** What a client's terminal can do, or why it cannot be used. Called when a client opens its terminal. */
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import { TermCaps } from "../term/term-caps.ts";
import { findTerminfo } from "../term/terminfo.ts";

/** The client's capabilities, or the error text that `open terminal failed:` ends with. */
export function openCaps(
	server: Server,
	client: Client,
	features: readonly string[],
	read: (path: string) => Uint8Array | undefined,
): TermCaps | string {
	const { environ } = client;
	const name = client.termName === "" ? "unknown" : client.termName;
	const folders = {
		TERMINFO: environ.get("TERMINFO"),
		TERMINFO_DIRS: environ.get("TERMINFO_DIRS"),
		HOME: environ.get("HOME") ?? server.ports.host.home,
	};
	const terminfo = findTerminfo(name, folders, read);
	if (!terminfo) return `missing or unsuitable terminal: ${name}`;
	const caps = new TermCaps({
		name,
		terminfo,
		overrides: server.options.strings("terminal-overrides"),
		features: server.options.strings("terminal-features"),
		clientFeatures: features.join(","),
		colorterm: client.environ.get("COLORTERM"),
	});
	return caps.unusable ?? caps;
}
