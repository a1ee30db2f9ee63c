/**
 * Building a Scene: every pane, from the bottom of the stack to the top, marks
 * its cells in a grid of small arrays; border cells gather the sides and panes
 * they belong to. The grid is then cut into spans. Called by ClientView when
 * the layout or what is shown of it has changed.
 */
import { isFloating } from "../format/pane-facts.ts";
import { paneStatus } from "../model/layout-panes.ts";
import type { Pane } from "../model/pane.ts";
import { paneLines, type Run, type Scene, type SceneRequest, SIDE, type Span, type SpanOf } from "./scene.ts";
import { type ScrollbarBox, scrollbarBox } from "./scrollbar.ts";

/** Kinds of cell in the grid. */
const EMPTY = 0;
const OUTSIDE = 1;
const PANE = 2;
const BORDER = 3;
const STATUS = 4;
const SCROLLBAR = 5;

/** Rectangle of a pane's border, and which of its edges are drawn. */
interface Frame {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

class SceneBuilder {
	readonly #request: SceneRequest;
	readonly #panes: Pane[];
	readonly #cols: number;
	readonly #rows: number;
	readonly #kind: Uint8Array;
	/** Position in `#panes`, for pane, status and scrollbar. */
	readonly #pane: Uint16Array;
	readonly #a: Int32Array;
	readonly #b: Int32Array;
	readonly #mask: Uint8Array;
	readonly #arrow: Uint8Array;
	/** Panes beside a border, as position + 1; 0 for none. */
	readonly #top: Uint16Array;
	readonly #bottom: Uint16Array;
	readonly #left: Uint16Array;
	readonly #right: Uint16Array;
	readonly #style: Uint16Array;
	readonly #boxes: (ScrollbarBox | undefined)[];

	constructor(request: SceneRequest) {
		this.#request = request;
		this.#cols = request.cols;
		this.#rows = request.rows;
		const size = Math.max(request.cols * request.rows, 0);
		this.#kind = new Uint8Array(size);
		this.#pane = new Uint16Array(size);
		this.#a = new Int32Array(size);
		this.#b = new Int32Array(size);
		this.#mask = new Uint8Array(size);
		this.#arrow = new Uint8Array(size);
		this.#top = new Uint16Array(size);
		this.#bottom = new Uint16Array(size);
		this.#left = new Uint16Array(size);
		this.#right = new Uint16Array(size);
		this.#style = new Uint16Array(size);
		// From the bottom of the stack to the top: tiled panes do not overlap, but where
		// their borders meet, the upper one has the last word.
		this.#panes = request.window.zOrder.filter((pane) => pane.visible).reverse();
		this.#boxes = this.#panes.map((pane) => scrollbarBox(pane, request.scrollbarShown));
	}

	build(): Scene {
		this.#reset();
		for (const at of this.#panes.keys()) this.#markPane(at);
		this.#markTwoPanes();
		return this.#spans();
	}

	/** Index of a place of the window, or -1 when it is not in the scene. The first column and row after the window count: borders lie there. */
	#index(wx: number, wy: number): number {
		const { window, offset } = this.#request;
		if (wx < 0 || wy < 0 || wx > window.sx || wy > window.sy) return -1;
		const x = wx - offset.x;
		const y = wy - offset.y;
		return x < 0 || y < 0 || x >= this.#cols || y >= this.#rows ? -1 : y * this.#cols + x;
	}

	#reset(): void {
		const { window, offset } = this.#request;
		const inside = Math.max(0, Math.min(this.#cols, window.sx - offset.x));
		this.#kind.fill(OUTSIDE);
		const rows = Math.min(this.#rows, window.sy - offset.y);
		for (let y = 0; y < rows; y++) this.#kind.fill(EMPTY, y * this.#cols, y * this.#cols + inside);
	}

	/** Makes a cell a plain one of this kind. */
	#take(i: number, kind: number): void {
		this.#kind[i] = kind;
		this.#mask[i] = 0;
		this.#arrow[i] = 0;
		this.#top[i] = 0;
		this.#bottom[i] = 0;
		this.#left[i] = 0;
		this.#right[i] = 0;
	}

	#markPane(at: number): void {
		const pane = this.#panes[at]!;
		this.#markInside(at, pane);
		const box = this.#boxes[at];
		const room = box && !box.overlay ? box : undefined;
		this.#markBorders(at, pane, room);
		if (box) this.#markScrollbar(at, pane, box);
	}

	#markInside(at: number, pane: Pane): void {
		const { window } = this.#request;
		const floating = isFloating(pane);
		for (let py = 0; py < pane.sy; py++)
			for (let px = 0; px < pane.sx; px++) {
				const wx = pane.xoff + px;
				const wy = pane.yoff + py;
				if (floating && (wx >= window.sx || wy >= window.sy)) continue;
				const i = this.#index(wx, wy);
				if (i < 0) continue;
				this.#take(i, PANE);
				this.#pane[i] = at;
				this.#a[i] = px;
				this.#b[i] = py;
			}
	}

