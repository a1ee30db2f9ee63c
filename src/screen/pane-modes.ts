/**
 * The terminal modes a program in a pane has set. A change counts up
 * `version`, so that PaneScreen can tell its owner once per write. Owned by
 * PaneScreen.
 */
import type { MouseMode, ScreenModes } from "./screen.ts";

/** Modes that are kept here; `alternate` and `synchronized` come with it. */
export type ModeName =
	| "wrap"
	| "insert"
	| "origin"
	| "cursorKeys"
	| "keypad"
	| "bracketedPaste"
	| "focusEvents"
	| "mouseSgr"
	| "mouseUtf8"
	| "synchronized"
	| "themeUpdates"
	| "alternate"
	| "cursorVisible"
	| "cursorBlinking"
	| "cursorBlinkingSet"
	| "cursorVeryVisible"
	| "crlf";

export class PaneModes implements ScreenModes {
	version = 0;
	wrap = true;
	insert = false;
	origin = false;
	cursorKeys = false;
	keypad = false;
	bracketedPaste = false;
	focusEvents = false;
	mouseSgr = false;
	mouseUtf8 = false;
	synchronized = false;
	themeUpdates = false;
	alternate = false;
	cursorVisible = true;
	cursorBlinking = false;
	/** Blinking was asked for or refused by mode 12. */
	cursorBlinkingSet = false;
	cursorVeryVisible = false;
	/** LF also returns the carriage (view mode). */
	crlf = false;
	mouse: MouseMode = "none";
	extendedKeys: 0 | 1 | 2 = 0;

	set(name: ModeName, on: boolean): void {
		if (this[name] === on) return;
		this[name] = on;
		this.version++;
	}

	setMouse(mouse: MouseMode): void {
		if (this.mouse === mouse) return;
		this.mouse = mouse;
		this.version++;
	}

	setExtendedKeys(level: 0 | 1 | 2): void {
		if (this.extendedKeys === level) return;
		this.extendedKeys = level;
		this.version++;
	}

	/** Back to a new screen's modes (RIS), except for alternate and crlf. */
	reset(extendedKeys: 0 | 1): void {
		this.wrap = true;
		this.cursorVisible = true;
		for (const name of [
			"insert",
			"origin",
			"cursorKeys",
			"keypad",
			"bracketedPaste",
			"focusEvents",
			"mouseSgr",
			"mouseUtf8",
			"synchronized",
			"themeUpdates",
			"cursorBlinking",
			"cursorBlinkingSet",
			"cursorVeryVisible",
		] as const) {
			this[name] = false;
		}
		this.mouse = "none";
		this.extendedKeys = extendedKeys;
		this.version++;
	}
}
