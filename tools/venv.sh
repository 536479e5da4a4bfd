#!/bin/sh
# Make a virtual environment and install one pinned, hashed list of requirements into it.
# Usage: tools/venv.sh PYTHON FOLDER REQUIREMENTS
set -eu
python=$1 folder=$2 list=$3
say() { echo "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Needs Python 3.11 or later: install it, or name it with make PYTHON=python3.12 …"
    exit 2
fi
if ! "$folder/bin/python" -c 'import pip' 2>/dev/null; then
    rm -rf "$folder"
    if ! "$python" -m venv "$folder" >/dev/null 2>&1; then
        rm -rf "$folder"
        say "Needs the venv module of Python: apt-get install python3-venv"
        exit 2
    fi
fi
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r "$list"
