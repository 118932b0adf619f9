package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.erlang.Term;
import java.util.Map;
import java.util.Set;

/** A client of brod: its options and those of its producers (the documentation of brod:start_client/3). */
final class KafkaClientTranslation {

    /** What {@link KafkaLink} reads. */
    private static final Set<String> LINK = Set.of("ssl", "sasl");

    private static final Map<String, String> COMPRESSION =
            Map.of("no_compression", "none", "gzip", "gzip", "snappy", "snappy", "lz4", "lz4", "zstd", "zstd");

    private final Draft draft;
    private final Secrets secrets;

    KafkaClientTranslation(Draft draft, Secrets secrets) {
        this.draft = draft;
        this.secrets = secrets;
    }

    void translate(Setting client) {
        draft.comment(client.path());
        draft.open(client);
        draft.findings().each(client, this::option);
        new KafkaLink(draft, secrets).translate(client);
        draft.close();
    }

    private void option(Setting option) {
        Findings findings = draft.findings();
        if (LINK.contains(option.name())) {
            return;
        }
        switch (option.name()) {
            case "endpoints" -> draft.copy("bootstrap.servers", option, Conversions::endpoints);
            case "client_id" -> draft.copy("client.id", option, Conversions::text);
            case "connect_timeout" -> draft.copy("socket.connection.setup.timeout.ms", option, Conversions::number);
            case "config" -> findings.each(option, this::option); // as brod 2 had it
            case "default_producer_config" -> findings.each(option, this::translateOfProducer);
            case "allow_topic_auto_creation" -> {
                if (option.is("true")) {
                    findings.notTranslated(
                            option,
                            "topics are never created by the runner or on its behalf",
                            "Create the topics, with the number of partitions that consumers expect.");
                } else {
                    findings.notNeeded(option, "topics are never created by the runner or on its behalf");
                }
            }
            default -> findings.without(option, Known.CLIENT);
        }
    }

    private void translateOfProducer(Setting option) {
        switch (option.name()) {
            case "compression" -> draft.copy("compression.type", option, KafkaClientTranslation::compression);
            case "max_linger_ms" -> draft.copy("linger.ms", option, Conversions::number);
            case "required_acks" -> acks(option);
            default -> draft.findings().without(option, Known.PRODUCER);
        }
    }

    private void acks(Setting option) {
        boolean all = option.is("all_isr")
                || (option.value() instanceof Term.Int number && number.value().intValue() == -1);
        String why = "every message waits for all replicas in sync";
        if (all) {
            draft.findings().notNeeded(option, why);
        } else {
            draft.findings()
                    .notTranslated(
                            option, why, "Nothing, unless you counted on less: a message may take longer than before.");
        }
    }

    private static Value compression(Setting from) throws UntranslatableException {
        String type = from.value() instanceof Term.Atom atom ? COMPRESSION.get(atom.name()) : null;
        if (type == null) {
            throw new UntranslatableException("is a compression that Kafka's client does not have", "Choose another.");
        }
        return Value.bare(type);
    }
}
