#!/usr/bin/env bash
# Name every mistake in the dataset beside its line, and every line of the past that is not there any more, with the
# lines to paste. DATA: its folder; STRICT: true or false; AGAINST: the revision whose lines stay, empty for none;
# REDACTION: true where redactions may remove the lines that they name.
set -euo pipefail
options=(-d "$DATA" --format github)
[ "${STRICT:-false}" != true ] || options+=(--strict)
[ "${REDACTION:-false}" != true ] || options+=(--allow-redaction)
against="${AGAINST:-}"
if [[ ! "$against" =~ [^0] ]]; then # zeros stand before the first push of a branch
  exec stancetracker check "${options[@]}"
fi
if ! bash "$(dirname "$0")/base.sh"; then
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
