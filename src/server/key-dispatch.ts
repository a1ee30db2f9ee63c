/**
 * A key from a client to its effect: the one place that knows the order.
 * Message, overlay, prompt and pane prompt take it at once (the queue may be
 * waiting for them); everything else waits its turn in the client's queue and
 * is then looked up in the mode's or client's table, prefix, repeat, Any, root,
 * or goes to the pane. Called by the attached terminals and by send-keys -K.
 */
import type { CommandList, QueueBehind, Target } from "../command/types.ts";
import type { Client } from "../model/client.ts";
import { becomesLatest, onlyLooks } from "../model/guest-rules.ts";
import type { KeyBinding } from "../model/key-tables.ts";
import { markStatus } from "../model/marks.ts";
import { notifyClient } from "../model/notify.ts";
import type { Pane } from "../model/pane.ts";
import { recalculateSize } from "../model/resize.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import { KEY, KEY_BASE_MASK, KEY_MODIFIERS, KEY_SENT, type KeyCode } from "../term/key-code.ts";
import { isMouseDrag, isMouseKey, type MouseEvent, mouseButtons, mouseTypeOf } from "../term/mouse-keys.ts";
import { messageArea } from "../view/status-line.ts";
import { OWN_INPUT, type PaneInput } from "./pane-input.ts";
import { pastedKeys } from "./pasted-keys.ts";

/** A key as it came from a client's terminal. */
export interface ClientKey {
	readonly key: KeyCode;
	readonly mouse?: MouseEvent | undefined;
	/** The bytes it came as, for pastes. */
	readonly bytes: Uint8Array;
}

export interface KeyPorts {
	/** Takes what goes into panes; their modes and programs when not given. */
	readonly input?: PaneInput;
	/** Runs `fn` in the client's queue behind the commands that are in it. */
	enqueue(client: Client, fn: (behind: QueueBehind) => void): void;
	/** Gives a raw mouse event its place and key; undefined when it means nothing (more). */
	locateMouse(client: Client, mouse: MouseEvent, key: KeyCode): KeyCode | undefined;
	/** Place for a mouse key, or the client's own. */
	targetOf(client: Client, mouse: MouseEvent | undefined): Target;
	clearMessage(client: Client): void;
	clearOverlay(client: Client): void;
	/** A reported theme change of the outer terminal. */
	themeReport(client: Client, theme: "light" | "dark"): void;
	/** A bug in what covers the client, or in the mode of `pane`. */
	failed(client: Client, pane: Pane | undefined, error: unknown): void;
	/** Ends a dead pane that waited for a key. */
	closeDeadPane(pane: Pane): void;
	/** The client did something: activity, lock timer. */
	activity(client: Client, session: Session): void;
}

interface PasteState {
	bracketed: boolean;
	assumed: boolean;
}

export class KeyDispatch {
	readonly #server: Server;
	readonly #ports: KeyPorts;
	readonly #input: PaneInput;
	readonly #paste = new WeakMap<Client, PasteState>();
	readonly #tableTime = new WeakMap<Client, number>();

	constructor(server: Server, ports: KeyPorts) {
		this.#server = server;
		this.#ports = ports;
		this.#input = ports.input ?? OWN_INPUT;
	}

