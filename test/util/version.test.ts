import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { version } from "../../src/util/version.ts";

test("the version said is the version of the package", () => {
	const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
	assert.equal((JSON.parse(text) as { version: string }).version, version);
});
