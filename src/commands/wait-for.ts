/**
 * wait-for: named channels that commands wait on, wake and lock, and events
 * that commands wait for (-E).
 */
import type { Arguments } from "../command/arguments.ts";
import { notificationVariables } from "../command/hooks.ts";
import {
	type Command,
	type CommandEntry,
	CommandError,
	type CommandResult,
	type QueueItem,
} from "../command/types.ts";
import { expand, formatTrue } from "../format/expand.ts";
import type { Notification } from "../model/events.ts";
import { findRow } from "../model/option-table.ts";
import type { WaitChannel, Waiter } from "../model/server.ts";
import { READY_CHANNELS } from "../model/share-events.ts";

export const waitFor: CommandEntry = {
	name: "wait-for",
	alias: "wait",
	args: { template: "EF:LSUlvw:", lower: 1, upper: 1 },
	usage: "[-ELSUlv] [-F format] [-w waiter] name",
	flags: [],
	exec({ args }: Command, item: QueueItem): CommandResult {
		const name = args.string(0) ?? "";
		const actions = args.has("E") ? EVENT_ACTIONS : CHANNEL_ACTIONS;
		const action = actions.find(([flag]) => flag === undefined || args.has(flag));
		return action?.[1](item, name, args) ?? "normal";
	},
};

type Action = (item: QueueItem, name: string, args: Arguments) => CommandResult;

/** Flags in the order in which they count; the last row is what happens without any. */
const CHANNEL_ACTIONS: readonly (readonly [string | undefined, Action])[] = [
	["l", listChannel],
	["w", wakeOne],
	["S", signal],
	["L", lock],
	["U", unlock],
	[undefined, wait],
];

const EVENT_ACTIONS: readonly (readonly [string | undefined, Action])[] = [
	["l", listEvent],
	["w", wakeEvent],
	[undefined, waitEvent],
];

function channelOf(item: QueueItem, name: string): WaitChannel {
	const { waitChannels } = item.server;
	const channel = existing(item, name) ?? { name, locked: false, woken: false, waiters: [], lockers: [] };
	waitChannels.set(name, channel);
	return channel;
}

/** A channel that exists; those whose clients have gone wait there no more, and get no lock. */
function existing(item: QueueItem, name: string): WaitChannel | undefined {
	const channel = item.server.waitChannels.get(name);
	for (const list of [channel?.waiters, channel?.lockers])
		if (list) list.splice(0, list.length, ...list.filter((waiter) => !waiter.gone?.()));
	return channel;
}

/** Forgets a channel that was woken and that nobody waits for. */
function tidyWoken(item: QueueItem, channel: WaitChannel): void {
	if (!channel.locked && channel.waiters.length === 0 && channel.woken)
		item.server.waitChannels.delete(channel.name);
}

function waiterOf(item: QueueItem): Waiter {
	const { client } = item;
	return Object.assign(() => item.resume(), {
		client: client?.name ?? "",
		gone: () => client?.dead ?? false,
	});
}

function wait(item: QueueItem, name: string): CommandResult {
	if (!item.client) throw new CommandError("not able to wait");
	if (READY_CHANNELS.includes(name) && item.server.sharing.wasReady) return "normal";
	const channel = channelOf(item, name);
	if (channel.woken) {
		tidyWoken(item, channel);
		return "normal";
	}
	channel.waiters.push(waiterOf(item));
	return "wait";
}

function signal(item: QueueItem, name: string): CommandResult {
	const channel = channelOf(item, name);
	if (channel.waiters.length === 0 && !channel.woken) {
		channel.woken = true;
		return "normal";
	}
	for (const waiter of channel.waiters.splice(0)) waiter();
	tidyWoken(item, channel);
	// Nobody has to be remembered any more.
	if (!channel.woken) forgetEmpty(item, channel);
	return "normal";
}

