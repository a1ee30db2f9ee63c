/**
 * The outer terminal of one attached client, whatever its transport: what was
 * switched on there, the last frame it shows, its keys and its answers. Made by
 * the hub when a client opens its terminal; stopped while it is suspended.
 */
import type { Client } from "../model/client.ts";
import { markAll } from "../model/marks.ts";
import type { Server } from "../model/server.ts";
import { terminalReset } from "../protocol/terminal-reset.ts";
import type { CellBuffer } from "../screen/cell-buffer.ts";
import type { Colour } from "../term/attributes.ts";
import {
	featuresOfPrimary,
	featuresOfSecondary,
	featuresOfSyncReport,
	featuresOfVersion,
} from "../term/features.ts";
import { KEY } from "../term/key-code.ts";
import { KeyDecoder, type TerminalEvent } from "../term/key-decoder.ts";
import type { TermCaps } from "../term/term-caps.ts";
import type { TerminalReply } from "../term/terminal-replies.ts";
import type { Disposable } from "../util/disposable.ts";
import { diff } from "../view/diff.ts";
import { OuterTerminal } from "../view/diff-output.ts";
import type { Frame } from "../view/frame.ts";
import { outputCapsFrom } from "../view/output-caps.ts";
import type { ClientKey } from "./key-dispatch.ts";

/** Most bytes that may wait for a slow client before it skips frames, where its wire does not say. */
const ROOM = 64 * 1024;
/** An answer that has not come after this time does not come, in ms. */
const REPLY_TIMEOUT = 5000;

const encoder = new TextEncoder();

/** Who wants to know what the terminal says. */
export interface TerminalPorts {
	key(client: Client, key: ClientKey): void;
	/** The message to the client that it is attached: raw mode, keys from now on. */
	attached(client: Client): void;
	/** The terminal told its colours, name or theme. */
	changed(client: Client): void;
	clipboard(client: Client, data: Uint8Array): void;
	palette(client: Client, index: number, colour: Colour): void;
	focus(client: Client, focused: boolean): void;
}

/** Replies to which features they bring. */
const FEATURES_OF: {
	readonly [T in TerminalReply["type"]]?: (reply: Extract<TerminalReply, { type: T }>) => string;
} = {
	da1: (reply) => featuresOfPrimary(reply.params),
	da2: (reply) => featuresOfSecondary(reply.params),
	xtversion: (reply) => featuresOfVersion(reply.text),
	mode: (reply) => (reply.mode === 2026 ? featuresOfSyncReport(reply.status) : ""),
};

export class Terminal implements Disposable {
	readonly #server: Server;
	readonly #client: Client;
	readonly #ports: TerminalPorts;
	readonly caps: TermCaps;
	#out: OuterTerminal;
	readonly #decoder: KeyDecoder;
	#frame: Frame | undefined;
	/** Cells of the frame before. */
	#spare: CellBuffer | undefined;
	#started = false;
	#asked = false;
	#waitingUntil = 0;

