/** An RSA host key for tests: a real one would be made in the background of each of them. */
import { generateKeyPairSync } from "node:crypto";

/** A key that takes no time to make, as PEM. */
export function smallRsa(): string {
	const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
	return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}
