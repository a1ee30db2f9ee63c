/** The commands of sharing over the whole server in this process, with a sharing that has no network. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { unusedShareOptions } from "../../src/model/share-options.ts";
import { withSharing } from "../harness/fake-sharing.ts";

const LINES = [
	"ssh session: ssh RW@relay",
	"ssh session read only: ssh RO@relay",
	"end-to-end ssh session: ssh -J J@relay RW@host",
	"",
].join("\n");

const FINGERPRINT = `SHA256:${"x".repeat(43)}`;
const RELAY = `relay.example.org:2022,${FINGERPRINT}`;

test(
	"share attaches a client from outside, to a new session or an existing one",
	withSharing((t, sharing) => {
		const first = t.attach({
			args: ["share", "-n", "web", "-r", "look", "-k", "key", "-a", "keys.pub", "-R", RELAY],
		});
		assert.equal(t.run("list-sessions", "-F", "#S #{session_attached}"), "0 1");
		assert.match(first.row(-1), /^\[0\] 0:sh\*/);
		const { session, client, ...rest } = sharing.request ?? {};
		assert.equal(session?.name, "0");
		assert.equal(client, first.client);
		assert.deepEqual(rest, {
			name: "web",
			nameReadOnly: "look",
			apiKey: "key",
			authorizedKeys: "/home/me/keys.pub",
			relay: { host: "relay.example.org", port: "2022", fingerprint: FINGERPRINT },
			foreground: false,
		});
		sharing.ready();
		t.settle();
		const second = t.attach({ args: ["share-server"] });
		assert.deepEqual(sharing.take(), ["start"]);
		assert.equal(t.run("list-sessions", "-F", "#S #{session_attached}"), "0 2");
		assert.match(second.row(-1), /ssh session: ssh RW@relay/);
		assert.equal(t.fail("share", "-d", "-n", "other"), "server is shared already, unshare-server first");
		assert.equal(t.run("share", "-d"), LINES.trimEnd());
		t.run("unshare");
		assert.deepEqual(sharing.take(), ["stop: sharing was stopped by the host"]);
		assert.equal(t.fail("unshare"), "server is not shared");
	}),
);

test(
	"share from inside and -d wait for the lines; a start that fails says why and leaves nothing",
	withSharing((t, sharing) => {
		t.run("set-option", "-s", "exit-empty", "off");
		sharing.error = "unknown share provider: x";
		assert.equal(t.fail("share", "-d"), "unknown share provider: x");
		assert.equal(t.run("list-sessions", "-F", "#S"), "");
		sharing.error = undefined;
		assert.equal(t.fail("share"), "open terminal failed: not a terminal");

		const detached = t.start("share", "-d");
		assert.equal(detached.status, undefined);
		assert.equal(t.run("list-sessions", "-F", "#S #{session_attached}"), "1 0");
		assert.equal(t.fail("share", "-d", "-t", "nosuch"), "can't find session: nosuch");
		sharing.ready();
		t.settle();
		assert.deepEqual([detached.status, detached.stdout], [0, LINES]);
		t.run("unshare");

		const lost = t.start("share", "-d");
		sharing.lost("no route");
		t.settle();
		assert.deepEqual([lost.status, lost.stderr], [1, "sharing lost: no route\n"]);
		const failed = t.start("share", "-d");
		sharing.failed("host key changed");
		t.settle();
		assert.deepEqual([failed.status, failed.stderr], [1, "host key changed\n"]);

		// A key only starts it, and shows the lines of one that runs.
		const client = t.attach();
		t.run("bind-key", "x", "share-server");
		sharing.take();
		client.press("\x02", "x");
		assert.deepEqual(sharing.take(), ["start"]);
		sharing.ready();
		client.press("\x02", "x");
		assert.match(client.row(0), /^ssh session: ssh RW@relay /);
		assert.equal(client.row(1), "ssh session read only: ssh RO@relay");
	}),
);

test(
	"share-server in a config shares the first session when it comes",
	withSharing(
		(t, sharing) => {
			assert.deepEqual(sharing.take(), []);
			t.attach({ args: ["new-session", "-s", "work"] });
			assert.deepEqual(sharing.take(), ["start"]);
			assert.deepEqual([sharing.request?.session.name, sharing.request?.name], ["work", "web"]);
			assert.equal(t.run("list-sessions", "-F", "#S"), "work");
		},
		{ config: "share-server -n web" },
	),
);

