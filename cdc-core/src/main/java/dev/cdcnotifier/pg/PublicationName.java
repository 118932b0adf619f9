package dev.cdcnotifier.pg;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The name of a publication, guaranteed to survive PostgreSQL's 63-byte limit unchanged.
 *
 * @param value the name as the catalog keeps it, unquoted
 */
public record PublicationName(String value) {

    public PublicationName {
        Identifier.check("publication name", value);
    }

    /** The name as an identifier in SQL: in double quotes, with double quotes inside doubled. */
    public String quoted() {
        return Identifier.quote(value);
    }

    /**
     * The value of pgoutput's {@code publication_names} option: quoted identifiers, separated by commas. The caller
     * puts it into the replication command as a literal.
     */
    public static String optionValue(Collection<PublicationName> names) {
        return names.stream().map(PublicationName::quoted).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return value;
    }
}
