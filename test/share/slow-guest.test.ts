/**
 * A guest on a line of 64 kbit/s beside a fast one, while a pane floods: a real
 * LinkFlow over a line that is simulated, in the in-process server.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_WIDTHS } from "../../src/screen/widths.ts";
import { LinkFlow } from "../../src/share/link-flow.ts";
import type { GuestHandler, GuestIdentity, GuestLink } from "../../src/share/provider.ts";
import { type SharedServer, withShared } from "../harness/fake-share.ts";
import { Emulator } from "../view/diff-emulator.ts";

/** 64 kbit/s in bytes a ms, and the way to the guest in ms. */
const SPEED = 8;
const DELAY = 100;
/** What a mark and its answer take on the line. */
const MARK = 100;

/** A guest behind a slow line, which carries one thing after the other. */
class SlowGuest implements GuestLink {
	readonly identity: GuestIdentity = {
		rights: "read-write",
		via: "relay",
		address: "192.0.2.9",
		key: undefined,
		term: "xterm-256color",
		cols: 80,
		rows: 24,
	};
	readonly bytesIn = 0;
	bytesOut = 0;
	/** Most bytes that have waited at the near end of the line. */
	backlog = 0;
	readonly #server: SharedServer;
	readonly #flow: LinkFlow;
	readonly #screen = new Emulator(80, 24, (code) => DEFAULT_WIDTHS.width(code));
	#handler: GuestHandler | undefined;
	#waiting = 0;
	#free = 0;
	#gone = false;

	constructor(server: SharedServer) {
		this.#server = server;
		const { clock } = server;
		this.#flow = new LinkFlow({
			clock,
			sendMark: () => this.#send(MARK, () => clock.setTimeout(() => this.#flow.answered(), DELAY)),
			drained: () => this.#handler?.drained(),
			gone: () => this.destroy(),
		});
	}

	get queued(): number {
		return this.#flow.queued;
	}
	get room(): number {
		return this.#flow.room;
	}
	get rtt(): number {
		return this.#flow.rtt;
	}

	handle(handler: GuestHandler): void {
		this.#handler = handler;
	}

	write(bytes: Uint8Array): void {
		const copy = bytes.slice();
		this.bytesOut += bytes.length;
		this.#flow.wrote(bytes.length);
		this.#send(bytes.length, () => this.#screen.write(copy));
		this.#flow.passed(bytes.length);
	}

	close(): void {
		this.destroy();
	}

	destroy(): void {
		if (this.#gone) return;
		this.#gone = true;
		this.#flow.dispose();
		this.#handler?.closed();
	}

	text(): string {
		const { active } = this.#screen.term.buffer;
		const row = (y: number) => active.getLine(active.baseY + y)?.translateToString(true) ?? "";
		return Array.from({ length: 24 }, (_, y) => row(y).trimEnd()).join("\n");
	}

	#send(bytes: number, arrived: () => void): void {
		const { clock } = this.#server;
		const now = clock.now();
		this.#free = Math.max(this.#free, now) + bytes / SPEED;
		this.#waiting += bytes;
		this.backlog = Math.max(this.backlog, this.#waiting);
		clock.setTimeout(() => {
			this.#waiting -= bytes;
		}, this.#free - now);
		clock.setTimeout(arrived, this.#free - now + DELAY);
	}
}

/** Some 3 kB of lines in colours, all different. */
function lines(turn: number): string {
	let text = "";
	for (let row = 0; row < 22; row++) {
		const n = turn * 22 + row;
		text += `\x1b[38;5;${n % 256}mline ${n} \x1b[48;5;${(n * 7) % 256}m${"~".repeat(n % 60)}\x1b[0m\r\n`;
	}
	return text;
}

/** Three seconds of flood; gives what the fast guest got of it, and how long each key of its own took (ms). */
function flood(
	server: SharedServer,
	fast: ReturnType<SharedServer["guest"]>,
): [bytes: number, worst: number] {
	const before = fast.bytesOut;
	let worst = 0;
	for (let turn = 0; turn < 120; turn++) {
		server.output(lines(turn));
		server.clock.advance(25);
		if (turn % 20 !== 19) continue;
		const typed = server.clock.now();
		server.output(`key-${turn}`);
		while (!fast.text().includes(`key-${turn}`)) server.clock.advance(2);
		worst = Math.max(worst, server.clock.now() - typed);
	}
	return [fast.bytesOut - before, worst];
}

test(
	"a guest at 64 kbit/s follows a flood, and nobody else notices",
	withShared((server) => {
		const host = server.attach();
		// No clock: the minute may change while the last bytes are under way.
		server.run("set", "-g", "status-right", "");
		server.share();
		server.advance(60_000);
		const fast = server.guest();
		server.advance(60_000);
		const alone = flood(server, fast);

		const slow = new SlowGuest(server);
		server.ports.accept(slow);
		server.advance(60_000);
		assert.equal(slow.text(), fast.text());
		assert.ok(slow.rtt >= 2 * DELAY, `rtt ${slow.rtt}`);
		slow.backlog = 0;
		const sent = slow.bytesOut;
		const together = flood(server, fast);

		// The same frames at the same times as without it.
		assert.ok(Math.abs(together[0] - alone[0]) < alone[0] / 50, `${together[0]} bytes, alone ${alone[0]}`);
		assert.ok(together[1] <= alone[1], `a key took ${together[1]} ms, alone ${alone[1]}`);

		// It got what its line carries, not what the flood is; less than two seconds of it wait.
		const got = slow.bytesOut - sent;
		assert.ok(got < 3500 * SPEED + 16_000, `${got} bytes`);
		assert.ok(got > 3000 * SPEED * 0.5, `${got} bytes`);
		assert.ok(slow.backlog < 2000 * SPEED, `${slow.backlog} bytes waited`);

		// The end of the flood is on its screen soon after.
		server.output("the end");
		const ended = server.clock.now();
		while (!slow.text().includes("the end")) server.clock.advance(10);
		const behind = server.clock.now() - ended;
		assert.ok(behind < 2500, `${behind} ms behind`);
		server.advance(3000);
		assert.equal(slow.text(), fast.text());
		assert.equal(slow.text(), host.screen().join("\n"));
		slow.destroy();
	}),
);
