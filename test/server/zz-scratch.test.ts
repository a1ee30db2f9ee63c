import { test } from "node:test";
import { TestServer } from "../harness/in-process.ts";
test("x", () => {
	const t = new TestServer();
	const client = t.attach();
	console.log(t.start("display-message", "-c", client.client.name, "one #S").stderr);
	console.log(client.row(-1), client.client.message);
	t.settle();
	console.log(t.run("show-messages"));
	console.log(client.row(-1), client.client.message);
});
