#!/usr/bin/env bash
# Builds, demonstrates, tests, measures and packs. Installs what it needs where it may: on Debian, as root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

solution=MlOps.Codegen.sln
configuration=Release
framework=net10.0

usage() {
    cat <<'END'
Usage: ./build.sh [COMMAND]

  (none)   build everything
  demo     build the mlops command and run examples/quickstart
  test     build everything and run all tests; the last line counts them
  bench    run the benchmarks; further arguments go to the benchmark runner;
           "bench databases" scores tables inside databases instead, "bench
           csharp" compares generated C# with other scorers ("bench csharp
           --compile" times what compiles it), "bench registry" asks a large
           registry, "bench features" computes features over many events,
           "bench monitor" profiles a large window
  pack     make the packages that applications use; further argument: the
           folder for them (artifacts/packages)
END
}

say() { printf '%s\n' "$*" >&2; }

die() {
    say "build.sh: $*"
    exit 1
}

require_dotnet() {
    command -v dotnet > /dev/null ||
        die "dotnet is not installed. Install the .NET SDK that global.json names (10.0 or later 10.x)."
}

build() {
    dotnet build "$1" -c "$configuration" --nologo -v quiet "${@:2}"
}

has_postgres() {
    local initdb
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [[ -x $initdb ]] && return
    done
    command -v initdb > /dev/null
}

is_debian() { [[ -r /etc/os-release ]] && grep -Eq '^(ID|ID_LIKE)=.*(debian|ubuntu)' /etc/os-release; }

# The PostgreSQL tests start their own server from the installed binaries. Without them they are skipped, so a failure
# to install is no failure of the tests.
require_postgres() {
    [[ -n ${MLOPS_TEST_POSTGRES:-} ]] || has_postgres && return
    if is_debian && [[ $(id -u) == 0 ]]; then
        say "Installing PostgreSQL from apt ..."
        install_postgres > /tmp/mlops-apt.$$ 2>&1 && rm -f /tmp/mlops-apt.$$ && return
        tail -n 5 /tmp/mlops-apt.$$ >&2
        rm -f /tmp/mlops-apt.$$
        say "PostgreSQL could not be installed; its tests will be skipped."
    else
        say "PostgreSQL is not installed; its tests will be skipped. Install its server (Debian: apt-get install postgresql;" \
            "elsewhere: initdb and pg_ctl in PATH), or set MLOPS_TEST_POSTGRES to a connection string."
    fi
}

install_postgres() {
    # Nobody asked for a server that is always on; the package makes one unless it finds this.
    local folder=/etc/postgresql-common/createcluster.d status=0
    mkdir -p "$folder"
    echo 'create_main_cluster = false' > "$folder/mlops-build.conf"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update < /dev/null && apt-get install -y --no-install-recommends postgresql < /dev/null && install_cron; } || status=$?
    rm -f "$folder/mlops-build.conf"
    rmdir --ignore-fail-on-non-empty "$folder"
    return "$status"
}

# The scheduler that one test asks for; without it that test is skipped.
install_cron() {
    local version
    version=$(ls /usr/lib/postgresql | sort -n | tail -n 1)
    apt-get install -y --no-install-recommends "postgresql-$version-cron" < /dev/null || true
}

# Tests of the monitor's page look at it in a browser, and are skipped without one.
require_browser() {
    local name
    [[ -n ${MLOPS_TEST_BROWSER:-} ]] && return
    for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
        command -v "$name" > /dev/null && return
    done
    if is_debian && [[ $(id -u) == 0 ]]; then
        say "Installing Chromium from apt ..."
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-liberation; } \
            < /dev/null > /tmp/mlops-apt.$$ 2>&1 || tail -n 5 /tmp/mlops-apt.$$ >&2
        rm -f /tmp/mlops-apt.$$
    fi
}

