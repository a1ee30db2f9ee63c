import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCommandWorld } from "./fixture.ts";

test("wait-for: waking, locking, waiters by name", () => {
	const world = makeCommandWorld();
	world.place("a");
	const { out, sent, server } = world;
	const [one, two] = [world.client("one"), world.client("two")];
	assert.equal(out("wait-for ch ; display -p woken", one), "");
	assert.equal(out("wait-for -l ch"), "one\n");
	out("wait-for -S ch");
	assert.equal(sent(one).out, "woken\n");
	// A channel that was woken before lets the next one through.
	out("wait-for -S ch");
	assert.equal(out("wait-for ch ; display -p through", one), "through\n");
	assert.equal(server.waitChannels.size, 0);

	out("wait-for -L ch", one);
	assert.equal(out("wait-for -L ch ; display -p locked", two), "");
	out("wait-for -U ch", one);
	assert.equal(sent(two).out, "locked\n");
	out("wait-for -U ch", two);
	assert.equal(out("wait-for -U ch"), "channel ch not locked\n");

	out("wait-for ch ; display -p single", one);
	out("wait-for ch", two);
	out("wait-for -w one ch");
	assert.equal(sent(one).out, "single\n");
	assert.equal(out("wait-for -l ch"), "two\n");
});

test("set-hook -E fires events for hooks and waiters; -R runs a hook alone", () => {
	const world = makeCommandWorld();
	const { out, sent, server } = world;
	const { pane } = world.place("a");
	const client = world.client("one");
	out("set-hook -g @event 'set -gF @seen \"#{hook}:#{session_name}:%#{s/%//:pane_id}\"'");
	assert.equal(out("wait-for -Ev @event ; display -p over", client), "");
	assert.equal(out("wait-for -El @event"), "one\n");
	out("set-hook -E -t a: @event");
	assert.equal(server.sessionOptions.string("@seen"), `@event:a:%${pane.id}`);
	const lines = sent(client).out.split("\n");
	assert.equal(lines.includes("event=@event"), true);
	assert.equal(lines.includes(`pane=%${pane.id}`), true);
	assert.equal(lines.at(-2), "over");

	out("wait-for -E @event", client);
	out("set -g @seen 0 ; set-hook -R @event");
	assert.notEqual(server.sessionOptions.string("@seen"), "0");
	assert.equal(out("wait-for -El @event"), "one\n");
	assert.equal(out("wait-for -E -w nobody @event"), "waiter nobody not found\n");
	out("wait-for -E -w one @event");
	assert.equal(out("wait-for -El @event"), "");

	// Events of tmux's own, with a filter.
	out("wait-for -E -F '#{==:#{new_name},two}' window-renamed ; display -p renamed", client);
	out("rename-window one");
	assert.equal(sent(client).out, "");
	out("rename-window two");
	assert.equal(sent(client).out, "renamed\n");
});

test("set-hook -B watches a format and runs its hook when it changes", () => {
	const world = makeCommandWorld();
	const { out, pass, server } = world;
	world.place("a");
	const seen = () => server.sessionOptions.string("@seen");
	out("set -g @value 1 ; set-hook -g -B '@watch::#{@value}' 'set -g @seen \"#{hook_last}-#{hook_value}\"'");
	pass(1000);
	assert.equal(seen(), "");
	out("set -g @value 2");
	pass(1000);
	assert.equal(seen(), "1-2");
	assert.equal(out("show-hooks -gB -F '#{option_name} #{hook_fire_count}'"), "@watch 1\n");
	// With -T only what is true counts.
	out("set-hook -gT -B '@watch::#{@value}'");
	pass(1000);
	out("set -g @value 0");
	pass(1000);
	assert.equal(seen(), "1-2");
	out("set -g @value 3");
	pass(1000);
	assert.equal(seen(), "0-3");
	out("set-hook -gu @watch ; set -g @value 4");
	pass(2000);
	assert.equal(seen(), "0-3");
	assert.equal(out("show-hooks -gB"), "");
	world.hooks.dispose();
});