function lock(item: QueueItem, name: string): CommandResult {
	if (!item.client) throw new CommandError("not able to lock");
	const channel = channelOf(item, name);
	if (channel.locked) {
		channel.lockers.push(waiterOf(item));
		return "wait";
	}
	channel.locked = true;
	return "normal";
}

function unlock(item: QueueItem, name: string): CommandResult {
	const channel = existing(item, name);
	if (!channel?.locked) throw new CommandError(`channel ${name} not locked`);
	const next = channel.lockers.shift();
	if (next) next();
	else {
		channel.locked = false;
		tidyWoken(item, channel);
		forgetEmpty(item, channel);
	}
	return "normal";
}

function listChannel(item: QueueItem, name: string): CommandResult {
	const channel = existing(item, name);
	for (const { client } of [...(channel?.waiters ?? []), ...(channel?.lockers ?? [])]) item.print(client);
	return "normal";
}

/** -w: lets one client go on. */
function wakeOne(item: QueueItem, name: string, args: Arguments): CommandResult {
	const channel = existing(item, name);
	if (!channel) return "normal";
	for (const list of [channel.waiters, channel.lockers]) {
		const at = list.findIndex(({ client }) => client === args.get("w"));
		if (at === -1) continue;
		for (const waiter of list.splice(at, 1)) waiter();
		forgetEmpty(item, channel);
		break;
	}
	return "normal";
}

function forgetEmpty(item: QueueItem, channel: WaitChannel): void {
	const { locked, woken, waiters, lockers } = channel;
	if (!locked && !woken && waiters.length === 0 && lockers.length === 0)
		item.server.waitChannels.delete(channel.name);
}

function checkEvent(name: string): void {
	if (!name.startsWith("@") && !findRow(name)?.isHook) throw new CommandError(`invalid event: ${name}`);
}

function waitEvent(item: QueueItem, name: string, args: Arguments): CommandResult {
	checkEvent(name);
	if (!item.client) throw new CommandError("not able to wait");
	const { eventWaiters } = item.server;
	const filter = args.get("F");
	const waiters = eventWaiters.get(name) ?? [];
	eventWaiters.set(name, waiters);
	const subscription = item.services.hooks.on(name, (event) => {
		const payload = payloadOf(event);
		if (args.has("v")) for (const key of [...payload.keys()].sort()) item.print(`${key}=${payload.get(key)}`);
		const names = placeNames(event);
		const extra = new Map([...payload, ...names]);
		if (filter === undefined || formatTrue(expand(filter, { server: item.server, extra, noJobs: true })))
			waiter();
	});
	const wake = () => {
		subscription.dispose();
		waiters.splice(waiters.indexOf(waiter), 1);
		if (waiters.length === 0) eventWaiters.delete(name);
		item.resume();
	};
	const waiter: Waiter = Object.assign(wake, { client: item.client.name });
	waiters.push(waiter);
	return "wait";
}

function listEvent(item: QueueItem, name: string): CommandResult {
	checkEvent(name);
	for (const { client } of item.server.eventWaiters.get(name) ?? []) item.print(client);
	return "normal";
}

function wakeEvent(item: QueueItem, name: string, args: Arguments): CommandResult {
	checkEvent(name);
	const waiter = item.server.eventWaiters.get(name)?.find(({ client }) => client === args.get("w"));
	if (!waiter) throw new CommandError(`waiter ${args.get("w")} not found`);
	waiter();
	return "normal";
}

/** Variables of an event without `hook_` in front. */
function payloadOf(event: Notification): Map<string, string> {
	const payload = new Map([["event", event.name]]);
	for (const [name, value] of notificationVariables(event))
		if (!/_name$/.test(name) || event.extra?.[name.slice(5)] !== undefined) payload.set(name.slice(5), value);
	return payload;
}

/** `session_name` and `window_name`: in formats, but not printed. */
function placeNames({ session, window }: Notification): [string, string][] {
	const names: [string, string][] = [];
	if (session) names.push(["session_name", session.name]);
	if (window) names.push(["window_name", window.name]);
	return names;
}
