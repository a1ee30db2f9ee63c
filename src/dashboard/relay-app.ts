/**
 * `comux-relay status` at work: reads the snapshots of a relay from its socket,
 * connects again when it comes back, draws. Made by main.ts.
 */
import { connect, type Socket } from "node:net";
import { decodeRelayStatus, RELAY_STATUS_LINE_LIMIT } from "../protocol/relay-status.ts";
import { frameOf } from "./frame.ts";
import { pressRelay, RELAY_START, type RelayState, relayView, withStatus } from "./relay-view.ts";
import { Screen } from "./screen.ts";

/** Until the next try to connect, in ms. */
const AGAIN = 1000;
const NEWLINE = 10;

export interface RelayAppOptions {
	readonly socketPath: string;
	left(status: number): void;
}

export class RelayApp {
	readonly #options: RelayAppOptions;
	readonly #screen: Screen;
	#state: RelayState = RELAY_START;
	#top = 0;
	#socket: Socket | undefined;
	#timer: NodeJS.Timeout | undefined;
	#pieces: Buffer[] = [];
	#length = 0;
	#closed = false;

	constructor(options: RelayAppOptions) {
		this.#options = options;
		this.#screen = new Screen("comux-relay", {
			key: (name) => this.#key(name),
			resized: () => this.#draw(),
		});
		this.#draw();
		this.#connect();
	}

	#connect(): void {
		this.#pieces = [];
		this.#length = 0;
		const socket = connect({ path: this.#options.socketPath });
		this.#socket = socket;
		socket.on("data", (bytes) => this.#data(bytes));
		socket.on("error", () => {});
		socket.on("close", () => {
			if (this.#closed) return;
			this.#state = { ...this.#state, connected: false };
			this.#draw();
			this.#timer = setTimeout(() => this.#connect(), AGAIN);
		});
	}

	#data(bytes: Buffer): void {
		this.#pieces.push(bytes);
		this.#length += bytes.length;
		if (bytes.includes(NEWLINE)) this.#lines();
		if (this.#length > RELAY_STATUS_LINE_LIMIT) this.#socket?.destroy();
	}

	/** The last line that is whole counts; what is behind it is kept. */
	#lines(): void {
		const all = Buffer.concat(this.#pieces);
		const end = all.lastIndexOf(NEWLINE);
		const begin = end > 0 ? all.lastIndexOf(NEWLINE, end - 1) + 1 : 0;
		const rest = all.subarray(end + 1);
		this.#pieces = [rest];
		this.#length = rest.length;
		const status = decodeRelayStatus(all.toString("utf8", begin, end));
		if (status === undefined) return;
		this.#state = withStatus(this.#state, status);
		this.#draw();
	}

	#key(name: string): void {
		const state = pressRelay(this.#state, name);
		if (state === "leave") return this.#leave();
		this.#state = state;
		this.#draw();
	}

	#draw(): void {
		if (this.#closed) return;
		const { size } = this.#screen;
		const frame = frameOf(relayView(this.#state, Date.now(), size.cols), size, this.#top);
		this.#top = frame.top;
		this.#screen.draw(frame.lines);
	}

	#leave(): void {
		if (this.#closed) return;
		this.#closed = true;
		clearTimeout(this.#timer);
		this.#socket?.destroy();
		this.#screen.close();
		this.#options.left(0);
	}
}
