#!/usr/bin/env bash
# A model of ML.NET, trained here, as SQL. Needs mlops in PATH; writes to out/ only. With a connection string in MLOPS_EXAMPLE_POSTGRES
# the model is scored in PostgreSQL, too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

step() { printf '\n%s\n' "$*"; }
applications=../quickstart/applications.csv

rm -rf out
mkdir out

step "1. Trained with ML.NET, saved, and what ML.NET itself predicts"
dotnet build train/Train.csproj -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
dotnet train/bin/Release/net10.0/Train.dll "$applications" out/loans.zip out/predictions.csv

step "2. What the file holds (mlops inspect)"
mlops inspect out/loans.zip | cut -c 1-130

step "3. As SQL for DuckDB and PostgreSQL (mlops compile)"
mlops compile out/loans.zip --target duckdb --out out/duckdb --name loans --table applications --key id
mlops compile out/loans.zip --target postgres --out out/postgres --name loans --table public.applications --key id

step "4. Scored in DuckDB, and compared with ML.NET's predictions"
mlops score out/loans.zip --target duckdb --data "$applications" --out out/scores.csv
mlops verify out/loans.zip --target duckdb --data "$applications" --expected out/predictions.csv

if [[ -n ${MLOPS_EXAMPLE_POSTGRES:-} ]]; then
    step "5. The same in PostgreSQL"
    mlops verify out/loans.zip --target postgres --connection "$MLOPS_EXAMPLE_POSTGRES" --data "$applications" --expected out/predictions.csv
fi
