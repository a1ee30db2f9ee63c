import assert from "node:assert/strict";
import { test } from "node:test";
import {
	fixOffsets,
	hasStatusRow,
	LayoutCell,
	type LayoutRules,
	PLAIN_RULES,
	paneGeometry,
} from "../../src/model/layout-cell.ts";
import { arrangePreset, PRESET_NAMES } from "../../src/model/layout-preset.ts";
import {
	moveBorder,
	resizeCell,
	resizeCellTo,
	resizeLayout,
	spreadOut,
} from "../../src/model/layout-resize.ts";
import { addFloating, closeCell, floatCell, splitCell, tileCell } from "../../src/model/layout-split.ts";
import { dumpLayout, parseLayout } from "../../src/model/layout-string.ts";

/** Everything that must hold for any layout. */
function check(root: LayoutCell<number>, what: string): void {
	const visit = (cell: LayoutCell<number>) => {
		if (cell.takesRoom) assert.ok(cell.sx >= 1 && cell.sy >= 1, `${what}: empty cell`);
		if (cell.isLeaf) {
			assert.equal(cell.cells.length, 0, what);
			return;
		}
		assert.ok(cell.cells.length >= 2, `${what}: node with one child`);
		let { xoff, yoff } = cell;
		let used = -1;
		for (const child of cell.cells) {
			assert.equal(child.parent, cell, `${what}: parent`);
			visit(child);
		}
		for (const child of cell.tiles) {
			assert.equal(child.xoff, xoff, `${what}: xoff`);
			assert.equal(child.yoff, yoff, `${what}: yoff`);
			if (cell.type === "leftright") {
				assert.equal(child.sy, cell.sy, `${what}: height`);
				xoff += child.sx + 1;
				used += child.sx + 1;
			} else {
				assert.equal(child.sx, cell.sx, `${what}: width`);
				yoff += child.sy + 1;
				used += child.sy + 1;
			}
		}
		if (cell.tiles.length > 0)
			assert.equal(used, cell.type === "leftright" ? cell.sx : cell.sy, `${what}: tiles fill the node`);
	};
	visit(root);
}

/** A repeatable random number below n. */
function random(seed: number): (n: number) => number {
	let state = seed >>> 0 || 1;
	return (n) => {
		state ^= state << 13;
		state >>>= 0;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return state % n;
	};
}

test("tiles fill their node exactly whatever is done to the layout", () => {
	const seed = Number(process.env.SEED ?? Date.now() % 1000000);
	const pick = random(seed);
	let steps = 0;
	for (let round = 0; round < 60; round++) {
		const rules: LayoutRules = {
			status: (["off", "top", "bottom"] as const)[pick(3)]!,
			scrollbar: pick(4) === 0 ? 1 + pick(3) : 0,
		};
		const floats = pick(3) === 0;
		let sx = 1 + pick(200);
		let sy = 1 + pick(60);
		let next = 1;
		let root = LayoutCell.single<number>(0, sx, sy);
		const operations: (() => string)[] = [
			() => {
				const tiled = [...root.leaves()].filter((cell) => cell.isTiled);
				const cell = tiled[pick(tiled.length)];
				if (!cell) return "split nothing";
				const split = {
					axis: pick(2) ? ("leftright" as const) : ("topbottom" as const),
					size: pick(3) ? -1 : pick(120),
					before: pick(2) === 1,
					full: pick(3) === 0,
				};
				const result = splitCell(cell, split, rules);
				if (result) {
					result.cell.pane = next++;
					root = result.root;
				}
				return `split ${JSON.stringify(split)} ${result ? "" : "refused"}`;
			},
			() => {
				const leaves = [...root.leaves()];
				const tiled = leaves.filter((cell) => cell.isTiled);
				const cell = leaves[pick(leaves.length)]!;
				if (cell.isTiled && tiled.length <= 1) return "close nothing";
				root = closeCell(cell, rules)!;
				return "close";
			},
			() => {
				const leaves = [...root.leaves()].filter((cell) => cell.isTiled);
				const cell = leaves[pick(leaves.length)];
				if (cell) resizeCell(cell, pick(2) ? "leftright" : "topbottom", pick(41) - 20, pick(2) === 1, rules);
				return "resize";
			},
			() => {
				const leaves = [...root.leaves()].filter((cell) => cell.isTiled);
				const cell = leaves[pick(leaves.length)];
				if (cell) resizeCellTo(cell, pick(2) ? "leftright" : "topbottom", pick(150), rules);
				return "resize to";
			},
			() => {
				const leaves = [...root.leaves()].filter((cell) => cell.parent && cell.isTiled);
				const cell = leaves[pick(leaves.length || 1)];
				const parent = cell?.parent;
				if (cell && parent && parent.type !== "pane")
					moveBorder(cell, parent.type, pick(21) - 10, true, rules);
				return "border";
			},
			() => {
				sx = 1 + pick(200);
				sy = 1 + pick(60);
				resizeLayout(root, sx, sy, rules);
				return `window ${sx}x${sy}`;
			},
			() => {
				const leaves = [...root.leaves()];
				spreadOut(leaves[pick(leaves.length)]!, rules);
				return "spread";
			},
			() => {
				const made = arrangePreset(pick(PRESET_NAMES.length), {
					leaves: [...root.leaves()],
					sx,
					sy,
					rules,
					mainWidth: ["80", "30%", "x"][pick(3)]!,
					mainHeight: ["24", "50%", "3"][pick(3)]!,
					otherWidth: ["0", "10"][pick(2)]!,
					otherHeight: ["0", "40%"][pick(2)]!,
					maxColumns: pick(4),
				});
				if (made) {
					root = made;
					sx = root.sx;
					sy = root.sy;
				}
				return `preset ${sx}x${sy}`;
			},
			() => {
				const text = dumpLayout(
					root,
					(pane) => pane,
					[...root.leaves()].filter((cell) => cell.floating),
				);
				const count = root.count;
				const parsed = parseLayout<number>(text, count);
				assert.ok("root" in parsed, `seed ${seed}: ${text}: ${"error" in parsed ? parsed.error : ""}`);
				const panes = [...root.leaves()].map((cell) => cell.pane!);
				root = parsed.root;
				for (const [i, cell] of [...root.leaves()].entries()) cell.pane = panes[i];
				fixOffsets(root);
				return "parse";
			},
			() => {
				if (!floats) return "no floats";
				const leaves = [...root.leaves()];
				const cell = leaves[pick(leaves.length)]!;
				const made = addFloating(cell, { sx: 10, sy: 5, xoff: pick(20) - 5, yoff: pick(9) - 3 });
				made.cell.pane = next++;
				root = made.root;
				return "float";
			},
			() => {
				const leaves = [...root.leaves()];
				const cell = leaves[pick(leaves.length)]!;
				if (!floats || !cell.parent) return "no floats";
				if (!cell.floating && leaves.filter((each) => each.isTiled).length > 1) {
					floatCell(cell, rules);
					return "float tile";
				}
				if (cell.floating) tileCell(cell, sx, sy, rules);
				return "tile";
			},
		];
		for (let step = 0; step < 80; step++) {
			steps++;
			const before = dumpLayout(root, (pane) => pane);
			const done = `${operations[pick(operations.length)]!()} ${JSON.stringify(rules)} ${before}`;
			check(root, `seed ${seed} round ${round} step ${step} ${done}`);
			assert.equal(
				new Set([...root.leaves()].map((cell) => cell.pane)).size,
				root.count,
				`seed ${seed} round ${round} step ${step} ${done}: panes`,
			);
		}
	}
	assert.ok(steps >= 4000);
});

