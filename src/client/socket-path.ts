/**
 * Where the socket is: -S, -L, the first field of $TMUX, or the default in the
 * user's own folder, which is made here and must be safe. Called by main.ts.
 */
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { errorCode, strerror } from "../util/errno.ts";

/** What decides about the socket. */
export interface SocketRequest {
	/** -S. */
	readonly path: string | undefined;
	/** -L. */
	readonly label: string | undefined;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly uid: number;
}

/** The socket, or the line that says why there can be none. */
export type SocketPath =
	| {
			readonly path: string /** It is in the user's folder, not named by -S or $TMUX. */;
			readonly isDefault: boolean;
	  }
	| { readonly error: string };

/** Resolves `path`; undefined when it does not exist. */
function resolved(path: string): string | undefined {
	try {
		return realpathSync(path);
	} catch {
		return undefined;
	}
}

/** The path of the socket for `request`; makes the user's folder when that is used. */
export function findSocketPath(request: SocketRequest): SocketPath {
	if (request.path !== undefined) return { path: request.path, isDefault: false };
	if (request.label === undefined) {
		const inside = request.env.TMUX?.split(",")[0];
		if (inside) return { path: inside, isDefault: false };
	}
	const wanted = request.env.TMUX_TMPDIR;
	const parent = (wanted ? resolved(wanted) : undefined) ?? resolved("/tmp");
	if (parent === undefined) return { error: "no suitable socket path" };
	const folder = `${parent}/comux-${request.uid}`;
	try {
		mkdirSync(folder, { mode: 0o700 });
	} catch (error) {
		const code = errorCode(error);
		if (code !== "EEXIST") return { error: `couldn't create directory ${folder} (${strerror(code)})` };
	}
	try {
		const stat = lstatSync(folder);
		if (!stat.isDirectory()) return { error: `${folder} is not a directory` };
		if (stat.uid !== request.uid || (stat.mode & 0o007) !== 0)
			return { error: `directory ${folder} has unsafe permissions` };
	} catch (error) {
		return { error: `couldn't read directory ${folder} (${strerror(errorCode(error))})` };
	}
	return { path: `${folder}/${request.label ?? "default"}`, isDefault: true };
}
