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

# The auditor's questions.
mlops registry history credit --slot champion
mlops registry search loan --tested --state approved
mlops registry lineage credit@1
mlops registry audit head --out out/head.json
mlops registry verify --head out/head.json
mlops registry export credit@1 --out out/credit-1
mlops registry check out/credit-1 --key out/bob.key.pub