	/** Takes one key of `client`; `enqueue` says when its turn comes, if not behind the client's other commands. */
	key(
		client: Client,
		event: ClientKey,
		enqueue = (fn: (behind: QueueBehind) => void): void => this.#ports.enqueue(client, fn),
	): void {
		const { session } = client;
		if (!session || !client.attached || client.suspended || client.exiting || client.dead) return;
		const base = event.key & KEY_BASE_MASK;
		if (base === KEY.reportLightTheme) return this.#ports.themeReport(client, "light");
		if (base === KEY.reportDarkTheme) return this.#ports.themeReport(client, "dark");
		try {
			if (!client.flags.readOnly) {
				if (isPasteText(event)) return this.#pasteText(client, session, event);
				if (this.#takenAtOnce(client, session, event)) return;
			}
		} catch (error) {
			return this.#ports.failed(client, undefined, error);
		}
		enqueue((behind) => this.#queued(client, event, behind));
	}

	/** Puts the client into a key table; undefined is its session's own. */
	setTable(client: Client, table: string | undefined): void {
		client.keyTable = table;
		this.#tableTime.set(client, this.#server.ports.clock.now());
	}

	/** What covers the panes gets a paste key by key, as if typed, until it closes; the rest goes on as text. */
	#pasteText(client: Client, session: Session, event: ClientKey): void {
		let rest = event.bytes;
		if (client.overlay?.kind === "popup" && !client.message) {
			if (client.overlay.key(event.key, undefined, rest) === "close") this.#ports.clearOverlay(client);
			return;
		}
		if (this.#isCovered(client, session))
			for (const { key, at } of pastedKeys(event.bytes)) {
				rest = event.bytes.subarray(at);
				if (!this.#isCovered(client, session)) break;
				if (!this.#takenAtOnce(client, session, { key, bytes: rest })) break;
				rest = rest.subarray(rest.length);
			}
		if (rest.length === 0) return;
		this.#ports.enqueue(client, (behind) => this.#queued(client, { ...event, bytes: rest }, behind));
	}

	/** Something takes keys before the tables see them. */
	#isCovered(client: Client, session: Session): boolean {
		if (client.message || client.overlay || client.prompt) return true;
		return session.current?.window.panes.some((pane) => pane.prompt && pane.visible) ?? false;
	}

	/** Message, overlay, prompts: true when the key is used up. */
	#takenAtOnce(client: Client, session: Session, event: ClientKey): boolean {
		if (client.message) {
			if (client.message.ignoreKeys) return true;
			this.#ports.clearMessage(client);
		}
		if (client.overlay) {
			const result = client.overlay.key(event.key, event.mouse, event.bytes);
			if (result === "close") this.#ports.clearOverlay(client);
			if (result !== "pass") return true;
			this.#ports.clearOverlay(client);
		}
		if (client.prompt && this.#takenByPrompt(client, session, event)) {
			markStatus(this.#server, client);
			return true;
		}
		return this.#takenByPanePrompt(client, session, event);
	}

	/** A key, or a press of the first button on the prompt's row. */
	#takenByPrompt(client: Client, session: Session, event: ClientKey): boolean {
		const { prompt } = client;
		if (!prompt) return false;
		const { mouse } = event;
		if (!mouse) return prompt.key(event.key) !== "pass";
		const pressed = mouseButtons(mouse.b) === 0 && !isMouseDrag(mouse.b) && mouse.sgrType !== "m";
		if (!pressed || !prompt.mouse) return false;
		const area = messageArea(this.#server, client, session);
		return mouse.y === area.y && prompt.mouse(mouse.x - area.x) !== "pass";
	}

	#takenByPanePrompt(client: Client, session: Session, event: ClientKey): boolean {
		const window = session.current?.window;
		const active = window?.active;
		const pane = active?.prompt ? active : window?.panes.find((p) => p.prompt && p.visible);
		if (!pane?.prompt || !pane.visible) return false;
		const result = pane.prompt.key(event.key);
		markStatus(this.#server, client);
		return result !== "pass" || (event.key & KEY_BASE_MASK) === KEY.mouse || isMouseKey(event.key);
	}

	/** The key's turn in the queue has come. */
	#queued(client: Client, event: ClientKey, behind: QueueBehind): void {
		const { session } = client;
		if (!session || !client.attached || client.suspended || client.exiting || client.dead) return;
		const now = this.#server.ports.clock.now();
		const sinceLast = now - client.activityTime;
		client.activityTime = now;
		if (!onlyLooks(client)) this.#ports.activity(client, session);
		const base = event.key & KEY_BASE_MASK;
		let key = event.key;
		if (base === KEY.mouse || base === KEY.doubleClick) {
			if (client.flags.readOnly || !event.mouse) return this.#used(client, key);
			const located = this.#ports.locateMouse(client, event.mouse, key);
			if (located === undefined) return this.#used(client, key);
			event.mouse.valid = true;
			event.mouse.key = located;
			if ((located & KEY_BASE_MASK) === KEY.dragging) {
				client.mouse.dragUpdate?.(client, event.mouse);
				return this.#used(client, key);
			}
			key = located;
		}
		this.#lookUp(client, session, { ...event, key }, sinceLast, behind);
		this.#used(client, key);
	}

	/** Who pressed a key is the latest client of the window. */
	#used(client: Client, key: KeyCode): void {
		const window = client.session?.current?.window;
		if (!window || (key & KEY_BASE_MASK) === KEY.focusOut || window.latest === client) return;
		if (!becomesLatest(client, window)) return;
		window.latest = client;
		if (window.options.choice("window-size") === "latest") recalculateSize(this.#server, window, false);
		notifyClient(this.#server, "client-active", client);
	}

	#lookUp(client: Client, session: Session, event: ClientKey, sinceLast: number, behind: QueueBehind): void {
		const isMouse = isMouseKey(event.key);
		const target = this.#ports.targetOf(client, isMouse ? event.mouse : undefined);
		const { pane } = target;
		if (isMouse && !session.options.flag("mouse")) return this.#forward(client, event, pane);
		if (this.#isPaste(client, session, event, isMouse, sinceLast)) {
			if (!client.flags.readOnly && pane && event.bytes.length > 0)
				this.#input.paste(pane, event.key, event.bytes);
			return;
		}
		if (this.#isCaptured(event.key, pane)) return this.#forward(client, event, pane);
		this.#tables(client, session, event, target, behind);
	}

	/** A pane that takes all keys gets this one without a look at the tables. */
	#isCaptured(key: KeyCode, pane: Pane | undefined): boolean {
		return pane !== undefined && pane.captureAllKeys && !pane.exited && !pane.mode && !isMouseKey(key);
	}

	/** The tables in their order; see the file's opening. */
	#tables(client: Client, session: Session, event: ClientKey, target: Target, behind: QueueBehind): void {
		const plain = event.key & (KEY_BASE_MASK | KEY_MODIFIERS);
		const own = session.options.string("key-table") || "root";
		const isOwn = client.keyTable === undefined || client.keyTable === own;
		// What a mode's keys do everybody sees.
		const modeTable = isOwn && !onlyLooks(client) ? target.pane?.mode?.keyTable() : undefined;
		let table = modeTable ?? client.keyTable ?? own;
		let first = table;
		const wasRepeating = client.repeating;
		// Each round leaves a table for a lower one, so that few rounds are enough.
		for (let round = 0; round < 8; round++) {
			if (table !== "prefix" && this.#isPrefix(session, plain)) {
				this.setTable(client, "prefix");
				markStatus(this.#server, client);
				return;
			}
			const exact = this.#server.keyTables.find(table, plain);
			if (table === "prefix" && this.#prefixIsOld(client, exact)) {
				this.#backToRoot(client);
				first = table = own;
				continue;
			}
			const binding = exact ?? this.#server.keyTables.find(table, KEY.any);
			if (binding) {
				if (client.repeating && !binding.repeat) {
					this.#backToRoot(client);
					first = table = own;
					continue;
				}
				return this.#runBinding(client, session, binding, event, target, behind);
			}
			if (isMouseKey(event.key) && mouseTypeOf(event.key) === "MouseMove")
				return this.#forward(client, event, target.pane);
			if (table === own && !client.repeating) break;
			const repeating = client.repeating;
			this.#backToRoot(client);
			table = own;
			if (repeating) first = table;
		}
		if (first !== table && !wasRepeating) {
			this.setTable(client, undefined);
			markStatus(this.#server, client);
			return;
		}
		this.#forward(client, event, target.pane);
	}

	#isPrefix(session: Session, plain: KeyCode): boolean {
		const mask = KEY_BASE_MASK | KEY_MODIFIERS;
		return ["prefix", "prefix2"].some((name) => {
			const key = session.options.key(name) & mask;
			return key !== KEY.none && key === plain;
		});
	}

	#prefixIsOld(client: Client, binding: KeyBinding<unknown> | undefined): boolean {
		const limit = this.#server.options.number("prefix-timeout");
		if (limit === 0) return false;
		const since = this.#server.ports.clock.now() - (this.#tableTime.get(client) ?? 0);
		return since > limit && !(client.repeating && binding?.repeat);
	}

	#backToRoot(client: Client): void {
		this.setTable(client, undefined);
		client.repeating = false;
		client.repeatTimer?.dispose();
		client.repeatTimer = undefined;
		markStatus(this.#server, client);
	}

	#runBinding(
		client: Client,
		session: Session,
		binding: KeyBinding<unknown>,
		event: ClientKey,
		target: Target,
		behind: QueueBehind,
	): void {
		const time = this.#repeatTime(client, session, binding);
		client.repeatTimer?.dispose();
		client.repeatTimer = undefined;
		if (time > 0) {
			client.repeating = true;
			client.lastKey = binding.key;
			client.repeatTimer = this.#server.ports.clock.setTimeout(() => this.#backToRoot(client), time);
		} else {
			client.repeating = false;
			this.setTable(client, undefined);
		}
		markStatus(this.#server, client);
		behind(binding.commands as CommandList, {
			event: { key: event.key, mouse: event.mouse },
			current: target,
			flags: binding.repeat ? { repeat: true } : {},
		});
	}

	#repeatTime(client: Client, session: Session, binding: KeyBinding<unknown>): number {
		if (!binding.repeat) return 0;
		const time = session.options.number("repeat-time");
		if (time === 0 || (client.repeating && binding.key === client.lastKey)) return time;
		return session.options.number("initial-repeat-time") || time;
	}

