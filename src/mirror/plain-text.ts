/** Text of a host or guest as it may be shown. Used by the other files of this folder. */

/** One line of at most `limit` characters, without control characters. */
export function plainText(text: string, limit: number): string {
	return text.slice(0, limit).replace(/[\x00-\x1f\x7f-\x9f]/g, "");
}
