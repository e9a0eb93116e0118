#!/usr/bin/env bash
# Write what the merged commit HEAD changes in the dataset into the summary of the job, and under the pull request.
# DATA: the folder of the dataset; COMMENT: true or false; NUMBER: of the pull request.
set -euo pipefail
mark='<!-- stancetracker changes -->'
most=60000 # GitHub takes 65,536 characters
all="$RUNNER_TEMP/changes.md"

options=(-d "$DATA" --rev 'HEAD^1..HEAD' --md --exit-code)
if ! git rev-parse --quiet --verify 'HEAD^1' > /dev/null; then
  echo "::notice::What changes can't be told without the commit before: check out with fetch-depth: 2"
  exit 0
fi
status=0
stancetracker changes "${options[@]}" > "$all" || status=$?
if [ "$status" -gt 1 ]; then
  echo "::notice::What changes can't be told, as the dataset does not load before or after"
  exit 0
fi
head -c 900000 "$all" >> "$GITHUB_STEP_SUMMARY"
[ "${COMMENT:-true}" = true ] || exit 0

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
