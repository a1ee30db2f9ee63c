/**
 * The four commands a host tells of: keys bound and unbound, options set. They
 * are carried out on the mirror with every error ignored, as what fails here
 * may well work there. What is about sharing itself (tmate-* options) is kept
 * for the relay. Owned by mirror.ts.
 */
import type { CommandRunner } from "../command/queue.ts";
import type { CommandServices } from "../command/types.ts";
import type { Server } from "../model/server.ts";
import { type MirrorWishes, NO_WISHES } from "../protocol/mirror-worker.ts";
import { COLOUR_DEFAULT, COLOUR_TERMINAL } from "../term/attributes.ts";
import { DEFAULT_STYLE, parseStyle, styleToString } from "../term/style.ts";
import { fromOld, REPLICATED, tmateOption } from "../tmate/commands.ts";
import { MAX_COMMAND, MAX_KEYS, MAX_VALUE } from "./limits.ts";

const WISH_OPTIONS: ReadonlyMap<
	string,
	"apiKey" | "sessionName" | "sessionNameReadOnly" | "webhookUrl" | "webhookUserdata"
> = new Map([
	["tmate-api-key", "apiKey"],
	["tmate-session-name", "sessionName"],
	["tmate-session-name-ro", "sessionNameReadOnly"],
	["tmate-webhook-url", "webhookUrl"],
	["tmate-webhook-userdata", "webhookUserdata"],
]);

export interface SettingsPorts {
	readonly server: Server;
	readonly runner: CommandRunner;
	readonly services: CommandServices;
	/** A wish has changed. */
	wished(): void;
	/** An option or key has changed. */
	applied(): void;
}

export class HostSettings {
	readonly wishes: { -readonly [K in keyof MirrorWishes]: MirrorWishes[K] } = { ...NO_WISHES };
	readonly #ports: SettingsPorts;

	constructor(ports: SettingsPorts) {
		this.#ports = ports;
	}

	/** The host begins anew. */
	reset(): void {
		Object.assign(this.wishes, NO_WISHES);
	}

	/** One command as words. */
	run(words: readonly string[]): void {
		const [name = ""] = words;
		if (!REPLICATED.has(name) || words.reduce((sum, word) => sum + word.length, 0) > MAX_COMMAND) return;
		const wish = tmateOption(words);
		if (wish) return this.#wish(wish.name, (wish.value ?? "").slice(0, MAX_VALUE));
		const given = fromOld(words) ?? words;
		const { runner, server, services, applied } = this.#ports;
		const list = services.parseArgv(bindingWords(given));
		if ("error" in list) return;
		runner.append(undefined, list, { flags: { noHooks: true } });
		runner.drain();
		server.configErrors.length = 0;
		const style = given.find((word) => /^[a-z-]+-style$/.test(word));
		if (style !== undefined) tidy(server, style);
		applied();
	}

	#wish(name: string, value: string): void {
		const { wishes } = this;
		const known = WISH_OPTIONS.get(name);
		if (known) wishes[known] = value;
		else if (name === "tmate-authorized-keys") {
			wishes.restricted = true;
			wishes.authorizedKeys = [];
		} else if (name === "tmate-set") {
			const [, key, text = ""] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
			if (key === "foreground") wishes.foreground = text === "true";
			if (key === "authorized_keys" && wishes.authorizedKeys.length < MAX_KEYS)
				wishes.authorizedKeys = [...wishes.authorizedKeys, text];
		} else return;
		this.#ports.wished();
	}
}

/** Then a message filled its whole line by itself. */
const FILLED: ReadonlySet<string> = new Set(["message-style", "message-command-style"]);

/**
 * Colours of then are added to a style one by one: makes of it what they come to, behind a format of ours, so
 * that it does not grow.
 */
function tidy(server: Server, name: string): void {
	const sessions = [...server.sessions.values()].map(({ options }) => options);
	for (const options of [server.sessionOptions, server.windowOptions, ...sessions]) {
		const text = options.own(name)?.toText();
		if (text === undefined) continue;
		const [, format = "", plain = ""] = /^(.*\})?([^}]*)$/s.exec(text) ?? [];
		const style = parseStyle(DEFAULT_STYLE, plain);
		if (!style) continue;
		const fill = style.bg === COLOUR_DEFAULT ? COLOUR_TERMINAL : style.bg;
		const short = styleToString(FILLED.has(name) ? { ...style, fill } : style);
		const tidied = format === "" ? short : `${format},${short}`;
		if (tidied !== text) options.set(name, tidied);
	}
}

/** A `;` that stands alone parts the commands of a binding, which is what bind-key is to see; elsewhere it is text. */
function bindingWords(words: readonly string[]): readonly string[] {
	const inBinding = words[0] === "bind-key";
	return words.map((word) => {
		if (!word.endsWith(";")) return word;
		return `${word.slice(0, -1)}${inBinding && word !== ";" ? "\\\\" : "\\"};`;
	});
}
