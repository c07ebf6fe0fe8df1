#!/usr/bin/env bash
# The credit model from draft to champion in a registry, and what an auditor asks of it. Needs mlops in PATH; writes to out/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rm -rf out
mkdir out
export MLOPS_REGISTRY=out/registry.db MLOPS_KEY_PASSPHRASE="bob's secret"

# What a version must have before it may be champion: two approvals, an AUC, a fairness check.
mlops registry policy credit --quorum 2 --metric "auc>=0.7" --fairness-required --as risk --reason "guideline 7"

mlops compile ../quickstart/credit.pmml --target sqlite --out out/sqlite --name credit --table applications --key id
mlops registry register out/sqlite --project credit --purpose "may a loan be granted?" --tag lending \
    --data role=training,name=bank.applications,as-of=2026-01-31,digest=0f3a,rows=1000 --as ann --reason "first model"
mlops registry validate credit@1 --target sqlite --as ann --reason "before approval"
mlops registry metric credit@1 auc 0.78 --dataset holdout --as ann --reason "report 12"
mlops registry metric credit@1 disparate_impact 0.91 --dataset holdout --slice sex --fairness --as ann --reason "report 12"
mlops registry submit credit@1 --as ann --reason "ready"

# Bob signs his approval with a key of his own; Ann, the author, may not approve.
mlops registry key new --out out/bob.key
mlops registry key add out/bob.key.pub --signer bob --as risk --reason "bob starts"
mlops registry approve credit@1 --as bob --role "risk officer" --key out/bob.key --reason "stable in all segments"
if mlops registry approve credit@1 --as ann --role author --reason "I made it"; then exit 1; fi
mlops registry approve credit@1 --as cy --role "model owner" --reason "as ordered"
mlops registry promote credit@1 --slot champion --as ann --reason "release 2026-02"
mlops registry baseline credit@1 --data ../quickstart/applications.csv --as ann --reason "explanations compare with a typical application"

# The database asks the registry, and tells it: what is not approved is not deployed, and what a run scored is kept with its inputs.
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
dotnet build ../dba/Administer.csproj --artifacts-path "$PWD/out/administer" -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
dotnet out/administer/bin/Administer/release/Administer.dll out/bank.db out/applications.sql
mlops deploy out/sqlite --connection out/bank.db --batches --as ann --reason "release 2026-02"
mlops job run out/sqlite --connection out/bank.db --keep-inputs --as operator --reason "monthly decisions"

# The files are gone; the registry is enough.
rm -r out/sqlite
mlops registry why --table applications --key 7 --target sqlite --connection out/bank.db

# The auditor's questions.
mlops registry history credit --slot champion
mlops registry search loan --tested --state approved
mlops registry lineage credit@1
mlops registry lineage credit@1 --format openlineage --out out/events.ndjson
mlops registry audit head --out out/head.json
mlops registry verify --head out/head.json
mlops registry export credit@1 --out out/credit-1
mlops registry check out/credit-1 --key out/bob.key.pub
