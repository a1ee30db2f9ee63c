/**
 * strftime(3) in the C locale and the local time zone, with the extensions of
 * glibc: flags `_ - 0 ^ #`, field widths, `E` and `O`. Called by expand.ts and
 * times.ts. Dates come in as milliseconds since the epoch.
 */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December",
] as const;

/** Widest field: a longer one would only be an attack on memory. */
const MAX_FIELD = 8192;
const DAY_MS = 86_400_000;

/** A number with its usual padding, or text. */
type Field =
	| { readonly number: number; readonly digits: number; readonly pad: "0" | " " }
	| { readonly text: string; readonly swap?: true }
	| { readonly parts: string };

const zero = (number: number, digits: number): Field => ({ number, digits, pad: "0" });
const space = (number: number, digits: number): Field => ({ number, digits, pad: " " });
const text = (value: string): Field => ({ text: value });
const parts = (format: string): Field => ({ parts: format });

/** Days since 1 January, from 0. */
function dayOfYear(d: Date): number {
	const start = Date.UTC(d.getFullYear(), 0, 1);
	return Math.round((Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) - start) / DAY_MS);
}

/** Week of the year, the first one that has `firstDay` in it being week 1. */
function weekOfYear(d: Date, firstDay: 0 | 1): number {
	return Math.floor((dayOfYear(d) + 7 - ((d.getDay() - firstDay + 7) % 7)) / 7);
}

/** ISO 8601 year and week. */
function isoWeek(d: Date): { year: number; week: number } {
	const day = new Date(Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()));
	day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
	const year = day.getUTCFullYear();
	const week = Math.floor((day.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1;
	return { year, week };
}

const hour12 = (d: Date) => d.getHours() % 12 || 12;
const day = (d: Date) => DAYS[d.getDay()] as string;
const month = (d: Date) => MONTHS[d.getMonth()] as string;
const year2 = (year: number) => ((year % 100) + 100) % 100;

/** Offset from UTC as `+hhmm`. */
function zoneOffset(d: Date): string {
	const minutes = -d.getTimezoneOffset();
	const size = Math.abs(minutes);
	const two = (n: number) => String(n).padStart(2, "0");
	return (minutes < 0 ? "-" : "+") + two(Math.floor(size / 60)) + two(size % 60);
}

/** Abbreviation of the local time zone at `d`. */
function zoneName(d: Date): string {
	const named = /\(([^)]*)\)$/.exec(d.toString())?.[1] ?? "";
	const short = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" })
		.formatToParts(d)
		.find((part) => part.type === "timeZoneName")?.value;
	if (short !== undefined && /^[A-Z]{2,5}$/.test(short)) return short;
	if (named === "Coordinated Universal Time" || short === "UTC") return "UTC";
	const known = ZONE_ABBREVIATIONS.get(named);
	if (known !== undefined) return known;
	const offset = zoneOffset(d);
	return offset.endsWith("00") ? offset.slice(0, 3) : offset;
}

/** Zones whose abbreviation the runtime shows only as an offset. */
const ZONE_ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
	["Central European Standard Time", "CET"],
	["Central European Summer Time", "CEST"],
	["Eastern European Standard Time", "EET"],
	["Eastern European Summer Time", "EEST"],
	["Western European Standard Time", "WET"],
	["Western European Summer Time", "WEST"],
	["Greenwich Mean Time", "GMT"],
	["British Summer Time", "BST"],
	["Irish Standard Time", "IST"],
	["South Africa Standard Time", "SAST"],
	["West Africa Standard Time", "WAT"],
	["Central Africa Time", "CAT"],
	["East Africa Time", "EAT"],
	["Israel Standard Time", "IST"],
	["Israel Daylight Time", "IDT"],
	["Pakistan Standard Time", "PKT"],
	["Hong Kong Standard Time", "HKT"],
	["Western Indonesia Time", "WIB"],
	["Australian Central Standard Time", "ACST"],
	["Australian Central Daylight Time", "ACDT"],
	["Australian Western Standard Time", "AWST"],
	["India Standard Time", "IST"],
	["Japan Standard Time", "JST"],
	["Korean Standard Time", "KST"],
	["China Standard Time", "CST"],
	["Australian Eastern Standard Time", "AEST"],
	["Australian Eastern Daylight Time", "AEDT"],
	["Moscow Standard Time", "MSK"],
	["New Zealand Standard Time", "NZST"],
	["New Zealand Daylight Time", "NZDT"],
]);