const id = (pane: number) => pane;
const dump = (root: LayoutCell<number>) => dumpLayout(root, id).slice(5);

test("splits give the sizes of tmux", () => {
	const root = LayoutCell.single<number>(0, 80, 24);
	const right = splitCell(root, { axis: "leftright" }, PLAIN_RULES)!;
	right.cell.pane = 1;
	const third = splitCell(right.cell, { axis: "leftright" }, PLAIN_RULES)!;
	third.cell.pane = 2;
	const below = splitCell(third.cell, { axis: "topbottom" }, PLAIN_RULES)!;
	below.cell.pane = 3;
	const text = "80x24,0,0{40x24,0,0,0,19x24,41,0,1,19x24,61,0[19x12,61,0,2,19x11,61,13,3]}";
	assert.equal(dump(below.root), text);
	assert.equal(dumpLayout(below.root, id), `46f6,${text}`);
	resizeCellTo(below.root.cells[0]!, "leftright", 60, PLAIN_RULES);
	assert.equal(dump(below.root), "80x24,0,0{60x24,0,0,0,1x24,61,0,1,17x24,63,0[17x12,63,0,2,17x11,63,13,3]}");
});

test("a split that does not fit is refused", () => {
	assert.equal(splitCell(LayoutCell.single(0, 2, 24), { axis: "leftright" }, PLAIN_RULES), undefined);
	assert.ok(splitCell(LayoutCell.single(0, 3, 24), { axis: "leftright" }, PLAIN_RULES));
	const status: LayoutRules = { status: "top", scrollbar: 0 };
	assert.equal(splitCell(LayoutCell.single(0, 80, 3), { axis: "topbottom" }, status), undefined);
	assert.ok(splitCell(LayoutCell.single(0, 80, 4), { axis: "topbottom" }, status));
});

test("the border status takes a row of the panes at that edge only", () => {
	const root = LayoutCell.single<number>(0, 80, 24);
	const made = splitCell(root, { axis: "topbottom" }, PLAIN_RULES)!;
	made.cell.pane = 1;
	const [top, bottom] = made.root.cells as [LayoutCell<number>, LayoutCell<number>];
	assert.equal(hasStatusRow(top, "top"), true);
	assert.equal(hasStatusRow(bottom, "top"), false);
	assert.equal(hasStatusRow(bottom, "bottom"), true);
	const room = { status: "top", scrollbar: 0, scrollbarLeft: false } as const;
	assert.deepEqual(paneGeometry(top, room), { xoff: 0, yoff: 1, sx: 80, sy: 11 });
	assert.deepEqual(paneGeometry(bottom, { ...room, scrollbar: 2, scrollbarLeft: true }), {
		xoff: 2,
		yoff: 13,
		sx: 78,
		sy: 11,
	});
});
