/**
 * One POST to a webhook, bounded in time, size, redirects and in where it may
 * go: at a relay anonymous hosts name the URL, so it must not reach what only
 * the relay can reach. Made by the relay and by sharing, called by webhook.ts.
 */
import { lookup as lookupBySystem, Resolver } from "node:dns/promises";
import { type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import { type WebhookPost, WebhookRefused, webhookProblem } from "./webhook.ts";
import { publicAddress } from "./webhook-addresses.ts";
import { WebhookSlots } from "./webhook-slots.ts";

/** For all of it: waiting, name, connection, redirects, answer (ms). */
const LIMIT = 10_000;
const MAX_ANSWER = 64 * 1024;
const MAX_REDIRECTS = 3;
/** Addresses of a name that are tried, and how long each but the last (ms). */
const MAX_ADDRESSES = 4;
const PER_ADDRESS = 1500;

/** All addresses of a name; rejects or is empty when there are none. */
export type ResolveName = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

export interface WebhookPostSettings {
	/** Private and own addresses and all ports may be named too. */
	readonly privateAddresses: boolean;
	/** User-Agent: `comux-relay/1.2.3`. */
	readonly agent: string;
	/** Instead of 10 s (ms). */
	readonly limit?: number;
	/** Instead of the resolver. */
	readonly resolve?: ResolveName;
	/** Instead of asking whether an address is a public one. */
	readonly allowed?: (address: string) => boolean;
}

interface Answer {
	readonly status: number;
	readonly location: string | undefined;
}

/** Statuses that send us on, and whether the event goes there. A 303 says that it has arrived. */
const redirects: Readonly<Record<number, "POST" | "GET">> = {
	301: "POST",
	302: "POST",
	303: "GET",
	307: "POST",
	308: "POST",
};

/** Asks the name servers. The system's own way has few threads for the whole process, and slow names would hold them. */
const resolveByServers: ResolveName = async (name, signal) => {
	const resolver = new Resolver({ timeout: 2000, tries: 2 });
	const cancel = () => resolver.cancel();
	signal.addEventListener("abort", cancel, { once: true });
	try {
		const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
		const lists = found.map((one) => (one.status === "fulfilled" ? one.value : []));
		if (lists.every((list) => list.length === 0) && found[0].status === "rejected") throw found[0].reason;
		const [four = [], six = []] = lists;
		return four
			.slice(0, MAX_ADDRESSES)
			.flatMap((one, at) => [one, ...six.slice(at, at + 1)])
			.concat(six.slice(four.length));
	} finally {
		signal.removeEventListener("abort", cancel);
	}
};

/** With /etc/hosts, where names of one's own network are; only for relays that trust their hosts. */
const resolveBySystem: ResolveName = async (name) =>
	(await lookupBySystem(name, { all: true })).map(({ address }) => address);

function ownAddresses(): string[] {
	return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}

/** `work`, or the signal's reason when that comes first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}

/** Mail servers and their like would take a POST for commands; web servers are at these ports. */
const webPort = (port: string) => port === "" || port === "80" || port === "443" || Number(port) >= 1024;

/** Where to go next: what the host said, or from `base` what its answer said. Throws WebhookRefused. */
export function checkedUrl(text: string, base: URL | undefined, privateAddresses: boolean): URL {
	const problem = base === undefined ? webhookProblem(text, "") : undefined;
	if (problem !== undefined) throw new WebhookRefused(problem);
	const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
	if (url === undefined) throw new WebhookRefused("bad redirect");
	const later = webhookProblem(url.href, "");
	if (later !== undefined) throw new WebhookRefused(later);
	// The tokens are in the body.
	if (base?.protocol === "https:" && url.protocol !== "https:") {
		throw new WebhookRefused("redirect from https to http");
	}
	if (!privateAddresses && !webPort(url.port)) throw new WebhookRefused(`webhook port ${url.port} refused`);
	return url;
}

/** The addresses to connect to; nothing is looked up after this, so they cannot change. */
async function addressesOf(url: URL, settings: WebhookPostSettings, signal: AbortSignal): Promise<string[]> {
	const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
	const resolve = settings.resolve ?? (settings.privateAddresses ? resolveBySystem : resolveByServers);
	const found = isIP(name) !== 0 ? [name] : await unlessAborted(resolve(name, signal), signal);
	if (found.length === 0) throw new Error("the name has no addresses");
	const own = settings.privateAddresses ? [] : ownAddresses();
	const may = settings.allowed ?? ((one: string) => publicAddress(one, own));
	const allowed = settings.privateAddresses ? found : found.filter(may);
	if (allowed.length === 0) throw new WebhookRefused("webhook at a private address refused");
	return allowed.slice(0, MAX_ADDRESSES);
}

function fixedLookup(addresses: readonly string[]): LookupFunction {
	const all = addresses.map((address) => ({ address, family: isIP(address) }));
	return (_name, options, done) => {
		const [first] = all;
		if (options.all === true) done(null, [...all]);
		else if (first !== undefined) done(null, first.address, first.family);
	};
}

/** Sends one request; resolves as soon as the status is known and the answer has ended, is long or late. */
function send(url: URL, options: RequestOptions, body: string, signal: AbortSignal): Promise<Answer> {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options);
		let answer: Answer | undefined;
		const end = (error: unknown) => {
			signal.removeEventListener("abort", stop);
			if (answer === undefined) reject(error);
			else resolve(answer);
			request.destroy();
		};
		const stop = () => end(signal.reason);
		signal.addEventListener("abort", stop, { once: true });
		request.on("error", end);
		request.on("close", () => end(new Error("connection closed without an answer")));
		request.on("response", (response) => {
			answer = { status: response.statusCode ?? 0, location: response.headers.location };
			let length = 0;
			response.on("data", (data: Buffer) => {
				length += data.length;
				if (length > MAX_ANSWER) end(undefined);
			});
			response.on("end", end);
			response.on("error", end);
		});
		request.end(body);
	});
}

