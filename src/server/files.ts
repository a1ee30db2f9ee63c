/**
 * Files for commands: the FilePort. A command client's process reads and writes
 * for itself (its own folder, its standard input and output); for everybody
 * else the server does. Made by main.ts.
 */
import {
	accessSync,
	appendFile,
	constants,
	readFile,
	readFileSync,
	statSync,
	writeFile,
	writeFileSync,
} from "node:fs";
import type { Client } from "../model/client.ts";
import type { FileError, FilePort } from "../model/ports.ts";
import { strerror } from "../util/errno.ts";
import type { Connection } from "./connection.ts";
import { glob } from "./glob.ts";

/** Largest file read into memory, in bytes. */
const READ_LIMIT = 512 * 1024 * 1024;

type Connections = ReadonlyMap<Client, Connection>;

/** A FilePort over the process and the connections of the clients. */
export function makeFiles(connections: Connections): FilePort {
	const remote = (client: Client | undefined) =>
		client && !client.attached ? connections.get(client) : undefined;
	return {
		read(client, path, done) {
			const connection = remote(client);
			if (!connection) {
				if (path === "-") return done({ error: strerror("EBADF") });
				readFile(path, (error, bytes) => done(error ? fileError(error) : bytes));
				return;
			}
			const pieces: Uint8Array[] = [];
			let size = 0;
			connection.readFile(path, {
				data(bytes) {
					size += bytes.length;
					if (size <= READ_LIMIT) pieces.push(bytes);
				},
				done(error) {
					if (error !== "") done({ error: strerror(error) });
					else if (size > READ_LIMIT) done({ error: strerror("EFBIG") });
					else done(Buffer.concat(pieces));
				},
			});
		},
		write(client, path, bytes, append, done) {
			const connection = remote(client);
			if (connection) {
				connection.writeFile(path, bytes, append, (error) =>
					done(error === "" ? undefined : { error: strerror(error) }),
				);
				return;
			}
			if (path === "-") return done({ error: strerror("EBADF") });
			const write = append ? appendFile : writeFile;
			write(path, bytes, (error) => done(error ? fileError(error) : undefined));
		},
		glob,
		isDirectory(path) {
			try {
				accessSync(path, constants.X_OK);
				return statSync(path).isDirectory();
			} catch {
				return false;
			}
		},
		isExecutable(path) {
			try {
				accessSync(path, constants.X_OK);
				return statSync(path).isFile();
			} catch {
				return false;
			}
		},
		readNow(path) {
			try {
				return readFileSync(path);
			} catch (error) {
				return fileError(error);
			}
		},
		writeNow(path, bytes) {
			try {
				writeFileSync(path, bytes, { mode: 0o600 });
				return undefined;
			} catch (error) {
				return fileError(error);
			}
		},
	};
}

function fileError(error: unknown): FileError {
	const code = error instanceof Error && "code" in error ? String(error.code) : "EIO";
	return { error: strerror(code) };
}
