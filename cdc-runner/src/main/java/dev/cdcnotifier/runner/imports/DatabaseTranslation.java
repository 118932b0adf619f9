package dev.cdcnotifier.runner.imports;

import java.util.Optional;
import java.util.Set;

/** A database of {@code epg_connector}: the options of epgsql:connect/1 (epgsql's README). */
final class DatabaseTranslation {

    /** What {@link PostgresTls} reads. */
    private static final Set<String> TLS = Set.of("ssl", "ssl_opts");

    private final Draft draft;
    private final Secrets secrets;

    DatabaseTranslation(Draft draft, Secrets secrets) {
        this.draft = draft;
        this.secrets = secrets;
    }

    void translate(Setting database) {
        draft.comment(database.path());
        draft.open(database);
        draft.findings().each(database, option -> {
            if (!TLS.contains(option.name())) {
                option(option, database);
            }
        });
        new PostgresTls(draft).translate(database);
        tellDefaults(database);
        draft.close();
    }

    private void option(Setting option, Setting database) {
        switch (option.name()) {
            case "host" -> draft.copy("host", option, Conversions::host);
            case "port" -> draft.copy("port", option, Conversions::number);
            case "database" -> draft.copy("database", option, Conversions::text);
            case "username" -> draft.copy("username", option, Conversions::text);
            case "password" ->
                draft.copy(
                        "password",
                        option,
                        from -> secrets.password(
                                database.name(), from, "or in a file that password-file names", draft));
            case "timeout" -> draft.copy("properties.connectTimeout", option, Conversions::seconds);
            case "tcp_opts" ->
                draft.findings()
                        .notTranslated(
                                option,
                                "options of Erlang's sockets, which have other names here",
                                "Add what you need to properties by hand; connections have keep-alive already.");
            default -> draft.findings().without(option, Known.EPGSQL);
        }
    }

    /** What epgsql takes where an option is missing. */
    private void tellDefaults(Setting database) {
        Findings findings = draft.findings();
        if (database.entry("host").isEmpty()) {
            draft.put("host", Value.text("localhost"), database);
            findings.defaulted(draft.pathOf("host"), "localhost, as epgsql has it");
        }
        if (database.entry("port").isEmpty()) {
            findings.defaulted(draft.pathOf("port"), "5432, as epgsql has it");
        }
        Optional<Setting> username = database.entry("username");
        if (database.entry("database").isEmpty() && username.isPresent()) {
            draft.copy("database", username.get(), Conversions::text);
            findings.defaulted(draft.pathOf("database"), "the role's name, as PostgreSQL has it");
        }
        if (database.entry("password").isEmpty()) {
            draft.put("password", Value.text(""), database);
            findings.defaulted(draft.pathOf("password"), "none, as epgsql has it");
        }
        findings.defaulted(draft.pathOf("schema"), "public; the Erlang service took the search_path of the role");
    }
}
