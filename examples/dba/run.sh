#!/usr/bin/env bash
# The credit model as a view in a SQLite database, and its scores as a table. Needs mlops in PATH; writes to out/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rm -rf out
mkdir out
mlops compile ../quickstart/credit.pmml --target sqlite --out out/sql --name credit --table applications --key id

# The first applications as a table.
awk -F, -v q="'" '
    NR == 1 {
        print "CREATE TABLE applications (id INTEGER PRIMARY KEY, status TEXT, duration INTEGER, history TEXT, purpose TEXT, amount INTEGER,"
        print "  savings TEXT, employment TEXT, installment_rate INTEGER, age INTEGER, housing TEXT, risk TEXT);"
        next
    }
    NR <= 201 {
        row = ""
        for (i = 1; i <= NF; i++) row = row (i > 1 ? ", " : "") ($i == "" ? "NULL" : q $i q)
        print "INSERT INTO applications VALUES (" row ");"
    }' ../quickstart/applications.csv > out/applications.sql
cat > out/report.sql << 'END'
SELECT decision, count(*), round(avg(probability_bad), 3) FROM credit GROUP BY decision ORDER BY decision;
SELECT id, decision, round(probability_bad, 3), reason_1, reason_2 FROM credit WHERE id <= 5 ORDER BY id;
END

dotnet build Administer.csproj -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
# Every script may be run twice.
dotnet bin/Release/net10.0/Administer.dll out/credit.db out/applications.sql \
    out/sql/install.sql out/sql/install.sql out/sql/upgrade.sql out/sql/upgrade.sql out/report.sql

# What is new is scored in batches; the second run finds nothing.
dotnet bin/Release/net10.0/Administer.dll out/credit.db out/sql/batch.sql
mlops job run out/sql --connection out/credit.db --mode incremental
mlops job run out/sql --connection out/credit.db --mode incremental
mlops job status out/sql --connection out/credit.db
