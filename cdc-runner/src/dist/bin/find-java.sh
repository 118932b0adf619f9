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

# Which path is wrong, and what JAVA_HOME has to be; JAVA_HOME is often the file or the directory inside of it.
wrong_java_home() {
  if [ -f "$JAVA_HOME" ]; then
    echo "JAVA_HOME is $JAVA_HOME, which is a file: set it to the directory of a Java 17 or later (the one that has bin/java)"
  elif [ -x "$JAVA_HOME/java" ]; then
    echo "JAVA_HOME is $JAVA_HOME, which is the bin directory of a Java: set JAVA_HOME=$(dirname "$JAVA_HOME")"
  elif [ -e "$JAVA_HOME" ]; then
    echo "JAVA_HOME is $JAVA_HOME, but there is no $java: set it to the directory of a Java 17 or later, or unset it to use" \
      "the java on the PATH"
  else
    echo "JAVA_HOME is $JAVA_HOME, which does not exist: set it to the directory of a Java 17 or later, or unset it to use" \
      "the java on the PATH"
  fi
}

home=$(dirname "$(dirname "$script")")

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
  [ -f "$java" ] && [ -x "$java" ] || fail "$(wrong_java_home)"
else
  java=$(command -v java) || fail "no Java found: there is none on the PATH, and JAVA_HOME is not set; install Java 17 or later"
fi

# To start Java only to ask for its version would take a tenth of a second of every start.
version=$(release_says JAVA_VERSION)
[ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/^[^"]* version "\([^"]*\)".*/\1/p' | head -n 1)
major=${version%%[!0-9]*}
[ -n "$major" ] || fail "$java does not say which version of Java it is: set JAVA_HOME to a Java 17 or later"
[ "$major" -ge 17 ] || fail "Java 17 or later is needed, and $java is Java $version: set JAVA_HOME to another"

build=$(release_says JAVA_RUNTIME_VERSION)
archive=${build:+$home/cds/$build.jsa}
