/** Waiting for a condition with a limit: what tests do instead of sleeping. */

/** Resolves with the first truthy result of `fn`, asked every few ms; rejects with `what` after `limit` ms. */
export async function waitUntil<T>(
	what: string | (() => string),
	fn: () => T | Promise<T>,
	limit = 15_000,
): Promise<NonNullable<T>> {
	const end = Date.now() + limit;
	for (;;) {
		const value = await fn();
		if (value) return value as NonNullable<T>;
		if (Date.now() > end)
			throw new Error(`waited ${limit} ms for: ${typeof what === "string" ? what : what()}`);
		await new Promise((resolve) => setTimeout(resolve, 15));
	}
}
