/** One view for each client that is drawn. Owned by the runtime. */
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import type { Screen } from "../screen/screen.ts";
import type { Disposable } from "../util/disposable.ts";
import { ClientView } from "../view/compose.ts";

export class ClientViews implements Disposable {
	readonly #server: Server;
	readonly #views = new Map<Client, ClientView>();

	constructor(server: Server) {
		this.#server = server;
	}

	/** The client's view, made when it is first asked for. */
	of(client: Client): ClientView {
		let view = this.#views.get(client);
		if (!view) {
			view = new ClientView(this.#server, client);
			this.#views.set(client, view);
		}
		return view;
	}

	/** The status lines a client shows now, as a screen of their own (for previews). */
	statusScreen(client: Client): Screen | undefined {
		return client.session?.current ? this.of(client).statusScreen() : undefined;
	}

	forget(client: Client): void {
		const view = this.#views.get(client);
		this.#views.delete(client);
		view?.dispose?.();
	}

	dispose(): void {
		for (const client of [...this.#views.keys()]) this.forget(client);
	}
}
