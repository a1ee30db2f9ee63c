/**
 * How the tree modes (choose-tree, choose-buffer, choose-client,
 * customize-mode, switch-mode) are made from a command's arguments, and the
 * ports they get. Called by ui-modes.ts.
 */
import type { Arguments } from "../command/arguments.ts";
import { replaceTemplate } from "../command/template.ts";
import type { CommandList, HookServices, QueueItem, SpawnService, Target } from "../command/types.ts";
import { parseSortOrder } from "../format/sort.ts";
import { BufferMode } from "../mode/buffer-mode.ts";
import { ClientMode } from "../mode/client-mode.ts";
import { CustomizeMode } from "../mode/customize-mode.ts";
import { SwitchMode } from "../mode/switch-mode.ts";
import { TreeMode } from "../mode/tree-mode.ts";
import type { ListTreeArgs, TreePorts, TreeTarget } from "../mode/tree-ports.ts";
import type { Client } from "../model/client.ts";
import type { PaneMode } from "../model/mode.ts";
import type { Screen } from "../screen/screen.ts";
import { openEditor } from "./editor-pane.ts";
import type { MakeMode } from "./ui-modes.ts";

/** What the trees may use of the world. */
export interface TreeWorld {
	message(client: Client, text: string): void;
	commandNames(): readonly string[];
	parse(text: string): CommandList | { readonly error: string };
	append(
		client: Client | undefined,
		list: CommandList,
		current: Target | undefined,
		after: (() => void) | undefined,
	): void;
	parseError(client: Client | undefined, text: string): void;
	detach(client: Client, kill: boolean): void;
	suspend(client: Client): void;
	statusScreen(client: Client): Screen | undefined;
	clearOverlay(client: Client): void;
	isShell(path: string): boolean;
	hooks(): HookServices;
	spawner(): SpawnService;
}

function treePorts({ server, world, modes, menu }: MakeMode): TreePorts {
	return {
		leave: (mode) => modes.leaveMode(mode),
		runTemplate({ template, value, client, target, after }) {
			const text = replaceTemplate(template, value, 1);
			if (text.trim() === "") return;
			const list = world.parse(text);
			if ("error" in list) world.parseError(client, list.error);
			else world.append(client, list, target && place(target), after);
		},
		message(client, text) {
			if (client) world.message(client, text);
		},
		menu: (client, request) => menu(client, request),
		prompt: { commandNames: () => world.commandNames() },
		editor: (client, bytes, done) => openEditor(server, world.spawner(), client, bytes, done),
		statusScreen: (client) => world.statusScreen(client),
		detachClient: (client, kill) => world.detach(client, kill),
		suspendClient: (client) => world.suspend(client),
		customize: {
			parseCommands: (text) => world.parse(text),
			isShell: (path) => world.isShell(path),
			hooks: {
				isEvent: (name) => world.hooks().isEvent(name),
				addEvent: (name) => world.hooks().addEvent(name),
				monitor(options, name) {
					const monitor = world.hooks().monitor(options, name);
					return monitor && { ...monitor, text: `${monitor.name}:${monitor.what}:${monitor.format}` };
				},
			},
		},
	};
}

function place({ session, winlink, pane }: TreeTarget): Target {
	return { session, winlink, window: winlink?.window ?? pane?.window, pane, index: winlink?.index ?? -1 };
}

/** Flags all trees have. */
function listArgs(args: Arguments): ListTreeArgs {
	const order = args.get("O");
	return {
		format: args.get("F"),
		keyFormat: args.get("K"),
		filter: args.get("f"),
		sort: order === undefined ? undefined : parseSortOrder(order),
		reversed: args.has("r"),
		noPreview: args.count("N"),
		zoom: args.has("Z"),
		accept: args.has("y"),
		hideThisPane: args.has("h"),
		info: args.has("i"),
		template: args.string(0),
	};
}

function treeTarget({ target }: QueueItem): TreeTarget {
	return { session: target.session, winlink: target.winlink, pane: target.pane };
}

/** What every tree is made from. */
function init(from: MakeMode) {
	return {
		server: from.server,
		pane: from.pane,
		ports: treePorts(from),
		target: treeTarget(from.item),
		args: listArgs(from.args),
	};
}

/** Mode name -> how it is made. */
export const treeModes: Readonly<Record<string, (from: MakeMode) => PaneMode | undefined>> = {
	"tree-mode": (from) => {
		const { args } = from;
		const kind = args.has("s") ? "session" : args.has("w") ? "window" : undefined;
		return new TreeMode({ ...init(from), args: { ...listArgs(args), kind, allOfGroups: args.has("G") } });
	},
	"buffer-mode": (from) => new BufferMode(init(from)),
	"client-mode": (from) => new ClientMode(init(from)),
	"options-mode": (from) => new CustomizeMode(init(from)),
	"switch-mode": (from) =>
		new SwitchMode({ ...init(from), args: { ...listArgs(from.args), windows: from.args.has("w") } }),
};