# Sql.Specification.Tests is what the dialects' tests inherit; it holds nothing to run. The longest begins first, so that it is not alone
# at the end.
test_assemblies() {
    local folder name longest=MlOps.Codegen.Cli.Tests
    for folder in "tests/$longest" tests/*.Tests; do
        name=${folder#tests/}
        [[ $name == Sql.Specification.Tests ]] || printf '%s\n' "$folder/bin/$configuration/$framework/$name.dll"
    done | awk '!seen[$0]++'
}

run_tests() {
    local status=0 assemblies
    results=$(mktemp -d)
    trap 'rm -rf "$results"' EXIT
    mapfile -t assemblies < <(test_assemblies)

    # A first generation of 64 MB instead of a few is collected less often; the number is hexadecimal.
    export DOTNET_GCgen0size=4000000

    # One run over all assemblies starts one runner instead of one per project.
    dotnet vstest "${assemblies[@]}" --Parallel "--logger:console;verbosity=minimal" \
        "--logger:trx;LogFileName=tests.trx" "--ResultsDirectory:$results" < /dev/null || status=$?

    if [[ ! -s $results/tests.trx ]]; then
        say "The test run ended without results (exit code $status)."
        no_results
    fi
    summarize "$status" "$results"/*.trx
}

# Whoever reads the last line finds it even where there is nothing to count.
no_results() {
    echo "0 passed, 0 failed, 0 skipped"
    exit 1
}

# Reads test results: prints what failed and what was skipped, then the counts. Fails if any failed or none ran.
summarize() {
    local run_status=$1
    shift
    awk -v run_status="$run_status" '
        function attribute(name,    start, rest) {
            start = index($0, " " name "=\"")
            if (!start) return ""
            rest = substr($0, start + length(name) + 3)
            return text(substr(rest, 1, index(rest, "\"") - 1))
        }
        function text(escaped) {
            gsub(/&#x[dD];/, "", escaped); gsub(/&#x[aA];/, "\n", escaped)
            gsub(/&lt;/, "<", escaped); gsub(/&gt;/, ">", escaped); gsub(/&quot;/, "\"", escaped)
            gsub(/&apos;/, "\047", escaped); gsub(/&amp;/, "\\&", escaped)
            return escaped
        }
        # Each record is one tag with the text behind it.
        BEGIN { RS = "<" }
        /^UnitTestResult / {
            name = attribute("testName"); outcome = attribute("outcome"); reason = ""
            if (outcome == "Passed") passed++
            else if (outcome == "NotExecuted") skipped++
            else failed++
            if ($0 ~ /\/>[ \t\r\n]*$/) finish()
        }
        /^(Message|StdOut)>/ && reason == "" {
            reason = text(substr($0, index($0, ">") + 1))
        }
        /^\/UnitTestResult>/ { finish() }
        function finish() {
            gsub(/\n+$/, "", reason)
            if (outcome == "NotExecuted") {
                gsub(/\n/, " ", reason)
                skips[++skip_count] = "  " name ": " reason
            } else if (outcome != "Passed") {
                gsub(/\n/, "\n    ", reason)
                failures[++failure_count] = "  " name "\n    " reason
            }
        }
        END {
            if (failure_count) print "\nFailed:"
            for (i = 1; i <= failure_count; i++) print failures[i]
            if (skip_count) print "\nSkipped:"
            for (i = 1; i <= skip_count; i++) print skips[i]
            if (run_status != 0 && !failed) print "\nThe test run ended with exit code " run_status ", although no test failed."
            printf "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped
            exit failed || run_status != 0 || passed + failed == 0
        }' "$@"
}

case ${1:-} in
    '')
        require_dotnet
        # Half a minute, once, that every later start of the command saves a second of.
        build "$solution" -p:ReadyToRunOutput=true
        ;;
    demo)
        require_dotnet
        [[ -f examples/quickstart/run.sh ]] || die "examples/quickstart/run.sh does not exist."
        # Style is judged by the build of everything; a first look should not wait for it.
        build compiler/MlOps.Codegen.Cli/MlOps.Codegen.Cli.csproj -p:RunAnalyzers=false
        # The apphost looks for the runtime in the default place only; dotnet may be elsewhere.
        export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
        export PATH="$PWD/compiler/MlOps.Codegen.Cli/bin/$configuration/$framework:$PATH"
        bash examples/quickstart/run.sh
        ;;
    test)
        require_dotnet
        require_postgres
        require_browser
        # Compilers, and what the tests start, run once and for seconds: profiles of their code cost more than they bring.
        export DOTNET_TieredPGO=0
        build "$solution" || {
            say "The build failed; no test was run."
            no_results
        }
        run_tests
        ;;
    bench)
        shift
        require_dotnet
        projects=(benchmarks/*/*.csproj)
        [[ -f ${projects[0]} ]] || die "there are no benchmarks."
        for project in "${projects[@]}"; do
            dotnet run -c "$configuration" --project "$project" -- "$@"
        done
        ;;
    pack)
        require_dotnet
        folder=${2:-artifacts/packages}
        mkdir -p "$folder"
        folder=$(cd "$folder" && pwd)
        # The same sources give the same packages: paths of this machine do not get into them.
        dotnet msbuild Packages.proj -t:Restore -p:Configuration="$configuration" -v:quiet -nologo
        dotnet msbuild Packages.proj -p:Configuration="$configuration" -p:ContinuousIntegrationBuild=true -p:PackageOutputPath="$folder/" -v:quiet -nologo
        printf '%s\n' "$folder"/*.nupkg
        ;;
    -h | --help | help)
        usage
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac
