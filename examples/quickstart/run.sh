#!/usr/bin/env bash
# A credit-risk pipeline from a PMML file to a scored table in DuckDB. Started by ./build.sh demo; writes to out/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v mlops > /dev/null || {
    echo "The mlops command is not in PATH: start this with ./build.sh demo." >&2
    exit 2
}

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[[ -t 1 ]] || step() { printf '\n%s\n' "$*"; }

rm -rf out
mkdir out

step "1. What the model needs and does (mlops inspect)"
mlops inspect credit.pmml | cut -c 1-150

step "2. The model as SQL for DuckDB (mlops compile)"
mlops compile credit.pmml --target duckdb --out out/sql --name credit --table applications --key id

step "3. Installed in a database file, where it scores a table of 1,000 loans"
dotnet build database -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
dotnet database/bin/Release/net10.0/Database.dll out/credit.duckdb applications.csv out/sql out/scores.csv

step "4. The table's scores against the reference evaluator"
mlops verify credit.pmml --target reference --rows 0 --data applications.csv --expected out/scores.csv

step "5. DuckDB against the reference at every boundary of the model, and both against R, which trained it (mlops verify)"
mlops verify credit.pmml --target duckdb --data applications.csv --expected expected.csv

step "To read on"
echo "  out/sql/install.sql      the macro that the database runs"
echo "  out/sql/score.sql        the same as a query over the table"
echo "  out/sql/manifest.json    hashes, columns, lineage, rows to verify by"
echo "  out/credit.duckdb        the database"
