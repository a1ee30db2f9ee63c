/**
 * A world for end-to-end tests with the real tmate: hosts as users have them,
 * with the config lines that the relay printed, and their guests' ssh. tmate's
 * servers fork away, so that each is ended by its own number.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { PtyTerminal } from "./pty-terminal.ts";
import { type RelayProcess, SharingWorld } from "./sharing-world.ts";
import { joinAs, sshMissing } from "./ssh-guest.ts";
import { waitUntil } from "./wait.ts";
import type { CommandResult } from "./world.ts";

const TMATE = "tmate";

/** Why tests with the real tmate and ssh cannot run here; false when they can. */
export function tmateMissing(): string | false {
	const { error, stdout } = spawnSync(TMATE, ["-V"], { encoding: "utf8" });
	if (error !== undefined) return "tmate is not installed";
	return stdout.trim() === "tmate 2.4.0" ? sshMissing() : `tmate 2.4.0 is needed, this is ${stdout.trim()}`;
}

/** The lines for ~/.tmate.conf that the relay has printed. */
export function printedLines(relay: RelayProcess): string {
	const lines = relay.out.match(/^ *set -g tmate-server-.*$/gm) ?? [];
	return lines.map((line) => `${line.trim()}\n`).join("");
}

/** How a host is run: in a terminal, in the background, or with -F. */
export type HostMode = "terminal" | "background" | "foreground";

export interface TmateHostOptions {
	readonly mode?: HostMode;
	/** More lines of its config, behind those of the relay. */
	readonly config?: string;
	/** Flags in front of the command. */
	readonly flags?: readonly string[];
	readonly command?: readonly string[];
	readonly cols?: number;
	readonly rows?: number;
	/** Where it connects to instead of the relay itself. */
	readonly port?: number;
	/** It need not get a session. */
	readonly refused?: boolean;
}

/** One tmate with its server. */
export class TmateHost {
	readonly #world: TmateWorld;
	readonly socket: string;
	/** Its terminal; with -F one that shows what it prints. */
	terminal: PtyTerminal | undefined;
	#foreground: ChildProcess | undefined;
	#pid: number | undefined;
	/** What it printed with -F. */
	out = "";
	/** Exit status with -F, -1 for a signal. */
	status: number | undefined;

	constructor(world: TmateWorld, name: string) {
		this.#world = world;
		this.socket = join(world.home, `${name}.sock`);
	}

	/** Runs `tmate -S socket ...`. */
	run(...args: string[]): Promise<CommandResult> {
		return this.#world.runProgram(TMATE, ["-S", this.socket, ...args]);
	}

	/** Output of a command that must succeed, without the last newline. */
	async ask(...args: string[]): Promise<string> {
		const { status, stdout, stderr } = await this.run(...args);
		if (status !== 0) throw new Error(`tmate ${args.join(" ")}: ${stderr}${stdout}`);
		return stdout.replace(/\n$/, "");
	}

	/** A format's value. */
	show(format: string): Promise<string> {
		return this.ask("display", "-p", format);
	}

	/** Waits until a format has a value. */
	async shows(format: string, value: string | RegExp, limit?: number): Promise<void> {
		let last = "";
		await waitUntil(
			() => `${format} to be ${value}, it is ${last}`,
			async () => {
				last = await this.show(format);
				return typeof value === "string" ? last === value : value.test(last);
			},
			limit,
		);
	}

	/** The pane's screen as the host has it. */
	pane(): Promise<string> {
		return this.ask("capture-pane", "-p");
	}

	/** Waits until the pane has `text`. */
	async paneHas(text: string, limit?: number): Promise<void> {
		let last = "";
		await waitUntil(
			() => `${text} in the pane:\n${last}`,
			async () => {
				last = await this.pane();
				return last.includes(text);
			},
			limit,
		);
	}

	/** Starts it. */
	async start(config: string, options: TmateHostOptions): Promise<this> {
		const { mode = "background", flags = [], cols = 80, rows = 24, refused = false } = options;
		const { command = mode === "background" ? ["new-session", "-d"] : ["new-session"] } = options;
		const args = ["-S", this.socket, "-f", config, ...flags];
		if (mode === "terminal")
			this.terminal = this.#world.openProgram(TMATE, [...args, ...command], { cols, rows });
		else if (mode === "background") {
			const started = await this.#world.runProgram(TMATE, [...args, ...command]);
			if (started.status !== 0) throw new Error(`tmate: ${started.stdout}${started.stderr}`);
		} else this.#runForeground([...args, "-F", ...command]);
		await waitUntil("tmate's server", async () => {
			const { status, stdout } = await this.run("display", "-p", "#{pid}");
			this.#pid = status === 0 ? Number(stdout) || undefined : undefined;
			return this.#pid !== undefined;
		});
		if (!refused) await this.ask("wait", "tmate-ready");
		return this;
	}

