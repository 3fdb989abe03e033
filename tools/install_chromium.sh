#!/bin/sh
# A browser for the browser tests: the system's chromium, else apt's where we may install, else Playwright's own.
set -u
python=$1
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing chromium with apt-get, for the browser tests"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "installing Playwright's chromium, for the browser tests"
"$python" -m playwright install chromium && exit 0
echo "The browser tests need Chromium and none could be installed. Install your system's package 'chromium' and try again." >&2
exit 1
