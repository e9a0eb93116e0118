#!/usr/bin/env bash
# Name every mistake in the dataset beside its line, and every line of the past that was rewritten.
# DATA: its folder; STRICT: true or false; AGAINST: the revision whose records stay, empty for none.
set -euo pipefail
options=(-d "$DATA" --format github)
[ "${STRICT:-false}" != true ] || options+=(--strict)
against="${AGAINST:-}"
if [ -z "$against" ]; then
  exec stancetracker check "${options[@]}"
fi
if ! git rev-parse --quiet --verify --end-of-options "$against^{commit}" > /dev/null; then
  echo "::error::The history can't be checked without the commit before: check out with fetch-depth: 2"
  stancetracker check "${options[@]}"
  exit 1
fi
status=0
stancetracker check "${options[@]}" --against "$against" || status=$?
if [ "$status" = 3 ]; then
  echo "::error::The dataset did not load before, so nothing says what was rewritten since"
fi
exit "$status"
