/**
 * After a bug in something that lies over a client's panes: what lies topmost
 * is ended, so that it cannot fail at each key or frame and its client goes on.
 * Called by the runtime for key dispatch and frames.
 */
import type { Client } from "../model/client.ts";
import type { Pane } from "../model/pane.ts";

export interface TopmostPorts {
	clearOverlay(client: Client): void;
	leaveMode(pane: Pane): void;
	/** Says that even its end failed. */
	log(what: string, error: unknown): void;
}

/**
 * Ends the overlay of `client`, or its prompt, or a prompt in one of its panes,
 * or the topmost mode of `pane` or else of any of its panes. False when there is none of these.
 */
export function endTopmost(client: Client, ports: TopmostPorts, pane?: Pane): boolean {
	const panes = client.session?.current?.window.panes ?? [];
	const end = [pane, client.session?.current?.window.active, ...panes].reduce(
		(found, one) => found ?? (one && endOfPane(one, ports)),
		endOfClient(client, ports),
	);
	if (!end) return false;
	try {
		end();
	} catch (error) {
		ports.log(`end of a piece over ${client.name}`, error);
	}
	return true;
}

function endOfClient(client: Client, ports: TopmostPorts): (() => void) | undefined {
	if (client.overlay) return () => ports.clearOverlay(client);
	const { prompt } = client;
	if (!prompt) return undefined;
	return () => {
		client.prompt = undefined;
		prompt.dispose();
	};
}

function endOfPane(pane: Pane, ports: TopmostPorts): (() => void) | undefined {
	const { prompt } = pane;
	if (prompt)
		return () => {
			pane.prompt = undefined;
			prompt.dispose();
		};
	return pane.mode ? () => ports.leaveMode(pane) : undefined;
}
