# Completion of comux for fish: its own flags, commands, and names of sessions
# where a command takes a target. Put it into ~/.config/fish/completions.

# The words of the command line from the command on; nothing when there is none yet.
function __comux_command
	set -l words (commandline -opc)
	set -e words[1]
	while set -q words[1]
		switch $words[1]
			case -c -f -L -S -T
				set -e words[1]
				set -q words[1]; and set -e words[1]
			case '-*'
				set -e words[1]
			case '*'
				printf '%s\n' $words
				return 0
		end
	end
	return 1
end

function __comux_needs_command
	not __comux_command >/dev/null
end

# -L and -S as they were given.
function __comux_server
	set -l words (commandline -opc)
	for at in (seq (count $words))
		if contains -- $words[$at] -L -S; and set -q words[(math $at + 1)]
			printf '%s\n' $words[$at] $words[(math $at + 1)]
		end
	end
end

function __comux_sessions
	comux -N (__comux_server) list-sessions -F '#{session_name}' 2>/dev/null
end

function __comux_takes_target
	__comux_command >/dev/null; and contains -- (commandline -opc)[-1] -t -s
end

function __comux_takes_file
	set -l words (__comux_command); and contains -- $words[1] source-file source load-buffer loadb save-buffer saveb
end

complete -c comux -f
complete -c comux -n __comux_needs_command -s 2 -d '256 colours'
complete -c comux -n __comux_needs_command -s 8 -d 'ignored'
complete -c comux -n __comux_needs_command -s C -d 'control mode'
complete -c comux -n __comux_needs_command -s c -x -a '(__fish_complete_command)' -d 'run a shell command'
complete -c comux -n __comux_needs_command -s D -d 'run the server in the foreground'
complete -c comux -n __comux_needs_command -s f -r -F -d 'read this config file'
complete -c comux -n __comux_needs_command -s h -l help -d 'help'
complete -c comux -n __comux_needs_command -s L -x -d 'socket name'
complete -c comux -n __comux_needs_command -s l -d 'act as a login shell'
complete -c comux -n __comux_needs_command -s N -d 'never start the server'
complete -c comux -n __comux_needs_command -s S -r -F -d 'socket path'
complete -c comux -n __comux_needs_command -s T -x -d 'terminal features'
complete -c comux -n __comux_needs_command -s u -d 'UTF-8'
complete -c comux -n __comux_needs_command -s V -d 'version'
complete -c comux -n __comux_needs_command -s v -d 'log'
complete -c comux -n __comux_takes_target -x -a '(__comux_sessions)'
complete -c comux -n __comux_takes_file -F
complete -c comux -n __comux_needs_command -x -a 'attach-session attach' -d 'show a session in this terminal'
complete -c comux -n __comux_needs_command -x -a 'bind-key bind' -d 'make a key run commands'
complete -c comux -n __comux_needs_command -x -a 'break-pane breakp' -d 'give a pane its own window'
complete -c comux -n __comux_needs_command -x -a 'capture-pane capturep' -d 'copy text of a pane'
complete -c comux -n __comux_needs_command -x -a 'choose-buffer' -d 'choose a paste buffer'
complete -c comux -n __comux_needs_command -x -a 'choose-client' -d 'choose a client'
complete -c comux -n __comux_needs_command -x -a 'choose-tree' -d 'choose a session, window or pane'
complete -c comux -n __comux_needs_command -x -a 'clear-history clearhist' -d 'throw away the history of a pane'
complete -c comux -n __comux_needs_command -x -a 'clear-prompt-history clearphist' -d 'forget what was typed into prompts'
complete -c comux -n __comux_needs_command -x -a 'clock-mode' -d 'show a clock'
complete -c comux -n __comux_needs_command -x -a 'command-prompt' -d 'ask for a command'
complete -c comux -n __comux_needs_command -x -a 'confirm-before confirm' -d 'ask before a command'
complete -c comux -n __comux_needs_command -x -a 'copy-mode' -d 'read and copy text of a pane'
complete -c comux -n __comux_needs_command -x -a 'customize-mode' -d 'change options and keys'
complete -c comux -n __comux_needs_command -x -a 'delete-buffer deleteb' -d 'delete a paste buffer'
complete -c comux -n __comux_needs_command -x -a 'detach-client detach' -d 'detach a client'
complete -c comux -n __comux_needs_command -x -a 'display-menu menu' -d 'show a menu'
complete -c comux -n __comux_needs_command -x -a 'display-message display' -d 'show or print a message'
complete -c comux -n __comux_needs_command -x -a 'display-popup popup' -d 'run a program in a box'
complete -c comux -n __comux_needs_command -x -a 'display-panes displayp' -d 'number the panes'
complete -c comux -n __comux_needs_command -x -a 'find-window findw' -d 'look for panes'
complete -c comux -n __comux_needs_command -x -a 'guest-access ga' -d 'let a guest in, change its rights, put it out'
complete -c comux -n __comux_needs_command -x -a 'has-session has' -d 'whether a session exists'
complete -c comux -n __comux_needs_command -x -a 'if-shell if' -d 'run a command on a condition'
complete -c comux -n __comux_needs_command -x -a 'join-pane joinp' -d 'put a pane beside another'
complete -c comux -n __comux_needs_command -x -a 'kill-pane killp' -d 'close a pane'
complete -c comux -n __comux_needs_command -x -a 'kill-server' -d 'end everything'
complete -c comux -n __comux_needs_command -x -a 'kill-session' -d 'end a session'
complete -c comux -n __comux_needs_command -x -a 'kill-window killw' -d 'close a window'
complete -c comux -n __comux_needs_command -x -a 'last-pane lastp' -d 'the pane active before'
complete -c comux -n __comux_needs_command -x -a 'last-window last' -d 'the window current before'
complete -c comux -n __comux_needs_command -x -a 'link-window linkw' -d 'put a window into a session as well'
complete -c comux -n __comux_needs_command -x -a 'list-buffers lsb' -d 'list paste buffers'
complete -c comux -n __comux_needs_command -x -a 'list-clients lsc' -d 'list clients'
complete -c comux -n __comux_needs_command -x -a 'list-commands lscm' -d 'list commands'
complete -c comux -n __comux_needs_command -x -a 'list-guests lsg' -d 'list guests'
complete -c comux -n __comux_needs_command -x -a 'list-keys lsk' -d 'list key bindings'
complete -c comux -n __comux_needs_command -x -a 'list-panes lsp' -d 'list panes'
complete -c comux -n __comux_needs_command -x -a 'list-sessions ls' -d 'list sessions'
complete -c comux -n __comux_needs_command -x -a 'list-windows lsw' -d 'list windows'
complete -c comux -n __comux_needs_command -x -a 'load-buffer loadb' -d 'read a file into a paste buffer'
complete -c comux -n __comux_needs_command -x -a 'lock-client lockc' -d 'lock a client'
complete -c comux -n __comux_needs_command -x -a 'lock-server lock' -d 'lock all clients'
complete -c comux -n __comux_needs_command -x -a 'lock-session locks' -d 'lock the clients of a session'
complete -c comux -n __comux_needs_command -x -a 'move-pane movep' -d 'put a pane beside another'
complete -c comux -n __comux_needs_command -x -a 'move-window movew' -d 'move a window'
complete -c comux -n __comux_needs_command -x -a 'new-pane newp' -d 'make a pane'
complete -c comux -n __comux_needs_command -x -a 'new-session new' -d 'make a session'
complete -c comux -n __comux_needs_command -x -a 'new-window neww' -d 'make a window'
complete -c comux -n __comux_needs_command -x -a 'next-layout nextl' -d 'the next layout'
complete -c comux -n __comux_needs_command -x -a 'next-window next' -d 'the next window'
complete -c comux -n __comux_needs_command -x -a 'paste-buffer pasteb' -d 'type a paste buffer into a pane'
complete -c comux -n __comux_needs_command -x -a 'pipe-pane pipep' -d 'connect a pane with a command'
complete -c comux -n __comux_needs_command -x -a 'previous-layout prevl' -d 'the layout before'
complete -c comux -n __comux_needs_command -x -a 'previous-window prev' -d 'the window before'
complete -c comux -n __comux_needs_command -x -a 'refresh-client refresh' -d 'draw a client anew'
complete -c comux -n __comux_needs_command -x -a 'rename-session rename' -d 'rename a session'
complete -c comux -n __comux_needs_command -x -a 'rename-window renamew' -d 'rename a window'
complete -c comux -n __comux_needs_command -x -a 'resize-pane resizep' -d 'change the size of a pane'
complete -c comux -n __comux_needs_command -x -a 'resize-window resizew' -d 'change the size of a window'
complete -c comux -n __comux_needs_command -x -a 'respawn-pane respawnp' -d 'start the program of a pane again'
complete -c comux -n __comux_needs_command -x -a 'respawn-window respawnw' -d 'start the program of a window again'
complete -c comux -n __comux_needs_command -x -a 'rotate-window rotatew' -d 'move panes round'
complete -c comux -n __comux_needs_command -x -a 'run-shell run' -d 'run a shell command'
complete -c comux -n __comux_needs_command -x -a 'save-buffer saveb' -d 'write a paste buffer to a file'
complete -c comux -n __comux_needs_command -x -a 'select-layout selectl' -d 'arrange panes'
complete -c comux -n __comux_needs_command -x -a 'select-pane selectp' -d 'make a pane active'
complete -c comux -n __comux_needs_command -x -a 'select-window selectw' -d 'make a window current'
complete -c comux -n __comux_needs_command -x -a 'send-keys send' -d 'type keys into a pane'
complete -c comux -n __comux_needs_command -x -a 'send-prefix' -d 'type the prefix key'
complete -c comux -n __comux_needs_command -x -a 'server-access' -d 'who may use the server'
complete -c comux -n __comux_needs_command -x -a 'set-buffer setb' -d 'put text into a paste buffer'
complete -c comux -n __comux_needs_command -x -a 'set-environment setenv' -d 'set a variable'
complete -c comux -n __comux_needs_command -x -a 'set-hook' -d 'set a hook'
complete -c comux -n __comux_needs_command -x -a 'set-option set' -d 'set an option'
complete -c comux -n __comux_needs_command -x -a 'set-window-option setw' -d 'set an option of a window'
complete -c comux -n __comux_needs_command -x -a 'share-dashboard dashboard' -d 'show guests and lines to hand over'
complete -c comux -n __comux_needs_command -x -a 'share-server share' -d 'let guests in by ssh'
complete -c comux -n __comux_needs_command -x -a 'show-buffer showb' -d 'print a paste buffer'
complete -c comux -n __comux_needs_command -x -a 'show-environment showenv' -d 'show variables'
complete -c comux -n __comux_needs_command -x -a 'show-hooks' -d 'show hooks'
complete -c comux -n __comux_needs_command -x -a 'show-messages showmsgs' -d 'show the message log'
complete -c comux -n __comux_needs_command -x -a 'show-options show' -d 'show options'
complete -c comux -n __comux_needs_command -x -a 'show-prompt-history showphist' -d 'show what was typed into prompts'
complete -c comux -n __comux_needs_command -x -a 'show-window-options showw' -d 'show options of a window'
complete -c comux -n __comux_needs_command -x -a 'source-file source' -d 'run commands of a file'
complete -c comux -n __comux_needs_command -x -a 'split-window splitw' -d 'split a pane'
complete -c comux -n __comux_needs_command -x -a 'start-server start' -d 'start the server'
complete -c comux -n __comux_needs_command -x -a 'suspend-client suspendc' -d 'stop a client'
complete -c comux -n __comux_needs_command -x -a 'swap-pane swapp' -d 'exchange panes'
complete -c comux -n __comux_needs_command -x -a 'swap-window swapw' -d 'exchange windows'
complete -c comux -n __comux_needs_command -x -a 'switch-client switchc' -d 'show another session'
complete -c comux -n __comux_needs_command -x -a 'switch-mode' -d 'find a session by typing'
complete -c comux -n __comux_needs_command -x -a 'unbind-key unbind' -d 'take a binding away'
complete -c comux -n __comux_needs_command -x -a 'unlink-window unlinkw' -d 'take a window out of a session'
complete -c comux -n __comux_needs_command -x -a 'unshare-server unshare' -d 'stop sharing'
complete -c comux -n __comux_needs_command -x -a 'wait-for wait' -d 'wait for a signal'
