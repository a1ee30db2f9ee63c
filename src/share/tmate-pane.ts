/**
 * One pane's output on its way to a tmate server: bytes as the program writes
 * them while the server reads, nothing while it does not, and a picture of the
 * whole pane afterwards. A mode is shown as a picture too: whatever it is,
 * guests see what it looks like here. Owned by session-feed.ts.
 */
import type { Pane } from "../model/pane.ts";
import type { HostMessage } from "../tmate/host-messages.ts";
import { cutData, repaintScreen } from "../tmate/repaint.ts";
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
const COLON = 0x3a;
const TELLER = new TextEncoder();

export interface PaneFeedPorts {
	readonly clock: Clock;
	/** May more be written? */
	room(): boolean;
	/** An update is wanted. */
	stale(): void;
	send(message: HostMessage): void;
}

export class PaneFeed {
	readonly pane: Pane;
	readonly #id: number;
	readonly #ports: PaneFeedPorts;
	/** The other side shows something else than the program's screen. */
	#stale = true;
	/** What it shows of a mode: which, and as of which generation. */
	#mode: { readonly screen: object; readonly generation: number } | undefined;
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
		if (!this.#stale && !this.pane.mode && this.#ports.room() && this.#may(bytes.length))
			return this.#send(oldColours(bytes));
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
		const mode = pane.mode?.screen;
		if (mode) {
			const { generation } = mode;
			if (this.#mode?.screen === mode && this.#mode.generation === generation) return 0;
			this.#stale = true;
			this.#paint(mode);
			this.#mode = { screen: mode, generation: mode.generation };
			return 0;
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

	#paint(screen: Parameters<typeof repaintScreen>[0]): void {
		const region = screen === this.pane.screen ? { region: this.pane.screen.scrollRegion } : {};
		for (const bytes of repaintScreen(screen, { history: 0, ...region }))
			this.#ports.send({ kind: "data", pane: this.#id, bytes });
	}

	#send(bytes: Uint8Array): void {
		for (const part of cutData(bytes)) this.#ports.send({ kind: "data", pane: this.#id, bytes: part });
	}
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
