#!/usr/bin/env bash
# Builds everything, checks the formatting, and runs all tests.
#
#   tests/run.sh                          all of it
#   tests/run.sh Storage Core             the test projects whose names contain one of these words; no check of the formatting
#   tests/run.sh Chaos                    the short campaigns against lost data; docs/reliability.md has the long ones
#   tests/run.sh Storage -- -class '*Heads*'   what follows -- goes to the test runner
#
# The last line is "N passed, N failed[, N skipped]"; the exit code is 0 when something ran and nothing failed.
# CONFIGURATION=Debug builds that one in place of Release. With ETL_AZURITE_BLOB set to a connection string, that blob store is used.
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

readonly configuration="${CONFIGURATION:-Release}"
readonly project_limit_seconds=900
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

words=()
while [[ $# -gt 0 && $1 != -- ]]; do
    words+=("$1")
    shift
done
[[ ${1:-} == -- ]] && shift
runner_arguments=("$@")

work=$(mktemp -d)
azurite_pid=
passed=0
failed=0
skipped=0
failures=()

finish() {
    trap - EXIT
    if [[ -n $azurite_pid ]]; then
        kill "$azurite_pid" 2>/dev/null
        wait "$azurite_pid" 2>/dev/null
    fi
    rm -rf "$work"

    if [[ ${#failures[@]} -gt 0 ]]; then
        printf '\nFAILED:\n'
        printf '  %s\n' "${failures[@]}"
    fi
    if [[ $skipped -gt 0 ]]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [[ $failed -eq 0 && $passed -gt 0 ]]
    exit $?
}
trap finish EXIT
trap 'fail "interrupted"; exit 130' INT TERM

fail() {
    failed=$((failed + 1))
    failures+=("$1")
}

step() {
    printf '\n== %s (%ds)\n' "$1" "$SECONDS"
}

# Without Node the tests on Azure Blob Storage are skipped, and say so.
install_node() {
    command -v node >/dev/null && command -v npm >/dev/null && return 0
    if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
        echo "Node.js is missing: installing it with apt."
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm; } >"$work/apt.log" 2>&1 && return 0
        tail -n 5 "$work/apt.log"
    fi
    echo "Node.js and npm are missing: install Node 20 or later to run all tests."
    return 1
}

# The npm packages of a folder, as its lock file has them.
install_packages() {
    local folder=$1 name=$2 stamp=$1/node_modules/.installed lock
    lock=$(cksum <"$folder/package-lock.json")
    [[ -f $stamp && $(<"$stamp") == "$lock" ]] && return 0
    echo "Installing $name."
    if (cd "$folder" && npm ci --silent --no-progress --no-audit --no-fund --ignore-scripts) >"$work/npm.log" 2>&1; then
        echo "$lock" >"$stamp"
        return 0
    fi
    tail -n 15 "$work/npm.log"
    return 1
}

install_azurite() {
    install_packages tests/azurite Azurite && return 0
    echo "Azurite could not be installed: the tests on Azure Blob Storage are skipped."
    return 1
}

check_bicep() {
    if ! install_node || ! install_packages tests/bicep "the Bicep parser"; then
        echo "The Bicep parser could not be installed: infra/ is not checked."
        skipped=$((skipped + 1))
    elif node tests/bicep/parse.mjs; then
        passed=$((passed + 1))
    else
        fail "the Bicep files"
    fi
}

start_azurite() {
    local log=$work/azurite.log address=
    mkdir "$work/azurite"
    node tests/azurite/node_modules/azurite/dist/src/blob/main.js --location "$work/azurite" --disableTelemetry --skipApiVersionCheck --silent \
        --blobHost 127.0.0.1 --blobPort 0 --blobKeepAliveTimeout 600 >"$log" 2>&1 </dev/null &
    azurite_pid=$!
    for _ in $(seq 300); do
        address=$(sed -n 's/.*successfully listens on \(http:.*\)/\1/p' "$log")
        [[ -n $address ]] && break
        kill -0 "$azurite_pid" 2>/dev/null || break
        sleep 0.2
    done
    if [[ -z $address ]]; then
        cat "$log"
        echo "Azurite did not start."
        return 1
    fi
    # The account and the key that every Azurite has.
    export ETL_AZURITE_BLOB="DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=$address/devstoreaccount1;"
    echo "Azurite listens on $address."
}

# The tests in a browser look for it in the PATH, and are skipped with the reason where there is none.
install_chromium() {
    local name
    [[ -n ${ETL_CHROMIUM:-} ]] && return 0
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return 0
    done
    if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
        echo "Chromium is missing: installing it with apt."
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >"$work/apt.log" 2>&1 && return 0
        tail -n 5 "$work/apt.log"
    fi
    echo "Chromium is missing: install it, or name one by ETL_CHROMIUM, to run the tests of the dashboard in a browser."
    return 1
}

test_projects() {
    local project
    for project in tests/*/*.Tests.csproj; do
        is_wanted "$(basename "$project" .csproj)" && echo "$project"
    done
}

# Whether a name was asked for.
is_wanted() {
    local word
    for word in ${words[@]+"${words[@]}"}; do
        [[ $1 == *"$word"* ]] && return 0
    done
    [[ ${#words[@]} -eq 0 ]]
}

# A campaign of tests/Etl.Chaos, which counts as one test.
run_campaign() {
    local log="$work/chaos.log"
    if dotnet exec "tests/Etl.Chaos/bin/$configuration/net10.0/Etl.Chaos.dll" "$@" >"$log" 2>"$log.steps" </dev/null; then
        passed=$((passed + 1))
        head -n 2 "$log"
    else
        cat "$log.steps" "$log"
        fail "Etl.Chaos $*"
    fi
}

build() {
    local target
    for target in "$@"; do
        # Package sources fail now and then; a second try costs nothing when all is there.
        dotnet restore "$target" -v q || dotnet restore "$target" -v q || return 1
        dotnet build "$target" -c "$configuration" --no-restore -v q -nodeReuse:false || return 1
    done
}

# An attribute of the runner's report.
count() {
    sed -n "s/.*<assembly [^>]* $1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1
}

run_project() {
    local name=$1 assembly="tests/$1/bin/$configuration/net10.0/$1.dll" log="$work/$1.log" report="$work/$1.xml" limit=() started=$SECONDS code=0
    command -v timeout >/dev/null && limit=(timeout --kill-after=10 "$project_limit_seconds")
    if [[ ! -f $assembly ]]; then
        fail "$name: it was not built"
        return
    fi

    ${limit[@]+"${limit[@]}"} dotnet exec "$assembly" -noLogo -noColor -xml "$report" ${runner_arguments[@]+"${runner_arguments[@]}"} >"$log" 2>&1 </dev/null || code=$?

    local ok=0 bad=0 not=0
    if [[ -s $report ]]; then
        ok=$(count passed "$report") bad=$(($(count failed "$report") + $(count errors "$report"))) not=$(count skipped "$report")
    fi
    echo "$name: $ok passed, $bad failed, $not skipped ($((SECONDS - started)) s)"
    passed=$((passed + ok))
    skipped=$((skipped + not))
    failed=$((failed + bad))
    if [[ $bad -gt 0 ]]; then
        cat "$log"
        while IFS= read -r line; do
            failures+=("$line")
        done < <(sed -n 's/^ *\(.*\) \[\(FAIL\|.*ERROR\|.*FAILURE\).*\].*$/\1/p' "$log")
    elif [[ $code -eq 124 || $code -eq 137 ]]; then
        cat "$log"
        fail "$name: stopped after $project_limit_seconds s"
    elif [[ $code -ne 0 && ($((ok + not)) -gt 0 || ${#runner_arguments[@]} -eq 0) || ! -s $report ]]; then
        cat "$log"
        fail "$name: the test program ended with code $code"
    else
        grep -A 1 '\[SKIP\]' "$log" | grep -v '^--$'
    fi
}

if ! command -v dotnet >/dev/null; then
    fail "dotnet is missing: install the .NET SDK that global.json names"
    exit 1
fi

projects=()
while IFS= read -r project; do
    projects+=("$project")
done < <(test_projects)
if [[ ${#projects[@]} -eq 0 ]] && ! is_wanted Etl.Chaos; then
    fail "no test project is called like ${words[*]}"
    exit 1
fi

if [[ -z ${ETL_AZURITE_BLOB:-} ]]; then
    step "Azurite"
    install_node && install_azurite && start_azurite
fi

if [[ " ${projects[*]-} " == *Etl.Browser.Tests* ]]; then
    step "Chromium"
    install_chromium
fi

step "Build ($configuration)"
targets=(${projects[@]+"${projects[@]}"})
is_wanted Etl.Chaos && targets+=(tests/Etl.Chaos/Etl.Chaos.csproj)
[[ ${#words[@]} -eq 0 ]] && targets=(Etl.Functions.sln)
if ! build "${targets[@]}"; then
    fail "the build"
    exit 1
fi

if [[ ${#words[@]} -eq 0 ]]; then
    step "Bicep"
    check_bicep

    step "Formatting"
    dotnet format whitespace . --folder --verify-no-changes --exclude tests/azurite/node_modules || fail "dotnet format whitespace"
    dotnet format style Etl.Functions.sln --no-restore --verify-no-changes --severity warn || fail "dotnet format style"
fi

step "Tests"
for project in ${projects[@]+"${projects[@]}"}; do
    run_project "$(basename "$project" .csproj)"
done

if is_wanted Etl.Chaos; then
    step "Chaos"
    run_campaign crash --seed 20261129 --kills 10
    run_campaign deliveries --seed 20261129 --trials 6
    if [[ -d tests/azurite/node_modules ]]; then
        run_campaign faults --seed 20261129 --trials 1
    else
        echo "Azurite is not installed: the campaign of store faults is left out."
        skipped=$((skipped + 1))
    fi
fi
