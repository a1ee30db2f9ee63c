/** Which flags come of what a client's terminal says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TermCaps } from "../../src/term/term-caps.ts";
import { outputCapsFrom } from "../../src/view/output-caps.ts";

const capsOf = (name: string, features: string, overrides: string[] = []) =>
	outputCapsFrom(
		new TermCaps({ name, terminfo: undefined, overrides, features: [], clientFeatures: features }),
	);

test("features and overrides decide what the differ may use", () => {
	const rich = capsOf("foot", "RGB,sync,hyperlinks,usstyle,cstyle,osc7,title", ["*:rep=x:bce:am:xenl"]);
	assert.equal(rich.rgb && rich.sync && rich.hyperlinks && rich.underlineStyle && rich.underlineColour, true);
	assert.equal(rich.rep && rich.bce && rich.lazyWrap && rich.path && rich.title, true);
	assert.equal(rich.cursorReset, "\x1b[2 q");
	assert.equal(capsOf("xterm", "", ["*:rep=x"]).rep, false);
	const poor = capsOf("screen", "", ["*:am:tsl=\\E_:fsl=\\E\\\\"]);
	assert.equal(poor.lazyWrap || poor.title || poor.rgb || poor.italics || poor.csr || poor.bce, false);
});
