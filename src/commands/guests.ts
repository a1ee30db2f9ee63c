/** list-guests, guest-access and share-dashboard. */
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { LIST_GUESTS_FORMAT } from "../format/list-row.ts";
import type { Guest } from "../model/sharing.ts";
import { must } from "./common.ts";
import { printRows } from "./lists.ts";

export const listGuests: CommandEntry = {
	name: "list-guests",
	alias: "lsg",
	args: { template: "F:f:", lower: 0, upper: 0 },
	usage: "[-F format] [-f filter]",
	flags: [],
	exec({ args }, item) {
		const guests = [...item.server.sharing.guests.values()];
		printRows(
			item,
			args,
			LIST_GUESTS_FORMAT,
			guests.map((guest) => ({ guest, client: guest.client, session: guest.client?.session })),
		);
		return "normal";
	},
};

export const guestAccess: CommandEntry = {
	name: "guest-access",
	alias: "ga",
	args: { template: "krt:w", lower: 0, upper: 0 },
	usage: "[-krw] [-t guest]",
	flags: [],
	exec: execAccess,
};

export const shareDashboard: CommandEntry = {
	name: "share-dashboard",
	alias: "dashboard",
	args: { template: "w", lower: 0, upper: 0 },
	usage: "[-w]",
	flags: [],
	exec({ args }, item) {
		const command = item.services.sharing.dashboardCommand();
		if (command === "") throw new CommandError("sharing is not available");
		const how = args.has("w") ? ["new-window", "-n", "share"] : POPUP;
		item.insertAfter(must(item.services.parseArgv([...how, command])));
		return "normal";
	},
};

/** Nearly the whole terminal, closed when the program ends. */
const POPUP: readonly string[] = ["display-popup", "-E", "-w", "90%", "-h", "80%", "-T", " sharing "];

type Access = (item: QueueItem, guest: Guest) => void;

/** What each flag does; one of them is wanted. */
const ACCESS: readonly (readonly [string, Access])[] = [
	["k", ({ services }, guest) => services.sharing.putOut(guest, putOutReason(guest))],
	["r", ({ services }, guest) => services.sharing.setRights(guest, "read-only")],
	["w", ({ services }, guest) => services.sharing.setRights(guest, "read-write")],
];

function putOutReason({ state }: Guest): string {
	return state === "waiting" ? "the host did not let you in" : "you were put out by the host";
}

function execAccess({ args }: Command, item: QueueItem): CommandResult {
	const wanted = ACCESS.filter(([flag]) => args.has(flag));
	const [first, second] = wanted;
	if (!first) throw new CommandError("-k, -r or -w expected");
	if (second) throw new CommandError(`-${first[0]} and -${second[0]} cannot be used together`);
	first[1](item, findGuest(item, args.get("t")));
	return "normal";
}

/** A guest by its id, its name or its client's name; without a text the only one there is. */
function findGuest({ server }: QueueItem, text: string | undefined): Guest {
	const guests = [...server.sharing.guests.values()];
	if (text === undefined) {
		const [only] = guests;
		if (only && guests.length === 1) return only;
		throw new CommandError("no current guest");
	}
	const found =
		guests.find(({ id }) => String(id) === text) ??
		guests.find(({ name }) => name === text) ??
		guests.find(({ client }) => client?.name === text);
	if (!found) throw new CommandError(`can't find guest: ${text}`);
	return found;
}
