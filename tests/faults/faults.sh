#!/bin/sh
# What certify and the tests are worth: breaks a copy of the code in the ways of faults.tsv, one at a time, and tells who notices.
#
#   tests/faults/faults.sh [-w FOLDER] [NAME ...]      all faults, or those named; what was tried before is not tried again
#
# Needs built programs (dotnet build environment/cli tests/Unit tests/OneByOne). In the copy the library alone is built anew, and put
# beside the programs. Each fault meets the tests that faults.tsv names (U: tests/Unit, O: tests/OneByOne), then `mhdnet certify --quick`,
# then `mhdnet certify`, until one of them fails. FOLDER (default artifacts/faults) holds the copy and results.tsv: name, who noticed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/artifacts/faults
if [ "${1:-}" = -w ]; then work=$2; shift 2; fi
tree=$work/tree
results=$work/results.tsv
tab=$(printf '\t')
export MSBUILDDISABLENODEREUSE=1

mkdir -p "$tree"
touch "$results"
(cd "$root" && git ls-files -z -- . ':!tests/EndToEnd' | tar -c --null -T - -f -) | tar -x -C "$tree"
for program in mhdnet MhdNet.Tests.Unit MhdNet.Tests.OneByOne; do
    if [ ! -d "$tree/artifacts/bin/$program" ]; then
        mkdir -p "$tree/artifacts/bin"
        cp -r "$root/artifacts/bin/$program" "$tree/artifacts/bin/"
    fi
done

# the library of the copy as it is now, beside every program; fails where it does not compile
build() {
    (cd "$tree" && dotnet build MhdNet.Lib.csproj --nologo -v q -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false \
        -p:TreatWarningsAsErrors=false -p:GenerateDocumentationFile=false -p:UseSharedCompilation=true >"$work/build.log" 2>&1) || return 1
    for program in mhdnet MhdNet.Tests.Unit MhdNet.Tests.OneByOne; do
        cp --remove-destination "$tree/artifacts/bin/MhdNet.Lib/MhdNet.Lib.dll" "$tree/artifacts/bin/$program/MhdNet.Lib.dll"
    done
}

# who notices a fault, of the tests that it names; nothing where none does
tests_notice() {
    echo "$1" | tr ';' '\n' | while IFS=: read -r project filter; do
        name=$([ "$project" = U ] && echo Unit || echo OneByOne)
        program=$tree/artifacts/bin/MhdNet.Tests.$name/MhdNet.Tests.$name
        # no test found is no notice; a process that ended without a summary is one
        (cd "$tree" && "$program" -class "$filter") >"$work/test.log" 2>&1 || true
        if grep -Eq '(Failed|Errors): [1-9]' "$work/test.log" || ! grep -q 'Total: ' "$work/test.log"; then
            echo "tests/$name $filter"
            break
        fi
    done
}

certify_notices() {
    if ! (cd "$tree" && artifacts/bin/mhdnet/mhdnet certify "$@" --to "$work/certificate") >"$work/certify.log" 2>&1; then
        echo "mhdnet certify $*"
    fi
}

tail -n +2 "$here/faults.tsv" | while IFS=$tab read -r name kind file search replacement tests; do
    if grep -q "^$name$tab" "$results" || { [ $# -gt 0 ] && ! echo " $* " | grep -q " $name "; }; then
        continue
    fi

    SEARCH=$search REPLACEMENT=$replacement perl -0pi -e 's/\Q$ENV{SEARCH}\E/$ENV{REPLACEMENT}/' "$tree/$file"
    if build; then
        noticed=$(tests_notice "$tests")
        [ -n "$noticed" ] || noticed=$(certify_notices --quick)
        [ -n "$noticed" ] || noticed=$(certify_notices)
    else
        noticed="does not compile"
    fi

    cp "$root/$file" "$tree/$file"
    printf '%s\t%s\t%s\n' "$name" "$kind" "${noticed:-NOBODY}" | tee -a "$results"
done

awk -F "$tab" '$3 != "does not compile" { tried++; if ($3 != "NOBODY") noticed++ }
    END { printf "%d of %d faults noticed\n", noticed, tried }' "$results"
