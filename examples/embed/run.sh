#!/usr/bin/env bash
# Makes the packages, builds a project that has only them, and runs it; writes to out/, obj/ and bin/ only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rm -rf out obj bin
../../build.sh pack "$PWD/out/packages" > /dev/null
dotnet build Embed.csproj -c Release --nologo -v quiet > out/build.log || {
    cat out/build.log >&2
    exit 1
}
dotnet bin/Release/net10.0/Embed.dll
