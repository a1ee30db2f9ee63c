/**
 * The share bundle's entry (dist/share.cjs): joins the service with the
 * providers and what they need of the machine. Loaded by server/sharing.ts.
 */
import type { LoadedSharing, ShareHost } from "../command/share-module.ts";
import { createKeyRing } from "./key-ring.ts";
import { PROVIDERS } from "./providers.ts";
import { ShareService } from "./share-service.ts";

export function createSharing(host: ShareHost): LoadedSharing {
	const { clock } = host.server.ports;
	return new ShareService(host, {
		providers: PROVIDERS,
		keyRing: (source, notice) =>
			createKeyRing({ source, notice, clock, home: host.server.ports.host.home, fetch: globalThis.fetch }),
	});
}
