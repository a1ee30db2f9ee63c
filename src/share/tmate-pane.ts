/**
 * One pane's output on its way to a tmate server: bytes as the program writes
 * them while the server reads, nothing while it does not, and a picture of the
 * whole pane afterwards. A mode is shown as a picture too: whatever it is,
 * guests see what it looks like here. Owned by tmate-feed.ts.
 */
import type { Pane } from "../model/pane.ts";
import { CellBuffer } from "../screen/cell-buffer.ts";
import type { Screen } from "../screen/screen.ts";
import type { HostMessage } from "../tmate/host-messages.ts";
import { cutData, repaintRows, repaintScreen, rowText, screenRows } from "../tmate/repaint.ts";
import type { Clock } from "../util/clock.ts";

/**
 * Bytes a pane may write at once and in a second. The server takes far more, but
 * keeps all of it for guests whose lines are slower: then they see pictures.
 */
const AT_ONCE = 256 * 1024;
const PER_SECOND = 128 * 1024;
/** Between two pictures of a pane that guests see, and that they do not see, in ms. */
const SHOWN_TIME = 100;
const HIDDEN_TIME = 1000;
/** Between two pictures of a mode, in ms. */
const MODE_TIME = 30;
const COLON = 0x3a;
const TELLER = new TextEncoder();

export interface PaneFeedPorts {
	readonly clock: Clock;
	/** Prompts in panes are at the status line's side. */
	statusOnTop(): boolean;
	/** May more be written? */
	room(): boolean;
	/** An update is wanted. */
	stale(): void;
	send(message: HostMessage): void;
}

/** A mode, or a pane with a prompt in it, as it was painted last, at this time. */
interface ModePicture {
	readonly screen: Screen;
	/** Undefined: a prompt does not count its changes. */
	readonly generation: number | undefined;
	readonly rows: readonly string[];
	readonly time: number;
}

export class PaneFeed {
	readonly pane: Pane;
	readonly #id: number;
	readonly #ports: PaneFeedPorts;
	/** The other side shows something else than the program's screen. */
	#stale = true;
	/** What it shows of a mode or a prompt. */
	#mode: ModePicture | undefined;
	/** Something was painted: the next picture can go over it. */
	#begun = false;
	/** The main screen behind the alternate one was not sent. */
	#blind = false;
	#size = "";
	#left = AT_ONCE;
	#time = 0;
	/** When it was painted because bytes were left out, ms since the epoch. */
	#painted = 0;

	constructor(pane: Pane, id: number, ports: PaneFeedPorts) {
		this.pane = pane;
		this.#id = id;
		this.#ports = ports;
	}

	/** Its program has written something; the screen has not read it yet. */
	output(bytes: Uint8Array): void {
		const { pane } = this;
		const follows = !this.#stale && !pane.mode && !pane.prompt;
		if (follows && this.#ports.room() && this.#may(bytes.length)) {
			this.#send(oldColours(bytes));
			if (!areJoined(bytes)) return;
		}
		this.#stale = true;
		this.#ports.stale();
	}

	/** Whether so much may be written now. */
	#may(length: number): boolean {
		const now = this.#ports.clock.now();
		this.#left = Math.min(this.#left + (Math.max(0, now - this.#time) / 1000) * PER_SECOND, AT_ONCE);
		this.#time = now;
		if (length > this.#left) return false;
		this.#left -= length;
		return true;
	}

	/** What is shown there is lost or hidden: it is painted again. */
	forget(): void {
		this.#stale = true;
		this.#mode = undefined;
		this.#painted = 0;
	}

	/** Shows a text instead of the pane, which is painted again at the next update. */
	cover(text: string): void {
		this.forget();
		this.#send(TELLER.encode(`\x18\x1b[?1049l\x1bc\x1b[?25l${text}`));
	}

