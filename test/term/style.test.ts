/** Colours, attributes and styles: what is read, how it is shown, how colours are moved between palettes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { acsToUnicode, BORDER_CELLS, borderCharacter, parseAcsc, unicodeToAcs } from "../../src/term/acs.ts";
import { ATTR, COLOUR_FLAG_256, COLOUR_FLAG_RGB, COLOUR_FLAG_THEME } from "../../src/term/attributes.ts";
import {
	colour256To16,
	colour256ToRgb,
	colourName,
	colourSgr,
	colourTheme,
	colourTo256,
	colourToRgb,
	dimColour,
	parseColour,
	parseX11Colour,
	rgbTo256,
	THEME_COLOURS,
} from "../../src/term/colour.ts";
import {
	addStyle,
	attributesToString,
	DEFAULT_STYLE,
	parseAttributes,
	parseStyle,
	styleToString,
} from "../../src/term/style.ts";

const rgb = (value: number) => value | COLOUR_FLAG_RGB;

test("colours are read in every form", () => {
	const cases: readonly (readonly [string, number | undefined, string])[] = [
		["RED", 1, "red"],
		["brightwhite", 97, "brightwhite"],
		["7", 7, "white"],
		["90", 90, "brightblack"],
		["8", undefined, ""],
		["98", undefined, ""],
		["default", 8, "default"],
		["terminal", 9, "terminal"],
		["colour214", 214 | COLOUR_FLAG_256, "colour214"],
		["color12", 12 | COLOUR_FLAG_256, "colour12"],
		["Colour+3", 3 | COLOUR_FLAG_256, "colour3"],
		["colour256", undefined, ""],
		["colour", undefined, ""],
		["#FF00fg", undefined, ""],
		["#fff", undefined, ""],
		["#FF00fe", rgb(0xff00fe), "#ff00fe"],
		["themered", 6 | COLOUR_FLAG_THEME, "themered"],
		["thememagenta", 9 | COLOUR_FLAG_THEME, "thememagenta"],
		["themelightgrey", 2 | COLOUR_FLAG_THEME, "themelightgrey"],
		["YellowGreen", rgb(0x9acd32), "#9acd32"],
		["yellow green", rgb(0x9acd32), "#9acd32"],
		["indianred4", rgb(0x8b3a3a), "#8b3a3a"],
		["x11 grey", rgb(0xbebebe), "#bebebe"],
		["grey", rgb(0xbebebe), "#bebebe"],
		["grey50", rgb(0x7f7f7f), "#7f7f7f"],
		["GRAY3", rgb(0x080808), "#080808"],
		["grey101", undefined, ""],
		["nosuch", undefined, ""],
		["", undefined, ""],
	];
	for (const [text, colour, name] of cases) {
		assert.equal(parseColour(text), colour, text);
		if (colour !== undefined) assert.equal(colourName(colour), name);
	}
	assert.equal(colourName(-1), "none");
	assert.equal(colourName(40), "invalid");
	assert.deepEqual(THEME_COLOURS[2], {
		name: "themelightgrey",
		darkOption: "dark-theme-light-grey",
		lightOption: "light-theme-light-grey",
		terminalColour: 7,
	});
});

test("colours as terminals write them", () => {
	for (const [text, value] of [
		["rgb:12/34/56", 0x123456],
		["rgb:12ff/34ff/56ff", 0x123456],
		["#123456", 0x123456],
		["#12ff34ff56ff", 0x123456],
		["18,52,86", 0x123456],
		["cmy:0/0.5/1", 0xff7f00],
		["cmyk:0/0/0/0.5", 0x7f7f7f],
		[" Snow2 ", 0xeee9e9],
	] as const)
		assert.equal(parseX11Colour(text), rgb(value), text);
	for (const bad of ["rgb:1/2/3", "rgb:gg/00/00", "cmy:2/0/0", "?", ""])
		assert.equal(parseX11Colour(bad), undefined, bad);
});

test("palettes", () => {
	// An entry of the cube or the greys is its own nearest colour (greys that are in both are the cube's).
	for (let i = 16; i < 256; i++) {
		const value = colour256ToRgb(i);
		const back = colourTo256(value) & 0xff;
		assert.equal(colour256ToRgb(back), value, String(i));
	}
	assert.equal(rgbTo256(8, 8, 9), 232 | COLOUR_FLAG_256);
	assert.equal(rgbTo256(250, 0, 4), 196 | COLOUR_FLAG_256);
	assert.equal(rgbTo256(2, 3, 2), 16 | COLOUR_FLAG_256);
	assert.deepEqual(
		[1, 16, 21, 46, 196, 208, 232, 244, 255].map(colour256To16),
		[1, 0, 12, 10, 9, 9, 0, 7, 15],
	);
	assert.equal(colourToRgb(97), rgb(0xffffff));
	assert.equal(colourToRgb(1), rgb(0x800000));
	assert.equal(colourToRgb(8), undefined);
	assert.equal(dimColour(rgb(0xff8040), 50), rgb(0x7f4020));
	assert.equal(dimColour(1, 100), rgb(0));
	assert.equal(dimColour(8, 50), 8);
	assert.deepEqual([0, 7, rgb(0xffffff), rgb(0x202020), 232 | COLOUR_FLAG_256, 8].map(colourTheme), [
		"dark",
		"light",
		"light",
		"dark",
		"dark",
		undefined,
	]);
	assert.equal(colourSgr(rgb(0x010203), true), "48;2;1;2;3");
	assert.equal(colourSgr(200 | COLOUR_FLAG_256, false), "38;5;200");
	assert.equal(colourSgr(93, true), "103");
	assert.equal(colourSgr(8, false), "39");
	assert.equal(colourSgr(6 | COLOUR_FLAG_THEME, false), "31");
});

test("styles are accepted and refused as in options", () => {
	const good =
		"fg=red|bg=themered,bold|list=on|range=left|range=foo|norange|ignore|push-default|default|none|nobold|" +
		"noBOLD|noattr|nolink|link=|dim|dim=5|dim=50%|width=5%|width=4294967295|pad=3|bold,,dim| bold |bold dim|" +
		"noacs|us=default|FG=red|nodefault|nonone|fg=red bg=blue|BOLD";
	for (const text of good.split("|")) assert.ok(parseStyle(DEFAULT_STYLE, text), text);
	for (const text of [
		"range=window|1",
		"range=user|x",
		"range=pane|%1",
		"range=session|$1",
		"range=foo|1",
		"bold|dim",
		"",
	])
		assert.ok(parseStyle(DEFAULT_STYLE, text), text);
	const bad =
		"fg= fg=nope xg=red align= align=middle list= range= range=window range=user dim=101 dim=% dim= width=% width= " +
		"width=101% width=-1 width=4294967296 pad= pad=x no nono noATTR bold| =red fg link bg=colour256 noLINK " +
		"range=left| range=left|x range=window|x range=pane|1 range=session|1 range=control|10";
	for (const text of [...bad.split(" "), "a".repeat(300)])
		assert.equal(parseStyle(DEFAULT_STYLE, text), undefined, text);
});

test("styles are shown in one order and read back", () => {
	const text =
		"list=focus,range=user|name,align=absolute-centre,push-default,fill=blue,dim=20%,fg=colour9,bg=#010203," +
		"us=themered,bright,underscore,overline,noattr,width=10%,pad=2,link=http://x/";
	const style = parseStyle(DEFAULT_STYLE, text);
	assert.ok(style);
	assert.equal(styleToString(style), text);
	assert.deepEqual(parseStyle(DEFAULT_STYLE, styleToString(style)), style);
	assert.equal(styleToString(DEFAULT_STYLE), "default");
	const ranges = ["left", "pane|%3", "window|0", "session|$2", "control|9"];
	for (const range of ranges) {
		const ranged = parseStyle(DEFAULT_STYLE, `range=${range}`);
		assert.equal(ranged && styleToString(ranged), `range=${range}`);
	}
	assert.equal(parseStyle(DEFAULT_STYLE, "range=user|12345678901234567")?.range.text, "123456789012345");
});

test("a style is read on top of another, defaults come from the base", () => {
	const base = { fg: 2, bg: 4, us: 8, attr: ATTR.dim };
	const start = { ...DEFAULT_STYLE, ...base };
	const style = parseStyle(start, "fg=red,bold,bg=default", base);
	assert.deepEqual([style?.fg, style?.bg, style?.attr], [1, 4, ATTR.dim | ATTR.bright]);
	const back = style && parseStyle(style, "default,align=right", base);
	assert.deepEqual([back?.fg, back?.attr, back?.align], [2, ATTR.dim, "right"]);
	assert.equal(style && parseStyle(style, "nodim,none")?.attr, 0);
	assert.deepEqual(addStyle(base, { fg: 8, bg: 1, us: 8, attr: ATTR.bright }), {
		fg: 2,
		bg: 1,
		us: 8,
		attr: ATTR.dim | ATTR.bright,
	});
});

test("attributes", () => {
	assert.equal(parseAttributes("Bold|dim, acs"), ATTR.bright | ATTR.dim | ATTR.charset);
	assert.equal(parseAttributes("none"), 0);
	for (const bad of ["", ",bold", "bold ", "noattr", "bold,wrong"])
		assert.equal(parseAttributes(bad), undefined, bad);
	assert.equal(
		attributesToString(ATTR.bright | ATTR.charset | ATTR.curlyUnderscore),
		"acs,bright,curly-underscore",
	);
	assert.equal(attributesToString(0), "none");
});

test("line drawing", () => {
	for (const letter of "jklmnqtuvx~") assert.equal(unicodeToAcs(acsToUnicode(letter) ?? ""), letter);
	assert.equal(unicodeToAcs("╬"), "n");
	assert.equal(unicodeToAcs("a"), undefined);
	assert.equal(parseAcsc("qxx").get("q"), "x");
	assert.equal(BORDER_CELLS.map((cell) => borderCharacter("double", cell)).join(""), " ║═╔╗╚╝╦╩╠╣╬·");
	assert.equal(borderCharacter("simple", "outside"), ".");
});
