/**
 * How the modes over panes are made from a command's arguments: one row each.
 * Called by ui.ts.
 */
import type { Arguments } from "../command/arguments.ts";
import type { QueueItem } from "../command/types.ts";
import { ClockMode } from "../mode/clock.ts";
import { CopyMode } from "../mode/copy-mode.ts";
import type { CopyModePorts } from "../mode/copy-ports.ts";
import type { Menu } from "../mode/menu.ts";
import { raisePane, setActivePane } from "../model/active-pane.ts";
import type { Client } from "../model/client.ts";
import { markPane } from "../model/marks.ts";
import type { PaneMode } from "../model/mode.ts";
import type { Pane } from "../model/pane.ts";
import { showScrollbar } from "../model/scrollbar-show.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { PaneModes } from "./pane-modes.ts";
import { type TreeWorld, treeModes } from "./ui-trees.ts";

/** What modes may use of the world. */
export interface ModeWorld extends TreeWorld {
	/** Parses what the pane's program has printed so far. */
	flush(pane: Pane): void;
	/** Something was copied: the clipboards of the pane's clients get it. */
	copied(pane: Pane, bytes: Uint8Array): void;
	jobEnvironment(session: Session | undefined): ReadonlyMap<string, string>;
	shellOf(session: Session | undefined): string;
	cwdOf(session: Session | undefined): string;
}

/** Everything a mode is made from. */
export interface MakeMode {
	readonly server: Server;
	readonly world: ModeWorld;
	readonly modes: PaneModes;
	/** Opens a menu over the client. */
	readonly menu: (client: Client, request: ConstructorParameters<typeof Menu>[0]["request"]) => void;
	readonly pane: Pane;
	readonly args: Arguments;
	readonly item: QueueItem;
	/** `copy-mode -s`. */
	readonly source: Pane | undefined;
}

type Maker = (from: MakeMode) => PaneMode | undefined;

/** Copy and view mode's ports. */
export function copyPorts(server: Server, world: ModeWorld, modes: PaneModes): CopyModePorts {
	return {
		leave: (mode) => modes.leaveMode(mode),
		setClipboard: (pane, bytes) => world.copied(pane, bytes),
		runPipe(command, bytes, _pane, session) {
			const job = server.ports.startJob({
				command,
				shell: world.shellOf(session),
				cwd: world.cwdOf(session),
				env: world.jobEnvironment(session),
				onExit() {},
			});
			job.write(bytes);
			job.endInput();
		},
		redraw: (pane) => markPane(server, pane),
		scrolled: (pane) => showScrollbar(server, pane),
		activate: (pane) => {
			raisePane(server, pane);
			return setActivePane(server, pane.window, pane, true);
		},
	};
}

/** Mode name -> how it is made. */
export const MODES: Readonly<Record<string, Maker>> = {
	"copy-mode": ({ server, world, modes, pane, args, source }) =>
		new CopyMode({
			server,
			pane,
			source,
			ports: copyPorts(server, world, modes),
			args: { exitOnScroll: args.has("e"), hidePosition: args.has("H") },
		}),
	"clock-mode": ({ server, modes, pane }) => new ClockMode({ server, pane, leave: () => modes.leave(pane) }),
	...treeModes,
};
