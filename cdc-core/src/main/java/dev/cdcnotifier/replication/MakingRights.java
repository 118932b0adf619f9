package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether this role may make a publication and mend its tables, before anybody tries. Stateless. */
final class MakingRights {

    private static final String CREATE_ON_DATABASE =
            """
            SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
                   pg_catalog.current_database()::text
            """;

    /** Being a member of the owner is being the owner; a superuser is a member of everybody. */
    private static final String OWNERS =
            """
            SELECT n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner)
            FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
            JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.table_name
            WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
            """;

    private static final String PUBLICATION_OWNER =
            """
            SELECT pg_catalog.pg_get_userbyid(p.pubowner)
            FROM pg_catalog.pg_publication p
            WHERE p.pubname = ? AND NOT pg_catalog.pg_has_role(p.pubowner, 'USAGE')
            """;

    private MakingRights() {}

    /** Why the role may not do what was found to be missing; empty when it may. */
    static Optional<String> missing(Connection connection, PublicationSpec spec, Set<Reason> toMend)
            throws SQLException {
        List<String> lacks = new ArrayList<>(foreignTables(connection, spec));
        if (toMend.contains(Reason.PUBLICATION_MISSING)) {
            try (PreparedStatement query = connection.prepareStatement(CREATE_ON_DATABASE);
                    ResultSet row = query.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    lacks.add("it lacks CREATE on database " + row.getString(2));
                }
            }
        }
        if (toMend.contains(Reason.PUBLICATION_NARROW)) {
            lacks.addAll(foreignPublication(connection, spec));
        }
        return lacks.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lacks));
    }

    private static List<String> foreignTables(Connection connection, PublicationSpec spec) throws SQLException {
        List<TableName> names =
                spec.tables().stream().map(PublicationSpec.Table::name).toList();
        List<String> foreign = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(OWNERS)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", names.stream().map(TableName::schema).toArray()));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", names.stream().map(TableName::table).toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    foreign.add("table " + new TableName(row.getString(1), row.getString(2)) + " belongs to "
                            + row.getString(3));
                }
            }
        }
        return foreign;
    }

    /** That the publication belongs to somebody whom this role cannot stand in for; empty when it does not, or is not there. */
    static List<String> foreignPublication(Connection connection, PublicationSpec spec) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PUBLICATION_OWNER)) {
            query.setString(1, spec.name().value());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? List.of("publication " + spec.name() + " belongs to " + row.getString(1))
                        : List.of();
            }
        }
    }
}