	constructor(server: Server, client: Client, caps: TermCaps, ports: TerminalPorts) {
		this.#server = server;
		this.#client = client;
		this.#ports = ports;
		this.caps = caps;
		this.#out = new OuterTerminal(outputCapsFrom(caps));
		this.#decoder = new KeyDecoder({
			clock: server.ports.clock,
			escapeTime: () => server.options.number("escape-time"),
			emit: (event) => this.#event(event),
			caps,
			userKeys: this.#userKeys(),
			expectingReply: () => server.ports.clock.now() < this.#waitingUntil,
		});
		this.#tellCaps();
	}

	/** True when there is room for another frame. */
	get ready(): boolean {
		return this.#started && this.#client.transport.queued < (this.#client.transport.room ?? ROOM);
	}

	/** The terminal is in use: not before the attach nor while suspended. */
	get started(): boolean {
		return this.#started;
	}

	/** The client is attached: takes the terminal over. */
	attach(): void {
		this.#ports.attached(this.#client);
		this.start();
	}

	/** Takes the terminal over, first or again after a suspend. */
	start(): void {
		if (this.#started) return;
		this.#started = true;
		this.#frame = undefined;
		let text = this.#cap("smcup") + this.#cap("smkx") + this.#cap("clear") + this.#cap("cnorm");
		if (this.caps.has("kmous")) text += "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1005l";
		text += this.#cap("Enbp");
		if (this.#server.options.choice("extended-keys") !== "off") text += this.#cap("Eneks");
		if (this.caps.vt100Like) {
			text += "\x1b[?2031h\x1b[?996n";
			if (!this.#asked) text += this.#requests();
		}
		this.#send(text);
	}

	/** Gives the terminal back as it was. */
	stop(): void {
		if (!this.#started) return;
		this.#started = false;
		const rows = this.#client.sy;
		const last = `\x1b[r\x1b[m\x1b[${rows};1H`;
		const modes = this.caps.has("Cr") && this.#frame ? this.#cap("Cr") : "";
		this.#send(
			`${last}${this.#cap("clear")}${modes}${this.#cap("rmkx")}${this.#cap("Dseks")}${this.#farewell()}`,
		);
		this.#frame = undefined;
	}

	/** Gives the terminal to the lock program: an empty screen, and nothing to scroll back to. */
	lock(): void {
		this.stop();
		this.#send(this.#cap("smcup") + this.#cap("clear") + this.#cap("E3"));
	}

	/** The size has changed: nothing is known of the screen. */
	resized(): void {
		this.#frame = undefined;
	}

	/** Forgets what the terminal shows, so that the next frame is sent whole. */
	forget(): void {
		this.#frame = undefined;
	}

	/** Cells that nobody looks at any more, to be drawn over: buffers made for each frame are most of the garbage. */
	takeSpare(): CellBuffer | undefined {
		const spare = this.#spare;
		this.#spare = undefined;
		return spare;
	}

	/** Shows a frame: sends what is different from the last one. */
	show(frame: Frame): void {
		if (!this.#started) return;
		const bytes = diff(this.#frame, frame, this.#out);
		this.#spare = this.#frame?.cells;
		this.#frame = frame;
		if (bytes.length === 0) return;
		this.#client.written += bytes.length;
		this.#client.transport.terminal(bytes);
	}

	/** Bytes from the terminal. */
	input(bytes: Uint8Array): void {
		this.#decoder.write(bytes);
	}

	/** `user-keys` or the terminal's features changed. */
	keysChanged(): void {
		this.#decoder.setKeys(this.caps, this.#userKeys());
	}

	/** Asks the terminal for its clipboard. */
	requestClipboard(): boolean {
		if (!this.caps.has("Ms")) return false;
		this.#waitingUntil = this.#server.ports.clock.now() + REPLY_TIMEOUT;
		this.#send(this.caps.expand("Ms", "", "?"));
		return true;
	}

	/** Asks the terminal for an entry of its palette. */
	requestPalette(index: number): void {
		this.#waitingUntil = this.#server.ports.clock.now() + REPLY_TIMEOUT;
		this.#send(`\x1b]4;${index};?\x1b\\`);
	}

	/** Sets the clipboard (`c`) or another selection. */
	setClipboard(selection: string, bytes: Uint8Array): void {
		if (this.caps.has("Ms"))
			this.#send(this.caps.expand("Ms", selection, Buffer.from(bytes).toString("base64")));
	}

	dispose(): void {
		this.#decoder.dispose();
		this.#started = false;
	}

	/** What formats say about the terminal. */
	#tellCaps(): void {
		this.#client.termFeatures = this.caps.featureNames.split(",");
		this.#client.capabilities = this.caps.names;
		this.#client.colours = this.caps.directColours ? 1 << 24 : 256;
	}

	#cap(name: string): string {
		return this.caps.expand(name);
	}

	/** All modes a frame may have switched on, then the screen from before. */
	#farewell(): string {
		// The reset ends with xterm's own way back; what the terminal's entry says is better.
		return terminalReset.replace("\x1b[?1049l", "") + this.#cap("rmcup");
	}

	#requests(): string {
		this.#asked = true;
		this.#waitingUntil = this.#server.ports.clock.now() + REPLY_TIMEOUT;
		return "\x1b[c\x1b[>c\x1b[>q\x1b[?2026$p\x1b]10;?\x1b\\\x1b]11;?\x1b\\";
	}

	#send(text: string): void {
		if (text === "") return;
		const isBytes = /^[\x00-\xff]*$/.test(text);
		this.#client.transport.terminal(isBytes ? Buffer.from(text, "latin1") : encoder.encode(text));
	}

	#userKeys(): [number, string][] {
		return this.#server.options.array("user-keys").map(([index, value]) => [Number(index), String(value)]);
	}

	#event(event: TerminalEvent): void {
		if (event.type === "reply") return this.#reply(event.reply);
		if (event.type === "mouse")
			return this.#ports.key(this.#client, { key: KEY.mouse, mouse: event.mouse, bytes: event.raw });
		if (event.type === "paste") return this.#ports.key(this.#client, { key: KEY.none, bytes: event.raw });
		if (event.key === KEY.focusIn || event.key === KEY.focusOut)
			this.#ports.focus(this.#client, event.key === KEY.focusIn);
		this.#ports.key(this.#client, { key: event.key, bytes: event.raw });
	}

	#reply(reply: TerminalReply): void {
		const features = (FEATURES_OF[reply.type] as ((r: TerminalReply) => string) | undefined)?.(reply);
		if (reply.type === "xtversion") this.#client.termType = reply.text;
		if (reply.type === "clipboard") return this.#ports.clipboard(this.#client, reply.data);
		if (reply.type === "palette") return this.#ports.palette(this.#client, reply.index, reply.colour);
		if (reply.type === "colour") {
			if (reply.which === "foreground") this.#client.fg = reply.colour;
			if (reply.which === "background") this.#client.bg = reply.colour;
		}
		if (features && this.caps.addFeatures(features)) {
			this.#out = new OuterTerminal(outputCapsFrom(this.caps));
			this.#frame = undefined;
			markAll(this.#server, this.#client);
			this.#tellCaps();
			this.keysChanged();
			if (this.#started) this.#send(this.#cap("Enbp"));
		}
		this.#ports.changed(this.#client);
	}
}
