/**
 * Keeps the mirrored panes' copy mode where the host's is. Owned by mirror.ts.
 */
import type { CopyModePorts } from "../mode/copy-ports.ts";
import { markPane, markWindow, markWindowStatus } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { CopyState } from "../tmate/host-messages.ts";
import { HostMode, hostModeOf } from "./host-mode.ts";

export class CopySync {
	readonly #server: Server;
	readonly #flush: (pane: Pane) => void;
	readonly #ports: CopyModePorts;

	/** `flush` parses what the pane has got so far. */
	constructor(server: Server, flush: (pane: Pane) => void) {
		this.#server = server;
		this.#flush = flush;
		this.#ports = {
			leave: (mode) => this.leave(mode.pane),
			setClipboard() {},
			runPipe() {},
			redraw: (pane) => markPane(server, pane),
			scrolled() {},
			activate: () => false,
		};
	}

	/** A SYNC_COPY_MODE: null is outside of any mode. */
	sync(pane: Pane, state: CopyState | null): void {
		if (!state) return this.leave(pane);
		this.#mode(pane, !state.backing).show({
			oy: state.oy,
			cx: state.cx,
			cy: state.cy,
			selection: state.selection
				? { x: state.selection.x, up: state.selection.y, rectangle: state.selection.rect }
				: undefined,
			input: state.input ?? undefined,
		});
	}

	/** A WRITE_COPY_MODE: output begins a mode by itself. */
	line(pane: Pane, line: string): void {
		this.#mode(pane, true).addLine(line);
	}

	leave(pane: Pane): void {
		const mode = hostModeOf(pane);
		if (!mode) return;
		pane.modes.splice(pane.modes.indexOf(mode), 1);
		mode.dispose();
		if (!pane.mode) pane.unseenChanges = false;
		this.#changed(pane);
	}

	/** The host's mode over the pane, of this kind; below what guests have opened over it. */
	#mode(pane: Pane, isOutput: boolean): HostMode {
		const known = hostModeOf(pane);
		if (known?.isOutput === isOutput) return known;
		if (known) this.leave(pane);
		this.#flush(pane);
		const init = { server: this.#server, pane, ports: this.#ports };
		const mode = isOutput ? HostMode.output(init) : HostMode.own(init);
		pane.modes.push(mode);
		this.#changed(pane);
		return mode;
	}

	#changed(pane: Pane): void {
		markWindow(this.#server, pane.window);
		markWindowStatus(this.#server, pane.window);
	}
}
