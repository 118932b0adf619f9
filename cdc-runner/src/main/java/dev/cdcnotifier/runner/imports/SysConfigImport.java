package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.config.ConfigProblem;
import dev.cdcnotifier.runner.erlang.ErlangReader;
import dev.cdcnotifier.runner.erlang.ErlangSyntaxException;
import dev.cdcnotifier.runner.erlang.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code sys.config} of the Erlang service as a configuration of ours: its applications {@code cdc_progressor}
 * (streams and timeouts), {@code epg_connector} (databases), {@code brod} (Kafka clients) and {@code cdc_notifier} (the
 * port). What the streams need and the file does not say comes as comments to fill in. The same file gives the same text.
 * Stateless.
 */
public final class SysConfigImport {

    /** Where the Erlang service serves its metrics unless told otherwise. */
    private static final String THEIR_PORT = "8022";

    private static final Map<String, String> VAULT = Map.of(
            "vault_token_path", "a place of Vault's token",
            "vault_role", "a role in Vault",
            "vault_secret_key_path", "a place in Vault",
            "vault_key_pg_creds", "a place in Vault");

    private static final String VAULT_REMEDY =
            "The role's name and password may have come from Vault, which is not asked here:"
                    + " let its agent write the password to a file, name that in password-file, and check username.";

    private final Findings findings = new Findings();
    private final Draft draft = new Draft(findings);
    private final Secrets secrets;
    private final Setting root;
    private final Stubs stubs;

    private SysConfigImport(Setting root, Secrets secrets) {
        this.root = root;
        this.secrets = secrets;
        this.stubs = new Stubs(draft, root);
    }

    /**
     * What becomes of a file.
     *
     * @param file a {@code sys.config}, or the {@code sys.config.src} it is made from
     * @param withSecrets whether passwords go into the text; else it names environment variables in their place
     * @throws UnreadableSourceException when it is not there or not Erlang terms, with line and column
     */
    public static Imported read(Path file, boolean withSecrets) throws UnreadableSourceException {
        SysConfigImport run = new SysConfigImport(Setting.root(term(file)), new Secrets(withSecrets));
        run.translate(String.valueOf(file.getFileName()));
        List<ConfigProblem> problems = Check.problems(run.draft);
        return new Imported(run.draft.written(), run.findings.all(), run.draft.variables(), problems);
    }

    private static Term term(Path file) throws UnreadableSourceException {
        try {
            if (Files.size(file) > ErlangReader.MAX_BYTES) {
                throw new UnreadableSourceException(file + ": is too large for a sys.config");
            }
            return ErlangReader.read(Files.readAllBytes(file));
        } catch (ErlangSyntaxException e) {
            throw new UnreadableSourceException(
                    file + ":" + e.position().line() + ":" + e.position().column() + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new UnreadableSourceException(file + ": does not exist", e);
        } catch (IOException e) {
            throw new UnreadableSourceException(file + ": cannot be read: not a file, or no right to", e);
        }
    }

    private void translate(String name) {
        draft.comment(
                "Made by cdc-notifier import from " + name + ", whose line each value came from stands after it.");
        draft.comment("Every setting that does not stand here has its default: see reference.conf.");
        draft.blank();
        draft.open("cdc-notifier");
        databases();
        draft.blank();
        kafkaClients();
        draft.blank();
        application("cdc_progressor").ifPresent(streams -> new StreamsTranslation(draft).translate(streams));
        stubs.streams();
        http();
        draft.close();
        findings.each(root, this::rest);
    }

    private Optional<Setting> application(String name) {
        return root.entry(name);
    }

    private void databases() {
        draft.open("databases");
        Optional<Setting> connector = application("epg_connector");
        DatabaseTranslation translation = new DatabaseTranslation(draft, secrets);
        connector
                .flatMap(app -> app.entry("databases"))
                .ifPresent(databases -> findings.each(databases, translation::translate));
        stubs.databases(connector.flatMap(app -> app.entry("databases")));
        draft.close();
        connector.ifPresent(app -> findings.each(app, this::restOfConnector));
    }

    private void restOfConnector(Setting setting) {
        if (setting.name().equals("databases")) {
            return;
        }
        if (VAULT.containsKey(setting.name())) {
            findings.notTranslated(setting, String.valueOf(VAULT.get(setting.name())), VAULT_REMEDY);
        } else {
            findings.without(setting, Known.EPG_CONNECTOR);
        }
    }

    private void kafkaClients() {
        draft.open("kafka-clients");
        KafkaClientTranslation translation = new KafkaClientTranslation(draft, secrets);
        Optional<Setting> brod = application("brod");
        brod.ifPresent(app -> findings.each(app, setting -> {
            if (setting.name().equals("clients")) {
                findings.each(setting, translation::translate);
            } else {
                findings.without(setting, Map.of());
            }
        }));
        stubs.kafkaClients(brod.flatMap(app -> app.entry("clients")));
        draft.close();
    }

    /** Theirs listens on every address, ours on the loopback unless it is told to. */
    private void http() {
        Optional<Setting> application = application("cdc_notifier");
        Optional<Setting> port = application.flatMap(app -> app.entry("port"));
        port.ifPresent(setting -> {
            draft.blank();
            draft.open("http");
            draft.copy("port", setting, Conversions::number);
            draft.close();
        });
        String host = "the Erlang service listened on every address";
        findings.defaulted("cdc-notifier.http.host", "127.0.0.1; " + host + ", which takes host = \"0.0.0.0\"");
        if (port.isEmpty()) {
            findings.defaulted("cdc-notifier.http.port", "8080; there it was " + THEIR_PORT);
        }
        application.ifPresent(app -> findings.each(app, setting -> {
            if (!setting.name().equals("port")) {
                findings.without(setting, Map.of());
            }
        }));
    }

    private void rest(Setting application) {
        switch (application.name()) {
            case "cdc_progressor", "epg_connector", "brod", "cdc_notifier" -> {}
            case "canal" -> findings.notTranslated(application, "a client of Vault", VAULT_REMEDY);
            default -> findings.without(application, Known.APPLICATIONS);
        }
    }
}
