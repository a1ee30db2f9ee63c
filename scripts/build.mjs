/**
 * Makes dist/: client.cjs (what every `comux` call loads, so small), server.cjs
 * (what the first client starts, with its code cache) and the other entries that
 * exist, the key tables, and node-path (the node that bin/comux runs). Called by
 * `npm run build`, `npm start` and scripts/test.mjs. Does nothing when dist/ is
 * newer than its sources; --force builds anyway.
 */
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { makeCodeCache } from "./code-cache.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const stamp = join(dist, "stamp");

/** Entries: source, result, format, and what is not bundled. An entry whose source is not there is skipped. */
const entries = [
	{ source: "src/main.ts", result: "client.cjs", format: "cjs", external: [] },
	{ source: "src/server/main.ts", result: "server.cjs", format: "cjs", external: ["node-pty"], cached: true },
	{ source: "src/share/main.ts", result: "share.cjs", format: "cjs", external: ["ssh2"], readable: true },
	{ source: "src/mirror-thread/main.ts", result: "mirror.cjs", format: "cjs", external: [], readable: true },
	{ source: "src/relay/main.ts", result: "relay.mjs", format: "esm", external: ["ssh2"] },
	{ source: "src/dashboard/main.ts", result: "dashboard.mjs", format: "esm", external: ["blessed"] },
];

/** Bundled CommonJS packages call require() for node's own modules; an ES module has none. */
const requireBanner =
	'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** The newest change among `paths` and everything in them, in milliseconds; 0 for none. */
function newest(paths) {
	let time = 0;
	for (const path of paths) {
		const stat = statSync(path, { throwIfNoEntry: false });
		if (stat === undefined) continue;
		time = Math.max(time, stat.mtimeMs);
		if (stat.isDirectory()) time = Math.max(time, newest(readdirSync(path).map((name) => join(path, name))));
	}
	return time;
}

function upToDate() {
	const made = statSync(stamp, { throwIfNoEntry: false });
	if (made === undefined || readFileSync(stamp, "utf8") !== process.execPath) return false;
	const sources = ["src", "keymaps", "package.json", "package-lock.json", "scripts"];
	return made.mtimeMs > newest(sources.map((name) => join(root, name)));
}

/** Puts `text` at dist/`name` in one step: a client that starts meanwhile reads the old or the new file. */
function put(name, text) {
	const path = join(dist, name);
	writeFileSync(`${path}.${process.pid}`, text);
	renameSync(`${path}.${process.pid}`, path);
}

/** Copies the default key tables. */
function putKeymaps() {
	rmSync(join(dist, "keymaps"), { recursive: true, force: true });
	const keymaps = join(root, "keymaps");
	const tables = existsSync(keymaps) ? readdirSync(keymaps).filter((name) => name.endsWith(".conf")) : [];
	if (tables.length > 0) mkdirSync(join(dist, "keymaps"));
	for (const name of tables) put(join("keymaps", name), readFileSync(join(keymaps, name)));
}

/**
 * Puts a bundle into dist/ under a name with its hash, makes its code cache, and
 * puts the small file that runs it with that cache at dist/`result`. Without the
 * cache (whose making may fail) it runs as well, only later.
 */
async function putCached(result, bundle) {
	const hash = createHash("sha256").update(bundle).digest("hex").slice(0, 16);
	const name = result.replace(/\.cjs$/, `-${hash}.js`);
	put(name, bundle);
	await makeCodeCache(root, join(dist, name));
	put(result, readFileSync(join(root, "scripts", "cached-entry.cjs"), "utf8").replace("BUNDLE", name));
	const old = new RegExp(`^${result.replace(/\.cjs$/, "")}-[0-9a-f]{16}\\.js`);
	for (const file of readdirSync(dist))
		if (old.test(file) && !file.startsWith(name)) rmSync(join(dist, file));
}

async function buildAll() {
	const started = Date.now();
	mkdirSync(dist, { recursive: true });
	put("node-path", `${process.execPath}\n`);
	putKeymaps();
	for (const { source, result, format, external, cached = false, readable = cached } of entries) {
		if (!existsSync(join(root, source))) continue;
		const { outputFiles } = await build({
			absWorkingDir: root,
			entryPoints: [source],
			outfile: join("dist", result),
			write: false,
			bundle: true,
			platform: "node",
			target: "node20",
			format,
			external,
			// The client is read by every call; the server keeps the names and lines of its stacks.
			minify: format === "cjs" && !readable,
			supported: { "dynamic-import": !cached },
			legalComments: "none",
			loader: { ".conf": "text" },
			banner: format === "esm" ? { js: requireBanner } : {},
			logLevel: "warning",
		});
		for (const file of outputFiles) {
			if (cached) await putCached(result, file.contents);
			else put(result, file.contents);
		}
	}
	put("stamp", process.execPath);
	process.stderr.write(`built dist/ in ${Date.now() - started} ms\n`);
}

if (process.argv.includes("--force") || !upToDate()) {
	try {
		await buildAll();
	} catch (error) {
		// esbuild has printed its own errors with their places.
		if (!Array.isArray(error.errors)) throw error;
		process.exitCode = 1;
	}
}
