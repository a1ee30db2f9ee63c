/** What the server does with guests, whatever way they came. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withShared } from "../harness/fake-share.ts";

test(
	"the lines are said when it is ready, and the status line shows that it is shared",
	withShared((server) => {
		const host = server.attach();
		server.share();
		assert.match(host.row(-1), /ssh session: ssh RW@test/);
		server.advance(5000);
		assert.match(host.row(-1), /ssh session read only: ssh ro-RO@test/);
		server.advance(5000);
		assert.match(host.row(-1), /end-to-end ssh session: ssh -J JUMP@test IN@name\.comux/);
		server.advance(20000);
		assert.match(host.row(-1), /shared/);
		const said = server.run("show-messages");
		for (const line of ["ssh RW@test", "ssh ro-RO@test", "ssh -J JUMP@test IN@name.comux"])
			assert.ok(said.includes(line), line);
		assert.equal(
			server.format("#{tmate_ssh} #{share_ssh_ro} #{share_status}"),
			"ssh RW@test ssh ro-RO@test ready",
		);
	}),
);

test(
	"a read-write guest sees and types; host and guest are told of coming and going",
	withShared((server) => {
		const host = server.attach();
		server.share();
		server.advance(60000);
		const guest = server.guest({ cols: 90, rows: 30 });
		server.output("hello from the pane");
		server.later();
		assert.match(guest.text(), /hello from the pane/);
		assert.match(host.row(-1), /guest-1 joined from 192\.0\.2\.7 \(no key\), 1 guest$/);
		guest.type("ls\r");
		assert.equal(server.pty().input, "ls\r");
		assert.equal(server.format("#{share_guests} #{tmate_num_clients}"), "1 1");
		server.advance(20000);
		guest.type("\x02d");
		assert.deepEqual(guest.left, { line: "[detached (from session 0)]", status: 0 });
		assert.match(host.row(-1), /guest-1 left, 0 guests/);
		assert.equal(server.format("#{share_guests}"), "0");
	}),
);

test(
	"a guest never sizes the window unless the host says so",
	withShared((server) => {
		server.attach({ cols: 80, rows: 24 });
		server.share();
		const small = server.guest({ cols: 40, rows: 10 });
		const size = () => server.format("#{window_width}x#{window_height}");
		assert.equal(size(), "80x23");
		small.type("x");
		assert.equal(size(), "80x23");
		server.run("set", "-s", "share-guest-size", "on");
		server.later();
		small.type("x");
		assert.equal(size(), "40x9");
		server.run("set", "-s", "share-guest-size", "off");
		server.later();
		assert.equal(size(), "80x23");
	}),
);

test(
	"a read-only guest, even alone, sizes nothing and types nothing",
	withShared((server) => {
		const host = server.attach({ cols: 80, rows: 24 });
		server.share();
		const guest = server.guest({ rights: "read-only", cols: 50, rows: 12 });
		guest.type("rm -rf /\r");
		guest.type("\x02c");
		guest.type("\x02:kill-server\r");
		assert.equal(server.pty().input, "");
		assert.equal(server.format("#{session_windows}"), "1");
		host.type("\x02d");
		server.later();
		assert.equal(server.format("#{window_width}x#{window_height}"), "80x23");
		guest.resize(30, 8);
		assert.equal(server.format("#{window_width}x#{window_height}"), "80x23");
		guest.type("\x02d");
		assert.deepEqual(guest.left, { line: "[detached (from session 0)]", status: 0 });
	}),
);

test(
	"rights change while the guest is in",
	withShared((server) => {
		server.attach();
		server.share();
		const guest = server.guest();
		server.run("guest-access", "-r", "-t", "1");
		guest.type("x");
		assert.equal(server.pty().input, "");
		assert.match(guest.text(), /you may only look now/);
		server.run("guest-access", "-w", "-t", "guest-1");
		guest.type("y");
		assert.equal(server.pty().input, "y");
		server.run("guest-access", "-k", "-t", "1");
		assert.equal(guest.left?.status, 0);
		assert.match(guest.left?.line ?? "", /^\[.+\]$/);
		assert.equal(server.fail("guest-access", "-k", "-t", "1"), "can't find guest: 1");
	}),
);

test(
	"knocking: the host's answer counts, typed as a word",
	withShared((server) => {
		const host = server.attach();
		server.run("set", "-s", "share-approve", "on");
		server.share();
		const guest = server.guest({ address: "198.51.100.4" });
		assert.match(guest.text(), /The host has been asked to let you in/);
		assert.match(host.row(-1), /guest-1 from 198\.51\.100\.4 \(no key\) wants to join\. rw, ro or no\?/);
		guest.type("secret\r");
		assert.equal(server.pty().input, "");
		host.press("l", "s", "\r");
		assert.equal(server.format("#{share_waiting}"), "1");
		host.press("r", "o", "\r");
		server.output("now visible");
		server.later();
		assert.match(guest.text(), /now visible/);
		guest.type("x");
		assert.equal(server.pty().input, "");
		assert.equal(server.format("#{share_guests} #{share_waiting}"), "1 0");
	}),
);

test(
	"knocking: no, silence and the guest's own patience",
	withShared((server) => {
		const host = server.attach();
		server.run("set", "-s", "share-approve", "on");
		server.share();
		const refused = server.guest();
		host.press("n", "o", "\r");
		assert.deepEqual(refused.left, { line: "[the host did not let you in]", status: 1 });
		const unheard = server.guest();
		host.press("\x1b");
		server.advance(61000);
		assert.deepEqual(unheard.left, { line: "[the host did not answer]", status: 1 });
		const impatient = server.guest();
		impatient.type("q");
		assert.equal(impatient.left?.status, 1);
		const admitted = server.guest();
		server.run("guest-access", "-w", "-t", "4");
		server.later();
		admitted.type("z");
		assert.equal(server.pty().input, "z");
	}),
);

test(
	"knocking: one question after the other; those who leave take theirs along",
	withShared((server) => {
		const host = server.attach();
		server.run("set", "-s", "share-approve", "on");
		server.share();
		const first = server.guest();
		const second = server.guest();
		assert.match(host.row(-1), /guest-1 from .* wants to join/);
		host.press("r", "o", "\r");
		server.later();
		assert.match(first.text(), /\[shared 1\]/);
		server.advance(1000);
		assert.match(host.row(-1), /guest-2 from .* wants to join/);
		second.type("q");
		assert.deepEqual(second.left, { line: "[left]", status: 1 });
		assert.equal(second.text().trim(), "");
		server.later();
		assert.doesNotMatch(host.row(-1), /wants to join/);
	}),
);

test(
	"news go before lines that wait; a line that does not fit says where it is; so does the question",
	withShared((server) => {
		const host = server.attach({ cols: 50 });
		server.share();
		assert.match(host.row(-1), /^ssh session: ssh RW@test/);
		server.guest({ address: "198.51.100.4" });
		server.advance(2000);
		assert.match(host.row(-1), /^guest-1 joined/);
		server.advance(2000);
		assert.match(host.row(-1), /^ssh session read only: ssh ro-RO@test/);
		server.advance(5000);
		assert.match(host.row(-1), /^end-to-end ssh session: too long/);
		server.run("set", "-s", "share-approve", "on");
		server.guest({ address: "2001:db8::1234:5678", key: new Uint8Array(40) });
		assert.match(host.row(-1), /^guest-2 wants to join\. rw, ro or no\?/);
		assert.match(server.run("show-messages"), /guest-2 from 2001:db8::1234:5678 \(key SHA256:/);
	}),
);

test(
	"limits: number of guests, idle time, expiry, end-to-end only, the host's leaving",
	withShared((server) => {
		const host = server.attach();
		server.share();
		server.run("set", "-s", "share-guest-limit", "1");
		const first = server.guest();
		assert.deepEqual(server.guest().left, { line: "[there are too many guests]", status: 1 });
		server.run("set", "-s", "share-guest-limit", "5");
		server.run("set", "-s", "share-idle-timeout", "30");
		server.advance(20000);
		first.type("a");
		server.advance(20000);
		assert.equal(first.left, undefined);
		server.advance(15000);
		assert.deepEqual(first.left, { line: "[idle for too long]", status: 0 });
		const relayed = server.guest({ via: "relay" });
		const inner = server.guest({ via: "end-to-end" });
		server.run("set", "-s", "share-end-to-end", "on");
		assert.equal(relayed.left?.line, "[this share is end-to-end only now]");
		assert.equal(inner.left, undefined);
		assert.match(server.guest({ via: "relay" }).left?.line ?? "", /end-to-end only/);
		server.run("set", "-s", "share-stop-on-detach", "on");
		host.type("\x02d");
		server.advance(1000);
		assert.deepEqual(inner.left, { line: "[the host has left]", status: 0 });
		assert.equal(server.format("#{share_active}"), "0");
		assert.equal(server.running, false);
		server.run("set", "-s", "share-stop-on-detach", "off");
		server.run("set", "-s", "share-expire", "100");
		server.share();
		const late = server.guest();
		server.run("set", "-s", "share-idle-timeout", "0");
		server.advance(101000);
		assert.equal(late.left?.line, "[sharing has expired]");
	}),
);

test(
	"a guest that does not read costs frames, not memory; a lost provider keeps the guests it can",
	withShared((server) => {
		const host = server.attach();
		server.share();
		const guest = server.guest();
		guest.queued = 1 << 20;
		const before = guest.bytesOut;
		for (let count = 0; count < 50; count++) {
			server.output(`line ${count}\r\n`);
			server.advance(20);
		}
		assert.equal(guest.bytesOut, before);
		guest.drain();
		server.later();
		assert.match(guest.text(), /line 49/);
		server.events.lost("connection reset");
		server.settle();
		assert.equal(server.format("#{share_status} #{share_error}"), "lost connection reset");
		server.advance(3000);
		assert.match(host.text(), /sharing lost: connection reset/);
		guest.type("still here");
		assert.equal(server.pty().input, "still here");
	}),
);

test(
	"the last shell's end and the server's end reach the guests",
	withShared((server) => {
		server.attach();
		server.share();
		const guest = server.guest();
		server.pty().exit(0);
		server.advance(2000);
		assert.deepEqual(guest.left, { line: "[exited]", status: 0 });
	}),
);

test(
	"names come from keys, and say nothing that a style or a terminal would obey",
	withShared((server) => {
		const host = server.attach({ cols: 140 });
		server.share();
		server.advance(60000);
		server.names.set("KEY", "alice#[fg=red]\x1b[2J@home");
		server.guest({ key: Buffer.from("KEY", "latin1") });
		assert.match(host.row(-1), /alice__fg=red___2J@home joined from 192\.0\.2\.7 \(key SHA256:[\w+/]{43}/);
	}),
);

test(
	"guests are locked and unlocked with the host",
	withShared((server) => {
		const host = server.attach();
		server.share();
		server.output("precious");
		const guest = server.guest();
		server.run("lock-client", "-t", "guest-1");
		assert.match(guest.text(), /precious/);
		server.run("lock-server");
		assert.equal(host.locked, "lock -np");
		assert.doesNotMatch(guest.text(), /precious/);
		assert.match(guest.text(), /This session is locked/);
		guest.type("x");
		assert.equal(server.pty().input, "");
		host.wakeup();
		server.later();
		assert.match(guest.text(), /precious/);
		guest.type("y");
		assert.equal(server.pty().input, "y");
	}),
);

test(
	"the mouse of a guest who only looks is left to its own terminal",
	withShared((server) => {
		server.attach();
		server.share();
		server.run("set", "-g", "mouse", "on");
		const [writer, looker] = [server.guest(), server.guest({ rights: "read-only" })];
		assert.deepEqual([writer.mouse, looker.mouse], ["drag", "none"]);
		server.run("guest-access", "-w", "-t", "guest-2");
		server.later();
		assert.equal(looker.mouse, "drag");
		server.run("guest-access", "-r", "-t", "guest-2");
		server.later();
		assert.equal(looker.mouse, "none");
	}),
);
