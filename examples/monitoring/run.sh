#!/usr/bin/env bash
# A year of a model that is watched: a baseline, weekly windows, outcomes that come a month late, a new version in July. Needs mlops in PATH;
# writes to out/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rm -rf out
mkdir out
dotnet build warehouse -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
database() { dotnet warehouse/bin/Release/net10.0/Warehouse.dll out/warehouse.duckdb "$@"; }
monitor() { mlops monitor "$1" "out/churn-$2.baseline.json" --target duckdb --connection out/warehouse.duckdb "${@:3}"; }

# Exit code 1 says that there are alerts.
watch() { monitor run "$@" >> out/windows.txt 2>> out/alerts.txt || [[ $? == 1 ]]; }

# Until July the first version scores. The reference are the eight weeks before the year.
database history.sql "INSERT INTO clock VALUES (TIMESTAMP '2024-07-01')"
mlops monitor baseline churn-1.monitor.json --target duckdb --connection out/warehouse.duckdb --to 2024-01-01 --out out/churn-1.baseline.json
watch 1 --from 2024-01-01 --to 2024-07-01 --every 7d

# It is no more right, as the outcomes of May say, and the challenger is: that becomes version 2, whose reference are the weeks since May.
mlops monitor baseline churn-2.monitor.json --target duckdb --connection out/warehouse.duckdb --from 2024-05-06 --to 2024-07-01 --out out/churn-2.baseline.json

# The second half of the year, and what became of the customers of the first: those weeks are looked at again.
database "UPDATE clock SET today = TIMESTAMP '2025-02-03'"
watch 1 --from 2024-05-06 --to 2024-07-01 --every 7d
watch 2 --from 2024-07-01 --to 2024-12-30 --every 7d

database found.sql
monitor report 1 --format html --out out/churn-1.html
monitor report 2 --format html --out out/churn-2.html
monitor report 1 --last 52 --json --out out/churn-1.json
echo "reports: out/churn-1.html and out/churn-2.html"
