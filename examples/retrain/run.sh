#!/usr/bin/env bash
# A model that decays, is trained again, and waits for a person. Needs mlops in PATH; writes to out/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

step() { printf '\n%s\n' "$*"; }
# Exit code 1 says that something waits for a person, or that there are alerts.
says() { "$@" || [[ $? -eq 1 ]]; }

rm -rf out
mkdir out
export MLOPS_REGISTRY=out/registry.db
database=(--target sqlite --connection out/shop.db)

step "1. Ninety days of customers, and a model of the first thirty"
dotnet build train/Retrain.csproj -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
retrain=train/bin/Release/net10.0/Retrain.dll
dotnet "$retrain" seed out/shop.db
MLOPS_RETRAIN_CONNECTION=out/shop.db MLOPS_RETRAIN_TABLE=scored MLOPS_RETRAIN_TIME_COLUMN=scored_at MLOPS_RETRAIN_OUTCOME=left_us \
    MLOPS_RETRAIN_TO=2026-02-01T00:00:00 MLOPS_RETRAIN_OUTPUT=out/churn.zip dotnet "$retrain" train
dotnet "$retrain" score out/shop.db out/churn.zip

step "2. It is registered, approved, and the champion"
mlops registry register out/churn.zip --name churn --as ann --reason "first model"
mlops registry validate churn@1 --target csharp --as ann --reason "before approval"
mlops registry submit churn@1 --as ann --reason "ready"
mlops registry approve churn@1 --as bob --role owner --reason "good enough to begin with"
mlops registry promote churn@1 --slot champion --as ann --reason "go"

step "3. It is watched (mlops monitor)"
mlops monitor baseline churn.monitor.json "${database[@]}" --to 2026-02-01 --out out/churn.baseline.json
for window in "2026-02-01 2026-02-08" "2026-02-15 2026-02-22" "2026-02-22 2026-03-01"; do
    says mlops monitor run out/churn.baseline.json "${database[@]}" --from "${window% *}" --to "${window#* }"
done

step "4. It is due to be trained again, and why (mlops monitor retrain --dry-run)"
says mlops monitor retrain out/churn.baseline.json "${database[@]}" --as-of 2026-03-15 --dry-run

step "5. It is trained, registered, compared, and waits (mlops monitor retrain)"
says mlops monitor retrain out/churn.baseline.json "${database[@]}" --as-of 2026-03-15 --work out/retraining --as ann
cat out/retraining/request-1/training.log

step "6. A person decides; then the request is closed"
mlops registry approve churn@2 --as bob --role owner --reason "better on the week that it has not seen"
mlops registry promote churn@2 --slot champion --as ann --reason "retrained"
mlops registry list
mlops monitor retrain out/churn.baseline.json "${database[@]}" --as-of 2026-03-15 --work out/retraining