	#markScrollbar(at: number, pane: Pane, box: ScrollbarBox): void {
		for (let row = 0; row < pane.sy; row++)
			for (let wx = box.start; wx < box.end; wx++) {
				const i = this.#index(wx, pane.yoff + row);
				if (i < 0) continue;
				this.#take(i, SCROLLBAR);
				this.#pane[i] = at;
				this.#a[i] = wx - box.start;
				this.#b[i] = row;
			}
	}

	#markBorders(at: number, pane: Pane, bar: ScrollbarBox | undefined): void {
		const { window } = this.#request;
		const floating = isFloating(pane);
		if (floating && paneLines(pane) === "none") return;
		const status = paneStatus(pane);
		const barWidth = bar ? bar.end - bar.start : 0;
		let left = pane.xoff - 1 - (bar?.left ? barWidth : 0);
		let right = pane.xoff + pane.sx + (bar && !bar.left ? barWidth : 0);
		let top = pane.yoff - 1;
		let bottom = pane.yoff + pane.sy;
		const edges = {
			left: left >= 0,
			top: top >= 0 && (floating || status !== "bottom"),
			right: floating ? right < window.sx : right <= window.sx,
			bottom: floating ? bottom < window.sy : bottom <= window.sy && status !== "top",
		};
		if (floating) {
			left = Math.max(left, 0);
			right = Math.min(right, window.sx - 1);
			top = Math.max(top, 0);
			bottom = Math.min(bottom, window.sy - 1);
		}
		const frame = { left, right, top, bottom };
		if (edges.top) this.#markRow(at, pane, frame, top, false);
		if (edges.bottom) this.#markRow(at, pane, frame, bottom, true);
		if (edges.left) this.#markColumn(at, pane, frame, left);
		if (edges.right) this.#markColumn(at, pane, frame, right);
		if (status !== "off") this.#markStatus(at, pane, frame, status === "top" ? top : bottom);
		this.#markArrows(pane, frame);
	}

	/** A horizontal edge; below the pane it is the pane above that border. */
	#markRow(at: number, pane: Pane, { left, right }: Frame, wy: number, below: boolean): void {
		for (let wx = left; wx <= right; wx++) {
			const mask = (wx > left ? SIDE.left : 0) | (wx < right ? SIDE.right : 0);
			const i = this.#markBorder(at, pane, wx, wy, mask);
			if (i < 0) continue;
			if (below) this.#top[i] = at + 1;
			else this.#bottom[i] = at + 1;
		}
	}

	#markColumn(at: number, pane: Pane, { top, bottom }: Frame, wx: number): void {
		for (let wy = top; wy <= bottom; wy++) {
			const mask = (wy > top ? SIDE.up : 0) | (wy < bottom ? SIDE.down : 0);
			const i = this.#markBorder(at, pane, wx, wy, mask);
			if (i < 0 || mask === 0) continue;
			if (wx < pane.xoff) this.#right[i] = at + 1;
			else if (wx >= pane.xoff + pane.sx) this.#left[i] = at + 1;
		}
	}

	/** Adds sides to a border cell; -1 when the cell cannot be one. A floating pane's border covers what is below. */
	#markBorder(at: number, pane: Pane, wx: number, wy: number, mask: number): number {
		const i = this.#index(wx, wy);
		if (i < 0) return -1;
		const kind = this.#kind[i];
		if (isFloating(pane)) {
			if (kind !== BORDER || !this.#hasPane(i, at + 1)) this.#take(i, BORDER);
		} else if (kind === EMPTY || kind === OUTSIDE) this.#take(i, BORDER);
		else if (kind !== BORDER) return -1;
		this.#mask[i] = (this.#mask[i] ?? 0) | mask;
		return i;
	}

	#hasPane(i: number, number: number): boolean {
		return (
			this.#top[i] === number ||
			this.#bottom[i] === number ||
			this.#left[i] === number ||
			this.#right[i] === number
		);
	}

	/** The status line begins two columns in and ends before the corner. */
	#markStatus(at: number, pane: Pane, { right }: Frame, wy: number): void {
		for (let wx = pane.xoff + 2; wx < right; wx++) {
			const i = this.#index(wx, wy);
			if (i < 0 || this.#kind[i] !== BORDER) continue;
			this.#kind[i] = STATUS;
			this.#pane[i] = at;
			this.#a[i] = wx - pane.xoff - 2;
		}
	}

	#markArrows(pane: Pane, { left, right, top, bottom }: Frame): void {
		const indicators = this.#request.window.options.choice("pane-border-indicators");
		if (indicators !== "arrows" && indicators !== "both") return;
		const mark = (wx: number, wy: number) => {
			const i = this.#index(wx, wy);
			if (i >= 0 && this.#kind[i] === BORDER) this.#arrow[i] = 1;
		};
		const x = pane.xoff + 1;
		if (x >= left && x <= right) {
			mark(x, top);
			mark(x, bottom);
		}
		const y = pane.yoff + 1;
		if (y >= top && y <= bottom) {
			mark(left, y);
			mark(right, y);
		}
	}

	/** With two panes each half of the border between them has the colour of one, so that the active one shows. */
	#markTwoPanes(): void {
		const { window, offset } = this.#request;
		const indicators = window.options.choice("pane-border-indicators");
		if (indicators !== "colour" && indicators !== "both") return;
		const tiled = window.panes.filter((pane) => pane.layoutCell && !isFloating(pane));
		if (tiled.length !== 2 || tiled.some((pane) => !pane.layoutCell?.parent)) return;
		const sideBySide = tiled[1]?.layoutCell?.parent?.type === "leftright";
		for (let y = 0, i = 0; y < this.#rows; y++)
			for (let x = 0; x < this.#cols; x++, i++) {
				if (this.#kind[i] !== BORDER) continue;
				const first = (sideBySide ? this.#left[i] : this.#top[i]) as number;
				const second = (sideBySide ? this.#right[i] : this.#bottom[i]) as number;
				if (first === 0 || second === 0) continue;
				const inFirst = sideBySide
					? offset.y + y <= Math.floor(window.sy / 2)
					: offset.x + x <= Math.floor(window.sx / 2);
				this.#style[i] = inFirst ? first : second;
			}
	}

	/** True when cell `i` goes on the run that cell `i - 1` is the end of. */
	#joins(i: number): boolean {
		const j = i - 1;
		const kind = this.#kind[i];
		if (kind !== this.#kind[j]) return false;
		if (kind === EMPTY || kind === OUTSIDE) return true;
		if (kind === BORDER)
			return (
				this.#arrow[i] === 0 &&
				this.#arrow[j] === 0 &&
				this.#mask[i] === this.#mask[j] &&
				this.#top[i] === this.#top[j] &&
				this.#bottom[i] === this.#bottom[j] &&
				this.#left[i] === this.#left[j] &&
				this.#right[i] === this.#right[j] &&
				this.#style[i] === this.#style[j]
			);
		if (this.#pane[i] !== this.#pane[j] || this.#a[i] !== (this.#a[j] as number) + 1) return false;
		return kind === STATUS ? this.#mask[i] === this.#mask[j] : this.#b[i] === this.#b[j];
	}

	#spans(): Scene {
		const scene = {
			panes: [] as SpanOf<"pane">[],
			scrollbars: [] as SpanOf<"scrollbar">[],
			chrome: [] as SpanOf<"border" | "status" | "empty" | "outside">[],
		};
		for (let y = 0; y < this.#rows; y++) {
			for (let x = 0; x < this.#cols; ) {
				const i = y * this.#cols + x;
				let width = 1;
				while (x + width < this.#cols && this.#joins(i + width)) width++;
				const span = this.#span(i, { x, y, width });
				if (span.kind === "pane") scene.panes.push(span);
				else if (span.kind === "scrollbar") scene.scrollbars.push(span);
				else scene.chrome.push(span);
				x += width;
			}
		}
		return scene;
	}

	#span(i: number, run: Run): Span {
		const kind = this.#kind[i];
		const at = this.#pane[i] as number;
		const [a, b, mask] = [this.#a[i] as number, this.#b[i] as number, this.#mask[i] as number];
		const owner = (owners: Uint16Array) => this.#panes[(owners[i] as number) - 1];
		if (kind === PANE) return { kind: "pane", ...run, pane: this.#panes[at]!, px: a, py: b };
		if (kind === STATUS) return { kind: "status", ...run, pane: this.#panes[at]!, offset: a, mask };
		if (kind === SCROLLBAR)
			return { kind: "scrollbar", ...run, pane: this.#panes[at]!, box: this.#boxes[at]!, column: a, row: b };
		if (kind === BORDER) {
			const owners = {
				top: owner(this.#top),
				bottom: owner(this.#bottom),
				left: owner(this.#left),
				right: owner(this.#right),
				style: owner(this.#style),
			};
			return { kind: "border", ...run, owners, mask, arrow: this.#arrow[i] === 1 };
		}
		return { kind: kind === EMPTY ? "empty" : "outside", ...run };
	}
}

/** Lays a window out on a client. */
export function buildScene(request: SceneRequest): Scene {
	return new SceneBuilder(request).build();
}
