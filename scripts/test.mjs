/**
 * The whole check, as `npm test`: types, lint, build, then every test file, the
 * end-to-end ones last. Prints what fails; the very last line is
 * `N passed, N failed`, and the exit status is 1 when anything failed.
 *
 *   npm test                     everything
 *   npm test -- --unit           all but test/e2e
 *   npm test -- --e2e            only test/e2e
 *   npm test -- test/term keys   only files whose path contains one of these
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const filters = args.filter((arg) => !arg.startsWith("--"));
const only = args.find((arg) => arg === "--unit" || arg === "--e2e");
const unknown = args.find((arg) => arg.startsWith("--") && arg !== "--unit" && arg !== "--e2e");
if (unknown !== undefined) {
	process.stderr.write(`unknown option ${unknown}\nusage: npm test -- [--unit | --e2e] [path ...]\n`);
	process.exit(2);
}

/** No test may take longer than this, in milliseconds. */
const testTimeout = 180_000;
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs a command, giving its exit status and what it printed; `onData` sees that as it comes. */
function run(command, commandArgs, onData = () => {}) {
	return new Promise((resolve) => {
		const child = spawn(command, commandArgs, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8");
			stream.on("data", (text) => {
				output += text;
				onData(text);
			});
		}
		child.on("error", (error) => resolve({ status: 1, output: String(error) }));
		child.on("close", (status) => resolve({ status: status ?? 1, output }));
	});
}

/** One check that is not a test file: counts as one, prints its output only when it fails. */
async function step(name, command, commandArgs) {
	const started = Date.now();
	const { status, output } = await run(command, commandArgs);
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	if (status === 0) total.passed++;
	else total.failed++;
	process.stdout.write(`${status === 0 ? "ok" : "FAILED"} ${name} (${seconds} s)\n`);
	if (status !== 0) process.stdout.write(`${output}\n`);
	return status === 0;
}

/** Runs test files together and adds their counts. */
async function runFiles(name, files, concurrency) {
	if (files.length === 0) return;
	const started = Date.now();
	const failedBefore = total.failed;
	const { status, output } = await run(process.execPath, [
		"--import=tsx",
		"--test",
		`--test-concurrency=${concurrency}`,
		`--test-timeout=${testTimeout}`,
		"--test-reporter=./scripts/test-reporter.mjs",
		"--test-reporter-destination=stdout",
		...files,
	]);
	const [text, counted] = output.split("\n#counts ");
	const counts =
		counted === undefined ? { passed: 0, failed: 1, skipped: 0 } : JSON.parse(counted.split("\n")[0]);
	// A run that fails without a failed test (a crash of the runner itself) is a failure all the same.
	if (status !== 0 && counts.failed === 0) counts.failed = 1;
	for (const key of Object.keys(total)) total[key] += counts[key];
	if (text.trim() !== "") process.stdout.write(`${text.trim()}\n`);
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	const word = total.failed === failedBefore ? "ok" : "FAILED";
	process.stdout.write(`${word} ${name}: ${files.length} files, ${counts.passed} passed (${seconds} s)\n`);
}

/** Every *.test.ts below `folder`, as paths from the root. */
function testFiles(folder) {
	if (!existsSync(join(root, folder))) return [];
	return readdirSync(join(root, folder), { recursive: true })
		.filter((name) => name.endsWith(".test.ts"))
		.map((name) => join(folder, name))
		.sort();
}

const all = testFiles("test").filter(
	(file) => filters.length === 0 || filters.some((part) => file.includes(part)),
);
const isEndToEnd = (file) => file.startsWith(join("test", "e2e"));
const bin = (name) => join(root, "node_modules", ".bin", name);

if (filters.length === 0 && only !== "--e2e") {
	await step("types", bin("tsc"), ["--noEmit"]);
	await step("lint", bin("biome"), ["check", "--diagnostic-level=warn", "--error-on-warnings", "."]);
}
const built = await step("build", process.execPath, ["scripts/build.mjs"]);
if (only !== "--e2e")
	await runFiles(
		"unit tests",
		all.filter((file) => !isEndToEnd(file)),
		2,
	);
if (only !== "--unit" && built) await runFiles("end-to-end tests", all.filter(isEndToEnd), 2);

if (total.skipped > 0) process.stdout.write(`${total.skipped} skipped\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
