/**
 * From a raw mouse event to the mouse key it means: what was done (click,
 * second click, drag, wheel), where (pane, border, scrollbar, status line) and
 * which window or pane that is. Keeps the drag and the click sequence in
 * client.mouse. Called by key dispatch when the event's turn has come.
 */
import type { Target } from "../command/types.ts";
import { raisePane, setActivePane } from "../model/active-pane.ts";
import type { Client, PlacedRange } from "../model/client.ts";
import { killPane } from "../model/lifecycle.ts";
import type { Pane } from "../model/pane.ts";
import { statusLines } from "../model/resize.ts";
import { scrollbarShown, showScrollbar, startScrollbarTimer } from "../model/scrollbar-show.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { paneAt, paneContains } from "../model/window-panes.ts";
import { KEY, KEY_BASE_MASK, KEY_CTRL, KEY_META, KEY_SHIFT, type KeyCode } from "../term/key-code.ts";
import {
	isMouseDrag,
	isMouseRelease,
	isMouseWheel,
	MOUSE_MASK,
	MOUSE_PLACES,
	MOUSE_WHEEL_UP,
	type MouseEvent,
	type MousePlace,
	type MouseType,
	mouseButtonNumber,
	mouseButtons,
	mouseKey,
} from "../term/mouse-keys.ts";
import { nearScrollbar, placeUnder, statusRow } from "../view/mouse-place.ts";
import { windowOffset } from "../view/offset.ts";
import { rangeAt } from "../view/status-ranges.ts";
import type { ClientKey } from "./key-dispatch.ts";

/** A second or third click comes within this time, in ms. */
const CLICK_TIMEOUT = 300;

export interface MousePorts {
	/** What can be clicked on the client: its ClientView. */
	readonly view: {
		readonly ranges: {
			status(row: number): readonly PlacedRange[];
			border(pane: Pane): readonly PlacedRange[];
		};
	};
	/** Takes an event made here: the double click that is certain when no third click came. */
	again(event: ClientKey): void;
}

/** What the event is; `x`, `y`, `b`: where it counts and with which button. */
interface What {
	readonly type: MouseType;
	readonly x: number;
	readonly y: number;
	readonly b: number;
}

/** Where it is: `wx`, `wy` are its place in the window, -1 on the status line. */
interface Where {
	readonly place: MousePlace | undefined;
	readonly pane: Pane | undefined;
	readonly wx: number;
	readonly wy: number;
	readonly sliderRow: number;
}

const CONTROL_PLACES: readonly MousePlace[] = MOUSE_PLACES.filter((place) => place.startsWith("Control"));
const CLICKS: ReadonlySet<MouseType> = new Set<MouseType>(["MouseDown", "SecondClick", "TripleClick"]);
/** Events that leave a drag going. */
const DRAG_GOES_ON: ReadonlySet<MouseType> = new Set<MouseType>([
	"MouseDrag",
	"WheelUp",
	"WheelDown",
	"DoubleClick",
	"TripleClick",
]);

/**
 * Gives `mouse` its place (ids, offsets, status lines) and its key. `key` is
 * KEY.mouse, or KEY.doubleClick for an event made by the click timer.
 * undefined: the event means nothing. KEY.dragging: it belongs to
 * client.mouse.dragUpdate.
 */
