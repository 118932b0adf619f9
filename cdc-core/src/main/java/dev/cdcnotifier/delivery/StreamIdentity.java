package dev.cdcnotifier.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
 * @param publications the names of the publications that the session streams, sorted
 */
public record StreamIdentity(String systemId, int timeline, String database, String slot, List<String> publications) {

    public StreamIdentity {
        publications = publications.stream().sorted().toList();
    }

    /** Stands for the list of publications, in whatever order: another list, another value; hexadecimal. */
    public String fingerprint() {
        String list =
                publications.stream().map(name -> name.length() + ":" + name).collect(Collectors.joining(","));
        return UUID.nameUUIDFromBytes(list.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    String transactionalId() {
        return "cdc:" + systemId + ":" + database + ":" + slot;
    }

    String positionKey() {
        return systemId + "/" + database + "/" + slot;
    }
}
