package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.erlang.Term;
import dev.cdcnotifier.runner.imports.Value.Kind;
import dev.cdcnotifier.runner.imports.Value.Literal;
import dev.cdcnotifier.runner.imports.Value.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code ssl} and {@code sasl} of a client of brod, as properties of Kafka's Java client. */
final class KafkaLink {

    private static final String LOGIN = "org.apache.kafka.common.security.";

    private static final String ESCAPES = "a backslash or double quote in it after a backslash";

    private static final Map<String, String> MECHANISMS =
            Map.of("plain", "PLAIN", "scram_sha_256", "SCRAM-SHA-256", "scram_sha_512", "SCRAM-SHA-512");

    private final Draft draft;
    private final Secrets secrets;

    KafkaLink(Draft draft, Secrets secrets) {
        this.draft = draft;
        this.secrets = secrets;
    }

    void translate(Setting client) {
        Optional<Setting> ssl = used(client, "ssl", "false");
        Optional<Setting> sasl = used(client, "sasl", "undefined");
        Optional<Setting> either = ssl.or(() -> sasl);
        if (either.isEmpty()) {
            return;
        }
        String protocol = (sasl.isPresent() ? "SASL_" : "") + (ssl.isPresent() ? "SSL" : "PLAINTEXT");
        draft.put("security.protocol", Value.bare(protocol), either.get());
        if (ssl.isPresent()) {
            tls(ssl.get());
        }
        if (sasl.isPresent()) {
            login(client, sasl.get());
        }
    }

    /** That option of the client or of its block {@code config}, unless it is switched off. */
    private Optional<Setting> used(Setting client, String name, String off) {
        Optional<Setting> option =
                client.entry(name).or(() -> client.entry("config").flatMap(config -> config.entry(name)));
        option.filter(found -> found.is(off))
                .ifPresent(found -> draft.findings().notNeeded(found, "it is off"));
        return option.filter(found -> !found.is(off));
    }

    private void tls(Setting ssl) {
        if (ssl.is("true")) {
            draft.findings().translated(ssl, draft.pathOf("security.protocol"));
            trustedByDefault(ssl);
            return;
        }
        if (ssl.entry("cacertfile").isEmpty()) {
            trustedByDefault(ssl);
        }
        draft.findings().each(ssl, this::option);
        ownCertificate(ssl);
    }

    private void trustedByDefault(Setting ssl) {
        draft.findings()
                .toDo(
                        ssl,
                        "The brokers' certificates are always checked here, against Java's own authorities: for others set"
                                + " ssl.truststore.type = PEM and ssl.truststore.location.");
    }

    private void option(Setting option) {
        Findings findings = draft.findings();
        switch (option.name()) {
            case "cacertfile" -> {
                draft.put("ssl.truststore.type", Value.bare("PEM"), option);
                draft.copy("ssl.truststore.location", option, Conversions::file);
                findings.toDo(option, "See that the file is where cdc-notifier runs.");
            }
            case "certfile", "keyfile" -> {} // both together, after the others
            case "verify" -> {
                if (option.is("verify_peer")) {
                    findings.notNeeded(option, "the brokers' certificates are always checked");
                } else {
                    findings.notTranslated(
                            option,
                            "the brokers' certificates are always checked",
                            "Name the authority that signed them in ssl.truststore.location.");
                }
            }
            case "server_name_indication" ->
                findings.notNeeded(option, "each broker's certificate is checked against the name it is reached by");
            case "password" ->
                findings.notTranslated(
                        option, "the password of a key", "Set ssl.key.password by hand, from the environment.");
            default ->
                findings.notTranslated(
                        option,
                        "an option of Erlang's TLS",
                        "Java has sensible defaults: try without, and add what is missing by hand.");
        }
    }

    /** Kafka's client wants key and certificate in one file. */
    private void ownCertificate(Setting ssl) {
        Optional<Setting> cert = ssl.entry("certfile");
        Optional<Setting> key = ssl.entry("keyfile");
        if (cert.isEmpty() && key.isEmpty()) {
            return;
        }
        if (cert.isPresent() && (key.isEmpty() || isSameFile(cert.get(), key.get()))) {
            draft.put("ssl.keystore.type", Value.bare("PEM"), cert.get());
            draft.copy("ssl.keystore.location", cert.get(), Conversions::file);
            key.ifPresent(same -> draft.findings().translated(same, draft.pathOf("ssl.keystore.location")));
            draft.findings()
                    .toDo(cert.get(), "See that the file is where cdc-notifier runs; its key has to be PKCS#8.");
            return;
        }
        Setting both = cert.or(() -> key).orElseThrow();
        draft.findings()
                .notTranslated(
                        both,
                        "certificate and key are in two files, and Kafka's client wants them in one",
                        "Put them into one (cat KEY CERTIFICATE > client.pem, the key in PKCS#8), and set ssl.keystore.type"
                                + " = PEM and ssl.keystore.location.");
    }

    private static boolean isSameFile(Setting one, Setting other) {
        try {
            return Conversions.text(one).equals(Conversions.text(other));
        } catch (UntranslatableException e) {
            return false;
        }
    }

    private void login(Setting client, Setting sasl) {
        if (!(sasl.value() instanceof Term.Tuple tuple)
                || tuple.items().size() != 3
                || !(tuple.items().get(0) instanceof Term.Atom mechanism)
                || !MECHANISMS.containsKey(mechanism.name())) {
            draft.findings()
                    .notTranslated(
                            sasl,
                            "is not {plain, scram_sha_256 or scram_sha_512, User, Password}",
                            "Set sasl.mechanism and sasl.jaas.config by hand, as docs/security.md shows.");
            return;
        }
        draft.put("sasl.mechanism", Value.bare(String.valueOf(MECHANISMS.get(mechanism.name()))), sasl);
        draft.copy("sasl.jaas.config", sasl, from -> jaas(client, from, mechanism.name(), tuple.items()));
    }

    private Value jaas(Setting client, Setting sasl, String mechanism, List<Term> items)
            throws UntranslatableException {
        String module = mechanism.equals("plain") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        Value user = Conversions.text(sasl.part(items.get(1)));
        Value password = secrets.password(client.name(), sasl.part(items.get(2)), ESCAPES, draft);
        List<Part> parts = new ArrayList<>();
        parts.add(new Literal(LOGIN + module + " required username=\""));
        parts.addAll(escaped(user));
        parts.add(new Literal("\" password=\""));
        parts.addAll(escaped(password));
        parts.add(new Literal("\";"));
        return new Value(Kind.SECRET, Conversions.joined(parts));
    }

    /** Inside of the quotes of a login module's option. */
    private static List<Part> escaped(Value value) {
        return value.parts().stream().map(KafkaLink::escaped).toList();
    }

    private static Part escaped(Part part) {
        return part instanceof Literal literal
                ? new Literal(literal.text().replace("\\", "\\\\").replace("\"", "\\\""))
                : part;
    }
}
