/**
 * Finding a pane of a window: by index, place or direction. Pure questions;
 * what changes panes is in active-pane.ts and lifecycle.ts.
 */
import type { Pane } from "./pane.ts";
import type { Window } from "./window.ts";

/** Pane with this index (`pane-base-index` counted in). */
export function paneAtIndex(window: Window, index: number): Pane | undefined {
	return window.panes[index - window.options.number("pane-base-index")];
}

/** Index of a pane as users see it. */
export function paneIndex(pane: Pane): number {
	return pane.window.options.number("pane-base-index") + pane.position;
}

/** The pane `n` further on (or back), wrapping. */
export function paneByOffset(window: Window, pane: Pane, n: number): Pane | undefined {
	const count = window.panes.length;
	if (count === 0) return undefined;
	return window.panes[(((pane.position + n) % count) + count) % count];
}

/** Place of a pane with the column of its scrollbar, as neighbours see it. */
interface Box {
	readonly pane: Pane;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

function boxOf(pane: Pane): Box {
	const cell = pane.layoutCell;
	const sx = cell ? cell.sx : pane.sx;
	const xoff = cell ? cell.xoff : pane.xoff;
	return { pane, left: xoff, top: pane.yoff, right: xoff + sx - 1, bottom: pane.yoff + pane.sy - 1 };
}

export type Direction = "up" | "down" | "left" | "right";

/**
 * The pane beside `pane` in a direction, wrapping at the edges of the window;
 * of several the one that was active last.
 */
export function paneInDirection(pane: Pane, direction: Direction): Pane | undefined {
	const { window } = pane;
	const status = window.options.choice("pane-border-status");
	const top = status === "top" ? 1 : 0;
	const bottom = window.sy - (status === "bottom" ? 1 : 0);
	const self = boxOf(pane);
	const boxes = window.panes.filter((p) => p !== pane && p.layoutCell).map(boxOf);
	const vertical = direction === "up" || direction === "down";
	const edge = edgeFor(direction, self, { top, bottom, right: window.sx });
	const beside = boxes.filter((box) => {
		const near = { up: box.bottom + 2, down: box.top, left: box.right + 2, right: box.left }[direction];
		if (near !== edge) return false;
		return vertical
			? box.left <= self.right && box.right >= self.left
			: box.top <= self.bottom && box.bottom >= self.top;
	});
	return beside.sort((a, b) => b.pane.activePoint - a.pane.activePoint)[0]?.pane;
}

/** The coordinate a neighbour's near side must have (see paneInDirection), wrapped at the window's edges. */
function edgeFor(
	direction: Direction,
	self: Box,
	limits: { readonly top: number; readonly bottom: number; readonly right: number },
): number {
	if (direction === "up") return self.top === limits.top ? limits.bottom + 1 : self.top;
	if (direction === "left") return self.left === 0 ? limits.right + 1 : self.left;
	if (direction === "down") return self.bottom + 2 >= limits.bottom ? limits.top : self.bottom + 2;
	return self.right + 2 >= limits.right ? 0 : self.right + 2;
}

/**
 * The visible pane at a point of the window: with the border to the right and
 * below for tiled panes, with all its border for one that floats. Under a modal
 * pane nothing can be reached.
 */
export function paneAt(window: Window, x: number, y: number): Pane | undefined {
	if (window.modal) return paneContains(window.modal, x, y) ? window.modal : undefined;
	const visible = window.zOrder.filter((pane) => pane.visible && pane.layoutCell);
	const titles = window.options.choice("pane-border-status") === "top";
	// The status line above a pane belongs to it, although it is the border of the one above.
	const titled = visible.find((pane) => {
		const { left, right } = boxOf(pane);
		return titles && !pane.floating && y === pane.yoff - 1 && x >= left && x <= right + 1;
	});
	return titled ?? visible.find((pane) => paneContains(pane, x, y, titles));
}

/** The point is on the pane or on what of its border belongs to it; `titles`: tiled panes have a line above. */
export function paneContains(pane: Pane, x: number, y: number, titles = false): boolean {
	if (!pane.visible) return false;
	const { left, top, right, bottom } = boxOf(pane);
	if (!pane.floating) return x >= left && x <= right + 1 && y >= (titles ? top - 1 : top) && y <= bottom + 1;
	const border = pane.options.choice("pane-border-lines") === "none" ? 0 : 1;
	return x >= left - border && x <= right + border && y >= top - border && y <= bottom + border;
}

/** Names of places in a window, for targets such as `{top-left}`. */
const PLACES: Readonly<
	Record<string, readonly [x: "left" | "middle" | "right", y: "top" | "middle" | "bottom"]>
> = {
	top: ["middle", "top"],
	bottom: ["middle", "bottom"],
	left: ["left", "middle"],
	right: ["right", "middle"],
	"top-left": ["left", "top"],
	"top-right": ["right", "top"],
	"bottom-left": ["left", "bottom"],
	"bottom-right": ["right", "bottom"],
};

/** The pane at a named place; undefined for an unknown name. */
export function paneAtPlace(window: Window, name: string): Pane | undefined {
	const place = PLACES[name.toLowerCase()];
	if (!place) return undefined;
	const status = window.options.choice("pane-border-status");
	const x = { left: 0, middle: Math.floor(window.sx / 2), right: window.sx - 1 }[place[0]];
	const y = {
		top: status === "top" ? 1 : 0,
		middle: Math.floor(window.sy / 2),
		bottom: window.sy - 1 - (status === "bottom" ? 1 : 0),
	}[place[1]];
	return paneAt(window, x, y);
}