export function locateMouse(
	server: Server,
	client: Client,
	mouse: MouseEvent,
	key: KeyCode,
	ports: MousePorts,
): KeyCode | undefined {
	const { session } = client;
	if (!session?.current) return undefined;
	const what = whatIs(client, mouse, key);
	if (!what) return undefined;
	mouse.sessionId = session.id;
	mouse.windowId = -1;
	mouse.paneId = -1;
	mouse.ignore = what.type === "DoubleClick";
	mouse.statusLines = statusLines(client);
	mouse.statusAt = statusAt(client, session);
	const where = whereIs(server, client, session, mouse, what, ports);
	if (!where) return undefined;
	let type = trackClicks(server, client, mouse, what.type, where, ports);
	if (!DRAG_GOES_ON.has(type) && client.mouse.dragging) {
		client.mouse.dragRelease?.(client, mouse);
		endDrag(client);
		type = "MouseDragEnd";
	}
	if (type === "MouseMove" && where.place === "Pane") followMouse(server, session, where.pane);
	const dragged = type === "MouseDrag" && drag(client, session, mouse, where);
	const modifiers =
		(what.b & MOUSE_MASK.meta ? KEY_META : 0) |
		(what.b & MOUSE_MASK.ctrl ? KEY_CTRL : 0) |
		(what.b & MOUSE_MASK.shift ? KEY_SHIFT : 0);
	if (dragged) return KEY.dragging | modifiers;
	if (where.place === undefined) return undefined;
	// A movement has no button.
	const button = type === "MouseMove" ? 0 : mouseButtonNumber(what.b);
	return mouseKey(type, button, where.place) | modifiers;
}

/** Row of the first status line on the client, -1 when there is none. */
function statusAt(client: Client, session: Session): number {
	const lines = statusLines(client);
	if (lines === 0) return -1;
	return session.options.choice("status-position") === "top" ? 0 : Math.max(client.sy - lines, 0);
}

/** A mouse that moves with no button held. */
function isMove(mouse: MouseEvent): boolean {
	if (mouse.sgrType !== " ") return isMouseDrag(mouse.sgrB) && isMouseRelease(mouse.sgrB);
	return isMouseDrag(mouse.b) && isMouseRelease(mouse.b) && isMouseRelease(mouse.lb);
}

function whatIs(client: Client, mouse: MouseEvent, key: KeyCode): What | undefined {
	const { x, y, b } = mouse;
	if ((key & KEY_BASE_MASK) === KEY.doubleClick) return { type: "DoubleClick", x, y, b };
	if (isMove(mouse)) return { type: "MouseMove", x, y, b: 0 };
	if (isMouseDrag(b)) {
		// A drag begins where the button went down.
		if (!client.mouse.dragging) return { type: "MouseDrag", x: mouse.lx, y: mouse.ly, b: mouse.lb };
		return x === mouse.lx && y === mouse.ly ? undefined : { type: "MouseDrag", x, y, b };
	}
	if (isMouseWheel(b)) {
		return { type: mouseButtons(b) === MOUSE_WHEEL_UP ? "WheelUp" : "WheelDown", x, y, b };
	}
	if (isMouseRelease(b)) return { type: "MouseUp", x, y, b: mouse.sgrType === "m" ? mouse.sgrB : mouse.lb };
	return { type: nextClick(client), x, y, b };
}

/** A button went down: the first, second or third time in a sequence. */
function nextClick(client: Client): MouseType {
	const state = client.mouse.clickState;
	if (state === "none") {
		client.mouse.clickState = "double";
		return "MouseDown";
	}
	client.mouse.clickTimer?.dispose();
	client.mouse.clickTimer = undefined;
	client.mouse.clickState = state === "double" ? "triple" : "none";
	return state === "double" ? "SecondClick" : "TripleClick";
}

/** Where the event is; undefined when it means nothing there. Sets the ids in `mouse`. */
function whereIs(
	server: Server,
	client: Client,
	session: Session,
	mouse: MouseEvent,
	what: What,
	ports: MousePorts,
): Where | undefined {
	const row = what.y - mouse.statusAt;
	if (mouse.statusAt !== -1 && row >= 0 && row < mouse.statusLines) {
		hover(server, session, what.type, -1, -1);
		const range = rangeAt(ports.view.ranges.status(row), what.x);
		const place = range ? statusPlace(server, session, mouse, range) : "StatusDefault";
		return place && { place, pane: undefined, wx: -1, wy: -1, sliderRow: 0 };
	}
	return whereInWindow(server, client, session, mouse, what, ports);
}

