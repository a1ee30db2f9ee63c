/**
 * The user's editor on a value of a mode (a buffer, an option): a modal pane
 * over the client's window, on a file only the user can read. What was saved is
 * given back when the editor has ended well. Made by the tree modes' ports.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpawnService } from "../command/types.ts";
import type { TreeEditor } from "../mode/tree-ports.ts";
import { popZoom, pushZoom } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import { markWindow } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Window } from "../model/window.ts";

/** Opens `bytes`; `done` gets what was saved, undefined when the editor failed or was killed. undefined: it cannot be opened. */
export function openEditor(
	server: Server,
	spawner: SpawnService,
	client: Client | undefined,
	bytes: Uint8Array,
	done: (bytes: Uint8Array | undefined) => void,
): TreeEditor | undefined {
	const session = client?.session;
	const window = session?.current?.window;
	if (!client || !session || !window?.active || window.modal) return undefined;
	const folder = mkdtempSync(join(tmpdir(), "comux-edit-"));
	const file = join(folder, "buffer");
	writeFileSync(file, bytes, { mode: 0o600 });
	pushZoom(server, window, false, true);
	const pane = spawner.split(
		{
			session,
			pane: window.active,
			argv: [`${server.options.string("editor")} ${file}`],
			cwd: tmpdir(),
			client,
			requester: client,
		},
		{
			horizontal: false,
			before: false,
			fullSize: false,
			size: -1,
			zoom: false,
			floating: middleOf(window),
			modal: true,
			overZoom: true,
		},
	);
	popZoom(server, window);
	markWindow(server, window);
	if ("error" in pane) {
		rmSync(folder, { recursive: true, force: true });
		return undefined;
	}
	pane.options.set("remain-on-exit", "off");
	const wanted = { result: true };
	pane.onExitWaiters.push(() => {
		const result = endedWell(pane) && wanted.result ? read(file) : undefined;
		rmSync(folder, { recursive: true, force: true });
		if (wanted.result) done(result);
	});
	return {
		pid: pane.pid,
		// The editor itself stays open: what it saves then is for nobody.
		dispose() {
			wanted.result = false;
		},
	};
}

function endedWell(pane: Pane): boolean {
	return pane.exitStatus === 0 && pane.exitSignal === undefined;
}

function read(file: string): Uint8Array | undefined {
	try {
		return readFileSync(file);
	} catch {
		return undefined;
	}
}

/** Nine tenths of the window, in its middle. */
function middleOf({ sx, sy }: Window) {
	const width = Math.max(Math.floor((sx * 9) / 10), 1);
	const height = Math.max(Math.floor((sy * 9) / 10), 1);
	return {
		sx: width,
		sy: height,
		xoff: Math.floor(sx / 2) - Math.floor(width / 2),
		yoff: Math.floor(sy / 2) - Math.floor(height / 2),
	};
}
