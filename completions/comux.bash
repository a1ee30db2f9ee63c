# Completion of comux for bash: its own flags, commands, and names of sessions
# where a command takes a target. Source it, or put it where bash-completion
# looks, under the name comux.

# Files, folders or programs (the flag of compgen), whatever is in their names.
_comux_compgen() {
	local IFS=$'\n'
	COMPREPLY=($(compgen "$1" -- "$2"))
	compopt -o filenames 2>/dev/null
}

_comux() {
	local commands="
		attach-session attach bind-key bind break-pane breakp capture-pane capturep choose-buffer
		choose-client choose-tree clear-history clearhist clear-prompt-history clearphist
		clock-mode command-prompt confirm-before confirm copy-mode customize-mode delete-buffer
		deleteb detach-client detach display-menu menu display-message display display-popup popup
		display-panes displayp find-window findw guest-access ga has-session has if-shell if join-pane joinp
		kill-pane killp kill-server kill-session kill-window killw last-pane lastp last-window
		last link-window linkw list-buffers lsb list-clients lsc list-commands lscm list-guests lsg
		list-keys lsk
		list-panes lsp list-sessions ls list-windows lsw load-buffer loadb lock-client lockc
		lock-server lock lock-session locks move-pane movep move-window movew new-pane newp
		new-session new new-window neww next-layout nextl next-window next paste-buffer pasteb
		pipe-pane pipep previous-layout prevl previous-window prev refresh-client refresh
		rename-session rename rename-window renamew resize-pane resizep resize-window resizew
		respawn-pane respawnp respawn-window respawnw rotate-window rotatew run-shell run
		save-buffer saveb select-layout selectl select-pane selectp select-window selectw
		send-keys send send-prefix server-access set-buffer setb set-environment setenv set-hook
		set-option set set-window-option setw share-dashboard dashboard share-server share
		show-buffer showb show-environment showenv
		show-hooks show-messages showmsgs show-options show show-prompt-history showphist
		show-window-options showw source-file source split-window splitw start-server start
		suspend-client suspendc swap-pane swapp swap-window swapw switch-client switchc
		switch-mode unbind-key unbind unlink-window unlinkw unshare-server unshare wait-for wait
	"
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	local at=1 command= server=(-N)
	COMPREPLY=()

	# The flags of comux end where the command begins.
	while ((at < COMP_CWORD)); do
		case ${COMP_WORDS[at]} in
		-L | -S)
			server+=("${COMP_WORDS[at]}" "${COMP_WORDS[at+1]}")
			((at += 2))
			;;
		-[cfT]) ((at += 2)) ;;
		-*) ((at += 1)) ;;
		*)
			command=${COMP_WORDS[at]}
			break
			;;
		esac
	done

	if [[ -z $command ]]; then
		if ((at > COMP_CWORD)); then
			case $previous in
			-f | -S) _comux_compgen -f "$current" ;;
			-c) _comux_compgen -c "$current" ;;
			esac
		elif [[ $current == -* ]]; then
			COMPREPLY=($(compgen -W "-2 -8 -C -c -D -f -h --help -L -l -N -S -T -u -V -v" -- "$current"))
		else
			COMPREPLY=($(compgen -W "$commands" -- "$current"))
		fi
		return
	fi

	case $previous in
	-t | -s)
		# Not compgen -W: it would expand what is in the names.
		local name
		while IFS= read -r name; do
			[[ $name == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$name")")
		done < <("${COMP_WORDS[0]}" "${server[@]}" list-sessions -F '#{session_name}' 2>/dev/null)
		;;
	-c) _comux_compgen -d "$current" ;;
	*)
		case $command in
		source | source-file | loadb | load-buffer | saveb | save-buffer)
			_comux_compgen -f "$current"
			;;
		lscm | list-commands) COMPREPLY=($(compgen -W "$commands" -- "$current")) ;;
		esac
		;;
	esac
}
complete -F _comux comux
