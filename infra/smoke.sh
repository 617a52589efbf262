#!/usr/bin/env bash
# Starts a pipeline over HTTP and waits until its run has succeeded.
#
#   infra/smoke.sh URL PIPELINE IDEMPOTENCY_KEY
#
# URL is the address of the app without /api. A repeated key starts nothing new, so a job that is run again looks at the same run.
# The function key is read from the curl configuration file that ETL_CURL_CONFIG names, with a line
#   header = "x-functions-key: KEY"
# so it is in no argument and in no output. ETL_SMOKE_SECONDS is how long the run may take (default 900), ETL_SMOKE_RETRIES how often
# a start that fails is tried again, 6 s apart (default 20: an app that was just deployed needs its time).
set -euo pipefail

if [[ $# -ne 3 ]]; then
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi

readonly url=${1%/} pipeline=$2 idempotency_key=$3
readonly seconds=${ETL_SMOKE_SECONDS:-900}
readonly retries=${ETL_SMOKE_RETRIES:-20}
readonly poll_seconds=${ETL_SMOKE_POLL_SECONDS:-5}

options=(--silent --show-error --max-time 100)
[[ -n ${ETL_CURL_CONFIG:-} ]] && options+=(--config "$ETL_CURL_CONFIG")

fail() {
    echo "error: $*" >&2
    exit 1
}

# The first member of that name: of a run, and not of one of its tasks.
member() {
    tr -d '\n' | sed 's/"tasks" *:.*//' | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"
}

# The idempotency key makes a repeated start harmless.
answer=$(curl "${options[@]}" --retry "$retries" --retry-all-errors --retry-delay 6 --fail-with-body \
    --request POST "$url/api/pipelines/$pipeline/runs" \
    --header 'Content-Type: application/json' --header "Idempotency-Key: $idempotency_key" --data '{}') ||
    fail "the run could not be started: $answer"

run=$(member runId <<<"$answer")
[[ -n $run ]] || fail "the answer names no run: $answer"
echo "Run $run"

while true; do
    document=$(curl "${options[@]}" --retry 5 --retry-all-errors --retry-delay 3 --fail-with-body "$url/api/runs/$run") || fail "run $run could not be read: $document"
    status=$(member status <<<"$document")
    case $status in
    Succeeded)
        echo "$status after $SECONDS s"
        exit 0
        ;;
    Pending | Running)
        [[ $SECONDS -lt $seconds ]] || fail "run $run is still $status after $seconds s"
        sleep "$poll_seconds"
        ;;
    *) fail "run $run ended ${status:-without a status}: $document" ;;
    esac
done
