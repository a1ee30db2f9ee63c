/** send-keys and send-prefix. */
import { makeState } from "../command/targets.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandList,
	type CommandResult,
	type PaneTarget,
	type QueueItem,
} from "../command/types.ts";
import { KEY, KEY_BASE_MASK, KEY_LITERAL, KEY_MODIFIERS, KEY_SENT, type KeyCode } from "../term/key-code.ts";
import { parseKey } from "../term/key-names.ts";
import { isMouseKey } from "../term/mouse-keys.ts";
import { mustBeNumber, wholeTarget } from "./common.ts";
import { mousePane } from "./mouse-pane.ts";

const UINT_MAX = 0xffffffff;

export const sendKeys: CommandEntry = {
	name: "send-keys",
	alias: "send",
	args: { template: "c:FHKlMN:Rt:X", lower: 0, upper: -1 },
	usage: "[-FHKlMRX] [-c target-client] [-N repeat-count] [-t target-pane] [key ...]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook", "clientC", "clientCanFail", "readOnly"],
	exec,
};

export const sendPrefix: CommandEntry = {
	name: "send-prefix",
	args: { template: "2t:", lower: 0, upper: 0 },
	usage: "[-2] [-t target-pane]",
	target: { flag: "t", type: "pane" },
	flags: ["afterHook"],
	exec({ args }, item) {
		const { session } = wholeTarget(item);
		const key = session.options.key(args.has("2") ? "prefix2" : "prefix");
		if (item.targetClient?.flags.readOnly) throw new CommandError("client is read-only");
		new KeySender(item, false).key(key);
		return "normal";
	},
};

function exec({ args }: Command, item: QueueItem): CommandResult {
	const { targetClient: client } = item;
	const { pane } = wholeTarget(item);
	const { mode } = pane;
	if (client?.flags.readOnly && !args.has("X")) throw new CommandError("client is read-only");
	let count = 1;
	if (args.has("N")) {
		count = mustBeNumber(
			args.number("N", 1, UINT_MAX, (text) => item.expand(text)),
			"repeat count",
		);
		if (mode && (args.has("X") || args.length === 0)) {
			if (!mode.command) throw new CommandError("not in a mode");
			mode.repeatCount = count;
		}
	}
	if (args.has("X")) return modeCommand(args.words(), item, args.has("F"));
	if (args.has("M")) return sendMouse(item);
	if (args.has("R")) pane.screen.reset();
	const sender = new KeySender(item, args.has("K"));
	if (args.length === 0) {
		if (args.has("N") || args.has("R")) return "normal";
		sender.key(item.state.event?.key ?? KEY.none);
		return "normal";
	}
	const words = args.words();
	for (let i = 0; i < count; i++) {
		for (const word of words) {
			if (args.has("H")) sender.hex(word);
			else if (args.has("l")) sender.literal(word);
			else sender.named(word);
		}
	}
	return "normal";
}

/** -X: a command of the pane's mode. With -F what is searched for is a format. */
function modeCommand(words: readonly string[], item: QueueItem, formats: boolean): CommandResult {
	const { session, winlink, pane } = wholeTarget(item);
	const { mode } = pane;
	if (!mode?.command) throw new CommandError("not in a mode");
	const [name = "", ...given] = words;
	const isFormat = formats && name.startsWith("search-");
	const args = isFormat ? given.map((word) => item.expand(word)) : given;
	const mouse = item.state.event?.mouse;
	const count = mode.repeatCount ?? 1;
	mode.repeatCount = 1;
	const error = mode.command({
		name,
		args,
		count,
		client: item.targetClient,
		session,
		winlink,
		mouse: mouse?.valid ? mouse : undefined,
	});
	if (error !== undefined) throw new CommandError(error);
	return "normal";
}

/** -M: the mouse event that ran the binding goes on to its pane. */
function sendMouse(item: QueueItem): CommandResult {
	const found = mousePane(item);
	if (!found) throw new CommandError("no mouse target");
	const { mouse, session, pane } = found;
	const { winlink } = wholeTarget(item);
	item.services.panes.key(pane, { key: mouse.key, mouse, client: item.targetClient, session, winlink });
	return "normal";
}

/** Gives keys to the item's target: to a client's tables, to the mode's table, or to the pane. */
class KeySender {
	readonly #item: QueueItem;
	/** -K: as if the client had typed them. */
	readonly #client: boolean;
	readonly #target: PaneTarget;

	constructor(item: QueueItem, client: boolean) {
		this.#item = item;
		this.#client = client;
		this.#target = wholeTarget(item);
	}

	/** False when the key has no bytes a program could get. */
	key(key: KeyCode): boolean {
		const item = this.#item;
		const { services, targetClient: client } = item;
		if (this.#client) {
			if (client) services.clients.key(client, key | KEY_SENT, item);
			return true;
		}
		const { session, winlink, pane } = this.#target;
		const table = pane.mode?.keyTable();
		if (table === undefined) {
			if (isMouseKey(key)) return false;
			return services.panes.key(pane, { key, client, session, winlink });
		}
		const binding = item.server.keyTables.find(table, key & (KEY_BASE_MASK | KEY_MODIFIERS));
		if (!binding) return true;
		const list = binding.commands as CommandList;
		if (client?.flags.readOnly && list.commands.some(({ entry }) => !entry.flags.includes("readOnly")))
			throw new CommandError("client is read-only");
		const flags = binding.repeat ? { repeat: true } : {};
		item.insertAfter(list, makeState({ current: this.#target, flags }));
		return true;
	}

	/** A key by its name, or else its characters. */
	named(word: string): void {
		const key = parseKey(word);
		if (key !== undefined && key !== KEY.none && key !== KEY.unknown && this.key(key)) return;
		this.literal(word);
	}

	literal(word: string): void {
		for (const char of word) this.key(char.codePointAt(0) ?? 0);
	}

	/** One byte, as C's strtol reads hexadecimal; anything else is nothing. */
	hex(word: string): void {
		if (!/^\s*\+?(0[xX])?[0-9a-fA-F]+$/.test(word)) return;
		const byte = Number.parseInt(word.trim().replace(/^\+/, ""), 16);
		if (byte <= 0xff) this.key(byte | KEY_LITERAL);
	}
}
