# Sourced by the commands beside it, which set $script to their own path, behind all links. Sets
#   home     the directory the distribution was unpacked to
#   java     the Java to use: JAVA_HOME's, else the one on the PATH; 17 or later
#   archive  where the class archive for exactly this Java lies, if share-classes has made one; empty when the Java
#            does not say which it is

fail() {
  echo "$(basename "$script"): $1" >&2
  exit 1
}

# release_says FIELD: a field of the file in which a Java says what it is; nothing when there is none.
release_says() {
  sed -n "s/^$1=\"\(.*\)\"\$/\1/p" "$(dirname "$(dirname "$(readlink -f "$java")")")/release" 2>/dev/null || true
}

home=$(dirname "$(dirname "$script")")

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
  [ -x "$java" ] || fail "there is no bin/java in JAVA_HOME ($JAVA_HOME)"
else
  java=$(command -v java) || fail "no Java found: install Java 17 or later, or set JAVA_HOME"
fi

# To start Java only to ask for its version would take a tenth of a second of every start.
version=$(release_says JAVA_VERSION)
[ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/^[^"]* version "\([^"]*\)".*/\1/p' | head -n 1)
major=${version%%[!0-9]*}
[ -n "$major" ] || fail "cannot tell the version of $java"
[ "$major" -ge 17 ] || fail "Java 17 or later is needed; $java is Java $version (set JAVA_HOME to another)"

build=$(release_says JAVA_RUNTIME_VERSION)
archive=${build:+$home/cds/$build.jsa}
