/**
 * Gets a small text over https, bounded in size, time and redirects. Used by
 * key-ring.ts.
 */
import type { Clock } from "../util/clock.ts";

const LIMIT_MS = 10_000;
const MAX_REDIRECTS = 3;

export interface FetchTextOptions {
	readonly fetch: typeof globalThis.fetch;
	readonly clock: Clock;
	/** Ends it early. */
	readonly signal: AbortSignal;
	readonly maxBytes: number;
}

/** The text at an https URL. Rejects with one clear line when there is none. */
export async function fetchText(url: string, options: FetchTextOptions): Promise<string> {
	const limit = new AbortController();
	const stop = () => limit.abort();
	const timer = options.clock.setTimeout(stop, LIMIT_MS);
	options.signal.addEventListener("abort", stop);
	try {
		const response = await follow(url, options.fetch, limit.signal);
		return await readText(response, options.maxBytes);
	} catch (error) {
		if (limit.signal.aborted) throw new Error("no answer in time");
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
		throw cause instanceof Error ? cause : new Error(String(cause));
	} finally {
		timer.dispose();
		options.signal.removeEventListener("abort", stop);
		// Whatever is left of an answer is not wanted.
		limit.abort();
	}
}

async function follow(url: string, fetch: FetchTextOptions["fetch"], signal: AbortSignal): Promise<Response> {
	let at = new URL(url);
	for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
		if (at.protocol !== "https:") throw new Error("only https is used");
		const response = await fetch(at, { redirect: "manual", signal, headers: { accept: "text/plain" } });
		if (response.ok) return response;
		const location = response.headers.get("location");
		if (response.status < 300 || response.status > 399 || location === null)
			throw new Error(`status ${response.status}`);
		at = new URL(location, at);
	}
	throw new Error("too many redirects");
}

async function readText(response: Response, maxBytes: number): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	if (response.body !== null) {
		for await (const chunk of response.body) {
			size += chunk.length;
			if (size > maxBytes) throw new Error("too long");
			chunks.push(chunk);
		}
	}
	return Buffer.concat(chunks).toString("utf8");
}
