/** What comux relies on inside ssh2: fails when a new version of it is made differently. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import type { Connection, ServerChannel, Session } from "ssh2";
import ssh2 from "ssh2";
import {
	channelIsSound,
	clientMarks,
	heldBack,
	serverMarks,
	socketOf,
} from "../../src/share/ssh2-private.ts";
import { smallRsa } from "../harness/small-rsa.ts";

test("the version is the one this was written for", () => {
	const { version } = JSON.parse(readFileSync("node_modules/ssh2/package.json", "utf8"));
	assert.equal(version, "1.17.0");
});

test("marks are answered in order, behind what was written, in both directions", async (t) => {
	const hostKey = smallRsa();
	const sockets: Socket[] = [];
	const order: string[] = [];
	const server = new ssh2.Server({ hostKeys: [hostKey] });
	const channel = new Promise<{ connection: Connection; session: Session; channel: ServerChannel }>(
		(resolve) => {
			server.on("connection", (connection) => {
				assert.equal(socketOf(connection), sockets[0]);
				connection.on("error", () => {});
				connection.on("authentication", (context) => context.accept());
				connection.on("session", (accept) => {
					const session = accept();
					assert.ok(channelIsSound(session));
					session.on("shell", (yes) => resolve({ connection, session, channel: yes() }));
				});
			});
		},
	);
	const listener = createServer((socket) => {
		sockets.push(socket);
		server.injectSocket(socket);
	});
	await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
	const client = new ssh2.Client();
	t.after(() => {
		client.destroy();
		listener.close();
	});
	const { port } = listener.address() as { port: number };
	client.connect({ host: "127.0.0.1", port, username: "x" });
	await new Promise<void>((resolve) => client.on("ready", () => resolve()));
	client.shell(false, (_error, stream) => {
		stream.on("data", (data: Buffer) => order.push(`data ${data}`));
	});
	const opened = await channel;
	assert.ok(channelIsSound(opened.channel));
	assert.equal(heldBack(opened.connection), 0);
	const toClient = serverMarks(opened.connection);
	const toServer = clientMarks(client);
	const answered = (marks: typeof toClient, name: string) =>
		new Promise<void>((resolve) =>
			marks.send(() => {
				order.push(name);
				resolve();
			}),
		);
	opened.channel.write("one");
	const first = answered(toClient, "mark 1");
	opened.channel.write("two");
	await Promise.all([first, answered(toClient, "mark 2")]);
	// Another request of ssh2's own in between gets its own answer.
	const forward = new Promise<string>((resolve) => client.forwardIn("", 0, (error) => resolve(`${error}`)));
	await Promise.all([answered(toServer, "mark 3"), forward]);
	assert.match(await forward, /Unable to bind/);
	// A stream gives its data in a turn of its own.
	assert.deepEqual([...order].sort(), ["data one", "data two", "mark 1", "mark 2", "mark 3"]);
	assert.deepEqual(
		order.filter((one) => one.startsWith("mark")),
		["mark 1", "mark 2", "mark 3"],
	);

	// A key exchange holds back what is written meanwhile.
	opened.connection.rekey();
	opened.channel.write("held");
	assert.ok(heldBack(opened.connection) > 0);
	await answered(toClient, "mark 4");
	assert.equal(heldBack(opened.connection), 0);
});
