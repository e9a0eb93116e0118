#!/usr/bin/env bash
# Fail where the dataset is not in its canonical form. DATA: its folder.
set -euo pipefail
exec stancetracker fmt -d "$DATA" --check
