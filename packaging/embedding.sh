#!/usr/bin/env bash
# Publishes the libraries to a directory, as a release would but without signatures, and builds the example of embedding from
# there through the BOM (examples/embedding); then EmbeddingExampleIT runs what was built with a real PostgreSQL and a real
# Kafka. The local Maven repository is left as it is.
#
#   MVN   the Maven to use (mvn)
set -euo pipefail
cd "$(dirname "$0")/.."
mvn=${MVN:-mvn}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml)
modules=cdc-notifier-bom,thrift,cdc-core,cdc-progressor

echo "embedding: publish $version"
"$mvn" -B -ntp -q -Prelease -Dgpg.skip -Dmaven.test.skip=true -pl "$modules" -am deploy \
  -DaltDeploymentRepository="staging::file:$work/published"

published=$(cd "$work/published/dev/cdcnotifier" && ls)
expected='cdc-core
cdc-notifier-bom
cdc-notifier-parent
cdc-notifier-thrift
cdc-progressor'
if [ "$published" != "$expected" ]; then
    echo "embedding: published is not what should be:" "$published" >&2
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
cp -r examples/embedding "$work/project"

echo "embedding: build"
"$mvn" -B -ntp -q -s "$work/settings.xml" -Dmaven.repo.local="$work/repository" -f "$work/project/pom.xml" \
  -Dcdc-notifier.version="$version" compile dependency:build-classpath -Dmdep.outputFile="$work/classpath"

echo "embedding: run"
"$mvn" -B -ntp -q verify -pl cdc-progressor -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=EmbeddingExampleIT -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dcdc.example.classpath="$work/project/target/classes:$(cat "$work/classpath")"
echo "embedding: what is published became JSON in Kafka with a project of somebody else's"
