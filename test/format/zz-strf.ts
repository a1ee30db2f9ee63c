import { readFileSync } from "node:fs";
import { strftime } from "../../src/format/strftime.ts";
const F = "%a %A %b %B %c|%C|%d|%D|%e|%F|%g|%G|%h|%H|%I|%j|%k|%l|%m|%M|%p|%P|%r|%R|%s|%S|%T|%u|%U|%V|%w|%W|%x|%X|%y|%Y|%z|%Z|%%";
for (const l of readFileSync("/tmp/strf.out", "utf8").split("\n").filter(Boolean)) {
	const [z, t] = l.split(" ", 2);
	process.env.TZ = z;
	const want = l.slice(z!.length + t!.length + 2);
	const got = strftime(F, Number(t) * 1000);
	if (got !== want) console.log(z, t, "\n", want, "\n", got);
}
