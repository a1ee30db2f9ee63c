/** Variables of a paste buffer: the one in hand, or the newest. */
import { makeSample, type PasteBuffer } from "../model/paste-buffers.ts";
import type { FormatContext } from "./types.ts";
import { type FormatVariable, row, timeRow } from "./variable.ts";

const bufferOf = ({ buffer, server }: FormatContext) => buffer ?? server.buffers.newest();

/** A row for a context with a buffer. */
const of = (name: string, get: (buffer: PasteBuffer) => string) =>
	row(name, (ctx) => {
		const buffer = bufferOf(ctx);
		return buffer && get(buffer);
	});

export const BUFFER_VARIABLES: readonly FormatVariable[] = [
	timeRow("buffer_created", (ctx) => bufferOf(ctx)?.created),
	// A string ends at the first zero byte.
	of("buffer_full", ({ bytes }) => new TextDecoder().decode(bytes).replace(/\0.*$/s, "")),
	of("buffer_name", (buffer) => buffer.name),
	of("buffer_sample", ({ bytes }) => makeSample(bytes)),
	of("buffer_size", ({ bytes }) => String(bytes.length)),
];
