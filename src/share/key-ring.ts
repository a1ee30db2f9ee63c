/**
 * Which keys may come in (`share-authorized-keys`): a file, an https URL, or a
 * user of a code host. Read again at every join when it is due; a list that
 * cannot be read lets nobody in, a URL that cannot be reached for a while keeps
 * the list it had. Made for a share by the service.
 */
import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Clock } from "../util/clock.ts";
import type { Disposable } from "../util/disposable.ts";
import { errorCode, strerror } from "../util/errno.ts";
import { type AuthorizedKeys, parseAuthorizedKeys } from "./authorized-keys.ts";
import { fetchText } from "./fetch-text.ts";
import type { KeyRing } from "./provider.ts";

/** Bytes of a list. */
const MAX_LIST = 512 * 1024;
/** How long a fetched list is taken as it is, and how soon a failed fetch is tried again. */
const FRESH_MS = 5 * 60_000;
const RETRY_MS = 10_000;

export interface KeyRingPorts {
	/** Value of `share-authorized-keys`, asked for each time. */
	source(): string;
	/** Something is wrong with the list: said once for each state of it. */
	notice(text: string): void;
	readonly clock: Clock;
	readonly home: string;
	readonly fetch: typeof globalThis.fetch;
}

/** Where a list comes from. */
type Source =
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "url"; readonly url: string }
	| { readonly kind: "wrong"; readonly reason: string };

const CODE_HOSTS: Readonly<Record<string, string>> = { github: "github.com", gitlab: "gitlab.com" };

/** Says what the option means; `home` is for `~/` and relative paths. */
export function keySource(text: string, home: string): Source {
	const [, service = "", user = ""] = /^(github|gitlab):(.*)$/s.exec(text) ?? [];
	const host = CODE_HOSTS[service];
	if (host !== undefined) {
		if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$/.test(user))
			return { kind: "wrong", reason: `not a user of ${host}: ${user}` };
		return { kind: "url", url: `https://${host}/${user}.keys` };
	}
	if (/^https:\/\//i.test(text)) {
		return URL.canParse(text) ? { kind: "url", url: text } : { kind: "wrong", reason: `not a URL: ${text}` };
	}
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { kind: "wrong", reason: `only https is used: ${text}` };
	return { kind: "file", path: resolve(home, text.replace(/^~\//, "")) };
}

const NONE: AuthorizedKeys = { keys: new Map(), skipped: [] };

class ListKeyRing implements KeyRing, Disposable {
	readonly #ports: KeyRingPorts;
	readonly #abort = new AbortController();
	#list: AuthorizedKeys = NONE;
	/** The option's value that the list is of. */
	#of = "";
	/** Which state of the file it is. */
	#stamp = "";
	/** When a URL is asked again, ms since the epoch. */
	#due = 0;
	#said = "";
	#reading: Promise<void> | undefined;

	constructor(ports: KeyRingPorts) {
		this.#ports = ports;
		void this.#refresh();
	}

	get restricted(): boolean {
		return this.#ports.source() !== "";
	}

	async allows(key: Uint8Array): Promise<boolean> {
		await this.#refresh();
		return this.#list.keys.has(Buffer.from(key).toString("base64")) || !this.restricted;
	}

	nameOf(key: Uint8Array): string {
		return this.#list.keys.get(Buffer.from(key).toString("base64")) ?? "";
	}

	async lines(): Promise<readonly string[]> {
		await this.#refresh();
		return [...this.#list.keys].map(([base64, comment]) => {
			const blob = Buffer.from(base64, "base64");
			const type = blob.toString("latin1", 4, 4 + blob.readUInt32BE(0));
			return `${type} ${base64} ${comment}`.trimEnd();
		});
	}

	dispose(): void {
		this.#abort.abort();
	}

	/** Those who come at once wait for one reading. */
	#refresh(): Promise<void> {
		this.#reading ??= this.#read().finally(() => {
			this.#reading = undefined;
		});
		return this.#reading;
	}

	async #read(): Promise<void> {
		// What asks comes later: nobody hears anything from inside a constructor.
		await undefined;
		const text = this.#ports.source();
		if (text !== this.#of) {
			this.#of = text;
			this.#list = NONE;
			this.#stamp = "";
			this.#due = 0;
			this.#said = "";
		}
		if (text === "") return;
		const source = keySource(text, this.#ports.home);
		try {
			if (source.kind === "wrong") throw new Error(source.reason);
			if (source.kind === "file") await this.#readFile(source.path);
			else await this.#readUrl(source.url);
		} catch (error) {
			this.#say(`share-authorized-keys: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	async #readFile(path: string): Promise<void> {
		let file: FileHandle | undefined;
		try {
			file = await open(path, "r");
			const stat = await file.stat();
			if (!stat.isFile()) throw new Error(`${path} is not a file`);
			if ((stat.mode & 0o002) !== 0) throw new Error(`${path} can be changed by anybody: chmod o-w it`);
			if (stat.size > MAX_LIST) throw new Error(`${path} is too big`);
			const stamp = `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
			if (stamp === this.#stamp) return;
			this.#take(await file.readFile("utf8"), path);
			this.#stamp = stamp;
		} catch (error) {
			this.#list = NONE;
			this.#stamp = "";
			const code = errorCode(error);
			throw code === "EIO" ? error : new Error(`${path}: ${strerror(code)}`);
		} finally {
			await file?.close();
		}
	}

	async #readUrl(url: string): Promise<void> {
		const { clock, fetch } = this.#ports;
		if (clock.now() < this.#due) return;
		const had = this.#list.keys.size > 0;
		this.#due = clock.now() + RETRY_MS;
		try {
			const text = await fetchText(url, { fetch, clock, signal: this.#abort.signal, maxBytes: MAX_LIST });
			this.#take(text, url);
			this.#due = clock.now() + FRESH_MS;
		} catch (error) {
			if (this.#abort.signal.aborted) return;
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${url}: ${reason}${had ? " (the keys from before hold)" : ""}`);
		}
	}

	#take(text: string, from: string): void {
		this.#list = parseAuthorizedKeys(text);
		const { keys, skipped } = this.#list;
		const notes = skipped.map(({ line, reason }) => `line ${line}: ${reason}`);
		if (keys.size === 0) notes.push("no usable key in it: nobody may come in");
		if (notes.length > 0) this.#say(`${from}: ${notes.join("; ")}`);
		else this.#said = "";
	}

	#say(text: string): void {
		if (text === this.#said || this.#abort.signal.aborted) return;
		this.#said = text;
		this.#ports.notice(text);
	}
}

/** The key ring of a share. Dispose it to stop what it fetches. */
export function createKeyRing(ports: KeyRingPorts): KeyRing & Disposable {
	return new ListKeyRing(ports);
}
