/**
 * Text from anywhere never makes the parser throw or hang, and what parses
 * prints to text that parses to the same. COMUX_FUZZ_SEED repeats a run.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "./language-fixture.ts";

const pieces = (
	"neww splitw display bind x set -g @a if -F 1 0 %if %endif %elif %else %hidden A=1 { } { } ; ; %% %1 %a #{a} " +
	"#{==:#{a},b} ' \" 'q' \"d\" $FOO $" +
	"{FOO} ${ $ ~ ~/x ~root ~zz \\ \\; \\n \\101 \\303\\251 \\9 \\u00e9 \\U1 \\0 - -- " +
	"-n -t -? -Z run -C lsk two none bad é 😀 \ud800 \x00 \x1b"
)
	.split(" ")
	.concat("\n", "\r\n", "\\\n", "#c\n", "'a\n # c\nb'", "\t", " ");

/** A small generator of numbers, so that a seed repeats a run anywhere. */
function generator(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 0x100000000) * below);
	};
}

test("random text parses or fails with one line, and prints stably", () => {
	const seed = Number(process.env.COMUX_FUZZ_SEED ?? Date.now() % 1_000_000);
	const random = generator(seed);
	for (let run = 0; run < 3000; run++) {
		let text = ["", "neww ", "bind x { ", "set -g @a "][random(4)]!;
		for (let left = random(12); left >= 0; left--)
			text += pieces[random(pieces.length)]! + (random(3) > 0 ? " " : "");
		const where = `seed ${seed}, run ${run}: ${JSON.stringify(text)}`;
		try {
			const { result } = parse(text);
			if ("error" in result) {
				assert.match(result.error, /^f:\d+: [^\n]+/, where);
				continue;
			}
			const printed = result.toText();
			// Arguments that look like flags and quotes around backslashes do not survive printing; that is
			// how the language is.
			if (/ ["']?-|'[^']*\\/.test(printed)) continue;
			const again = parse(printed, { noAlias: true }).result;
			assert.equal(
				"error" in again ? again.error : again.toText().replaceAll(";;", ";"),
				printed.replaceAll(";;", ";"),
				where,
			);
		} catch (error) {
			if (error instanceof assert.AssertionError) throw error;
			assert.fail(`${where}: ${error}`);
		}
	}
});

test("hostile text takes no time", () => {
	const size = 200_000;
	for (const text of [
		"\\",
		"\\\n",
		"'",
		'"',
		"{",
		"%",
		"%if ",
		"$",
		"~",
		"#",
		";",
		"a=",
		"x;",
		"\n",
		"'\n#",
		"a\\\\\n",
		"#{",
	])
		parse(text.repeat(size / text.length));
	parse(`%if #{${"#{".repeat(size / 2)}`);
});
