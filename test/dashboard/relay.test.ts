/** The live view of a relay: what it shows of a snapshot, and its few keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf } from "../../src/dashboard/frame.ts";
import { lineCells, plainLine } from "../../src/dashboard/paint.ts";
import {
	pressRelay,
	RELAY_START,
	type RelayState,
	relayView,
	withStatus,
} from "../../src/dashboard/relay-view.ts";
import type { RelayStatus } from "../../src/protocol/relay-status.ts";

const NOW = new Date(2026, 10, 22, 14, 30).getTime();

function snapshot(seconds: number, traffic: number): RelayStatus {
	const counted = { bytesIn: traffic, bytesOut: traffic * 10, since: NOW - 90_000 };
	return {
		version: 1,
		relay: "comux-relay 1.2.3",
		address: "relay.example",
		port: 2222,
		fingerprints: ["SHA256:ed", "SHA256:rsa"],
		startedTime: NOW - 7_200_000,
		time: NOW - 10_000 + seconds * 1000,
		draining: false,
		connections: 3,
		memory: 58_000_000,
		totals: {
			...{ connections: 7, limited: 1, hosts: 1, guests: 2, wrongTokens: 4, refusedHosts: 0 },
			...{ bytesIn: traffic, bytesOut: traffic * 10 },
		},
		hosts: [
			{
				...{
					id: 1,
					name: "abc.comux",
					session: "alice/desk",
					address: "198.51.100.9",
					version: "comux 1.0.0",
				},
				...{ ...counted, endToEnd: false, restricted: true, rtt: 21.4 },
			},
		],
		guests: [
			{
				...{ id: 1, host: 1, address: "192.0.2.1", kind: "read-write", key: "SHA256:g", cols: 80, rows: 24 },
				...{ ...counted, queued: 0, rtt: 30 },
			},
			{
				...{ id: 2, host: 1, address: "192.0.2.2", kind: "end-to-end", key: "", cols: 0, rows: 0 },
				...{ ...counted, queued: 65_536, rtt: -1 },
			},
		],
	};
}

function screen(state: RelayState, cols: number, rows: number, top = 0): string[] {
	const { lines } = frameOf(relayView(state, NOW, cols), { cols, rows }, top);
	assert.equal(lines.length, rows);
	for (const line of lines) assert.equal(lineCells(line), cols);
	return lines.map((line) => plainLine(line).trimEnd());
}

const running = withStatus(withStatus(RELAY_START, snapshot(0, 1000)), snapshot(2, 5000));

test("at 80x24 it shows the relay, its hosts and their guests, and what goes through", () => {
	assert.deepEqual(screen(running, 80, 24).slice(0, 16), [
		" comux-relay 1.2.3                                             1 host, 2 guests",
		" guests at relay.example:2222",
		" key       SHA256:ed",
		"           SHA256:rsa",
		" running   since 12:30 (2h00m), 58M of memory, 3 connections",
		" traffic   to hosts 2.0k/s, 5.0k in all; to guests 20k/s, 50k in all",
		" ever      1 host, 2 guests, 7 connections",
		" refused   4 wrong tokens, 0 hosts, 1 connection over the limits",
		"",
		" Hosts",
		" HOST       FROM         GUESTS IN/S OUT/S   IN OUT TRIP SINCE ONLY VERSION",
		" alice/desk 198.51.100.9      2 2.0k   20k 5.0k 50k 21ms    1m keys comux 1.0~",
		"",
		" Guests",
		" GUEST     HOST       RIGHTS     IN/S OUT/S   IN OUT TRIP SINCE QUEUE SIZE",
		" 192.0.2.1 alice/desk read-write 2.0k   20k 5.0k 50k 30ms    1m     0 80x24",
	]);
});

test("in a low terminal everything is in reach", () => {
	let state = running;
	const seen = new Set(screen(state, 40, 10));
	for (let key = 0; key < 4; key++) {
		const next = pressRelay(state, "j");
		assert.ok(next !== "leave");
		state = next;
		for (const row of screen(state, 40, 10)) seen.add(row);
	}
	const text = [...seen].join("\n");
	for (const word of ["relay.example", "SHA256:ed", "alice/desk", "192.0.2.1", "192.0.2.2"])
		assert.ok(text.includes(word), word);
	assert.equal(pressRelay(state, "q"), "leave");
	assert.equal(pressRelay(state, "x"), state);
});

test("says that it connects, that no relay answers, that it stops; another relay counts from 0", () => {
	assert.match(screen(RELAY_START, 80, 24)[0]!, /connecting$/);
	assert.match(screen({ ...RELAY_START, connected: false }, 80, 24)[0]!, /no relay answers$/);
	assert.match(screen({ ...running, connected: false }, 80, 24)[0]!, /no relay answers$/);
	const stopping = withStatus(running, { ...snapshot(3, 5000), draining: true });
	assert.match(screen(stopping, 80, 24)[0]!, /stopping, 1 host, 2 guests$/);
	const another = withStatus(running, { ...snapshot(3, 10), startedTime: NOW - 1000 });
	assert.match(screen(another, 80, 24)[5]!, /to hosts 0\/s, 10 in all/);
});

test("names from outside do nothing to the screen", () => {
	const [host] = snapshot(0, 0).hosts;
	const bad = "\x1b[2J\u202e\u{1f600}".repeat(9);
	const state = withStatus(RELAY_START, {
		...snapshot(0, 0),
		relay: bad,
		hosts: [{ ...host!, session: bad, version: bad }],
	});
	for (const [cols, rows] of [
		[80, 24],
		[5, 4],
	] as const)
		assert.doesNotMatch(screen(state, cols, rows).join(""), /[\x00-\x1f\x7f-\x9f\u202e]/);
});
