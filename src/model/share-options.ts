/** Options that are set and do nothing. Asked by share/ when sharing starts. */
import { UNUSED_SHARE_OPTIONS } from "./option-rows-share.ts";
import { findRow } from "./option-table.ts";
import type { Options } from "./options.ts";

/** Names of those of tmate's options that the user has given a value and that nothing here uses; `options` are the server's. */
export function unusedShareOptions(options: Options): string[] {
	return UNUSED_SHARE_OPTIONS.filter((name) => options.toText(name) !== String(findRow(name)?.default));
}