/** Places of ranges of a status line; they set what the range is about. */
const STATUS_PLACES: Readonly<
	Record<
		PlacedRange["range"]["type"],
		(
			server: Server,
			session: Session,
			mouse: MouseEvent,
			range: PlacedRange["range"],
		) => MousePlace | undefined
	>
> = {
	none: () => undefined,
	left: () => "StatusLeft",
	right: () => "StatusRight",
	user: () => "Status",
	control: (_server, _session, _mouse, { arg }) => CONTROL_PLACES[arg],
	pane: (server, _session, mouse, { arg }) => {
		if (!server.panes.has(arg)) return undefined;
		mouse.paneId = arg;
		return "Status";
	},
	window: (_server, session, mouse, { arg }) => {
		const winlink = session.winlinkAt(arg);
		if (!winlink) return undefined;
		mouse.windowId = winlink.window.id;
		return "Status";
	},
	session: (server, _session, mouse, { arg }) => {
		if (!server.sessions.has(arg)) return undefined;
		mouse.sessionId = arg;
		return "Status";
	},
};

function statusPlace(
	server: Server,
	session: Session,
	mouse: MouseEvent,
	{ range }: PlacedRange,
): MousePlace | undefined {
	return STATUS_PLACES[range.type](server, session, mouse, range);
}

function whereInWindow(
	server: Server,
	client: Client,
	session: Session,
	mouse: MouseEvent,
	what: What,
	ports: MousePorts,
): Where | undefined {
	const window = session.current!.window;
	const dragged = client.mouse.dragPane === -1 ? undefined : server.panes.get(client.mouse.dragPane);
	if (client.mouse.scrolling) {
		if (dragged) setPane(mouse, dragged);
		return { place: dragged && "ScrollbarSlider", pane: dragged, wx: -1, wy: -1, sliderRow: 0 };
	}
	let y = what.y;
	if (mouse.statusAt === 0 && y >= mouse.statusLines) y -= mouse.statusLines;
	else if (mouse.statusAt > 0 && y >= mouse.statusAt) y = mouse.statusAt - 1;
	const offset = windowOffset(client);
	mouse.ox = offset.x;
	mouse.oy = offset.y;
	if (what.x > offset.sx || y > offset.sy) {
		hover(server, session, what.type, -1, -1);
		return undefined;
	}
	const wx = what.x + offset.x;
	const wy = y + offset.y;
	const { modal } = window;
	if (modal && !paneContains(modal, wx, wy)) {
		if (
			dragged === modal &&
			client.mouse.dragging &&
			(what.type === "MouseDrag" || what.type === "MouseUp")
		) {
			hover(server, session, what.type, wx, wy);
			setPane(mouse, modal);
			return { place: "Pane", pane: modal, wx, wy, sliderRow: 0 };
		}
		hover(server, session, what.type, -1, -1);
		endDrag(client);
		if (modal.closeOnClick && CLICKS.has(what.type)) killPane(server, modal);
		return undefined;
	}
	hover(server, session, what.type, wx, wy);
	// A drag stays with the pane it began on.
	const pane = what.type === "MouseDrag" && dragged ? dragged : paneAt(window, wx, wy);
	if (!pane) {
		mouse.windowId = window.id;
		return { place: "Empty", pane, wx, wy, sliderRow: 0 };
	}
	setPane(mouse, pane);
	const { place, sliderRow } = placeUnder(pane, wx, wy, scrollbarShown);
	const control = place === "Border" ? borderControl(pane, wx, wy, ports) : undefined;
	return { place: control ?? place, pane, wx, wy, sliderRow };
}

function setPane(mouse: MouseEvent, pane: Pane): void {
	mouse.paneId = pane.id;
	mouse.windowId = pane.window.id;
}

/** A range in the pane's border status line, which begins two columns in. */
function borderControl(pane: Pane, wx: number, wy: number, ports: MousePorts): MousePlace | undefined {
	if (statusRow(pane) !== wy) return undefined;
	const range = rangeAt(ports.view.ranges.border(pane), wx - pane.xoff - 2)?.range;
	return range && CONTROL_PLACES[range.arg];
}

