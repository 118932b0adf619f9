#!/usr/bin/env bash
# Publishes the libraries to a directory, as a release would but without signatures, and builds and runs a project that uses
# cdc-progressor from there through the BOM (packaging/consumer). The local Maven repository is left as it is.
#
#   MVN   the Maven to use (mvn)
set -euo pipefail
cd "$(dirname "$0")/.."
mvn=${MVN:-mvn}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml)
modules=cdc-notifier-bom,thrift,cdc-core,cdc-progressor

echo "consumer: publish $version"
"$mvn" -B -ntp -q -Prelease -Dgpg.skip -Dmaven.test.skip=true -pl "$modules" -am deploy \
  -DaltDeploymentRepository="staging::file:$work/published"

published=$(cd "$work/published/dev/cdcnotifier" && ls)
expected='cdc-core
cdc-notifier-bom
cdc-notifier-parent
cdc-notifier-thrift
cdc-progressor'
if [ "$published" != "$expected" ]; then
    echo "consumer: published is not what should be:" "$published" >&2
    exit 1
fi
for module in cdc-core cdc-notifier-thrift cdc-progressor; do
    for kind in .jar -sources.jar -javadoc.jar .pom; do
        test -s "$work/published/dev/cdcnotifier/$module/$version/$module-$version$kind"
    done
done

# What is here already is taken from here; nothing is written to it.
cat >"$work/settings.xml" <<EOF
<settings>
  <profiles>
    <profile>
      <id>published</id>
      <repositories>
        <repository><id>published</id><url>file:$work/published</url></repository>
        <repository><id>here</id><url>file:${HOME}/.m2/repository</url></repository>
      </repositories>
      <pluginRepositories>
        <pluginRepository><id>here</id><url>file:${HOME}/.m2/repository</url></pluginRepository>
      </pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>published</activeProfile></activeProfiles>
</settings>
EOF
cp -r packaging/consumer "$work/project"

echo "consumer: build and run"
"$mvn" -B -ntp -q -s "$work/settings.xml" -Dmaven.repo.local="$work/repository" -f "$work/project/pom.xml" \
  -Dcdc-notifier.version="$version" compile dependency:build-classpath -Dmdep.outputFile="$work/classpath"
java -cp "$work/project/target/classes:$(cat "$work/classpath")" example.Consumer