test(
	"share -F prints what happens and ends with sharing, its session or itself",
	withSharing((t, sharing) => {
		const keeper = t.attach({ args: ["new-session", "-s", "work"] });
		const host = t.start("share", "-F");
		sharing.ready();
		sharing.lost("the relay went away");
		t.settle();
		assert.equal(host.stdout, `${LINES}sharing lost: the relay went away\n`);
		// Who only follows does not end it.
		const follower = t.start("share", "-F");
		follower.client.kill();
		assert.equal(t.format("#{share_active}"), "1");
		sharing.take();
		host.client.kill();
		assert.deepEqual(sharing.take(), ["stop: the host has gone"]);
		assert.equal(t.run("list-sessions", "-F", "#S"), "work");

		const again = t.start("share", "-F");
		sharing.failed("host key changed");
		t.settle();
		assert.deepEqual([again.status, again.stderr], [1, "host key changed\n"]);
		const stopped = t.start("share", "-F");
		t.run("unshare");
		assert.equal(stopped.status, 0);
		keeper.press("\x02", ":", ..."share -F", "\r");
		assert.match(keeper.row(-1), /-F needs a client of its own/);
	}),
);

test(
	"share -F makes a session that ends with it, and goes when that has ended",
	withSharing((t, sharing) => {
		const host = t.start("share", "-F");
		assert.equal(host.stdout, "attach from here: comux -S /tmp/comux-1000/default attach-session -t 0\n");
		sharing.ready();
		assert.equal(t.run("list-sessions", "-F", "#S"), "0");
		t.pty().exit(0);
		t.settle();
		assert.deepEqual(sharing.take(), ["start", "stop: the last session has ended"]);
		assert.equal(host.status, 0);
		assert.equal(t.exited, true);
	}),
);

test(
	"a session made for -F is killed when its client dies",
	withSharing((t, sharing) => {
		const host = t.start("share", "-F");
		sharing.ready();
		t.run("set-option", "-s", "exit-empty", "off");
		host.client.kill();
		assert.deepEqual(sharing.take(), ["start", "stop: the host has gone"]);
		assert.equal(t.run("list-sessions", "-F", "#S"), "");
	}),
);

test(
	"guests are listed, let in, changed and put out by id, name or client",
	withSharing((t, sharing) => {
		t.attach({ args: ["new-session", "-s", "work"] });
		t.start("share", "-d");
		sharing.ready();
		assert.equal(t.run("list-guests"), "");
		assert.equal(t.fail("guest-access", "-k"), "no current guest");
		const first = t.attach({ guest: "ann", cols: 100, rows: 30 });
		sharing.guest("ann", { key: "SHA256:ann", rights: "read-only" }, first.client);
		assert.equal(
			t.run("list-guests"),
			"1: ann read-only [100x30 xterm-256color] relay from 192.0.2.7 SHA256:ann",
		);
		sharing.guest("bob", { address: "", via: "direct" });
		assert.equal(
			t.run("lsg", "-f", "#{==:#{guest_state},waiting}"),
			"2: bob read-write [100x30 xterm-256color] direct (waiting)",
		);
		assert.equal(
			t.run(
				"lsg",
				"-F",
				"#{guest_id} #{client_name} #{client_guest} #{session_name} #{guest_rtt} #{guest_joined}",
			),
			`1 ${first.client.name} 1 work 42 1700000060\n2    42 `,
		);
		assert.equal(
			t.run(
				"list-clients",
				"-f",
				"#{client_guest}",
				"-F",
				"#{guest_name} #{guest_bytes_in}/#{guest_bytes_out}",
			),
			"ann 12/3456",
		);
		sharing.take();
		t.run("guest-access", "-w", "-t", "1");
		t.run("ga", "-r", "-t", "bob");
		t.run("ga", "-k", "-t", first.client.name);
		t.run("ga", "-k");
		assert.deepEqual(sharing.take(), [
			"ann read-write",
			"bob read-only",
			"ann out: you were put out by the host",
			"bob out: you were put out by the host",
		]);
		sharing.guest("eve");
		t.run("ga", "-k");
		assert.deepEqual(sharing.take(), ["eve out: the host did not let you in"]);
		assert.equal(t.fail("ga", "-k", "-t", "eve"), "can't find guest: eve");
		assert.equal(t.fail("ga"), "-k, -r or -w expected");
		assert.equal(t.fail("ga", "-rw"), "-r and -w cannot be used together");
	}),
);

