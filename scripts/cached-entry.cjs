// Runs the bundle beside this file with the code cache that the build made for it: what has run there
// once is not parsed and compiled again. V8 refuses a cache of another version and then does without.
const { readFileSync } = require("node:fs");
const { Script } = require("node:vm");
const file = `${__dirname}/BUNDLE`;
let cachedData;
try {
	cachedData = readFileSync(`${file}.cache`);
} catch {}
const code = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "latin1")}\n})`;
new Script(code, { filename: file, cachedData }).runInThisContext()(
	exports,
	require,
	module,
	file,
	__dirname,
);
