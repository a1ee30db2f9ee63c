/**
 * The rows of a tree mode: items that can be folded, tagged, searched, sorted
 * and filtered, with one that is selected and the part that is seen. No
 * drawing and no keys: see list-tree-draw.ts and list-tree-keys.ts. Owned by
 * a ListTreeMode, filled by its source.
 */
import type { SortCriteria, SortOrder } from "../format/sort.ts";
import { KEY, KEY_FLAGS, KEY_META, type KeyCode } from "../term/key-code.ts";
import { keyName } from "../term/key-names.ts";
import type { ListBuilder, ListItem, ListLine, ListSource, NewItem } from "./list-item.ts";

export type SearchDirection = "forward" | "backward";

/** The key of a line when the source has none of its own. */
function defaultKey(line: number): KeyCode {
	if (line < 10) return 0x30 + line;
	return line < 36 ? KEY_META | (0x61 + line - 10) : KEY.none;
}

/** Does `text` contain `part`? */
export function contains(text: string, part: string, ignoreCase: boolean): boolean {
	return ignoreCase ? text.toLowerCase().includes(part.toLowerCase()) : text.includes(part);
}

export class ListTree<T> {
	lines: ListLine<T>[] = [];
	/** Line that is selected. */
	current = 0;
	/** First line that is seen. */
	offset = 0;
	/** Lines there is room for. */
	height = 0;
	maxDepth = 0;
	/** The filter left nothing, so it is not applied. */
	noMatches = false;
	filter: string | undefined;
	order: SortOrder | undefined;
	reversed: boolean;
	search: string | undefined;
	direction: SearchDirection = "forward";
	#roots: ListItem<T>[] = [];
	readonly #source: ListSource<T>;
	/** Room for lines once there are so many. */
	readonly #heightFor: (lines: number) => number;

	constructor(
		source: ListSource<T>,
		start: {
			readonly sort?: SortOrder | undefined;
			readonly reversed?: boolean | undefined;
			readonly filter?: string | undefined;
		},
		heightFor: (lines: number) => number,
	) {
		this.#source = source;
		this.#heightFor = heightFor;
		this.order = start.sort ?? source.orders?.[0];
		this.reversed = start.reversed ?? false;
		this.filter = start.filter;
	}

	get criteria(): SortCriteria {
		return { order: this.order, reversed: this.reversed };
	}

	get roots(): readonly ListItem<T>[] {
		return this.#roots;
	}

	get currentItem(): ListItem<T> | undefined {
		return this.lines[this.current]?.item;
	}

	/** Asks the source for all rows again; what was folded, tagged and selected stays so. */
	build(): void {
		const before = this.currentItem?.tag;
		const saved = new Map<unknown, ListItem<T>>();
		const save = (items: readonly ListItem<T>[]): void => {
			for (const item of items) {
				if (!saved.has(item.tag)) saved.set(item.tag, item);
				save(item.children);
			}
		};
		save(this.#roots);
		this.#roots = [];
		const builder: ListBuilder<T> = {
			add: (item) => this.#add(item, saved.get(item.tag)),
			remove: (item) => {
				const list = item.parent?.children ?? this.#roots;
				const at = list.indexOf(item);
				if (at >= 0) list.splice(at, 1);
			},
		};
		let wanted = this.#source.build(builder, this.criteria, this.filter);
		this.noMatches = this.#roots.length === 0;
		if (this.noMatches) wanted = this.#source.build(builder, this.criteria, undefined) ?? wanted;
		this.lines = [];
		this.maxDepth = 0;
		this.#list(this.#roots, 0);
		this.select(wanted ?? before ?? this.currentItem?.tag);
		this.height = this.#heightFor(this.lines.length);
		this.showCurrent();
	}

	#add(from: NewItem<T>, saved: ListItem<T> | undefined): ListItem<T> {
		const { parent } = from;
		const item: ListItem<T> = {
			data: from.data,
			tag: from.tag,
			name: from.name,
			text: from.text,
			parent,
			children: [],
			align: from.align ?? 0,
			noTag: from.noTag ?? false,
			drawAsParent: from.drawAsParent ?? false,
			expanded: saved?.expanded ?? from.expanded ?? true,
			tagged: saved !== undefined && (parent === undefined || parent.expanded) && saved.tagged,
			key: KEY.none,
			keyText: "",
			line: 0,
		};
		(parent?.children ?? this.#roots).push(item);
		return item;
	}

	#list(items: readonly ListItem<T>[], depth: number): void {
		this.maxDepth = Math.max(this.maxDepth, depth);
		const flat = items.every((item) => item.children.length === 0);
		for (const [at, item] of items.entries()) {
			item.line = this.lines.length;
			this.lines.push({ item, depth, last: at === items.length - 1, flat });
			if (item.expanded) this.#list(item.children, depth + 1);
			const key = this.#source.key ? this.#source.key(item.data, item.line) : defaultKey(item.line);
			item.key = key === undefined || key === KEY.unknown ? KEY.none : key & ~KEY_FLAGS;
			item.keyText = item.key === KEY.none ? "" : keyName(item.key);
		}
	}

