/** The shape of a row in the vars-*.ts tables, and helpers to write rows. */
import type { FormatContext } from "./types.ts";

/** A format variable. */
export interface FormatVariable {
	readonly name: string;
	/** The value as tmux prints it; undefined where the context has no such thing. */
	get(ctx: FormatContext): string | undefined;
	/** The value is a time in seconds since the epoch (`#{t:}` takes it; 0 means never). */
	readonly time?: true;
}

/** A row. */
export function row(name: string, get: (ctx: FormatContext) => string | undefined): FormatVariable {
	return { name, get };
}

/** A row whose value is a time; `get` gives milliseconds since the epoch, 0 or undefined for never. */
export function timeRow(name: string, get: (ctx: FormatContext) => number | undefined): FormatVariable {
	return {
		name,
		time: true,
		get: (ctx) => {
			const ms = get(ctx);
			return ms === undefined ? undefined : String(Math.floor(ms / 1000));
		},
	};
}

/** "1" or "0"; undefined stays so. */
export function flag(value: boolean | undefined): string | undefined {
	return value === undefined ? undefined : value ? "1" : "0";
}

/** A number as text; undefined stays so. */
export function number(value: number | undefined): string | undefined {
	return value === undefined ? undefined : String(value);
}
