/**
 * The sharing of a server that was built without the network: it cannot be
 * started, and there is nobody to be let in or put out. Used by runtime.ts when
 * it is given no other.
 */
import type { SharingServices } from "../command/types.ts";

export function noSharing(): SharingServices {
	return {
		start: () => ({ error: "sharing is not available" }),
		stop() {},
		setRights() {},
		putOut() {},
		dashboardCommand: () => "",
	};
}
