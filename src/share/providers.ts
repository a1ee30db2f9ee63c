/** The ways to be reachable. A new one is a file provider-*.ts and a row here. */
import type { ShareProvider } from "./provider.ts";
import { directProvider } from "./provider-direct.ts";
import { relayProvider } from "./provider-relay.ts";
import { tmateProvider } from "./provider-tmate.ts";

export const PROVIDERS: readonly ShareProvider[] = [directProvider, relayProvider, tmateProvider];