	/** Another terminal attached to it. */
	attach(size: { cols?: number; rows?: number } = {}): PtyTerminal {
		return this.#world.openProgram(TMATE, ["-S", this.socket, "attach"], size);
	}

	/** Sends a signal to its server. */
	signal(signal: NodeJS.Signals): void {
		if (this.#pid === undefined) throw new Error("tmate has not started");
		process.kill(this.#pid, signal);
	}

	/** Ends what is left of it. */
	async end(): Promise<void> {
		if (this.#pid === undefined && this.#foreground === undefined)
			this.#pid = Number((await this.run("display", "-p", "#{pid}")).stdout) || undefined;
		for (const pid of new Set([this.#pid, this.#foreground?.pid])) {
			if (pid === undefined || (pid === this.#foreground?.pid && this.status !== undefined)) continue;
			try {
				process.kill(pid, "SIGKILL");
			} catch {
				// It has ended by itself.
			}
		}
	}

	#runForeground(args: readonly string[]): void {
		const { home, env } = this.#world;
		const child = spawn(TMATE, args, { cwd: home, env, stdio: ["ignore", "pipe", "pipe"] });
		for (const stream of [child.stdout, child.stderr])
			stream.on("data", (bytes: Buffer) => {
				this.out += bytes;
			});
		child.on("exit", (status) => {
			this.status = status ?? -1;
		});
		this.#foreground = child;
	}
}

/** A way to a port that can be cut. */
export class Line {
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	#open = true;

	constructor(to: number) {
		this.#server = createServer((near) => {
			if (!this.#open) return void near.destroy();
			const far = connect(to, "127.0.0.1");
			for (const [one, other] of [
				[near, far],
				[far, near],
			] as const) {
				this.#sockets.add(one);
				one.on("error", () => {});
				one.on("close", () => {
					this.#sockets.delete(one);
					other.destroy();
				});
				one.pipe(other);
			}
		});
	}

	/** Its own port. */
	async listen(): Promise<number> {
		await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
		const address = this.#server.address();
		return typeof address === "object" && address !== null ? address.port : 0;
	}

	/** Breaks what goes through it; new connections end at once until `mend`. */
	cut(): void {
		this.#open = false;
		for (const socket of this.#sockets) socket.resetAndDestroy();
	}

	mend(): void {
		this.#open = true;
	}

	dispose(): void {
		this.cut();
		this.#server.close();
	}
}

export class TmateWorld extends SharingWorld {
	readonly #hosts: TmateHost[] = [];
	readonly #lines: Line[] = [];

	/** A relay with its name. */
	async tmateRelay(args: readonly string[] = [], port = 0): Promise<RelayProcess> {
		const relay = await this.relay({ args: ["-h", "127.0.0.1", ...args], port });
		await waitUntil(
			() => `the relay's lines for tmate: ${relay.out}`,
			() => printedLines(relay).includes("ed25519"),
		);
		return relay;
	}

	/** A host that has its session, unless it is to be refused. */
	tmate(relay: RelayProcess, options: TmateHostOptions = {}): Promise<TmateHost> {
		const name = `t${this.#hosts.length}`;
		const { config = "", port } = options;
		const file = this.write(
			`${name}.conf`,
			printedLines(relay) +
				(port === undefined ? "" : `set -g tmate-server-port ${port}\n`) +
				`set -g default-command /bin/sh\nset -g tmate-display-time 100\n${config}`,
		);
		const host = new TmateHost(this, name);
		this.#hosts.push(host);
		return host.start(file, options);
	}

	/** A way to the relay that can be cut. */
	cuttable(relay: RelayProcess): Line {
		const line = new Line(relay.port);
		this.#lines.push(line);
		return line;
	}

	/** A guest who runs the line that the host shows. */
	async guest(
		host: TmateHost,
		size: { cols?: number; rows?: number } = {},
		rights: "rw" | "ro" = "rw",
	): Promise<PtyTerminal> {
		const line = await host.show(rights === "rw" ? "#{tmate_ssh}" : "#{tmate_ssh_ro}");
		if (!line.startsWith("ssh ")) throw new Error(`no line to run: ${line}`);
		return joinAs(this, line, size);
	}

	override async dispose(): Promise<void> {
		for (const host of this.#hosts) await host.end();
		for (const line of this.#lines) line.dispose();
		await super.dispose();
	}
}

/** The text of a screen, without blanks at the ends of its rows. */
function shown(terminal: PtyTerminal): string {
	return terminal
		.rows()
		.map((row) => row.trimEnd())
		.join("\n");
}

/** Waits until two terminals of one size show the same text in the same places. */
export async function sameScreen(one: PtyTerminal, other: PtyTerminal, limit?: number): Promise<void> {
	await waitUntil(
		() => `the same screen:\n${shown(one)}\n------ and\n${shown(other)}\n------`,
		() => shown(one) === shown(other),
		limit,
	);
}
