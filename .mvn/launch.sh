# Sourced by the launchers at the repository's root, which set $root and $this: builds a module when its
# sources are newer than its last build, then becomes its launcher.

# The same Java, and the same words when it is none, as those of the distribution: before anything is built. fail is its too.
script=$root/$this
# shellcheck source=../cdc-runner/src/dist/bin/find-java.sh
. "$root/cdc-runner/src/dist/bin/find-java.sh"

say() {
  echo "$this: $1" >&2
}

# A launcher is current when nothing that goes into it has changed since its last build began.
is_current() {
  launcher=$1
  stamp=$2
  shift 2
  [ -x "$launcher" ] && [ -e "$stamp" ] || return 1
  newer=$(
    for module in "$@"; do
      find "$root/$module/pom.xml" "$root/$module/src" -path '*/src/test' -prune -o -newer "$stamp" -print
    done
    find "$root/pom.xml" "$root/config" -newer "$stamp" -print
  )
  [ -z "$newer" ]
}

require_tools() {
  if [ -n "${JAVA_HOME:-}" ]; then
    javac=$JAVA_HOME/bin/javac
    [ -x "$javac" ] || fail "JAVA_HOME is $JAVA_HOME, a Java without a compiler (no bin/javac), and building needs one: set it to a JDK 17 or later"
  else
    javac=$(command -v javac) || fail "building needs a JDK, and there is no javac on the PATH: install JDK 17 or later, or set JAVA_HOME to one"
  fi
  version=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ] || fail "building needs JDK 17 or later, and $javac is ${version:-of an unknown version}: set JAVA_HOME to another"
  command -v mvn >/dev/null || fail "building needs Maven 3.8 or later (no mvn on the PATH)"
}

# Builds a module with all it needs, into its target directory.
build() {
  module=$1
  directory=$2
  stamp=$3
  require_tools
  say "building $module; the first time this takes a minute or two …"
  mkdir -p "$root/target"
  log=$root/target/build-$module.log
  began=$root/target/build-$module.began
  touch "$began"
  rm -rf "$directory"
  if ! (cd "$root" && mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip package -pl "$module" -am) >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "the build failed; all it said is in $log"
  fi
  mv "$began" "$stamp"
}

# ensure LAUNCHER MODULE OTHER-MODULES…: builds the module when needed; its layout is then in $directory.
ensure() {
  name=$1
  module=$2
  shift 2
  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)
  directory=$root/$module/target/$name-$version
  stamp=$root/$module/target/$name.built
  is_current "$directory/bin/$name" "$stamp" "$module" "$@" || build "$module" "$directory" "$stamp"
}

# start LAUNCHER MODULE OTHER-MODULES… -- ARGUMENTS…: builds when needed, then becomes that launcher.
start() {
  name=$1
  module=$2
  shift 2
  modules=
  while [ "$1" != -- ]; do
    modules="$modules $1"
    shift
  done
  shift
  # shellcheck disable=SC2086 # names of modules, without spaces
  ensure "$name" "$module" $modules
  exec "$directory/bin/$name" "$@"
}
