/**
 * The pieces over panes and clients, made for the commands: modes by name,
 * prompts, menus, popups, pane numbers. Implements UiServices; the pieces
 * themselves are in mode/, how modes are made in ui-modes.ts.
 */
import type { Arguments } from "../command/arguments.ts";
import type {
	MenuRequest,
	PopupChanges,
	PopupRequest,
	PromptRequest,
	QueueItem,
	UiServices,
} from "../command/types.ts";
import { CopyModeBase } from "../mode/copy-mode.ts";
import { DisplayPanes } from "../mode/display-panes.ts";
import { Menu } from "../mode/menu.ts";
import { openPopup, Popup } from "../mode/popup.ts";
import { openPrompt } from "../mode/prompt.ts";
import { ViewMode } from "../mode/view-mode.ts";
import type { Client } from "../model/client.ts";
import { updateFocus } from "../model/focus.ts";
import { markClient, markPane } from "../model/marks.ts";
import type { PaneMode } from "../model/mode.ts";
import type { Overlay } from "../model/overlay.ts";
import type { Pane } from "../model/pane.ts";
import type { Server } from "../model/server.ts";
import type { Session } from "../model/session.ts";
import type { Window } from "../model/window.ts";
import type { PaneScreenEvents } from "../screen/pane-options.ts";
import type { MouseEvent } from "../term/mouse-keys.ts";
import type { Disposable } from "../util/disposable.ts";
import { PaneModes } from "./pane-modes.ts";
import { clearMessage } from "./status-message.ts";
import { copyPorts, MODES, type ModeWorld } from "./ui-modes.ts";

export interface UiPorts extends ModeWorld {
	clearOverlay(client: Client): void;
	nameChanged(pane: Pane): void;
	/** What a popup's program may do outside its screen. */
	popupEvents(client: Client): Partial<PaneScreenEvents>;
}

type OpenMenu = ConstructorParameters<typeof Menu>[0]["request"];
type DisplayPanesRequest = Parameters<UiServices["displayPanes"]>[1];

export class Ui implements UiServices, Disposable {
	readonly #server: Server;
	readonly #ports: UiPorts;
	readonly #modes: PaneModes;
	/** Where a menu was shown last over each window. */
	readonly #lastMenu = new WeakMap<Window, { readonly x: number; readonly y: number }>();

	constructor(server: Server, ports: UiPorts) {
		this.#server = server;
		this.#ports = ports;
		this.#modes = new PaneModes(server, (pane) => ports.nameChanged(pane));
	}

	enterMode(pane: Pane, name: string, args: Arguments, item: QueueItem, source?: Pane): string | undefined {
		const make = MODES[name];
		if (!make) return `unknown mode: ${name}`;
		this.#ports.flush(source ?? pane);
		this.#modes.enter(pane, name, args.has("k"), () =>
			make({
				server: this.#server,
				world: this.#ports,
				modes: this.#modes,
				menu: (client, request) => this.#openMenu(client, request),
				pane,
				args,
				item,
				source,
			}),
		);
		const mode = pane.modes[0];
		if (name === "copy-mode" && mode instanceof CopyModeBase) {
			if (args.has("u")) mode.pageUp();
			if (args.has("d")) mode.pageDown(false, args.has("e"));
		}
		return undefined;
	}

	leaveMode(pane: Pane, all = false): void {
		if (all) this.#modes.leaveAll(pane);
		else this.#modes.leave(pane);
	}

	viewText(client: Client, text: string): void {
		const pane = client.session?.current?.window.active;
		if (pane) this.viewPane(pane, text);
	}

	viewPane(pane: Pane, text: string): void {
		if (!(pane.modes[0] instanceof ViewMode))
			this.#modes.enter(pane, "view-mode", false, () => {
				const ports = copyPorts(this.#server, this.#ports, this.#modes);
				return new ViewMode({ server: this.#server, pane, ports });
			});
		const mode = pane.modes[0];
		if (mode instanceof ViewMode) mode.addLines(text, false);
		markPane(this.#server, pane);
	}

	prompt(client: Client, request: PromptRequest): void {
		const { pane } = request;
		(pane ? pane.prompt : client.prompt)?.dispose();
		clearMessage(this.#server, client);
		this.#ports.clearOverlay(client);
		openPrompt({
			server: this.#server,
			client,
			request,
			target: this.#placeOf(client, pane),
			ports: { commandNames: () => this.#ports.commandNames() },
			onClose: () => markClient(this.#server, client),
		});
		markClient(this.#server, client);
	}

	menu(client: Client, request: MenuRequest): boolean {
		if (request.items.length === 0 || client.overlay) return false;
		const window = client.session?.current?.window;
		if (window) this.#lastMenu.set(window, { x: request.x, y: request.y });
		this.#openMenu(client, request);
		return true;
	}

	lastMenu(window: Window): { readonly x: number; readonly y: number } {
		return this.#lastMenu.get(window) ?? { x: 0, y: 0 };
	}

	popup(client: Client, request: PopupRequest): string | undefined {
		if (client.overlay) return undefined;
		const popup = openPopup({
			server: this.#server,
			client,
			request,
			environment: this.#ports.jobEnvironment(request.session),
			events: this.#ports.popupEvents(client),
			close: () => this.#ports.clearOverlay(client),
		});
		if (popup) this.#show(client, popup);
		else request.onClose(0);
		return undefined;
	}

	modifyPopup(client: Client, changes: PopupChanges): void {
		const { overlay } = client;
		if (!(overlay instanceof Popup)) return;
		overlay.modify({ ...changes, closing: changes.flags });
		markClient(this.#server, client);
	}

	copyDrag(pane: Pane, client: Client, mouse: MouseEvent): void {
		const mode = pane.modes[0];
		if (mode instanceof CopyModeBase) mode.startDrag(client, mouse);
	}

	copyScroll(pane: Pane, client: Client, mouse: MouseEvent, exitAtEnd: boolean): void {
		const mode = pane.modes[0];
		if (mode instanceof CopyModeBase) mode.scrollToMouse(client, mouse, exitAtEnd);
	}

	displayPanes(pane: Pane, request: DisplayPanesRequest): void {
		this.#modes.enter(pane, "panes-mode", request.kill, () => {
			const leave = (mode: PaneMode) => this.#modes.leaveMode(mode);
			return new DisplayPanes({ server: this.#server, pane, request, leave });
		});
	}

	closePopup(client: Client): void {
		if (client.overlay?.kind === "popup") this.#ports.clearOverlay(client);
	}

	focusChanged(window: Window): void {
		updateFocus(this.#server, window);
	}

	dispose(): void {
		for (const client of this.#server.clients) client.overlay?.dispose();
	}

	#openMenu(client: Client, request: OpenMenu): void {
		this.#show(client, new Menu({ server: this.#server, client, request }));
	}

	#show(client: Client, overlay: Overlay): void {
		client.overlay = overlay;
		if (client.session?.current) updateFocus(this.#server, client.session.current.window);
		markClient(this.#server, client);
	}

	#placeOf(client: Client, pane: Pane | undefined) {
		const session: Session | undefined = client.session;
		const winlink = session?.current;
		return { session, winlink, window: winlink?.window, pane: pane ?? winlink?.window.active };
	}
}