/** Conversions by their letter. */
const CONVERSIONS: ReadonlyMap<string, (d: Date) => Field> = new Map<string, (d: Date) => Field>([
	["a", (d) => text(day(d).slice(0, 3))],
	["A", (d) => text(day(d))],
	["b", (d) => text(month(d).slice(0, 3))],
	["h", (d) => text(month(d).slice(0, 3))],
	["B", (d) => text(month(d))],
	["c", () => parts("%a %b %e %H:%M:%S %Y")],
	["C", (d) => zero(Math.floor(d.getFullYear() / 100), 2)],
	["d", (d) => zero(d.getDate(), 2)],
	["D", () => parts("%m/%d/%y")],
	["e", (d) => space(d.getDate(), 2)],
	["F", () => parts("%Y-%m-%d")],
	["g", (d) => zero(year2(isoWeek(d).year), 2)],
	["G", (d) => zero(isoWeek(d).year, 1)],
	["H", (d) => zero(d.getHours(), 2)],
	["I", (d) => zero(hour12(d), 2)],
	["j", (d) => zero(dayOfYear(d) + 1, 3)],
	["k", (d) => space(d.getHours(), 2)],
	["l", (d) => space(hour12(d), 2)],
	["m", (d) => zero(d.getMonth() + 1, 2)],
	["M", (d) => zero(d.getMinutes(), 2)],
	["n", () => text("\n")],
	["p", (d) => ({ text: d.getHours() < 12 ? "AM" : "PM", swap: true })],
	["P", (d) => text(d.getHours() < 12 ? "am" : "pm")],
	["r", () => parts("%I:%M:%S %p")],
	["R", () => parts("%H:%M")],
	["s", (d) => zero(Math.floor(d.getTime() / 1000), 1)],
	["S", (d) => zero(d.getSeconds(), 2)],
	["t", () => text("\t")],
	["T", () => parts("%H:%M:%S")],
	["u", (d) => zero(d.getDay() || 7, 1)],
	["U", (d) => zero(weekOfYear(d, 0), 2)],
	["V", (d) => zero(isoWeek(d).week, 2)],
	["w", (d) => zero(d.getDay(), 1)],
	["W", (d) => zero(weekOfYear(d, 1), 2)],
	["x", () => parts("%m/%d/%y")],
	["X", () => parts("%H:%M:%S")],
	["y", (d) => zero(year2(d.getFullYear()), 2)],
	["Y", (d) => zero(d.getFullYear(), 1)],
	["z", (d) => text(zoneOffset(d))],
	["Z", (d) => ({ text: zoneName(d), swap: true })],
	["%", () => text("%")],
]);

/** Flags, width, E or O, letter. */
const CONVERSION = /%([_\-0^#]*)([0-9]*)([EO]?)([A-Za-z%])/g;

function render(field: Field, flags: string, width: number, d: Date): string {
	const padFlag = [...flags].reverse().find((f) => "_-0".includes(f));
	const upper = flags.includes("^");
	let out: string;
	if ("number" in field) {
		const pad = padFlag === "_" ? " " : padFlag === "0" ? "0" : field.pad;
		const digits = padFlag === "-" ? 1 : Math.max(width, field.digits);
		const size = String(Math.abs(field.number));
		const negative = field.number < 0;
		const room = Math.max(0, digits - size.length - (negative ? 1 : 0));
		if (pad === "0") out = (negative ? "-" : "") + "0".repeat(room) + size;
		else out = " ".repeat(room) + (negative ? "-" : "") + size;
		return out.padStart(width);
	}
	if ("parts" in field) out = strftime(field.parts, d.getTime());
	else if (flags.includes("#")) out = field.swap ? field.text.toLowerCase() : field.text.toUpperCase();
	else out = field.text;
	if (upper) out = out.toUpperCase();
	return out.padStart(width, padFlag === "0" ? "0" : " ");
}

/**
 * `format` with its conversions for the time `ms` (milliseconds since the
 * epoch). Unknown conversions stay as they are; a time that no calendar has
 * gives "".
 */
export function strftime(format: string, ms: number): string {
	if (!format.includes("%")) return format;
	const date = new Date(ms);
	if (Number.isNaN(date.getTime())) return "";
	return format.replace(CONVERSION, (whole, flags: string, width: string, _alt: string, letter: string) => {
		const make = CONVERSIONS.get(letter);
		if (make === undefined) return whole;
		return render(make(date), flags, Math.min(Number(width), MAX_FIELD), date);
	});
}
