/**
 * A place that walks over the text of a CopyGrid: characters, lines and words
 * as copy mode counts them. Made for one motion by copy-motion.ts and thrown
 * away.
 */
import { type CopyGrid, WHITESPACE } from "./copy-grid.ts";

export class CopyReader {
	readonly grid: CopyGrid;
	x: number;
	y: number;

	constructor(grid: CopyGrid, x: number, y: number) {
		this.grid = grid;
		this.x = x;
		this.y = y;
	}

	/** Back to the first cell of the character under the place. */
	#leavePadding(): void {
		while (this.x > 0 && this.grid.isPadding(this.x, this.y)) this.x--;
	}

	/** Characters in `set` here: cells to go, 0 for none. */
	in(set: string): number {
		return this.grid.inSet(this.x, this.y, set);
	}

	/** One character on. `all` may go to the screen's edge, `beyond` to one past the text. */
	right(wrap: boolean, all: boolean, beyond: boolean): void {
		const { grid } = this;
		const end = all ? grid.cols : beyond ? grid.length(this.y) : grid.limit(this.y);
		if (wrap && this.x >= end && this.y < grid.last) {
			this.x = 0;
			this.down();
		} else if (this.x < end) {
			this.x++;
			while (this.x < end && grid.isPadding(this.x, this.y)) this.x++;
		}
	}

	/** One character back. `wrap` goes to the line before even when it does not continue here. */
	left(wrap: boolean): void {
		this.#leavePadding();
		if (this.x === 0 && this.y > 0 && (wrap || this.grid.wrapped(this.y - 1))) {
			this.up();
			this.lineEnd(false, false);
		} else if (this.x > 0) this.x--;
	}

	down(): void {
		if (this.y < this.grid.last) this.y++;
		this.#leavePadding();
	}

	up(): void {
		if (this.y > 0) this.y--;
		this.#leavePadding();
	}

	/** To the first column, with `wrap` of the line's first row. */
	lineStart(wrap: boolean): void {
		if (wrap) while (this.y > 0 && this.grid.wrapped(this.y - 1)) this.y--;
		this.x = 0;
	}

	/** Behind the last character, with `wrap` of the line's last row; `all` to the edge. */
	lineEnd(wrap: boolean, all: boolean): void {
		if (wrap) while (this.y < this.grid.last && this.grid.wrapped(this.y)) this.y++;
		this.x = all ? this.grid.cols : this.grid.length(this.y);
	}

	/** To the first character that is no blank; stays when there is none. */
	indentation(): void {
		const { x, y } = this;
		this.lineStart(true);
		for (let line = this.y; line <= this.grid.last; line++) {
			const end = this.grid.length(line);
			for (let column = 0; column < end; column++) {
				const text = this.grid.text(column, line);
				if (text === " " || text === "\t" || text === "") continue;
				this.x = column;
				this.y = line;
				return;
			}
			if (!this.grid.wrapped(line)) break;
		}
		this.x = x;
		this.y = y;
	}

	/** Last column that belongs to the row's text: a word may go on behind the edge. */
	#rowEnd(): number {
		return this.grid.wrapped(this.y) ? this.grid.cols - 1 : this.grid.length(this.y);
	}

	/** Goes to the next row while the place is behind `bound.end`; false at the end of the text. */
	#inside(bound: { end: number }): boolean {
		while (this.x > bound.end) {
			if (this.y === this.grid.last) return false;
			this.x = 0;
			this.down();
			bound.end = this.#rowEnd();
		}
		return true;
	}

	/** Over characters while `more` holds, at least one. */
	#skip(bound: { end: number }, more: () => boolean): void {
		do this.x++;
		while (this.#inside(bound) && more());
	}

	#isBlank(): boolean {
		return this.in(WHITESPACE) > 0;
	}

	/** Over the word here: letters, or separators that stand together. */
	#skipWord(bound: { end: number }, separators: string): void {
		if (this.in(separators) > 0) this.#skip(bound, () => this.in(separators) > 0 && !this.#isBlank());
		else this.#skip(bound, () => this.in(separators) === 0 && !this.#isBlank());
	}

	/** To where the next word begins; with no separators words end at blanks only. */
	nextWord(separators: string): void {
		const bound = { end: this.#rowEnd() };
		if (!this.#inside(bound)) return;
		if (!this.#isBlank()) this.#skipWord(bound, separators);
		for (;;) {
			if (!this.#inside(bound)) return;
			const blank = this.in(WHITESPACE);
			if (blank === 0) return;
			this.x += blank;
		}
	}

	/** Behind the end of the word here or the next one. */
	nextWordEnd(separators: string): void {
		const bound = { end: this.#rowEnd() };
		while (this.#inside(bound)) {
			if (!this.#isBlank()) {
				this.#skipWord(bound, separators);
				return;
			}
			this.x++;
		}
	}

	/**
	 * To where the word here begins, or with `already` the one before.
	 * `stopAtEnd` takes a blank at a line's end for a word.
	 */
	previousWord(separators: string, already: boolean, stopAtEnd: boolean): void {
		let letters = this.in(separators) === 0;
		if (already || this.#isBlank()) {
			const found = this.#backToWord(separators, stopAtEnd);
			if (found === undefined) return;
			letters = found;
		}
		let { x, y } = this;
		do {
			x = this.x;
			y = this.y;
			if (this.x === 0) {
				if (this.y === 0 || !this.grid.wrapped(this.y - 1)) break;
				this.up();
				this.lineEnd(false, true);
			}
			if (this.x > 0) this.x--;
		} while (!this.#isBlank() && letters === (this.in(separators) === 0));
		this.x = x;
		this.y = y;
	}

	/** Back to the end of a word: true when it is one of letters; undefined at the start of the text. */
	#backToWord(separators: string, stopAtEnd: boolean): boolean | undefined {
		for (;;) {
			if (this.x > 0) {
				this.x--;
				if (!this.#isBlank()) return this.in(separators) === 0;
				continue;
			}
			if (this.y === 0) return undefined;
			this.up();
			this.lineEnd(false, false);
			if (stopAtEnd && this.x > 0 && this.grid.inSet(this.x - 1, this.y, WHITESPACE) > 0) return false;
		}
	}

	/** Forward to a character in this line from the place on; false (and no move) when there is none. */
	jump(char: string): boolean {
		let column = this.x;
		for (let line = this.y; line <= this.grid.last; line++) {
			const end = this.grid.length(line);
			for (; column < end; column++) {
				if (this.grid.text(column, line) !== char) continue;
				this.x = column;
				this.y = line;
				return true;
			}
			if (line === this.grid.last || !this.grid.wrapped(line)) return false;
			column = 0;
		}
		return false;
	}

	/** The same backward. */
	jumpBack(char: string): boolean {
		let column = this.x;
		for (let line = this.y; line >= 0; line--) {
			for (; column >= 0; column--) {
				if (this.grid.text(column, line) !== char) continue;
				this.x = column;
				this.y = line;
				return true;
			}
			if (line === 0 || !this.grid.wrapped(line - 1)) return false;
			column = this.grid.length(line - 1) - 1;
		}
		return false;
	}
}
