/**
 * Guests of a relay, in a process of their own that bench/guests.ts starts and
 * asks over IPC: SSH clients of ssh2 with a terminal, which look for what they
 * wait for in the bytes they get and interpret no more of them. Times are of the
 * monotonic clock, so that they can be compared with another process's.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientChannel } from "ssh2";
import type { GuestAsk, GuestCalls, Seen } from "./guests.ts";
import { milliseconds, TailSearch } from "./tail-search.ts";

/** What the real OpenSSH client offers, in its order. */
const CIPHERS = [
	"chacha20-poly1305@openssh.com",
	"aes128-gcm@openssh.com",
	"aes256-gcm@openssh.com",
	"aes128-ctr",
	"aes192-ctr",
	"aes256-ctr",
] as const;

class Guest {
	readonly #client = new Client();
	readonly #search = new TailSearch();
	#channel: ClientChannel | undefined;
	bytes = 0;

	/** Resolves when its terminal shows something. */
	async join(port: number, token: string, cols: number, rows: number): Promise<void> {
		const client = this.#client;
		client.on("keyboard-interactive", (_name, _text, _language, _prompts, finish) => finish([]));
		await new Promise<void>((resolve, reject) => {
			client.once("error", reject).once("ready", resolve);
			client.connect({
				host: "127.0.0.1",
				port,
				username: token,
				tryKeyboard: true,
				readyTimeout: 60_000,
				algorithms: { cipher: [...CIPHERS] },
			});
		});
		client.removeAllListeners("error").on("error", () => {});
		// As the real ssh does for a terminal.
		client.setNoDelay(true);
		// The types of ssh2 do not know that a size in cells is enough.
		const pty = { term: "xterm-256color", cols, rows, width: 0, height: 0, modes: {} };
		const channel = await new Promise<ClientChannel>((resolve, reject) => {
			client.shell(pty, (error, made) => (error ? reject(error) : resolve(made)));
		});
		this.#channel = channel;
		await new Promise<void>((resolve) => {
			channel.on("data", (bytes: Buffer) => {
				resolve();
				this.bytes += bytes.length;
				this.#search.push(bytes);
			});
		});
	}

	/** The time at which `mark` is seen. */
	seen(mark: string): Promise<number> {
		return this.#search.seen(mark);
	}

	/** What came until now is not seen again. */
	forget(): void {
		this.#search.forget();
	}

	/** Milliseconds from typing a key to seeing it. */
	async echo(key: string): Promise<number> {
		this.forget();
		const start = milliseconds();
		this.#channel?.write(key);
		return (await this.seen(key)) - start;
	}

	leave(): Promise<void> {
		return new Promise((resolve) => {
			this.#client.once("close", () => resolve());
			this.#client.end();
		});
	}
}

const guests: Guest[] = [];
const byNumber = (number: number): Guest => {
	const guest = guests[number];
	if (guest === undefined) throw new Error(`no guest ${number}`);
	return guest;
};

const calls: GuestCalls = {
	async join({ count, port, token, cols, rows }) {
		const first = guests.length;
		for (let k = 0; k < count; k++) {
			const guest = new Guest();
			await guest.join(port, token, cols, rows);
			guests.push(guest);
		}
		return first;
	},
	async leave({ count }) {
		await Promise.all(guests.splice(-count).map((guest) => guest.leave()));
		return 0;
	},
	async echo({ guest, keys, count, pause }) {
		const typist = byNumber(guest);
		const own: number[] = [];
		const last: number[] = [];
		for (let k = 0; k < count; k++) {
			await sleep(pause);
			const key = keys[k % keys.length] as string;
			const start = milliseconds();
			const mine = typist.echo(key);
			const others = guests.filter((one) => one !== typist);
			for (const one of others) one.forget();
			const all = Promise.all(others.map((one) => one.seen(key)));
			own.push(await mine);
			last.push(Math.max(start + (own.at(-1) as number), ...(await all)) - start);
		}
		return { own, last };
	},
	async flood({ guest, keys, count, pause, mark }) {
		const typist = byNumber(guest);
		const own: number[] = [];
		let end: Seen | undefined;
		const watching = calls.watch({ guest, mark }).then((seen) => {
			end = seen;
			return seen;
		});
		for (let k = 0; k < count && end === undefined; k++) {
			await sleep(pause);
			own.push(await typist.echo(keys[k % keys.length] as string));
		}
		return { own, ...(await watching) };
	},
	async watch({ guest, mark }) {
		const one = byNumber(guest);
		one.forget();
		const before = one.bytes;
		const time = await one.seen(mark);
		return { time, bytes: one.bytes - before };
	},
};

process.on("message", (message: GuestAsk) => {
	const call = calls[message.name] as (args: unknown) => Promise<unknown>;
	call(message.args).then(
		(result) => process.send?.({ id: message.id, result }),
		(error: unknown) => process.send?.({ id: message.id, error: String(error) }),
	);
});
process.on("disconnect", () => process.exit());
