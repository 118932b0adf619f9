package dev.cdcnotifier.runner.erlang;

import java.util.regex.Pattern;

/**
 * How a release's start script writes environment variables (<a
 * href="https://rebar3.org/docs/deployment/releases/#dynamic-configuration">rebar3</a>): {@code ${NAME}}, and in newer
 * ones {@code ${NAME:-fallback}}.
 */
public final class Variables {

    /** Group 1 is the name; group 2 the fallback, or null. The bound keeps a text of many beginnings cheap. */
    public static final Pattern PATTERN = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]{0,127})(?::?-([^}]{0,255}))?}");

    private Variables() {}
}
