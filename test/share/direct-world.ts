/**
 * A direct share with an echoing handler instead of a server, and the real
 * OpenSSH client to come in with. Everything lives in a folder of its own.
 */
import type { TestContext } from "node:test";
import { directProvider } from "../../src/share/provider-direct.ts";
import { ProviderHost, type ProviderHostOptions } from "../harness/provider-host.ts";
import type { PtyTerminal } from "../harness/pty-terminal.ts";
import { SshFolder } from "../harness/ssh-folder.ts";

export class DirectWorld extends ProviderHost {
	readonly programs: SshFolder;

	constructor(
		t: TestContext,
		options: Readonly<Record<string, string>> = {},
		more: Partial<ProviderHostOptions> = {},
	) {
		const programs = new SshFolder();
		super(programs, {
			provider: directProvider,
			options: { "share-listen": "127.0.0.1", ...options },
			...more,
		});
		this.programs = programs;
		t.after(() => {
			this.dispose();
			programs.dispose();
		});
	}

	get folder(): string {
		return this.programs.folder;
	}

	get logged(): readonly string[] {
		return this.programs.logged;
	}

	get port(): number {
		return Number(/-p (\d+)/.exec(this.lines[0]?.command ?? "")?.[1]);
	}

	/** The token of the read-write or the read-only line. */
	token(rights: "read-write" | "read-only" = "read-write"): string {
		return / ([^ @]+)@/.exec(this.line(rights))?.[1] ?? "";
	}

	/** What every ssh here is started with. */
	get sshOptions(): string[] {
		const known = `UserKnownHostsFile=${this.programs.knownHosts}`;
		return ["-F", "/dev/null", "-o", known, "-o", "StrictHostKeyChecking=accept-new"];
	}

	/** The real ssh in a terminal of its own. */
	ssh(
		user: string,
		more: { args?: string[]; cols?: number; rows?: number; command?: string[] } = {},
	): PtyTerminal {
		const { args = [], command = [], ...size } = more;
		const words = [...this.sshOptions, ...args, "-p", String(this.port), `${user}@127.0.0.1`, ...command];
		return this.programs.inTerminal("ssh", words, size);
	}
}
