/**
 * What lies where on the part of a client that shows its window: panes, their
 * borders with junctions, border status lines, scrollbars, and what is in no
 * pane, as spans: runs of cells that are drawn alike. Styles and text are not
 * in it. Built by scene-builder.ts when the layout changes, kept by ClientView,
 * drawn by chrome.ts and panes.ts.
 */
import { isFloating } from "../format/pane-facts.ts";
import { paneStatus } from "../model/layout-panes.ts";
import type { Pane } from "../model/pane.ts";
import type { Window } from "../model/window.ts";
import type { WindowOffset } from "./offset.ts";
import { type ScrollbarBox, scrollbarBox } from "./scrollbar.ts";

/** Sides a border leaves a cell to. */
export const SIDE = { left: 1, right: 2, up: 4, down: 8 } as const;

/** Panes beside a border. */
export interface BorderOwners {
	readonly top: Pane | undefined;
	readonly bottom: Pane | undefined;
	readonly left: Pane | undefined;
	readonly right: Pane | undefined;
	/** The pane whose style it has, when that is settled by the layout. */
	readonly style: Pane | undefined;
}

export interface Run {
	/** Column and row from the top left corner of the scene. */
	readonly x: number;
	readonly y: number;
	readonly width: number;
}

export type Span =
	| (Run & { readonly kind: "pane"; readonly pane: Pane; readonly px: number; readonly py: number })
	| (Run & { readonly kind: "empty" | "outside" })
	| (Run & {
			readonly kind: "border";
			readonly owners: BorderOwners;
			/** SIDE bits. */
			readonly mask: number;
			readonly arrow: boolean;
	  })
	| (Run & {
			readonly kind: "status";
			readonly pane: Pane;
			/** Column within the pane's status line. */
			readonly offset: number;
			/** SIDE bits of the border below. */
			readonly mask: number;
	  })
	| (Run & {
			readonly kind: "scrollbar";
			readonly pane: Pane;
			readonly box: ScrollbarBox;
			/** Column within the bar and its padding, row within the bar. */
			readonly column: number;
			readonly row: number;
	  });
export type SpanOf<K extends Span["kind"]> = Extract<Span, { readonly kind: K }>;

/** How a window is to be laid on a client. */
export interface SceneRequest {
	readonly window: Window;
	readonly offset: WindowOffset;
	/** Size of the scene: all of the client but its status lines. */
	readonly cols: number;
	readonly rows: number;
	/** Says whether a scrollbar that hides itself is seen now. */
	readonly scrollbarShown: (pane: Pane) => boolean;
}

export interface Scene {
	/** Runs of panes' own cells. */
	readonly panes: readonly SpanOf<"pane">[];
	readonly scrollbars: readonly SpanOf<"scrollbar">[];
	/** Borders, border status lines, and what is in no pane. */
	readonly chrome: readonly SpanOf<"border" | "status" | "empty" | "outside">[];
}

/** What the scene of a request depends on: equal text, equal scene. */
export function sceneKey(request: SceneRequest): string {
	const { window, offset, cols, rows } = request;
	const parts = [
		`${window.id} ${window.sx},${window.sy} ${offset.x},${offset.y} ${cols},${rows} ${window.zoomed}`,
		window.options.choice("pane-border-indicators"),
	];
	for (const pane of window.zOrder) {
		if (!pane.visible) continue;
		const box = scrollbarBox(pane, request.scrollbarShown);
		const bar = box ? `${box.start}-${box.end}/${box.pad}${box.overlay}${box.left}` : "";
		const stack = isFloating(pane) ? "f" : "";
		parts.push(
			`${pane.id} ${pane.xoff},${pane.yoff} ${pane.sx},${pane.sy} ${stack} ${paneLines(pane)} ${paneStatus(pane)} ${bar} ${pane.layoutCell?.parent?.type}`,
		);
	}
	return parts.join("|");
}

/** Kind of line of a pane's border; tiled panes of a window share one. */
export function paneLines(pane: Pane): string {
	return (isFloating(pane) ? pane.options : pane.window.options).choice("pane-border-lines");
}
