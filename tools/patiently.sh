#!/bin/sh
# Runs a command that may take a while and would say nothing, and says meanwhile that it is still at work:
#   sh tools/patiently.sh "installing the libraries" pip install …
# What the command prints is shown only if it fails. All of it goes to standard error: standard output is for what a
# verb comes to, such as the path of a page.
what=$1
shift
said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT
"$@" >"$said" 2>&1 &
work=$!
trap 'kill "$work" 2>/dev/null; exit 130' INT TERM
exec >&2
seconds=0
printf '%s …\n' "$what"
while kill -0 "$work" 2>/dev/null; do
  sleep 1
  seconds=$((seconds + 1))
  if [ -t 1 ]; then
    printf '\r%s … %s s ' "$what" "$seconds"
  else
    printf '%s … %s s\n' "$what" "$seconds"
  fi
done
[ -t 1 ] && printf '\r'
wait "$work"
code=$?
[ "$code" -eq 0 ] || cat "$said"
exit "$code"
