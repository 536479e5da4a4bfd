#!/bin/sh
# Find what the tests need, or install it where this is root on Debian or Ubuntu.
# Usage: tools/need.sh chromium poppler fonts postgresql
set -eu
missing=""

find_postgresql() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
find_chromium() {
    for name in chromium chromium-browser google-chrome; do
        # Ubuntu's chromium-browser may be a stub that only points to another package system.
        if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then return 0; fi
    done
    ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-* >/dev/null 2>&1
}
for need in "$@"; do
    case $need in
        chromium) find_chromium || missing="$missing chromium" ;;
        poppler) command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils" ;;
        fonts) fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fontconfig fonts-noto-cjk" ;;
        postgresql)
            [ -n "${TEST_DATABASE_URL:-}" ] || find_postgresql || missing="$missing postgresql" ;;
        *) echo "tools/need.sh does not know $need" >&2; exit 2 ;;
    esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing for this target: install$missing (on Debian: sudo apt-get install$missing)" >&2
    exit 2
fi
echo "Installing for this target:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq </dev/null >/dev/null || echo "apt-get update failed; trying to install all the same" >&2
case $missing in
    *" chromium"*)
        # Ubuntu has no chromium package: there the test library brings its own.
        if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
            missing=$(echo "$missing" | sed 's/ chromium//')
            .venv/bin/python -m playwright install --with-deps chromium </dev/null >/dev/null
        fi ;;
esac
[ -n "$missing" ] || exit 0
# shellcheck disable=SC2086 # A list of package names.
if ! apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null; then
    echo "apt-get could not install:$missing" >&2
    exit 2
fi
