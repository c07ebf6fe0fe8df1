#!/usr/bin/env bash
# The credit model as a class of an application. Needs mlops in PATH; writes to out/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rm -rf out
mlops compile ../quickstart/credit.pmml --target csharp --out out --name CreditScorer
dotnet build Scoring.csproj -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
dotnet bin/Release/net10.0/Scoring.dll
