/**
 * What `comux-relay status` prints when its output is no terminal: one snapshot
 * as text. Called by main.ts.
 */
import { connect } from "node:net";
import { decodeRelayStatus, RELAY_STATUS_LINE_LIMIT, type RelayStatus } from "../protocol/relay-status.ts";

const TIME = 5000;

/** One snapshot from the socket at `path`; undefined when no relay answers. */
export function readStatus(path: string): Promise<RelayStatus | undefined> {
	return new Promise((resolve) => {
		const socket = connect(path);
		const pieces: Buffer[] = [];
		let length = 0;
		const done = (status?: RelayStatus) => {
			socket.destroy();
			resolve(status);
		};
		socket.setTimeout(TIME, () => done());
		socket.on("error", () => done());
		socket.on("close", () => done());
		socket.on("data", (bytes) => {
			pieces.push(bytes);
			length += bytes.length;
			if (length > RELAY_STATUS_LINE_LIMIT) done();
			else if (bytes.includes(10))
				done(decodeRelayStatus(Buffer.concat(pieces).toString().split("\n", 1)[0]!));
		});
	});
}

function span(ms: number): string {
	const minutes = Math.floor(ms / 60_000);
	const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
	if (days > 0) return `${days}d${hours}h`;
	return hours > 0 ? `${hours}h${minutes % 60}m` : `${minutes}m`;
}

/** The snapshot as lines. */
export function statusText(status: RelayStatus): string {
	const { totals, time } = status;
	const lines = [
		`${status.relay} at ${status.address} port ${status.port}, up ${span(time - status.startedTime)}${status.draining ? ", stopping" : ""}`,
		...status.fingerprints.map((text) => `key ${text}`),
		`${status.hosts.length} hosts, ${status.guests.length} guests, ${status.connections} connections`,
		`since the start: ${totals.hosts} hosts, ${totals.guests} guests, ${totals.wrongTokens} wrong tokens, ${totals.limited} connections too many`,
		`${totals.bytesIn} bytes to hosts, ${totals.bytesOut} bytes to guests`,
	];
	for (const host of status.hosts) {
		const flags = [host.endToEnd ? "end-to-end" : "", host.restricted ? "listed keys" : "", host.session];
		lines.push(
			`host ${host.id} ${host.address} ${host.version} ${span(time - host.since)} ${flags.filter((flag) => flag !== "").join(", ")}`.trimEnd(),
		);
		for (const guest of status.guests)
			if (guest.host === host.id)
				lines.push(
					`  guest ${guest.id} ${guest.address} ${guest.kind} ${guest.cols}x${guest.rows} ${span(time - guest.since)} ${guest.bytesIn}/${guest.bytesOut} bytes`,
				);
	}
	return `${lines.join("\n")}\n`;
}
