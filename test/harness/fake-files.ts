/** Files in memory: the FilePort of the in-process server. A file's folders exist because it does. */
import type { Client } from "../../src/model/client.ts";
import type { FileError, FilePort } from "../../src/model/ports.ts";
import { fnmatch } from "../../src/util/fnmatch.ts";

const MISSING: FileError = { error: "No such file or directory" };
const encoder = new TextEncoder();

export class FakeFiles implements FilePort {
	/** Path -> text. */
	readonly files = new Map<string, string>();
	readonly directories = new Set(["/", "/bin", "/tmp", "/home/me"]);
	readonly executables = new Set(["/bin/sh", "/bin/other"]);
	/** Error texts of paths that cannot be read or written. */
	readonly errors = new Map<string, string>();
	/** What a command client's standard input holds. */
	stdin = "";

	read(_client: Client | undefined, path: string, done: (result: Uint8Array | FileError) => void): void {
		done(path === "-" ? encoder.encode(this.stdin) : this.readNow(path));
	}

	write(
		client: Client | undefined,
		path: string,
		bytes: Uint8Array,
		append: boolean,
		done: (error: FileError | undefined) => void,
	): void {
		if (path === "-") {
			client?.transport.stdout(bytes);
			return done(undefined);
		}
		const before = append ? (this.files.get(path) ?? "") : "";
		done(this.writeNow(path, Buffer.concat([encoder.encode(before), bytes])));
	}

	glob(pattern: string): readonly string[] | FileError {
		const found = [...this.files.keys()].filter((path) => path === pattern || fnmatch(pattern, path)).sort();
		return found.length > 0 ? found : MISSING;
	}

	isDirectory(path: string): boolean {
		if (this.directories.has(path)) return true;
		return [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
	}

	isExecutable(path: string): boolean {
		return this.executables.has(path);
	}

	readNow(path: string): Uint8Array | FileError {
		const error = this.errors.get(path);
		if (error !== undefined) return { error };
		const text = this.files.get(path);
		return text === undefined ? MISSING : encoder.encode(text);
	}

	writeNow(path: string, bytes: Uint8Array): FileError | undefined {
		const error = this.errors.get(path);
		if (error !== undefined) return { error };
		this.files.set(path, Buffer.from(bytes).toString("utf8"));
		return undefined;
	}
}
