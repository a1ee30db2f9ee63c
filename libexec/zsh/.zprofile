# Reads the user's own .zprofile: this folder stands in for theirs until the first prompt (see .zshrc).
[ -r "${COMUX_ZDOTDIR:-$HOME}/.zprofile" ] && . "${COMUX_ZDOTDIR:-$HOME}/.zprofile"