	/** Scrolls down when the selected line is below what is seen. */
	showCurrent(): void {
		if (this.height > 0 && this.current > this.height - 1) this.offset = this.current - this.height + 1;
	}

	#selectLine(line: number): void {
		this.current = line;
		this.offset = 0;
		this.showCurrent();
	}

	/** Selects the row with this tag; false (the selection stays in the list) when there is none. */
	select(tag: unknown): boolean {
		const found = this.lineOf(tag);
		if (found >= 0) this.#selectLine(found);
		else if (this.lines.length > 0 && this.current >= this.lines.length)
			this.#selectLine(this.lines.length - 1);
		return found >= 0;
	}

	/** The line of a tag that is listed, or -1. */
	lineOf(tag: unknown): number {
		return tag === undefined ? -1 : this.lines.findIndex((line) => line.item.tag === tag);
	}

	first(): void {
		this.current = 0;
		this.offset = 0;
	}

	last(): void {
		if (this.lines.length > 0) this.#selectLine(this.lines.length - 1);
	}

	up(wrap: boolean): void {
		const count = this.lines.length;
		if (count === 0) return;
		if (this.current > 0) {
			this.current--;
			if (this.current < this.offset) this.offset--;
		} else if (wrap) {
			this.current = count - 1;
			if (count >= this.height) this.offset = count - this.height;
		}
	}

	/** False at the end, without `wrap`. */
	down(wrap: boolean): boolean {
		const count = this.lines.length;
		if (count === 0) return false;
		if (this.current < count - 1) {
			this.current++;
			if (this.current > this.offset + this.height - 1) this.offset++;
			return true;
		}
		if (wrap) this.first();
		return wrap;
	}

	/** A screenful of steps that does not go round the end. */
	page(direction: -1 | 1): void {
		for (let i = 0; i < this.height; i++) {
			if (direction < 0) {
				if (this.current === 0) break;
				this.up(false);
			} else if (!this.down(false)) break;
		}
	}

	/** Unfolds or folds a listed row. */
	setExpanded(item: ListItem<T> | undefined, expanded: boolean): void {
		if (!item || item.expanded === expanded) return;
		item.expanded = expanded;
		this.build();
	}

	/** Unfolds the row with this tag, if it is listed. */
	expandTag(tag: unknown): void {
		const line = this.lineOf(tag);
		if (line >= 0) this.setExpanded(this.lines[line]?.item, true);
	}

	expandRoots(expanded: boolean): void {
		for (const item of this.#roots) item.expanded = expanded;
		this.build();
	}

	/** Folds the selected row, or goes to its parent and folds that. */
	collapse(): void {
		const line = this.lines[this.current];
		if (!line) return;
		const item = line.flat || !line.item.expanded ? line.item.parent : line.item;
		if (!item) this.up(false);
		else {
			item.expanded = false;
			this.current = item.line;
			this.build();
		}
	}

	/** Unfolds the selected row, or goes to the next one. */
	expand(): void {
		const line = this.lines[this.current];
		if (!line) return;
		if (line.flat || line.item.expanded) this.down(false);
		else this.setExpanded(line.item, true);
	}

	/** Tags the selected row (then none above or below it is tagged), or takes its tag off; false when it can have none. */
	toggleTag(): boolean {
		const item = this.currentItem;
		if (!item || item.noTag) return false;
		if (!item.tagged) {
			for (let parent = item.parent; parent; parent = parent.parent) parent.tagged = false;
			this.#untag(item.children);
		}
		item.tagged = !item.tagged;
		return true;
	}

	#untag(items: readonly ListItem<T>[]): void {
		for (const item of items) {
			item.tagged = false;
			this.#untag(item.children);
		}
	}

	untagAll(): void {
		for (const { item } of this.lines) item.tagged = false;
	}

	/** Tags the rows at the top, or below those that cannot be tagged. */
	tagAll(): void {
		for (const { item } of this.lines) item.tagged = item.parent ? item.parent.noTag : !item.noTag;
	}

	/** The tagged rows that are listed. */
	tagged(): ListItem<T>[] {
		return this.lines.map((line) => line.item).filter((item) => item.tagged);
	}

	/** The tagged rows, or the selected one when none is. */
	chosen(): ListItem<T>[] {
		const tagged = this.tagged();
		const { currentItem } = this;
		return tagged.length > 0 || !currentItem ? tagged : [currentItem];
	}

	nextOrder(): void {
		const { orders } = this.#source;
		if (!orders) return;
		const at = this.order === undefined ? -1 : orders.indexOf(this.order);
		this.order = orders[(at + 1) % orders.length];
		this.build();
	}

	reverse(): void {
		this.reversed = !this.reversed;
		this.build();
	}

	setFilter(filter: string | undefined): void {
		this.filter = filter === "" ? undefined : filter;
		this.build();
	}

	/** Exchanges the selected row with the next one of its level in a direction. */
	swap(direction: -1 | 1): void {
		const line = this.lines[this.current];
		if (!line || !this.#source.swap) return;
		let at = this.current;
		do at += direction;
		while ((this.lines[at]?.depth ?? -1) > line.depth);
		const other = this.lines[at];
		if (other?.depth !== line.depth) return;
		if (!this.#source.swap(line.item.data, other.item.data, this.criteria)) return;
		this.current = at;
		this.build();
	}

	/** Every row in order, folded ones too. */
	#all(): ListItem<T>[] {
		const all: ListItem<T>[] = [];
		const walk = (items: readonly ListItem<T>[]): void => {
			for (const item of items) {
				all.push(item);
				walk(item.children);
			}
		};
		walk(this.#roots);
		return all;
	}

	#found(item: ListItem<T>, text: string, ignoreCase: boolean): boolean {
		const { matches } = this.#source;
		return matches
			? matches.call(this.#source, item.data, text, ignoreCase)
			: contains(item.name, text, ignoreCase);
	}

	/** Selects the next row that matches, round the end, and unfolds what it is in. */
	searchNext(direction: SearchDirection): void {
		this.direction = direction;
		const { search, currentItem } = this;
		if (search === undefined || !currentItem) return;
		const ignoreCase = search === search.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
		const all = this.#all();
		const at = all.indexOf(currentItem);
		const around = [...all.slice(at + 1), ...all.slice(0, at)];
		if (direction === "backward") around.reverse();
		const found = around.find((item) => this.#found(item, search, ignoreCase));
		if (!found) return;
		for (let parent = found.parent; parent; parent = parent.parent) parent.expanded = true;
		this.build();
		this.select(found.tag);
	}
}