	/** Paints what cannot be followed byte by byte; nothing while there is no room. Gives the ms until it wants to be asked again, 0: not. */
	update(shown: boolean): number {
		const { pane } = this;
		const size = `${pane.sx} ${pane.sy}`;
		// Two emulators wrap differently what was there before.
		if (size !== this.#size) this.forget();
		this.#size = size;
		if (!this.#ports.room()) return 0;
		if (pane.mode || pane.prompt) {
			this.#stale = true;
			return this.#paintMode(pane.mode?.screen ?? pane.screen);
		}
		const { alternate } = pane.screen.modes;
		if (this.#mode !== undefined || (this.#blind && !alternate)) this.forget();
		if (!this.#stale) return 0;
		const now = this.#ports.clock.now();
		const wait = this.#painted + (shown ? SHOWN_TIME : HIDDEN_TIME) - now;
		if (wait > 0 && wait <= HIDDEN_TIME) return wait;
		this.#painted = now;
		this.#stale = false;
		this.#blind = alternate;
		this.#paint(pane.screen);
		// The rest of a character or a sequence will follow.
		const begun = pane.screen.pendingInput();
		if (begun.length > 0) this.#send(begun);
		return 0;
	}

	/** Only what has changed: a cursor that moves is a few bytes. */
	#paintMode(screen: Screen): number {
		const { prompt } = this.pane;
		const { cursor } = screen;
		const generation = prompt ? undefined : screen.generation;
		const before = this.#mode?.screen === screen ? this.#mode : undefined;
		if (before && generation !== undefined && before.generation === generation) return 0;
		const now = this.#ports.clock.now();
		const wait = before ? before.time + MODE_TIME - now : 0;
		if (wait > 0 && wait <= MODE_TIME) return wait;
		const rows = screenRows(screen);
		const there = before?.rows ?? [...rows];
		if (!before) this.#paint(screen);
		let place = { x: Math.min(cursor.x, screen.cols - 1), y: cursor.y, visible: cursor.visible };
		if (prompt) {
			const line = new CellBuffer(screen.cols, 1);
			const y = this.#ports.statusOnTop() ? 0 : screen.rows - 1;
			const x = prompt.draw(line, 0, 0, screen.cols);
			rows[y] = rowText(line);
			place = { x: Math.min(x, screen.cols - 1), y, visible: true };
		}
		for (const bytes of repaintRows(there, rows, place))
			this.#ports.send({ kind: "data", pane: this.#id, bytes });
		this.#mode = { screen, generation, rows, time: now };
		return 0;
	}

	#paint(screen: Screen): void {
		const region = screen === this.pane.screen ? { region: this.pane.screen.scrollRegion } : {};
		for (const bytes of repaintScreen(screen, { history: 0, over: this.#begun, ...region }))
			this.#ports.send({ kind: "data", pane: this.#id, bytes });
		this.#begun = true;
	}

	#send(bytes: Uint8Array): void {
		for (const part of cutData(bytes)) this.#ports.send({ kind: "data", pane: this.#id, bytes: part });
	}
}

/** Joined emoji (families, skins, flags, emoji forms) take other widths there: joiner, form, skin or flag letter. */
const JOINED = /\xe2\x80\x8d|\xef\xb8\x8f|\xf0\x9f(?:\x8f[\xbb-\xbf]|\x87[\xa6-\xbf])/;

function areJoined(bytes: Uint8Array): boolean {
	if (!bytes.some((byte) => byte >= 0xe2)) return false;
	return JOINED.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
}

/** Colours and underlines with colons (`38:2::1:2:3`, `4:3`), which its emulator throws away, in the way it knows. */
export function oldColours(bytes: Uint8Array): Uint8Array {
	if (!bytes.includes(COLON)) return bytes;
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
	const changed = text.replace(/\x1b\[([\d;]*:[\d;:]*)m/g, (_all, list: string) => {
		const params = list.split(";").flatMap(oldParameter);
		return params.length === 0 ? "" : `\x1b[${params.join(";")}m`;
	});
	return changed === text ? bytes : Buffer.from(changed, "latin1");
}

function oldParameter(param: string): readonly string[] {
	const [code = "", kind = "", ...rest] = param.split(":");
	if (kind === "" && rest.length === 0) return [code];
	if (code === "4") return [kind === "0" ? "24" : "4"];
	if (code !== "38" && code !== "48") return [];
	if (kind === "5") return [code, "5", rest[0] || "0"];
	if (kind !== "2") return [];
	const rgb = rest.length > 3 ? rest.slice(1, 4) : rest;
	return rgb.length === 3 ? [code, "2", ...rgb.map((value) => value || "0")] : [];
}
