package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.PgEndpoint;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lets a role in that was refused, by SQLSTATE; what the messages themselves say is not repeated. Stateless. */
final class LoginRemedies {

    /** The file's name is the same in every language of the server's messages; so are addresses. */
    private static final String HBA_FILE = "pg_hba.conf";

    private static final Pattern ADDRESS = Pattern.compile("\"([0-9a-fA-F:.]*[.:][0-9a-fA-F:.]+)\"");

    private LoginRemedies() {}

    /** Empty when nothing that could be copied mends it. */
    static List<Remedy> of(SQLException refused, PgEndpoint endpoint) {
        String state = refused.getSQLState() == null ? "" : refused.getSQLState();
        String role = quoted(endpoint.username());
        return switch (state) {
            case "28P01" ->
                List.of(
                        Remedy.setting("password of the database, or the first line of its password-file: the role's"),
                        Remedy.adminSql("ALTER ROLE " + role + " PASSWORD 'PASSWORD';"),
                        Remedy.adminSql("CREATE ROLE " + role
                                + " LOGIN REPLICATION PASSWORD 'PASSWORD';    -- when there is no such role"));
            case "28000" -> refused(refused, endpoint, role);
            case "42501" ->
                List.of(Remedy.adminSql(
                        "GRANT CONNECT ON DATABASE " + quoted(endpoint.database()) + " TO " + role + ';'));
            case "3D000" ->
                List.of(
                        Remedy.setting("database: the name of one that exists (psql -l lists them)"),
                        Remedy.adminSql("CREATE DATABASE " + quoted(endpoint.database())
                                + ";    -- when there is to be one; its application makes the tables then"));
            case "08P01" ->
                List.of(Remedy.setting("host and port of the database: PostgreSQL's own, not those of the pooler"));
            case "08001" -> List.of(Remedy.setting("host and port of the database, or start the server"));
            default -> List.of();
        };
    }

    private static List<Remedy> refused(SQLException e, PgEndpoint endpoint, String role) {
        String message = String.valueOf(e.getMessage());
        if (!message.contains(HBA_FILE)) {
            return List.of(
                    Remedy.adminSql("ALTER ROLE " + role + " LOGIN;"),
                    Remedy.adminSql("CREATE ROLE " + role
                            + " LOGIN REPLICATION PASSWORD 'PASSWORD';    -- when there is no such role"));
        }
        Matcher address = ADDRESS.matcher(message);
        String from = address.find() ? address.group(1) : "ADDRESS";
        return List.of(
                Remedy.setting(HBA_FILE + ", before the lines that do not match: host  " + quoted(endpoint.database())
                        + "  " + role + "  " + from + (from.indexOf(':') >= 0 ? "/128" : "/32") + "  scram-sha-256"),
                Remedy.adminSql("SELECT pg_reload_conf();"));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
