/**
 * The dashboard of a shared server at work: asks the server once a second while
 * somebody looks, does what keys want, draws. Made by main.ts.
 */
import { frameOf } from "./frame.ts";
import type { Style } from "./paint.ts";
import { Screen } from "./screen.ts";
import { type Answer, runCommand } from "./server-query.ts";
import { factsCommand, readFacts } from "./share-facts.ts";
import { type Effect, press, type ShareState, startState, withFacts, withNotice } from "./share-model.ts";
import { shareView } from "./share-view.ts";

/** Between two questions to the server, and when nobody looks at our window, in ms. */
const INTERVAL = 1000;
const UNSEEN_INTERVAL = 3000;
/** How long is shown how something went, in ms. */
const NOTICE_TIME = 8000;
/** How long the server may take for an answer, in ms. */
const LIMIT = 10_000;

export interface ShareAppOptions {
	/** $TMUX: socket, pid, session. */
	readonly inside: string;
	/** $TMUX_PANE, "" in a popup. */
	readonly pane: string;
	/** The app has ended; `message` is its last line. */
	left(status: number, message: string): void;
}

export class ShareApp {
	readonly #options: ShareAppOptions;
	readonly #socketPath: string;
	readonly #session: string;
	readonly #screen: Screen;
	#state: ShareState;
	#top = 0;
	#timer: NodeJS.Timeout | undefined;
	#saying: NodeJS.Timeout | undefined;
	#asking = false;
	#askAgain = false;
	#closed = false;

	constructor(options: ShareAppOptions) {
		this.#options = options;
		// The path may have commas itself.
		const [, path = "", session = ""] = /^(.*),\d+,(-?\d+)$/s.exec(options.inside) ?? [];
		this.#socketPath = path;
		this.#session = session;
		// Everybody who looks at the window sees what is in a pane, those who may only look too.
		this.#state = startState(options.pane === "");
		this.#screen = new Screen("sharing", {
			key: (name) => this.#key(name),
			resized: () => this.#draw(),
		});
		this.#draw();
		void this.#refresh();
	}

	#run(argv: readonly string[], unlogged: boolean, limit = LIMIT): Promise<Answer> {
		const { inside, pane } = this.#options;
		const environ = [`TMUX=${inside}`, ...(pane === "" ? [] : [`TMUX_PANE=${pane}`])];
		return runCommand({ socketPath: this.#socketPath, argv, environ, limit, unlogged });
	}

	/** Asks how it stands, now; once more when that was wanted meanwhile. */
	async #refresh(): Promise<void> {
		clearTimeout(this.#timer);
		this.#askAgain = this.#asking;
		if (this.#asking) return;
		this.#asking = true;
		const answer = await this.#run(factsCommand(this.#options.pane), true);
		this.#asking = false;
		if (this.#closed) return;
		if (answer.gone) return this.#leave(1, answer.stderr);
		const facts = answer.status === 0 ? readFacts(answer.stdout) : undefined;
		if (facts !== undefined) this.#state = withFacts(this.#state, facts);
		else this.#say(answer.stderr || "the server's answer makes no sense", "bad");
		this.#draw();
		const unseen = this.#options.pane !== "" && facts?.watchers === 0;
		if (this.#askAgain) void this.#refresh();
		else this.#timer = setTimeout(() => void this.#refresh(), unseen ? UNSEEN_INTERVAL : INTERVAL);
	}

	#key(name: string): void {
		const { state, effect } = press(this.#state, name);
		this.#state = state;
		if (effect !== undefined) this.#do(effect);
		this.#draw();
	}

	#do(effect: Effect): void {
		if (effect.type === "leave") this.#leave(0, "");
		else if (effect.type === "command") void this.#act(this.#run(effect.argv, false), effect.done);
		else if (effect.type === "share") void this.#share();
		else void this.#copy(effect.text, effect.done);
	}

	/** Says how it went, and shows what it has changed. */
	async #act(running: Promise<Answer>, done: string): Promise<void> {
		const { status, stderr } = await running;
		if (this.#closed) return;
		if (status === 0) this.#say(done, "good");
		else this.#say(stderr.split("\n", 1)[0]!, "bad");
		this.#draw();
		void this.#refresh();
	}

	/** Said until the next key, or for some time. */
	#say(text: string, style: Style): void {
		clearTimeout(this.#saying);
		this.#state = withNotice(this.#state, text, style);
		this.#saying = setTimeout(() => {
			this.#state = { ...this.#state, notice: undefined };
			this.#draw();
		}, NOTICE_TIME);
	}

	/** It may take as long as the network does; what comes meanwhile is shown. */
	#share(): Promise<void> {
		const target = /^\d+$/.test(this.#session) ? ["-t", `$${this.#session}`] : [];
		return this.#act(this.#run(["share-server", "-d", ...target], false, 0), "the server is shared");
	}

	/** Into a paste buffer, and by OSC 52 to the terminal of the client that is used: never to one who may only look. */
	async #copy(text: string, done: string): Promise<void> {
		const format = "#{client_activity}\t#{client_readonly}\t#{client_name}";
		const { stdout } = await this.#run(["list-clients", "-F", format], true);
		const [latest] = stdout
			.split("\n")
			.map((row) => row.split("\t"))
			.filter(([, readOnly, name]) => readOnly === "0" && name)
			.sort(([a], [b]) => Number(b) - Number(a));
		const clipboard = latest?.[2] === undefined ? [] : ["-w", "-t", latest[2]];
		await this.#act(this.#run(["set-buffer", ...clipboard, "--", text], true), done);
	}

	#draw(): void {
		if (this.#closed) return;
		const { size } = this.#screen;
		const frame = frameOf(shareView(this.#state, Date.now(), size.cols), size, this.#top);
		this.#top = frame.top;
		this.#screen.draw(frame.lines);
	}

	#leave(status: number, message: string): void {
		if (this.#closed) return;
		this.#closed = true;
		clearTimeout(this.#timer);
		clearTimeout(this.#saying);
		this.#screen.close();
		this.#options.left(status, message);
	}
}
