/**
 * The share bundle's entry (dist/share.cjs): joins the service with the
 * providers and what they need of the machine. Loaded by server/sharing.ts.
 */
import { hostname, machine, release, type, version } from "node:os";
import type { LoadedSharing, ShareHost } from "../command/share-module.ts";
import { createKeyRing } from "./key-ring.ts";
import { PROVIDERS } from "./providers.ts";
import { ShareService } from "./share-service.ts";
import { makeWebhookPost } from "./webhook-post.ts";

export function createSharing(host: ShareHost): LoadedSharing {
	const { clock } = host.server.ports;
	return new ShareService(host, {
		providers: PROVIDERS,
		keyRing: (source, notice) =>
			createKeyRing({ source, notice, clock, home: host.server.ports.host.home, fetch: globalThis.fetch }),
		// The address is the user's own word.
		post: makeWebhookPost({ privateAddresses: true, agent: `comux/${host.server.ports.host.version}` }),
		uname: {
			sysname: type(),
			nodename: hostname(),
			release: release(),
			version: version(),
			machine: machine(),
		},
	});
}
