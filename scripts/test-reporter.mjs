/**
 * What scripts/test.mjs shows of a run of node's test runner: nothing for a
 * test that passes, everything for one that fails, and one line of counts at
 * the end, which test.mjs reads.
 */
import { relative } from "node:path";
import { inspect } from "node:util";

/** The error a test failed with: node wraps it as the cause of its own. */
function reason(error) {
	const cause = error?.cause ?? error;
	return typeof cause === "string" ? cause : inspect(cause, { depth: 4, maxStringLength: 4000 });
}

function indent(text) {
	return text.replace(/^/gm, "    ");
}

/** The reporter: counts tests (not suites, not files) and prints the failed ones. */
export default async function* report(source) {
	const counts = { passed: 0, failed: 0, skipped: 0 };
	for await (const { type, data } of source) {
		if (type === "test:stderr" || type === "test:stdout") {
			yield data.message;
			continue;
		}
		if (type !== "test:pass" && type !== "test:fail") continue;
		if (data.details?.type === "suite") continue;
		if (type === "test:pass") {
			if (data.skip !== undefined) counts.skipped++;
			else counts.passed++;
			continue;
		}
		if (data.todo !== undefined) continue;
		// A test whose subtests failed says so by itself; the subtests are counted.
		if (data.details?.error?.failureType === "subtestsFailed") continue;
		counts.failed++;
		const file = data.file === undefined ? "" : relative(process.cwd(), data.file);
		yield `\nFAILED ${file}: ${data.name}\n${indent(reason(data.details?.error))}\n`;
	}
	yield `\n#counts ${JSON.stringify(counts)}\n`;
}
