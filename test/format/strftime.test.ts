import assert from "node:assert/strict";
import { test } from "node:test";
import { strftime } from "../../src/format/strftime.ts";
import { prettyTime, relativeTime } from "../../src/format/times.ts";

process.env.TZ = "UTC";
const T = 1_000_000_000_000;

test("every conversion, flags and widths as in the C library", () => {
	const cases = [
		["%a %A %b %B %h", "Sun Sunday Sep September Sep"],
		["%c|%C|%d|%D|%e|%F", "Sun Sep  9 01:46:40 2001|20|09|09/09/01| 9|2001-09-09"],
		["%g|%G|%H|%I|%j|%k|%l|%m|%M", "01|2001|01|01|252| 1| 1|09|46"],
		["%n%t%p|%P|%r|%R|%s|%S|%T", "\n\tAM|am|01:46:40 AM|01:46|1000000000|40|01:46:40"],
		["%u|%U|%V|%w|%W|%x|%X|%y|%Y|%z|%Z|%%", "7|36|36|0|36|09/09/01|01:46:40|01|2001|+0000|UTC|%"],
		["%-d|%_d|%05d|%^a|%#a|%#p|%10Y|%-H|%_H", "9| 9|00009|SUN|SUN|am|0000002001|1| 1"],
		["%5e|%-5d|%^10a|%#Z|%010a|%3j|%_3m|%10D", "    9|    9|       SUN|utc|0000000Sun|252|  9|  09/09/01"],
		["%Ey|%Od|%Q|%+|%q|%5%|%", "01|09|%Q|%+|%q|    %|%"],
	] as const;
	for (const [format, result] of cases) assert.equal(strftime(format, T), result, format);
});

test("weeks at the turn of the year", () => {
	const week = (iso: string) => strftime("%G-%V %g %U %W %j", Date.parse(`${iso}T12:00:00Z`));
	assert.equal(week("2009-01-01"), "2009-01 09 00 00 001");
	assert.equal(week("2010-12-31"), "2010-52 10 52 52 365");
	assert.equal(week("2011-01-01"), "2010-52 10 00 00 001");
	assert.equal(week("2016-01-01"), "2015-53 15 00 00 001");
	assert.equal(week("2025-12-31"), "2026-01 26 52 52 365");
	assert.equal(strftime("%Y", 9e15), "");
});

test("short and relative times", () => {
	const now = 1_000_000_000;
	assert.deepEqual(
		[0, 30, 60, 3599, 3600, 7260, 86_400, 90_000, 200_000, 5_000_000].map((age) =>
			relativeTime(now - age, now),
		),
		["0s", "30s", "1m", "59m59s", "1h", "2h1m", "1d", "1d1h", "2d7h", "57d20h"],
	);
	assert.equal(relativeTime(now + 1, now), undefined);
	assert.deepEqual(
		[0, 86_399, 86_400, 20 * 86_400, 40 * 86_400, 364 * 86_400, 400 * 86_400].map((age) =>
			prettyTime(now - age, now),
		),
		["01:46", "01:46", "Sat08", "Mon20", "31Jul", "Sep00", "Aug00"],
	);
	assert.equal(prettyTime(now, now, true), "01:46:40");
});
