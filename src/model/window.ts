/**
 * A window: panes in a layout. Owned by Server (found by @id), shown through
 * winlinks. Here is what a window knows by itself; what touches sessions,
 * clients and events is in window-panes.ts, zoom.ts, resize.ts, lifecycle.ts.
 */
import type { Client } from "./client.ts";
import type { LayoutCell } from "./layout-cell.ts";
import type { Options } from "./options.ts";
import type { Pane } from "./pane.ts";
import type { Winlink } from "./winlink.ts";

/** Smallest and largest width and height of a window, in cells. */
export const WINDOW_MINIMUM = 1;
export const WINDOW_MAXIMUM = 10000;

export class Window {
	readonly id: number;
	name: string;
	readonly options: Options;
	/** In the order of the layout (pane-base-index + position is the pane index). */
	readonly panes: Pane[] = [];
	/** The same panes from the top to the bottom: those that float, then the tiled ones. */
	readonly zOrder: Pane[] = [];
	/** undefined only while being made and after the last pane has gone. */
	active: Pane | undefined;
	/** Panes active before, latest first. */
	lastPanes: Pane[] = [];
	layoutRoot: LayoutCell<Pane> | undefined;
	/** The whole layout while one pane is zoomed. */
	savedLayoutRoot: LayoutCell<Pane> | undefined;
	/** Layout string before the last change (`select-layout -o`). */
	oldLayout: string | undefined;
	/** Index of the preset used last (`next-layout`), -1 for none. */
	lastLayout = -1;
	zoomed = false;
	/** Set between pushZoom and popZoom. */
	wasZoomed = false;
	/** The pane that was zoomed before pushZoom. */
	wasZoomedPane: Pane | undefined;
	/** A floating pane that keeps all others from being used until it goes. */
	modal: Pane | undefined;
	/** The pane that was active when the modal one came. */
	modalLast: Pane | undefined;
	/** Where the last floating pane without a place of its own went; 0 for none yet. */
	lastNewX = 0;
	lastNewY = 0;
	sx: number;
	sy: number;
	/** Size with `window-size manual`. */
	manualSx: number;
	manualSy: number;
	/** Pixels per cell, 0 = not known. */
	xpixel = 0;
	ypixel = 0;
	/** A size that waits for the next turn of the loop. */
	pendingSize: { sx: number; sy: number; xpixel: number; ypixel: number } | undefined;
	/** The client that used it last (`window-size latest`). */
	latest: Client | undefined;
	/** Every place it has in a session. */
	readonly winlinks = new Set<Winlink>();
	bell = false;
	activity = false;
	silence = false;
	/** Times in ms since the epoch. */
	readonly createdTime: number;
	activityTime: number;
	/** When its automatic name was last looked at. */
	nameTime = 0;
	destroyed = false;

	constructor(id: number, name: string, options: Options, sx: number, sy: number, now: number) {
		this.id = id;
		this.name = name;
		this.options = options;
		this.sx = sx;
		this.sy = sy;
		this.manualSx = sx;
		this.manualSy = sy;
		this.createdTime = now;
		this.activityTime = now;
	}

	/** The pane that fills the window while it is zoomed; one that floats over it may be the active one. */
	get zoomedPane(): Pane | undefined {
		return this.zoomed ? this.panes.find((pane) => pane.zoomed) : undefined;
	}

	/** Takes a pane out of both lists. */
	dropPane(pane: Pane): void {
		for (const list of [this.panes, this.zOrder]) {
			const at = list.indexOf(pane);
			if (at !== -1) list.splice(at, 1);
		}
	}
}
