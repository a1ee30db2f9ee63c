/**
 * A relay in this process, hosts that share through it with a handler instead
 * of a server, and the real OpenSSH client to come in with. Everything lives in
 * a folder of its own.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { systemClock } from "../../src/node/system-clock.ts";
import { ApiKeys } from "../../src/relay/api-keys.ts";
import { Relay, type RelayPorts } from "../../src/relay/relay.ts";
import { loadHostKeys } from "../../src/share/host-keys.ts";
import { relayProvider } from "../../src/share/provider-relay.ts";
import { ProviderHost, type ProviderHostOptions } from "../harness/provider-host.ts";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { smallRsa } from "../harness/small-rsa.ts";
import { SshFolder, type SshRun } from "../harness/ssh-folder.ts";

export type HostOptions = Omit<ProviderHostOptions, "provider" | "makeRsa">;

/** One host: the relay provider and what it has told. */
export class TestHost extends ProviderHost {
	constructor(world: RelayWorld, { options, ...more }: HostOptions) {
		const relay = { "share-relay-host": "127.0.0.1", "share-relay-port": String(world.port) };
		super(world, { ...more, provider: relayProvider, options: { ...relay, ...options } });
	}
}

export class RelayWorld extends SshFolder {
	readonly hosts: TestHost[] = [];
	readonly apiKeys: ApiKeys;
	relay!: Relay;
	port = 0;

	constructor(t: TestContext) {
		super();
		mkdirSync(join(this.folder, "relay"), { mode: 0o700 });
		this.file("relay/host_rsa", smallRsa());
		this.apiKeys = new ApiKeys(join(this.folder, "relay"));
		t.after(() => this.dispose());
	}

	/** Starts the relay; the next time at the port it had. */
	async start(more: Partial<RelayPorts> = {}): Promise<this> {
		this.relay = new Relay({
			clock: systemClock,
			log: this.log,
			version: "comux-relay 1.2.3",
			keys: loadHostKeys({ folder: join(this.folder, "relay"), log: this.log, added() {} }),
			apiKeys: this.apiKeys,
			hosts: undefined,
			restrictedOnly: false,
			publicName: "",
			publicPort: 0,
			tmate: undefined,
			...more,
		});
		await this.relay.listen("127.0.0.1", this.port);
		this.port = this.relay.port;
		return this;
	}

	host(options: HostOptions = {}): TestHost {
		const host = new TestHost(this, options);
		this.hosts.push(host);
		return host;
	}

	/** An ssh config for all hops: -F is the one option that ssh hands on to the hop of -J. */
	get config(): string {
		const known = `UserKnownHostsFile ${this.knownHosts}`;
		return this.file("ssh_config", `Host *\n ${known}\n StrictHostKeyChecking accept-new\n`);
	}

	/** Runs a line as it is handed over, in a terminal of its own. */
	terminal(line: string, size: { cols?: number; rows?: number } = {}, args = ""): PtyTerminal {
		const command = line.replace(/^ssh /, `exec ssh -F ${this.config} ${args} `);
		return this.inTerminal("sh", ["-c", command], size);
	}

	/** ssh to the relay as `user`, with `-tt` in place of a terminal. */
	ssh(user: string, ...args: string[]): Promise<SshRun> {
		return this.run("ssh", ["-F", this.config, "-tt", "-p", String(this.port), ...args, `${user}@127.0.0.1`]);
	}

	override dispose(): void {
		for (const host of this.hosts) host.dispose();
		this.relay?.dispose();
		super.dispose();
	}
}
