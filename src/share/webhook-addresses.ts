/**
 * Which addresses a webhook may go to: those anybody on the internet could
 * reach without the relay's help. Asked by webhook-post.ts for each address
 * before it is connected to.
 */
import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 that is not for everybody (the registry of special-purpose addresses), and why. */
const special4: readonly (readonly [network: string, bits: number])[] = [
	["0.0.0.0", 8], // this network, unspecified
	["10.0.0.0", 8], // private
	["100.64.0.0", 10], // shared by carriers (CGNAT)
	["127.0.0.0", 8], // loopback
	["168.63.129.16", 32], // services of the machine's cloud, at an address that looks public
	["169.254.0.0", 16], // link-local, metadata of clouds
	["172.16.0.0", 12], // private
	["192.0.0.0", 24], // protocol assignments
	["192.0.2.0", 24], // documentation
	["192.88.99.0", 24], // relays of 6to4
	["192.168.0.0", 16], // private
	["198.18.0.0", 15], // benchmarking
	["198.51.100.0", 24], // documentation
	["203.0.113.0", 24], // documentation
	["224.0.0.0", 4], // multicast
	["240.0.0.0", 4], // reserved, broadcast
];

/**
 * All IPv6 that has been given out is in 2000::/3. Loopback, fc00::/7,
 * fe80::/10, multicast, ::ffff:0:0/96 and 64:ff9b::/96 (IPv4 in disguise) are
 * not. Inside of it these are not for everybody either.
 */
const special6: readonly (readonly [network: string, bits: number])[] = [
	["2001::", 23], // protocol assignments, Teredo (IPv4 in disguise)
	["2001:db8::", 32], // documentation
	["2002::", 16], // 6to4 (IPv4 in disguise)
	["3fff::", 20], // documentation
];

function blockList(rows: readonly (readonly [string, number])[], type: "ipv4" | "ipv6"): BlockList {
	const list = new BlockList();
	for (const [network, bits] of rows) list.addSubnet(network, bits, type);
	return list;
}

const refused4 = blockList(special4, "ipv4");
const refused6 = blockList(special6, "ipv6");
const given6 = blockList([["2000::", 3]], "ipv6");

/**
 * Whether a stranger may send the relay to `address` (an IP address in any
 * spelling that node's net takes; a zone makes it local). `own`: addresses of this machine, whose
 * services may be there for itself only though the address is public.
 */
export function publicAddress(address: string, own: readonly string[]): boolean {
	if (isIPv4(address)) return !refused4.check(address, "ipv4") && !own.includes(address);
	if (!isIPv6(address) || address.includes("%")) return false;
	if (!given6.check(address, "ipv6") || refused6.check(address, "ipv6")) return false;
	const mine = new BlockList();
	for (const one of own) if (isIPv6(one) && !one.includes("%")) mine.addAddress(one, "ipv6");
	return !mine.check(address, "ipv6");
}
