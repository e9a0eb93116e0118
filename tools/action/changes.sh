#!/usr/bin/env bash
# Write what the commit HEAD changes in the dataset into the summary of the job, and under the pull request; fail where
# that can't be told, so that nobody merges what nobody could see.
# DATA: the folder of the dataset; AGAINST: the revision before, empty for none; COMMENT: true or false; NUMBER: of the
# pull request, empty for a push.
set -euo pipefail
mark='<!-- stancetracker changes -->'
most=60000 # GitHub takes 65,536 characters
all="$RUNNER_TEMP/changes.md"

against="${AGAINST:-}"
[[ "$against" =~ [^0] ]] || exit 0 # zeros stand before the first push of a branch
if ! bash "$(dirname "$0")/base.sh"; then
  echo "::error::What changes can't be told without the commit before: check out with fetch-depth: 2"
  exit 1
fi
status=0
stancetracker changes -d "$DATA" --rev "$against..HEAD" --md --exit-code > "$all" || status=$?
if [ "$status" -gt 1 ]; then
  echo "::error::What changes can't be told, as the dataset does not load before or after"
  exit 1
fi
head -c 900000 "$all" >> "$GITHUB_STEP_SUMMARY"
[ "${COMMENT:-true}" = true ] && [ -n "${NUMBER:-}" ] || exit 0

comment="$RUNNER_TEMP/comment.md"
{ echo "$mark"; head -c "$most" "$all"; } > "$comment"
if [ "$(wc -c < "$all")" -gt "$most" ]; then
  sed -i.whole '$d' "$comment" # the last line may have been cut
  printf '\n…and more: the summary of the job has all of it.\n' >> "$comment"
fi
comments="repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments"
mine=$(gh api --paginate "$comments?per_page=100" --jq \
  ".[] | select(.user.type == \"Bot\") | select(.body | startswith(\"$mark\")) | .id" | head -n 1) || mine=
if [ -n "$mine" ]; then
  write=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$mine")
elif [ "$status" = 1 ]; then
  write=(--method POST "$comments")
else
  exit 0 # nothing has changed, and nobody was told that something had
fi
gh api --silent "${write[@]}" -F "body=@$comment" ||
  echo "::notice::The token may not comment here, so what changes stands in the summary of the job alone"
