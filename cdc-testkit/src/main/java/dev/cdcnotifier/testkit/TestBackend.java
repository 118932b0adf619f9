package dev.cdcnotifier.testkit;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where servers of the test kit run, as the environment variable {@value #VARIABLE} says. */
enum TestBackend {
    /** Child processes of the JVM and brokers inside it; the default. */
    LOCAL,
    /** Containers of a Docker engine, by Testcontainers. */
    DOCKER;

    static final String VARIABLE = "CDC_TEST_BACKEND";

    /** What the environment asks for. Docker is never guessed: a build must not depend on what happens to answer. */
    static TestBackend asked() {
        TestBackend backend = of(System.getenv(VARIABLE));
        if (backend == DOCKER) {
            requireTestcontainers();
        }
        return backend;
    }

    private static void requireTestcontainers() {
        try {
            Class.forName("org.testcontainers.containers.GenericContainer");
        } catch (ClassNotFoundException e) {
            throw new TestkitException(
                    VARIABLE
                            + "=docker needs org.testcontainers:testcontainers on the class path: cdc-testkit has it as an"
                            + " optional dependency, the module that uses it has to name it (scope test)",
                    e);
        }
    }

    static TestBackend of(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return LOCAL;
        }
        return Arrays.stream(values())
                .filter(backend -> backend.name().equals(value.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TestkitException(VARIABLE + '=' + value + " is neither local nor docker"));
    }
}
