/** Where words begin and end around the cursor; nothing is moved. Called by copy-selection.ts and copy-motion.ts. */
import { WHITESPACE } from "./copy-grid.ts";
import { CopyReader } from "./copy-reader.ts";
import type { CopyState } from "./copy-state.ts";

export interface CopyPlace {
	readonly x: number;
	readonly y: number;
}

/** A reader at the cursor. */
export function readerAt(state: CopyState, x: number = state.cx): CopyReader {
	return new CopyReader(state.grid, x, state.line);
}

/** Where the next word ends: behind its last character, with vi on it. */
export function nextWordEnd(state: CopyState, separators: string): CopyPlace {
	const reader = readerAt(state);
	if (state.vi) {
		if (reader.in(WHITESPACE) === 0) reader.right(false, false, false);
		reader.nextWordEnd(separators);
		reader.left(true);
	} else reader.nextWordEnd(separators);
	return reader;
}

/** Where the word at the cursor begins. */
export function wordStart(state: CopyState, separators: string): CopyPlace {
	const reader = readerAt(state);
	reader.previousWord(separators, false, true);
	return reader;
}
