# Reads the user's own .zshrc, then puts PATH right: what /etc/zprofile and the
# user's files made of it, with the folder in COMUX_SHIMS first. A login shell
# reads .zlogin after this one, so that is read from its own place.
if [ -n "${COMUX_ZDOTDIR:-}" ]; then ZDOTDIR=$COMUX_ZDOTDIR; else unset ZDOTDIR; fi
[ -r "${ZDOTDIR:-$HOME}/.zshrc" ] && . "${ZDOTDIR:-$HOME}/.zshrc"
path=("$COMUX_SHIMS" ${path:#$COMUX_SHIMS})
unset COMUX_SHIMS COMUX_ZDOTDIR
