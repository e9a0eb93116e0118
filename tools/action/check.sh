#!/usr/bin/env bash
# Name every mistake in the dataset beside its line. DATA: its folder; STRICT: true or false.
set -euo pipefail
options=(-d "$DATA" --format github)
[ "${STRICT:-false}" != true ] || options+=(--strict)
exec stancetracker check "${options[@]}"
