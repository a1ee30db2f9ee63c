/**
 * Loaded into a relay's process before its first line (`node --import`), so
 * that a test sees all that it handles: every byte that enters or leaves its
 * sockets, and every byte before and behind each of its ciphers, is appended to
 * the file that RECORD_TO names. Knows nothing of comux.
 */
import crypto from "node:crypto";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";

const file = process.env.RECORD_TO;

function record(data) {
	if (typeof data === "string" || data instanceof Uint8Array) appendFileSync(file, data);
}

/** Records what goes into a cipher and what comes out of it. */
function recorded(cipher) {
	for (const name of ["update", "final"]) {
		const real = cipher[name];
		cipher[name] = function (...args) {
			record(args[0]);
			const result = real.apply(this, args);
			record(result);
			return result;
		};
	}
	return cipher;
}

for (const name of ["createCipheriv", "createDecipheriv"]) {
	const real = crypto[name];
	crypto[name] = (...args) => recorded(real(...args));
}
syncBuiltinESMExports();

const { push, write } = Socket.prototype;
Socket.prototype.push = function (chunk, ...rest) {
	record(chunk);
	return push.call(this, chunk, ...rest);
};
Socket.prototype.write = function (chunk, ...rest) {
	record(chunk);
	return write.call(this, chunk, ...rest);
};
