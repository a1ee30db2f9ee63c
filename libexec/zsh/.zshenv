# Reads the user's own .zshenv: this folder stands in for theirs until the first prompt (see .zshrc).
[ -r "${COMUX_ZDOTDIR:-$HOME}/.zshenv" ] && . "${COMUX_ZDOTDIR:-$HOME}/.zshenv"
