/**
 * The keys of a mirror before its host has told of any: a host whose keys are
 * the usual ones need not send them. Also the tables of copy mode, for lists
 * that a guest opens here. Read by mirror.ts.
 */
import type { Keymap } from "../server/config.ts";

const PREFIX = `
C-b send-prefix
C-o rotate-window
C-z suspend-client
Space next-layout
! break-pane
'"' split-window
'#' list-buffers
'$' command-prompt -I "#S" "rename-session '%%'"
% split-window -h
& confirm-before -p "kill-window #W? (y/n)" kill-window
"'" command-prompt -p index "select-window -t ':%%'"
( switch-client -p
) switch-client -n
, command-prompt -I "#W" "rename-window '%%'"
- delete-buffer
. command-prompt "move-window -t '%%'"
0 select-window -t :=0
1 select-window -t :=1
2 select-window -t :=2
3 select-window -t :=3
4 select-window -t :=4
5 select-window -t :=5
6 select-window -t :=6
7 select-window -t :=7
8 select-window -t :=8
9 select-window -t :=9
: command-prompt
';' last-pane
= choose-buffer
? list-keys
D choose-client
L switch-client -l
[ copy-mode
] paste-buffer
c new-window
d detach-client
f command-prompt "find-window '%%'"
i display-message
l last-window
m select-pane -m
M select-pane -M
n next-window
o select-pane -t :.+
p previous-window
q display-panes
r refresh-client
s choose-tree -s
t clock-mode
w choose-window
x confirm-before -p "kill-pane #P? (y/n)" kill-pane
z resize-pane -Z
'{' swap-pane -U
'}' swap-pane -D
'~' show-messages
PPage copy-mode -u
M-1 select-layout even-horizontal
M-2 select-layout even-vertical
M-3 select-layout main-horizontal
M-4 select-layout main-vertical
M-5 select-layout tiled
M-n next-window -a
M-o rotate-window -D
M-p previous-window -a
`;

const REPEATED = `
Up select-pane -U
Down select-pane -D
Left select-pane -L
Right select-pane -R
M-Up resize-pane -U 5
M-Down resize-pane -D 5
M-Left resize-pane -L 5
M-Right resize-pane -R 5
C-Up resize-pane -U
C-Down resize-pane -D
C-Left resize-pane -L
C-Right resize-pane -R
S-Up refresh-client -U 10
S-Down refresh-client -D 10
S-Left refresh-client -L 10
S-Right refresh-client -R 10
DC refresh-client -c
`;

const ROOT = `
MouseDown1Pane { select-pane -t = ; send-keys -M }
MouseDrag1Border resize-pane -M
MouseDown1Status select-window -t =
WheelUpStatus previous-window
WheelDownStatus next-window
MouseDrag1Pane if-shell -F -t = "#{&&:#{mouse_any_flag},#{!:#{pane_in_mode}}}" { send-keys -M } { copy-mode -M }
DoubleClick1Pane if-shell -F -t = "#{&&:#{mouse_any_flag},#{!:#{pane_in_mode}}}" { send-keys -M } { copy-mode -M }
TripleClick1Pane if-shell -F -t = "#{&&:#{mouse_any_flag},#{!:#{pane_in_mode}}}" { send-keys -M } { copy-mode -M }
WheelUpPane if-shell -F -t = "#{||:#{mouse_any_flag},#{pane_in_mode}}" { send-keys -M } { copy-mode -e -t = }
`;

const bind = (flags: string, rows: string) =>
	rows
		.trim()
		.split("\n")
		.map((row) => `bind-key ${flags} ${row}\n`)
		.join("");

/** The mirror's key tables; of `keymaps` those of copy mode, without what would need a shell. */
export function mirrorKeymaps(keymaps: readonly Keymap[]): readonly Keymap[] {
	const text = bind("", PREFIX) + bind("-r", REPEATED) + bind("-n", ROOT);
	const copy = keymaps
		.filter(({ name }) => name.startsWith("copy-mode"))
		.map(({ name, text: all }) => ({
			name,
			text: all
				.split("\n")
				.filter((line) => !line.includes("run-shell"))
				.join("\n"),
		}));
	return [{ name: "mirror", text }, ...copy];
}
