/**
 * A matcher without backtracking: all ways through a pattern are followed at
 * once, so time is at most pattern times text. Finds the first match and of
 * those the longest. Made and called by ere.ts.
 */

/** A parsed pattern. */
export type Node =
	| { readonly type: "char"; readonly test: (char: string) => boolean }
	| { readonly type: "assert"; readonly test: (before: string, after: string) => boolean }
	| { readonly type: "group"; readonly index: number; readonly node: Node }
	| { readonly type: "all" | "any"; readonly nodes: readonly Node[] }
	| { readonly type: "repeat"; readonly node: Node; readonly low: number; readonly high: number | undefined };

type Step =
	| { readonly op: "char"; readonly test: (char: string) => boolean }
	| { readonly op: "assert"; readonly test: (before: string, after: string) => boolean }
	| { readonly op: "save"; readonly slot: number }
	| { op: "split"; first: number; second: number }
	| { readonly op: "match" };

/** Largest program. */
const MAX_STEPS = 20_000;
/** Most work for one search: steps times characters. */
const MAX_WORK = 40_000_000;

/** Writes `node` as steps behind `program`; false when it gets too large. */
function emit(node: Node, program: Step[]): boolean {
	if (program.length > MAX_STEPS) return false;
	switch (node.type) {
		case "char":
			program.push({ op: "char", test: node.test });
			return true;
		case "assert":
			program.push({ op: "assert", test: node.test });
			return true;
		case "group": {
			program.push({ op: "save", slot: node.index * 2 });
			const ok = emit(node.node, program);
			program.push({ op: "save", slot: node.index * 2 + 1 });
			return ok;
		}
		case "all":
			return node.nodes.every((inner) => emit(inner, program));
		case "any": {
			const ends: { op: "split"; first: number; second: number }[] = [];
			for (const [i, inner] of node.nodes.entries()) {
				if (i === node.nodes.length - 1) {
					if (!emit(inner, program)) return false;
					break;
				}
				const split = { op: "split" as const, first: program.length + 1, second: -1 };
				program.push(split);
				if (!emit(inner, program)) return false;
				const end = { op: "split" as const, first: -1, second: -1 };
				program.push(end);
				ends.push(end);
				split.second = program.length;
			}
			for (const end of ends) end.first = end.second = program.length;
			return true;
		}
		case "repeat": {
			for (let i = 0; i < node.low; i++) if (!emit(node.node, program)) return false;
			if (node.high === undefined) {
				const split = { op: "split" as const, first: program.length + 1, second: -1 };
				const start = program.length;
				program.push(split);
				if (!emit(node.node, program)) return false;
				program.push({ op: "split", first: start, second: start });
				split.second = program.length;
				return true;
			}
			const splits: { op: "split"; first: number; second: number }[] = [];
			for (let i = node.low; i < node.high; i++) {
				const split = { op: "split" as const, first: program.length + 1, second: -1 };
				program.push(split);
				splits.push(split);
				if (!emit(node.node, program)) return false;
			}
			for (const split of splits) split.second = program.length;
			return true;
		}
	}
}

/** Places of the match and of its groups in the text (start, end, start, end ...); -1 for groups not used. */
export type Places = readonly number[];

/** Compiles a pattern; undefined when it is too large. */
export function compileNfa(node: Node): ((text: string) => Places | undefined) | undefined {
	const program: Step[] = [];
	if (!emit({ type: "group", index: 0, node }, program) || program.length > MAX_STEPS) return undefined;
	program.push({ op: "match" });
	return (text) => (program.length * text.length > MAX_WORK ? undefined : search(program, text));
}

function search(program: readonly Step[], text: string): Places | undefined {
	const seen = new Int32Array(program.length).fill(-1);
	let best: Places | undefined;
	let threads: { step: number; places: Places }[] = [];
	for (let at = 0, turn = 0; ; turn++) {
		const code = text.codePointAt(at);
		const char = code === undefined ? "" : String.fromCodePoint(code);
		const before = at === 0 ? "" : text.charAt(at - 1);
		const ready: { step: number; places: Places }[] = [];
		const follow = (from: number, given: Places) => {
			// A stack of its own: a long pattern must not use up the runtime's.
			const stack: [number, Places][] = [[from, given]];
			for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
				const [step, places] = top;
				if (seen[step] === turn) continue;
				seen[step] = turn;
				const what = program[step] as Step;
				if (what.op === "split") stack.push([what.second, places], [what.first, places]);
				else if (what.op === "save") {
					const next = [...places];
					while (next.length <= what.slot) next.push(-1);
					next[what.slot] = at;
					stack.push([step + 1, next]);
				} else if (what.op === "assert") {
					if (what.test(before, char)) stack.push([step + 1, places]);
				} else ready.push({ step, places });
			}
		};
		for (const { step, places } of threads) follow(step, places);
		if (best === undefined) follow(0, []);
		threads = [];
		for (const { step, places } of ready) {
			const what = program[step] as Step;
			if (what.op === "match") {
				const [start = 0, end = 0] = places;
				if (best === undefined || start < best[0]! || (start === best[0] && end > best[1]!)) best = places;
			} else if (what.op === "char" && char !== "" && what.test(char))
				threads.push({ step: step + 1, places });
		}
		const first = best?.[0];
		if (first !== undefined) threads = threads.filter(({ places }) => places[0]! <= first);
		if (char === "" || (best !== undefined && threads.length === 0)) return best;
		at += char.length;
	}
}
