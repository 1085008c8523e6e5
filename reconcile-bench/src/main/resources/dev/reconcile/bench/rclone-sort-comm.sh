#!/usr/bin/env bash
# Lists the bucket and the table, sorts both, and compares them: what an operator does by hand.
set -euo pipefail
export LC_ALL=C

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export RCLONE_CONFIG=/dev/null RCLONE_S3_PROVIDER=AWS RCLONE_S3_ENV_AUTH=true RCLONE_S3_FORCE_PATH_STYLE=true
export RCLONE_S3_ENDPOINT="$ENDPOINT" RCLONE_S3_REGION="$AWS_DEFAULT_REGION" RCLONE_S3_NO_CHECK_BUCKET=true

list() {
  "${RECONCILE_RCLONE:-rclone}" lsf --recursive --fast-list --files-only --checkers "$CONCURRENCY" ":s3:$BUCKET" > "$work/listed"
  sort "$work/listed" > "$work/objects"
}

started=$EPOCHREALTIME
list &
listing=$!
psql --quiet --no-psqlrc --command "COPY (SELECT storage_key FROM images) TO STDOUT" > "$work/selected"
sort "$work/selected" > "$work/rows"
wait "$listing"
missing=$(comm -13 "$work/objects" "$work/rows" | wc -l)
orphans=$(comm -23 "$work/objects" "$work/rows" | wc -l)
objects=$(wc -l < "$work/objects")
rows=$(wc -l < "$work/rows")
ended=$EPOCHREALTIME

# user and system time of this shell and of all that it waited for
times > "$work/times" # not in a subshell, which would tell of itself
used=$(awk '{ for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += 60 * t[1] + t[2] } } END { print sum }' "$work/times")
awk -v from="$started" -v to="$ended" -v rows="$rows" -v objects="$objects" -v missing="$missing" -v orphans="$orphans" -v cpu="$used" \
  'BEGIN { printf "RESULT rows=%d objects=%d missing=%d orphans=%d seconds=%.3f cpu=%.3f\n", rows, objects, missing, orphans, to - from, cpu }'