	#forward(client: Client, event: ClientKey, pane: Pane | undefined): void {
		if (onlyLooks(client)) return;
		const ends = !isMouseKey(event.key) && !isPasteMark(event.key);
		if (pane?.dead && ends && pane.options.choice("remain-on-exit") === "key")
			return this.#ports.closeDeadPane(pane);
		if (client.flags.readOnly || !pane) return;
		const { session } = client;
		try {
			this.#input.key(this.#server, pane, {
				key: event.key,
				mouse: event.mouse,
				client,
				session,
				winlink: session?.current,
			});
		} catch (error) {
			this.#ports.failed(client, pane, error);
		}
	}

	/** Inside a bracketed paste, or keys so fast that nobody can type them. */
	#isPaste(client: Client, session: Session, event: ClientKey, isMouse: boolean, sinceLast: number): boolean {
		let state = this.#paste.get(client);
		if (!state) {
			state = { bracketed: false, assumed: false };
			this.#paste.set(client, state);
		}
		const base = event.key & KEY_BASE_MASK;
		// The marks themselves are keys: they leave the prefix table, and the pane gets them if it wants them.
		if (isPasteText(event)) return true;
		if (isPasteMark(event.key)) state.bracketed = base === KEY.pasteStart;
		else if (state.bracketed) return true;
		if (state.bracketed) return false;
		if (isMouse || base === KEY.focusIn || base === KEY.focusOut || event.key & KEY_SENT) return false;
		const limit = session.options.number("assume-paste-time");
		// A terminal that brackets its pastes says itself what is pasted.
		if (limit === 0 || client.capabilities.has("Enbp")) return false;
		const fast = sinceLast < limit;
		const assumed = fast && state.assumed;
		state.assumed = fast;
		return assumed;
	}
}

/** Some text between the marks of a bracketed paste. */
function isPasteText(event: ClientKey): boolean {
	return event.key === KEY.none && event.mouse === undefined && event.bytes.length > 0;
}

function isPasteMark(key: KeyCode): boolean {
	const base = key & KEY_BASE_MASK;
	return base === KEY.pasteStart || base === KEY.pasteEnd;
}