/** Counts clicks of the same button on the same place; gives what the event is after that. */
function trackClicks(
	server: Server,
	client: Client,
	mouse: MouseEvent,
	type: MouseType,
	where: Where,
	ports: MousePorts,
): MouseType {
	if (!CLICKS.has(type)) return type;
	const state = client.mouse;
	const place = `${mouse.b} ${where.place} ${mouse.paneId}`;
	let click = type;
	if (type !== "MouseDown" && place !== state.clickPlace) {
		click = "MouseDown";
		state.clickState = "double";
	}
	if (click === "TripleClick") return click;
	const event = { ...mouse };
	state.clickEvent = event;
	state.clickPlace = place;
	state.clickTimer?.dispose();
	state.clickTimer = server.ports.clock.setTimeout(() => {
		state.clickTimer = undefined;
		// No third click came: it was a double click.
		const double = state.clickState === "triple";
		state.clickState = "none";
		if (double) ports.again({ key: KEY.doubleClick, mouse: { ...event }, bytes: new Uint8Array() });
	}, CLICK_TIMEOUT);
	return click;
}

function endDrag(client: Client): void {
	const { mouse } = client;
	mouse.dragUpdate = undefined;
	mouse.dragRelease = undefined;
	mouse.dragging = false;
	mouse.scrolling = false;
	mouse.sliderOffset = -1;
	mouse.dragPane = -1;
}

/** Begins a drag or goes on with it; true when somebody takes the movements. */
function drag(client: Client, session: Session, event: MouseEvent, where: Where): boolean {
	const { mouse } = client;
	if (!mouse.dragging) {
		mouse.dragX = where.wx;
		mouse.dragY = where.wy;
	}
	mouse.dragging = true;
	if (mouse.dragPane === -1) {
		const window = session.current?.window;
		mouse.dragPane = (window && where.wx >= 0 ? paneAt(window, where.wx, where.wy)?.id : undefined) ?? -1;
	}
	if (!mouse.scrolling && where.place === "ScrollbarSlider") {
		mouse.scrolling = true;
		mouse.sliderOffset = where.sliderRow + (event.statusAt === 0 ? event.statusLines : 0);
	}
	return mouse.dragUpdate !== undefined;
}

/** focus-follows-mouse. */
function followMouse(server: Server, session: Session, pane: Pane | undefined): void {
	const window = session.current?.window;
	if (!window || !pane || pane === window.active || !session.options.flag("focus-follows-mouse")) return;
	raisePane(server, pane);
	setActivePane(server, window, pane, true);
}

/** A movement near a scrollbar that hides itself brings it out, elsewhere it may go. */
function hover(server: Server, session: Session, type: MouseType, wx: number, wy: number): void {
	if (type !== "MouseMove") return;
	for (const pane of session.current?.window.panes ?? []) {
		if (!pane.visible) continue;
		if (nearScrollbar(pane, wx, wy)) showScrollbar(server, pane);
		else startScrollbarTimer(server, pane);
	}
}

/** What a placed mouse event is about: session, window and pane; undefined when that is gone. */
export function targetOfMouse(server: Server, mouse: MouseEvent): Target | undefined {
	if (!mouse.valid) return undefined;
	const session = server.sessions.get(mouse.sessionId);
	if (!session) return undefined;
	const window = mouse.windowId === -1 ? undefined : server.windows.get(mouse.windowId);
	if (mouse.windowId !== -1 && !window) return undefined;
	const winlink = window ? session.winlinkOf(window) : session.current;
	if (!winlink) return undefined;
	const pane = mouse.paneId === -1 ? winlink.window.active : server.panes.get(mouse.paneId);
	if (!pane || pane.window !== winlink.window) return undefined;
	return { session, winlink, window: winlink.window, pane, index: winlink.index };
}
