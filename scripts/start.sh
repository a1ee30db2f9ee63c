#!/bin/sh
# Opens the multiplexer for `npm start`. npm puts its own variables, folders and
# an editor into the environment; programs in the panes should see the user's.
for name in $(env | sed -n 's/^\(npm_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$name"; done
# npm names vi as the editor of those who have chosen none.
[ "${EDITOR:-}" = vi ] && unset EDITOR
unset NODE COLOR
path=
IFS=:
for folder in $PATH; do
	case $folder in
	*/node_modules/.bin | */node-gyp-bin) ;;
	*) path=${path:+$path:}$folder ;;
	esac
done
unset IFS
PATH=$path
export PATH
here=$(cd "${0%/*}/.." && pwd)
cd "${INIT_CWD:-.}" && unset INIT_CWD
exec "$here/bin/comux" "$@"
