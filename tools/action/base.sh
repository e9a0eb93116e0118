#!/usr/bin/env bash
# Succeed where the commit AGAINST is in this clone, or can be fetched. A push names the commit before it, which a
# shallow clone lacks.
set -euo pipefail
is_here() { git rev-parse --quiet --verify --end-of-options "$AGAINST^{commit}" > /dev/null; }
is_here && exit 0
[[ "$AGAINST" =~ ^[0-9a-f]{40,64}$ ]] || exit 1
git fetch --quiet --no-tags --depth=1 origin "$AGAINST" > /dev/null 2>&1 || true
is_here
