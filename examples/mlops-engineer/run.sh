#!/usr/bin/env bash
# From a model file to a verified artifact. Needs mlops in PATH; writes to out/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

model=../quickstart/credit.pmml
rm -rf out
mkdir out

echo "What it is, for machines:"
mlops inspect "$model" --json > out/inspect.json
grep -E '"(element|function|trees|leaves)"' out/inspect.json | head -n 4

echo "Whether DuckDB gives what the reference evaluator and R give:"
mlops verify "$model" --target duckdb --data ../quickstart/applications.csv --expected ../quickstart/expected.csv

echo "A wrong expectation is found (exit code 1):"
sed '2s/accept/decline/' ../quickstart/expected.csv > out/wrong.csv
status=0
mlops verify "$model" --target duckdb --rows 0 --data ../quickstart/applications.csv --expected out/wrong.csv > out/wrong.txt || status=$?
grep "differs" out/wrong.txt | head -n 1
[[ $status == 1 ]]

echo "The artifact and its account:"
mlops compile "$model" --target duckdb --out out/artifact --name credit
sed -n '/"source"/,/}/p; /"files"/,/]/p' out/artifact/manifest.json
