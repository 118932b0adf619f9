package dev.cdcnotifier.runner.imports;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code ssl} and {@code ssl_opts} of epgsql. There {@code true} means TLS if the server has it, {@code required} means
 * TLS; and who answers is checked only as the options say (Erlang's ssl:connect/3).
 */
final class PostgresTls {

    private static final Map<String, String> FILES =
            Map.of("cacertfile", "root-cert", "certfile", "cert", "keyfile", "key");

    private final Draft draft;

    PostgresTls(Draft draft) {
        this.draft = draft;
    }

    void translate(Setting database) {
        Optional<Setting> ssl = database.entry("ssl");
        Optional<Setting> options = database.entry("ssl_opts");
        if (ssl.isEmpty() || ssl.get().is("false")) {
            ssl.ifPresent(off -> draft.findings().notNeeded(off, "TLS is used when the server has it (ssl.mode)"));
            options.ifPresent(unused -> draft.findings().notNeeded(unused, "ssl is off"));
            draft.findings()
                    .defaulted(
                            draft.pathOf("ssl.mode"),
                            "prefer, TLS when the server has it; the Erlang service spoke plain text");
            return;
        }
        if (!ssl.get().is("true") && !ssl.get().is("required")) {
            draft.findings().notTranslated(ssl.get(), "is not true, false or required", "Set ssl.mode by hand.");
            return;
        }
        draft.open("ssl");
        draft.copy("mode", ssl.get(), on -> Value.bare(mode(on, options, database.entry("host"))));
        options.ifPresent(block -> draft.findings().each(block, this::option));
        draft.close();
    }

    /** The name is checked there only where it is given; here it is always that of the host. */
    private static String mode(Setting ssl, Optional<Setting> options, Optional<Setting> host)
            throws UntranslatableException {
        Optional<Setting> verify = options.flatMap(block -> block.entry("verify"));
        boolean checks = verify.isPresent()
                ? verify.get().is("verify_peer")
                : options.flatMap(block -> block.entry("cacertfile")).isPresent();
        if (!checks) {
            return ssl.is("required") ? "require" : "prefer";
        }
        Optional<Setting> name = options.flatMap(block -> block.entry("server_name_indication"));
        boolean ofHost = name.isPresent()
                && host.isPresent()
                && Conversions.text(name.get()).equals(Conversions.text(host.get()));
        return ofHost ? "verify-full" : "verify-ca";
    }

    private void option(Setting option) {
        Findings findings = draft.findings();
        @Nullable String file = FILES.get(option.name());
        if (file != null) {
            draft.copy(file, option, Conversions::file);
            findings.toDo(option, remedyFor(option.name()));
            return;
        }
        switch (option.name()) {
            case "verify" -> findings.notNeeded(option, "ssl.mode says it");
            case "server_name_indication" ->
                findings.notNeeded(option, "with ssl.mode = verify-full the certificate is checked against host");
            case "password" ->
                findings.notTranslated(
                        option,
                        "the password of a key",
                        "Set properties.sslpassword by hand, from the environment, or take the password off the key.");
            default ->
                findings.notTranslated(
                        option,
                        "an option of Erlang's TLS",
                        "Java has sensible defaults: try without, and add what is missing by hand.");
        }
    }

    private static String remedyFor(String option) {
        String there = "See that the file is where cdc-notifier runs; a relative path begins at the configuration.";
        return option.equals("keyfile")
                ? there + " The key has to be PKCS#8 (openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW)."
                : there;
    }
}
