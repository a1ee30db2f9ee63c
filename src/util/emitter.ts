/**
 * Typed events. An event says what has happened; nobody emits one to make
 * something happen. Owned by whoever declares the event map (Server, Pane);
 * listened to by hooks, control mode, alerts, redraw and sharing.
 */
import type { Disposable } from "./disposable.ts";

type Listener<T> = (payload: T) => void;

/** An emitter for the events of `M`: name -> payload type. */
export class Emitter<M> {
	readonly #listeners = new Map<keyof M, Set<Listener<never>>>();
	readonly #onError: (error: unknown, name: keyof M) => void;

	/** `onError` gets what a listener throws; the other listeners still run. */
	constructor(onError: (error: unknown, name: keyof M) => void) {
		this.#onError = onError;
	}

	/** Calls `listener` at each `name` until the returned disposable is disposed. */
	on<K extends keyof M>(name: K, listener: Listener<M[K]>): Disposable {
		let set = this.#listeners.get(name);
		if (!set) {
			set = new Set();
			this.#listeners.set(name, set);
		}
		const held = set;
		held.add(listener as Listener<never>);
		return { dispose: () => held.delete(listener as Listener<never>) };
	}

	/** How many listeners there are, of all names: none is left when their owners have gone. */
	get listenerCount(): number {
		let count = 0;
		for (const set of this.#listeners.values()) count += set.size;
		return count;
	}

	/** Tells every listener of `name`, in the order of their coming. */
	emit<K extends keyof M>(name: K, payload: M[K]): void {
		const set = this.#listeners.get(name);
		if (!set) return;
		for (const listener of [...set]) {
			try {
				(listener as Listener<M[K]>)(payload);
			} catch (error) {
				this.#onError(error, name);
			}
		}
	}
}
