/** capture-pane and clear-history. */
import type { Arguments } from "../command/arguments.ts";
import { parseNumber } from "../command/numbers.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { markWindow } from "../model/marks.ts";
import type { Pane } from "../model/pane.ts";
import { type CaptureOptions, captureState } from "../screen/capture.ts";
import { LINE } from "../screen/cells.ts";
import { dumpScreen } from "./capture-dump.ts";
import { type CapturedLines, linksOfLine, savedLines, screenLines } from "./capture-lines.ts";
import { wholeTarget } from "./common.ts";

const INT_MIN = -2147483648;
const SHRT_MAX = 32767;
const ENCODER = new TextEncoder();

export const capturePane: CommandEntry = {
	name: "capture-pane",
	alias: "capturep",
	args: { template: "ab:CeE:FHJLMNpPqRS:Tt:", lower: 0, upper: 0 },
	usage: "[-aCeFHJLMNpPqRT] [-b buffer-name] [-E end-line] [-S start-line] [-t target-pane]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec,
};

export const clearHistory: CommandEntry = {
	name: "clear-history",
	alias: "clearhist",
	args: { template: "Ht:", lower: 0, upper: 0 },
	usage: "[-H] [-t target-pane]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec({ args }, item) {
		const { window, pane } = wholeTarget(item);
		item.services.flush(pane);
		item.services.ui.leaveMode(pane, true);
		pane.screen.clearHistory(args.has("H"));
		markWindow(item.server, window);
		return "normal";
	},
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { pane } = wholeTarget(item);
	item.services.flush(pane);
	const bytes = captured(args, item, pane);
	if (args.has("p")) print(item, bytes);
	else {
		const error = item.server.buffers.set(bytes, args.get("b"));
		if (error !== undefined) throw new CommandError(error);
	}
	return "normal";
}

/** What is captured: everything, what is not parsed yet, or lines. */
function captured(args: Arguments, item: QueueItem, pane: Pane): Uint8Array {
	if (args.has("R")) return ENCODER.encode(dumpScreen(pane.screen));
	if (args.has("P") && !args.has("H")) {
		const pending = pane.screen.pendingInput();
		return args.has("C") ? ENCODER.encode(octalBytes(pending)) : pending;
	}
	return ENCODER.encode(capturedLines(args, item, pane));
}

/** Output for the client; what it prints ends with one newline. */
function print(item: QueueItem, bytes: Uint8Array): void {
	const { client } = item;
	const text = bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
	if (!client || (client.attached && client.control === "")) throw new CommandError("can't write to client");
	if (client.control !== "") item.print(new TextDecoder().decode(text));
	else item.printBytes(Buffer.concat([text, Uint8Array.of(0x0a)]));
}

/** Bytes below a blank, above ASCII and `\` as `\ooo`. */
function octalBytes(bytes: Uint8Array): string {
	let out = "";
	for (const byte of bytes)
		out +=
			byte >= 0x20 && byte < 0x80 && byte !== 0x5c
				? String.fromCharCode(byte)
				: `\\${byte.toString(8).padStart(3, "0")}`;
	return out;
}

function capturedLines(args: Arguments, item: QueueItem, pane: Pane): string {
	const lines = linesOf(args, pane);
	if (!lines) return "";
	const end = lines.historySize + lines.rows - 1;
	const from = lineNumber(item, args.get("S"), lines, lines.historySize, 0);
	const to = lineNumber(item, args.get("E"), lines, end, end);
	const join = args.has("J");
	const options: CaptureOptions = {
		sequences: args.has("e"),
		escape: args.has("C"),
		emptyCells: !join && !args.has("T"),
		trim: !join && !args.has("N"),
		state: captureState(),
		count: pane.screen.cols,
	};
	const seen = new Set<string | object>();
	const pieces: string[] = [];
	for (let line = Math.min(from, to); line <= Math.max(from, to); line++) {
		const text = args.has("H") ? linksOfLine(lines, line, seen) : lines.text(line, options);
		if (args.has("H") && text === "") continue;
		const number = args.has("L") ? `${line - lines.historySize} ` : "";
		const flags = args.has("F") ? `${lineFlags(lines.flags(line))} ` : "";
		const end = join && lines.flags(line) & LINE.wrapped ? "" : "\n";
		pieces.push(number, flags, text, end);
	}
	return pieces.join("");
}

/** The lines of -a or -M, or of the pane's own screen; undefined: there are none and that is no mistake. */
function linesOf(args: Arguments, pane: Pane): CapturedLines | undefined {
	if (args.has("a")) {
		const saved = pane.screen.savedRows();
		if (saved) return savedLines(saved, pane.screen.cols);
		if (args.has("q")) return undefined;
		throw new CommandError("no alternate screen");
	}
	const shown = args.has("M") ? pane.mode?.captured : undefined;
	return shown ? screenLines(shown.screen, shown.rows) : screenLines(pane.screen);
}

/** A line from -S or -E: `-` is `edge`; what is no number means `otherwise`. */
function lineNumber(
	item: QueueItem,
	text: string | undefined,
	lines: CapturedLines,
	otherwise: number,
	edge: number,
): number {
	if (text === "-") return edge;
	const value = text === undefined ? "missing" : parseNumber(item.expand(text), INT_MIN, SHRT_MAX);
	const line = typeof value === "string" ? otherwise : lines.historySize + value;
	return Math.min(Math.max(0, line), lines.historySize + lines.rows - 1);
}

/** Letters of -F for the flags of a line. */
const FLAG_LETTERS: readonly (readonly [number, string])[] = [
	[LINE.hyperlink, "H"],
	[LINE.startOutput, "O"],
	[LINE.startPrompt, "P"],
	[LINE.wrapped, "W"],
	[LINE.extended, "X"],
];

function lineFlags(flags: number): string {
	const letters = FLAG_LETTERS.map(([bit, letter]) => (flags & bit ? letter : "")).join("");
	return letters === "" ? "-" : letters;
}
