#!/usr/bin/env bash
# Builds what is published twice, from two clones of what is committed, under other paths, file mode masks, time zones and
# languages, and compares every jar, the distribution and its list of components byte by byte.
#
# The masks are the usual two. Under one that keeps everybody else from reading (077) the modes in the jars differ: Maven's
# archiver takes rights away and gives none.
#
#   MVN   the Maven to use (mvn)
set -euo pipefail
cd "$(dirname "$0")/.."
mvn=${MVN:-mvn}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

modules=cdc-notifier-bom,thrift,cdc-core,cdc-progressor,cdc-runner

build() { # build NAME MASK ZONE LANGUAGE: leaves NAME.sha256 with a line for each artifact
    local clone=$work/$1
    echo "reproducible: build under $1" >&2
    (
        umask "$2"
        export TZ=$3 LC_ALL=$4
        git clone -q . "$clone"
        cd "$clone"
        "$mvn" -B -ntp -q -Prelease -Dgpg.skip -Dmaven.test.skip=true -pl "$modules" -am package >&2
        find . -path '*/target/*' \( -name '*.jar' -o -name '*.tar.gz' -o -name bom.json \) -not -path '*/lib/*' \
          -not -path '*/target/cdc-notifier-*/*' -exec sha256sum {} + | sort -k 2
    ) >"$work/$(basename "$1").sha256"
}
build one 022 UTC C
mkdir -p "$work/a/much/longer/path/to"
build a/much/longer/path/to/two 002 Asia/Novosibirsk C.UTF-8

cat "$work/one.sha256"
if [ "$(wc -l <"$work/one.sha256")" -lt 12 ]; then
    echo "reproducible: too few artifacts were built to compare" >&2
    exit 1
fi
if ! diff "$work/one.sha256" "$work/two.sha256"; then
    echo "reproducible: the builds differ; unpack both and compare (diffoscope finds it at once)" >&2
    exit 1
fi
echo "reproducible: both builds are the same"
