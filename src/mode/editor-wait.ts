/**
 * A value that is open in the user's editor while its mode waits: one at a
 * time, with a box that says so. Owned by buffer mode and customize mode.
 */
import type { Client } from "../model/client.ts";
import type { PlainScreen } from "../screen/plain-screen.ts";
import { KEY_CTRL, type KeyCode } from "../term/key-code.ts";
import type { TreeEditor, TreePorts } from "./tree-ports.ts";

/** Keys that leave the mode while the editor is open: q, Escape, C-c. */
const LEAVING: ReadonlySet<KeyCode> = new Set([0x71, 0x1b, 0x03, 0x63 | KEY_CTRL]);

export class EditorWait {
	readonly #ports: TreePorts;
	#editor: TreeEditor | undefined;

	constructor(ports: TreePorts) {
		this.#ports = ports;
	}

	get open(): boolean {
		return this.#editor !== undefined;
	}

	leaves(key: KeyCode): boolean {
		return LEAVING.has(key);
	}

	/** Opens the editor unless one is open; `saved` gets what it wrote, if it wrote anything, `ended` is called in any case. */
	start(
		client: Client | undefined,
		bytes: Uint8Array,
		saved: (bytes: Uint8Array) => void,
		ended: () => void,
	): void {
		if (this.#editor) return;
		this.#editor = this.#ports.editor(client, bytes, (result) => {
			this.#editor = undefined;
			if (result && result.length > 0) saved(result);
			ended();
		});
	}

	/** Ends the editor; what it has is lost. */
	cancel(): void {
		const editor = this.#editor;
		this.#editor = undefined;
		editor?.dispose();
	}

	/** The box in the middle of the screen. */
	draw(screen: PlainScreen): void {
		if (!this.#editor) return;
		const { pid } = this.#editor;
		const text = pid === -1 ? "WAITING FOR EDITOR" : `WAITING FOR EDITOR (PID ${pid})`;
		const width = text.length + 4;
		if (screen.cols < width || screen.rows < 3) return;
		const x = Math.floor((screen.cols - width) / 2);
		const y = Math.floor((screen.rows - 3) / 2);
		screen.box(x, y, width, 3, "single");
		screen.fill(x + 1, y + 1, width - 2, 1);
		screen.put(x + 2, y + 1, text);
	}
}
