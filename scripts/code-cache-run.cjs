// Runs a bundle as scripts/cached-entry.cjs does and writes what V8 has compiled by its end beside it:
// `node code-cache-run.cjs BUNDLE ARG...`. Started by scripts/code-cache.mjs.
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { Script } = require("node:vm");
const file = process.argv[2];
process.argv.splice(1, 1);
const code = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "latin1")}\n})`;
const script = new Script(code, { filename: file });
process.on("exit", () => {
	writeFileSync(`${file}.cache.new`, script.createCachedData());
	renameSync(`${file}.cache.new`, `${file}.cache`);
});
script.runInThisContext()(exports, require, module, file, dirname(file));
