/**
 * `/metrics` for Prometheus, on loopback only. Made by main.ts when -m is given.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RelayStatus } from "../protocol/relay-status.ts";
import type { Disposable } from "../util/disposable.ts";

interface Metric {
	readonly name: string;
	readonly type: "gauge" | "counter";
	readonly help: string;
	/** One value, or one for each label. */
	readonly value: (status: RelayStatus) => number | Readonly<Record<string, number>>;
}

const kinds = ["read-write", "read-only", "end-to-end"] as const;

const metrics: readonly Metric[] = [
	{
		name: "comux_relay_hosts",
		type: "gauge",
		help: "Hosts that are connected.",
		value: ({ hosts }) => hosts.length,
	},
	{
		name: "comux_relay_guests",
		type: "gauge",
		help: "Guests that are connected, by what they may do.",
		value: ({ guests }) =>
			Object.fromEntries(
				kinds.map((kind) => [`{kind="${kind}"}`, guests.filter((guest) => guest.kind === kind).length]),
			),
	},
	{
		name: "comux_relay_connections",
		type: "gauge",
		help: "Connections, those that have not said who they are too.",
		value: ({ connections }) => connections,
	},
	{
		name: "comux_relay_connections_total",
		type: "counter",
		help: "Connections since the start.",
		value: ({ totals }) => totals.connections,
	},
	{
		name: "comux_relay_limited_total",
		type: "counter",
		help: "Connections that were one too many.",
		value: ({ totals }) => totals.limited,
	},
	{
		name: "comux_relay_hosts_total",
		type: "counter",
		help: "Registrations of hosts.",
		value: ({ totals }) => totals.hosts,
	},
	{
		name: "comux_relay_refused_hosts_total",
		type: "counter",
		help: "Hosts that were not let in.",
		value: ({ totals }) => totals.refusedHosts,
	},
	{
		name: "comux_relay_guests_total",
		type: "counter",
		help: "Guests that were let in.",
		value: ({ totals }) => totals.guests,
	},
	{
		name: "comux_relay_wrong_tokens_total",
		type: "counter",
		help: "Wrong or expired tokens.",
		value: ({ totals }) => totals.wrongTokens,
	},
	{
		name: "comux_relay_bytes_total",
		type: "counter",
		help: "Bytes passed on.",
		value: ({ totals }) => ({
			'{direction="to_host"}': totals.bytesIn,
			'{direction="to_guest"}': totals.bytesOut,
		}),
	},
	{
		name: "comux_relay_queued_bytes",
		type: "gauge",
		help: "Bytes that wait for guests' networks.",
		value: ({ guests }) => guests.reduce((sum, guest) => sum + guest.queued, 0),
	},
	{
		name: "comux_relay_draining",
		type: "gauge",
		help: "1 when the relay has been told to stop.",
		value: ({ draining }) => Number(draining),
	},
	{
		name: "process_start_time_seconds",
		type: "gauge",
		help: "When the relay was started.",
		value: ({ startedTime }) => Math.floor(startedTime / 1000),
	},
	{
		name: "process_resident_memory_bytes",
		type: "gauge",
		help: "Memory of the relay.",
		value: ({ memory }) => memory,
	},
];

/** The text of a page of metrics. */
export function metricsText(status: RelayStatus): string {
	return metrics
		.map(({ name, type, help, value }) => {
			const now = value(status);
			const rows = typeof now === "number" ? { "": now } : now;
			const lines = Object.entries(rows).map(([label, number]) => `${name}${label} ${number}\n`);
			return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
		})
		.join("");
}

/** A server of that page. */
export class MetricsServer implements Disposable {
	readonly #server: Server;

	constructor(status: () => RelayStatus) {
		this.#server = createServer((request, response) => {
			if (request.method !== "GET" || request.url !== "/metrics") {
				response.writeHead(404, { "Content-Type": "text/plain" }).end("see /metrics\n");
				return;
			}
			response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
			response.end(metricsText(status()));
		});
		this.#server.maxConnections = 32;
	}

	/** Listens on loopback; rejects when that cannot be. */
	listen(port: number): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#server.once("error", reject);
			this.#server.listen(port, "127.0.0.1", () => {
				this.#server.off("error", reject);
				this.#server.on("error", () => {});
				resolve();
			});
		});
	}

	get port(): number {
		return (this.#server.address() as AddressInfo | null)?.port ?? 0;
	}

	dispose(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}
}
