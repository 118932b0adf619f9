package dev.cdcnotifier.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which stream a session is of, as the transactional producer and its position know it. A row's {@link RowPosition}
 * compares only within one system and timeline, and inside of a transaction only among the same publications.
 *
 * @param systemId the database cluster's system identifier
 * @param timeline the timeline the session reads
 * @param database the database's name
 * @param slot the replication slot
 * @param publications stands for the session's list of publications: another list, another value; hexadecimal
 */
public record StreamIdentity(String systemId, int timeline, String database, String slot, String publications) {

    /** The identity of a session that streams these publications, in whatever order. */
    public static StreamIdentity of(
            String systemId, int timeline, String database, String slot, Collection<String> publications) {
        String list = publications.stream()
                .sorted()
                .map(name -> name.length() + ":" + name)
                .collect(Collectors.joining(","));
        String fingerprint = UUID.nameUUIDFromBytes(list.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return new StreamIdentity(systemId, timeline, database, slot, fingerprint);
    }

    String transactionalId() {
        return "cdc:" + systemId + ":" + database + ":" + slot;
    }

    String positionKey() {
        return systemId + "/" + database + "/" + slot;
    }
}
