import { readFileSync } from "node:fs";
import { expandTime } from "../../src/format/expand.ts";
import { makeWorld } from "./fakes.ts";
const w = makeWorld();
w.now = Date.now();
const main = w.session("main");
const k = w.window(main, "cat");
const o = w.server.sessionOptions;
o.set("@ts", "1000000000"); o.set("@inner2", "<%Y #{session_name}>"); o.set("@pct", "50%x %d");
const out: string[] = [];
const ctx = { server: w.server, session: main, winlink: k, pane: k.window.active, window: k.window };
for (const f of readFileSync("/tmp/fmtdiff/time.txt", "utf8").split("\n")) if (f) out.push(expandTime(f, ctx));
out.push("---");
for (const f of ["#{=3:#{?session_name,#{W:#{l:x}#{window_index}},}} #{e|+|:1,2}#{m:a,b}#{||:0,1} #{nope} #(true) ##[x]", "#{s/a/b/:@pct}#{R:a,3}#{t:@ts}#{n:@pct}#{p5:@ts}#{==:a}"])
	out.push(expandTime(f, { ...ctx, verbose: (l) => out.push(l) }));
const want = readFileSync("/tmp/fmtdiff/time.out", "utf8").split("\n");
for (let i = 0; i < Math.max(out.length, want.length - 1); i++) if (out[i] !== want[i]) console.log(i, JSON.stringify(want[i]), JSON.stringify(out[i]));