/** Makes the port that webhook.ts posts with; one for a whole process. */
export function makeWebhookPost(settings: WebhookPostSettings): WebhookPost {
	const slots = new WebhookSlots();
	const limit = settings.limit ?? LIMIT;

	async function one(url: URL, method: "POST" | "GET", body: string, signal: AbortSignal): Promise<Answer> {
		const free = await slots.take(url.host, signal);
		try {
			const addresses = await addressesOf(url, settings, signal);
			const content =
				method === "POST"
					? { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }
					: {};
			const options = {
				method,
				headers: { ...content, Accept: "application/json", "User-Agent": `${settings.agent}` },
				// No connection is kept.
				agent: false,
				lookup: fixedLookup(addresses),
				autoSelectFamily: true,
				autoSelectFamilyAttemptTimeout: PER_ADDRESS,
			};
			return await send(url, options, method === "POST" ? body : "", signal);
		} finally {
			free();
		}
	}

	async function follow(text: string, body: string, signal: AbortSignal): Promise<number> {
		let url = checkedUrl(text, undefined, settings.privateAddresses);
		let method: "POST" | "GET" = "POST";
		for (let hops = 0; ; hops++) {
			const { status, location } = await one(url, method, body, signal);
			const next = redirects[status];
			if (next === undefined || location === undefined) return status;
			if (hops === MAX_REDIRECTS) throw new Error("too many redirects");
			url = checkedUrl(location, url, settings.privateAddresses);
			if (next === "GET") method = "GET";
		}
	}

	return async (url, body, signal) => {
		const attempt = new AbortController();
		const stop = () => attempt.abort(new Error("stopped"));
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { once: true });
		const timer = setTimeout(() => attempt.abort(new Error(`no answer within ${limit / 1000} s`)), limit);
		try {
			return await follow(url, body, attempt.signal);
		} finally {
			clearTimeout(timer);
			signal.removeEventListener("abort", stop);
			// Lets go of what still listens, such as a question to a name server.
			attempt.abort();
		}
	};
}