test(
	"the dashboard opens in a popup by its key, or in a window",
	withSharing((t) => {
		const client = t.attach();
		client.press("\x02", "S");
		assert.match(client.text(), /┌─ sharing ─/);
		assert.equal(t.jobs.running.size, 1);
		assert.equal([...t.jobs.running][0]?.request.command, "comux dashboard");
		client.press("\x03");
		t.run("dashboard", "-w");
		assert.equal(t.run("list-windows", "-F", "#W"), "sh\nshare");
	}),
);

test(
	"hooks, control clients and wait-for hear of it, formats tell of it",
	withSharing((t, sharing) => {
		t.attach({ args: ["new-session", "-s", "work"] });
		const control = t.attach({ control: "C", args: ["attach-session"] });
		for (const name of ["share-ready", "share-lost", "guest-knocked", "guest-joined", "guest-left"])
			t.run("set-hook", "-g", name, `set -agF @log "#{hook}(#{hook_guest}#{hook_share_error}) "`);
		t.run(
			"set-hook",
			"-ga",
			"guest-joined",
			"set -gF @who '#{hook_guest_name} #{hook_guest_address} #{hook_guest_count}'",
		);
		const waits = ["tmate-ready", "share-ready"].map((name) => t.start("wait-for", name));
		assert.deepEqual(
			waits.map(({ status }) => status),
			[undefined, undefined],
		);
		assert.equal(
			t.format("#{share_active} #{share_status} #{share_ssh}|#{tmate_ssh}|#{tmate_num_clients}"),
			"0 off ||",
		);
		t.start("share", "-d");
		assert.equal(t.format("#{share_active} #{share_status} #{share_provider}"), "1 starting fake");
		control.out = "";
		sharing.ready();
		t.settle();
		assert.deepEqual(
			waits.map(({ status }) => status),
			[0, 0],
		);
		assert.equal(t.server.waitChannels.size, 0);
		t.run("wait-for", "tmate-ready");
		const guest = sharing.guest("bob");
		sharing.left(guest);
		const client = t.attach({ guest: "ann", readOnly: true });
		sharing.guest("ann", {}, client.client);
		sharing.lost("no route");
		t.settle();
		assert.equal(
			t.format("#{@log}"),
			"share-ready() guest-knocked(1) guest-left(1) guest-joined(2) share-lost(no route) ",
		);
		assert.equal(t.format("#{@who}"), "ann 192.0.2.7 1");
		const told = control.out.split("\n").filter((line) => /^%(guest|share)/.test(line));
		assert.deepEqual(told, [
			"%share-ready fake",
			"%guest-knocked 1 bob",
			"%guest-left 1 bob",
			"%guest-joined 2 ann",
			"%share-lost no route",
		]);
		assert.equal(
			t.format(
				"#{share_status} #{share_error} #{share_guests} #{share_waiting} #{tmate_num_clients} #{share_fingerprint}",
			),
			"lost no route 1 0 1 SHA256:host",
		);
		assert.equal(
			t.format(
				"#{tmate_ssh}|#{tmate_ssh_ro}|#{share_ssh_e2e}|#{share_ssh_e2e_ro}|#{share_pinned}|#{tmate_web}",
			),
			"ssh RW@relay|ssh RO@relay|ssh -J J@relay RW@host||ssh -o x RW@relay|",
		);
		// Also while it is lost, as in tmate.
		t.run("wait-for", "share-ready");
	}),
);

test(
	"options of sharing and tmate's names for them",
	withSharing((t) => {
		t.attach();
		t.run("set", "-g", "tmate-server-host", "relay.example");
		t.run("set", "tmate-server-port", "2200");
		t.run("set", "-s", "tmate-server-ed25519-fingerprint", "SHA256:abc");
		t.run("set", "-g", "tmate-session-name-ro", "look");
		t.run("set", "-g", "tmate-set", "x");
		t.run("set", "-g", "tmate-display-time", "2000");
		assert.equal(t.run("show", "-sv", "share-relay-host"), "relay.example");
		assert.equal(t.run("show", "-s", "tmate-server-port"), "share-relay-port 2200");
		assert.equal(
			t.format("#{share-relay-fingerprint} #{share-session-name-read-only} #{share-display-time}"),
			"SHA256:abc look 2000",
		);
		assert.deepEqual(unusedShareOptions(t.server.options), ["tmate-set"]);
		t.run("set", "-gu", "tmate-set");
		t.run("set", "-g", "tmate-foreground-restart", "0");
		assert.deepEqual(unusedShareOptions(t.server.options), ["tmate-foreground-restart"]);
		assert.equal(t.fail("set", "-g", "tmate-server-port", "0"), "value is too small: 0");
	}),
);
