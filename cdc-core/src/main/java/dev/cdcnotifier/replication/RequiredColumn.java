package dev.cdcnotifier.replication;

import java.util.Set;

/**
 * A column that an application reads from a table of its stream. A domain counts as the type it is based on: the server
 * sends its values in that type's form.
 *
 * @param name the column's name
 * @param typeOids the built-in types that will do, by the oids of {@code pg_type}
 * @param anyEnum whether an enum will do too; enums are types of the users', so they have other oids in each database
 * @param sqlType the type to give the column when it has another one, as SQL spells it
 */
public record RequiredColumn(String name, Set<Integer> typeOids, boolean anyEnum, String sqlType) {

    public RequiredColumn {
        typeOids = Set.copyOf(typeOids);
    }
}
