import { readFileSync, writeFileSync } from "node:fs";
import { expand } from "../../src/format/expand.ts";
import { makeWorld } from "./fakes.ts";
const w = makeWorld();
w.now = Date.now();
const main = w.session("main");
const k = w.window(main, "knownwin");
const { server } = w;
server.environ.put("FOOENV=12");
for (const l of readFileSync("/tmp/fmtdiff/opts.txt", "utf8").split("\n").filter(Boolean)) {
	const i = l.indexOf("=");
	server.sessionOptions.set(l.slice(0, i), l.slice(i + 1));
}
server.sessionOptions.set("@nl", "a\nb");
main.environ.set("LOCALV", "abc");
const a = w.session("alpha");
w.window(a, "one");
w.window(main, "bravo");
w.window(main, "alph");
server.buffers.add(new TextEncoder().encode("a\tb\\c\x01é"));
k.window.active!.shell = "/bin/sh";
const want = readFileSync("/tmp/fmtdiff/oracle.out", "utf8").split("\n");
let bad = 0;
for (const [i, f] of readFileSync("/tmp/fmtdiff/formats.txt", "utf8").split("\n").entries()) {
	if (f === "") continue;
	const got = expand(f, { server, session: main, winlink: k, pane: k.window.active, window: k.window }).replaceAll("\n", "\x01");
	if (got !== want[i]) {
		bad++;
		console.log(`${f}\n  want ${JSON.stringify(want[i])}\n  got  ${JSON.stringify(got)}`);
	}
}
console.log(bad, "differ");
