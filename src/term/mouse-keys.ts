/**
 * Mouse keys: what was done with which button, where. Between KEY_MOUSE_BASE
 * and KEY_MOUSE_LIMIT; type in bits 9-12, button in bits 5-8, place in the low
 * five. The decoder reports a raw MouseEvent with KEY.mouse; key dispatch
 * (server/) resolves the place and makes the key; key-names.ts names it.
 */
import { KEY, KEY_BASE_MASK, KEY_MOUSE_BASE, KEY_MOUSE_LIMIT, type KeyCode } from "./key-code.ts";

export const MOUSE_TYPES = [
	"MouseMove",
	"MouseDown",
	"MouseUp",
	"MouseDrag",
	"MouseDragEnd",
	"WheelDown",
	"WheelUp",
	"SecondClick",
	"DoubleClick",
	"TripleClick",
] as const;
export type MouseType = (typeof MOUSE_TYPES)[number];

export const MOUSE_PLACES = [
	"Pane",
	"Status",
	"StatusLeft",
	"StatusRight",
	"StatusDefault",
	"Border",
	"ScrollbarUp",
	"ScrollbarSlider",
	"ScrollbarDown",
	"Empty",
	"Control0",
	"Control1",
	"Control2",
	"Control3",
	"Control4",
	"Control5",
	"Control6",
	"Control7",
	"Control8",
	"Control9",
] as const;
export type MousePlace = (typeof MOUSE_PLACES)[number];

/** The buttons a key can have; wheel and move keys have none (0). */
export const MOUSE_BUTTON_NUMBERS = [1, 2, 3, 6, 7, 8, 9, 10, 11] as const;

const TYPE_SHIFT = 9;
const BUTTON_SHIFT = 5;
const BUTTON_MASK = 0xf;
const PLACE_MASK = 0x1f;

/** A mouse event as the terminal sent it, then filled in by key dispatch. */
export interface MouseEvent {
	/** The event holds a mouse position at all. */
	valid: boolean;
	/** Do not pass this event on to the program in a pane. */
	ignore: boolean;
	/** The mouse key this event became, or KEY.mouse. */
	key: KeyCode;
	/** Row of the first status line, or -1 when there is none. */
	statusAt: number;
	/** Number of status lines. */
	statusLines: number;
	/** Position on the client's terminal, from 0. */
	x: number;
	y: number;
	/** Button and modifiers as the protocol gives them (MOUSE_MASK); 3 is a release. */
	b: number;
	/** The same three of the event before. */
	lx: number;
	ly: number;
	lb: number;
	/** Offset of the window shown on the client, for a window larger than the client. */
	ox: number;
	oy: number;
	/** Ids of what is under the mouse, or -1. */
	sessionId: number;
	windowId: number;
	paneId: number;
	/** "M" press, "m" release in SGR encoding; " " when the event came in the old encoding. */
	sgrType: "M" | "m" | " ";
	/** Button as SGR gave it (a release keeps its button here). */
	sgrB: number;
}

/** An event with nothing resolved. */
export function emptyMouseEvent(): MouseEvent {
	return {
		valid: false,
		ignore: false,
		key: KEY.mouse,
		statusAt: -1,
		statusLines: 0,
		x: 0,
		y: 0,
		b: 0,
		lx: 0,
		ly: 0,
		lb: 0,
		ox: 0,
		oy: 0,
		sessionId: -1,
		windowId: -1,
		paneId: -1,
		sgrType: " ",
		sgrB: 0,
	};
}

/** Bits of the protocol's button byte. */
export const MOUSE_MASK = { buttons: 195, shift: 4, meta: 8, ctrl: 16, drag: 32, modifiers: 28 } as const;
/** Values of the button byte under MOUSE_MASK.buttons. */
export const MOUSE_WHEEL_UP = 64;
export const MOUSE_WHEEL_DOWN = 65;

const BUTTON_OF_PROTOCOL: ReadonlyMap<number, number> = new Map([
	[0, 1],
	[1, 2],
	[2, 3],
	[66, 6],
	[67, 7],
	[128, 8],
	[129, 9],
	[130, 10],
	[131, 11],
]);

/** The button part of `b`, modifiers and drag bit removed. */
export function mouseButtons(b: number): number {
	return b & MOUSE_MASK.buttons;
}

/** Button number (1 to 11) of the protocol's `b`, or 0 for wheel, release and unknown ones. */
export function mouseButtonNumber(b: number): number {
	return BUTTON_OF_PROTOCOL.get(mouseButtons(b)) ?? 0;
}

export function isMouseWheel(b: number): boolean {
	const buttons = mouseButtons(b);
	return buttons === MOUSE_WHEEL_UP || buttons === MOUSE_WHEEL_DOWN;
}

export function isMouseDrag(b: number): boolean {
	return (b & MOUSE_MASK.drag) !== 0;
}

export function isMouseRelease(b: number): boolean {
	return mouseButtons(b) === 3;
}

/** The key for `button` (0 to 11; 0 where the type has none) at `place`. */
export function mouseKey(type: MouseType, button: number, place: MousePlace): KeyCode {
	return (
		KEY_MOUSE_BASE +
		(MOUSE_TYPES.indexOf(type) << TYPE_SHIFT) +
		((button & BUTTON_MASK) << BUTTON_SHIFT) +
		MOUSE_PLACES.indexOf(place)
	);
}

/** Is `key` (whatever its modifiers) a mouse key, placed or not? */
export function isMouseKey(key: KeyCode): boolean {
	const base = key & KEY_BASE_MASK;
	return base === KEY.mouse || (base >= KEY_MOUSE_BASE && base < KEY_MOUSE_LIMIT);
}

/** What a mouse key is made of. */
export interface MouseKeyParts {
	readonly type: MouseType;
	readonly button: number;
	readonly place: MousePlace;
}

/** Takes a mouse key apart; undefined for other keys and for KEY.mouse. */
export function mouseKeyParts(key: KeyCode): MouseKeyParts | undefined {
	const offset = (key & KEY_BASE_MASK) - KEY_MOUSE_BASE;
	if (offset < 0 || offset >= KEY_MOUSE_LIMIT - KEY_MOUSE_BASE) return undefined;
	const type = MOUSE_TYPES[offset >> TYPE_SHIFT];
	const place = MOUSE_PLACES[offset & PLACE_MASK];
	if (type === undefined || place === undefined) return undefined;
	return { type, button: (offset >> BUTTON_SHIFT) & BUTTON_MASK, place };
}

/** What kind of mouse key `key` is; undefined for other keys and for KEY.mouse. */
export function mouseTypeOf(key: KeyCode): MouseType | undefined {
	return mouseKeyParts(key)?.type;
}

/** `MouseDown1Pane` and the like, without modifiers; undefined for other keys. */
export function describeMouseKey(key: KeyCode): string | undefined {
	const parts = mouseKeyParts(key);
	if (!parts) return undefined;
	return parts.type + (parts.button === 0 ? "" : String(parts.button)) + parts.place;
}
