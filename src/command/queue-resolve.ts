/**
 * What has to be known before a command runs and about its hooks: its clients
 * and targets, the place it was about, its row in show-messages. Called by
 * CommandRunner only.
 */
import type { Client } from "../model/client.ts";
import type { Server } from "../model/server.ts";
import { KEY } from "../term/key-code.ts";
import { keyName } from "../term/key-names.ts";
import { findClient } from "./find-client.ts";
import { findTarget, isFindError } from "./find-target.ts";
import { printCommand } from "./print.ts";
import type { RunningItem } from "./queue-item.ts";
import { isValidTarget, NO_TARGET, targetFromClient } from "./targets.ts";
import type { Command, QueueState, Target, TargetSpec } from "./types.ts";

/** Fills in the target client, source and target of an item; false when one is missing, which has been said. */
export function resolveItem(item: RunningItem, command: Command): boolean {
	if (!findClients(item, command)) return false;
	const source = findPlace(item, command, command.entry.source);
	if (!source) return false;
	item.source = source;
	const target = findPlace(item, command, command.entry.target);
	if (!target) return false;
	item.target = target;
	return true;
}

function findClients(item: RunningItem, command: Command): boolean {
	const { flags } = command.entry;
	const flag = flags.includes("clientC") ? "c" : flags.includes("clientT") ? "t" : undefined;
	const found = findClient(item.server, item.client, flag && command.args.get(flag));
	if (!isFindError(found)) item.targetClient = found;
	else if (flag && !flags.includes("clientCanFail")) {
		item.error(found.error);
		return false;
	}
	return true;
}

function findPlace(item: RunningItem, command: Command, spec: TargetSpec | undefined): Target | undefined {
	if (!spec) return targetFromClient(item.server, item.targetClient) ?? NO_TARGET;
	const text = command.args.get(spec.flag);
	const found = findTarget(item.server, item.state.current, text, spec.type, spec, {
		client: item.client,
		mouse: item.state.event?.mouse,
		warn: (error) => item.error(error),
	});
	if (!isFindError(found)) return found;
	if (found.error !== "") item.error(found.error);
	return undefined;
}

/** The place a hook of a command is about: its target, the state's, or the client's. */
export function hookPlace(item: RunningItem): Target | undefined {
	for (const target of [item.target, item.state.current])
		if (isValidTarget(item.server, target)) return target;
	return targetFromClient(item.server, item.client);
}

/** The row of show-messages for a command, with who ran it and by which key. */
export function messageRow(
	server: Server,
	client: Client | undefined,
	command: Command,
	state: QueueState,
): string {
	const text = printCommand(command);
	if (!client) return `command: ${text}`;
	const { uid, user } = client.identity;
	const who = client.name + (uid === server.ports.host.uid ? "" : `[${user || "unknown"}]`);
	const key = state.event?.key ?? KEY.none;
	return client.session && key !== KEY.none
		? `${who} key ${keyName(key)}: ${text}`
		: `${who} command: ${text}`;
}
