/**
 * Things that have to be given back: listeners, timers, ptys, sockets.
 * Everyone who makes one owns it or hands it to an owner.
 */

/** Something to be given back once; a second call does nothing. */
export interface Disposable {
	dispose(): void;
}

/** Owns disposables and gives them back together, last in first out. */
export class DisposableStore implements Disposable {
	#items: Disposable[] = [];
	#disposed = false;

	/** Takes `item`; disposes it at once when the store is already disposed. */
	add<T extends Disposable>(item: T): T {
		if (this.#disposed) item.dispose();
		else this.#items.push(item);
		return item;
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		const items = this.#items;
		this.#items = [];
		for (const item of items.reverse()) item.dispose();
	}
}
