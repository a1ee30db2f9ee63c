/**
 * The mouse on a popup: moving and resizing it by its border or with Meta
 * held. Pure arithmetic; called by Popup.
 */
import { isMouseDrag, MOUSE_MASK, type MouseEvent, mouseButtons } from "../term/mouse-keys.ts";

/** Where a popup is on its client, border and all. */
export interface PopupPlace {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** A drag in progress; `x` and `y` are where in the popup it was taken. */
export interface PopupDrag {
	readonly kind: "move" | "resize";
	readonly x: number;
	readonly y: number;
}

type Side = "left" | "right" | "top" | "bottom";

const BUTTON_1 = 0;
const BUTTON_3 = 2;

function sideAt(place: PopupPlace, { x, y }: MouseEvent): Side | undefined {
	if (x === place.x) return "left";
	if (x === place.x + place.width - 1) return "right";
	if (y === place.y) return "top";
	return y === place.y + place.height - 1 ? "bottom" : undefined;
}

/** What an event means while nothing is dragged: one for the program, the start of a drag, or nothing. */
export function popupMouse(
	place: PopupPlace,
	hasBorder: boolean,
	mouse: MouseEvent,
): "program" | "nothing" | PopupDrag {
	const { x, y, b, lb, lx, ly } = mouse;
	if (x < place.x || x >= place.x + place.width || y < place.y || y >= place.y + place.height)
		return "nothing";
	const side = hasBorder ? sideAt(place, mouse) : undefined;
	const modifiers = b & MOUSE_MASK.modifiers;
	if (modifiers === 0 && mouseButtons(b) === BUTTON_3 && (side === "left" || side === "top"))
		return "nothing";
	const takes = modifiers === MOUSE_MASK.meta || (side !== undefined && !isMouseDrag(lb));
	if (!takes) return "program";
	if (!isMouseDrag(b)) return "nothing";
	const button = mouseButtons(lb);
	if (button === BUTTON_1) return { kind: "move", x: lx - place.x, y: ly - place.y };
	return button === BUTTON_3 ? { kind: "resize", x: lx - place.x, y: ly - place.y } : "nothing";
}

/** A side's new offset: where the mouse is less where the popup was taken, kept on the client. */
function moved(mouse: number, taken: number, size: number, room: number): number {
	if (mouse < taken) return 0;
	return Math.max(Math.min(mouse - taken, room - size), 0);
}

/** The next step of a drag: the new place if there is one, and the drag if it goes on. */
export function dragPopup(
	drag: PopupDrag,
	place: PopupPlace,
	mouse: MouseEvent,
	limits: { readonly cols: number; readonly rows: number; readonly least: number },
): { readonly place?: PopupPlace; readonly drag: PopupDrag | undefined } {
	if (!isMouseDrag(mouse.b)) return { drag: undefined };
	const { x, y } = mouse;
	if (drag.kind === "move") {
		const to = {
			...place,
			x: moved(x, drag.x, place.width, limits.cols),
			y: moved(y, drag.y, place.height, limits.rows),
		};
		return { place: to, drag: { kind: "move", x: x - to.x, y: y - to.y } };
	}
	if (x < place.x + limits.least || y < place.y + limits.least) return { drag };
	return { place: { ...place, width: x - place.x, height: y - place.y }, drag };
}
