/**
 * The full-screen programs: the dashboard of a shared server, which the command
 * share-dashboard starts inside comux, and the live view of a relay, which
 * `comux-relay status` starts. Bundled as dist/dashboard.mjs; reads what it is
 * to show from its arguments.
 */
import { RelayApp } from "./relay-app.ts";
import { ShareApp } from "./share-app.ts";

function end(status: number, message: string): void {
	if (message !== "") process.stderr.write(`${message}\n`);
	process.exit(status);
}

function showShare(): void {
	const { TMUX: inside = "", TMUX_PANE: pane = "" } = process.env;
	if (inside === "") return end(1, "not inside comux: use the command share-dashboard");
	new ShareApp({ inside, pane, left: end });
}

function showRelay(socketPath: string | undefined): void {
	if (socketPath === undefined) return end(1, "relay-status needs the path of a socket");
	new RelayApp({ socketPath, left: (status) => end(status, "") });
}

/** First argument -> what it starts. */
const VIEWS: ReadonlyMap<string, (argument: string | undefined) => void> = new Map([
	["share-dashboard-program", showShare],
	["relay-status", showRelay],
]);

function main([word = "", argument]: readonly string[]): void {
	const view = VIEWS.get(word);
	if (view === undefined) return end(1, `unknown view: ${word}`);
	if (!process.stdin.isTTY || !process.stdout.isTTY) return end(1, "a terminal is needed");
	view(argument);
}

main(process.argv.slice(2));
