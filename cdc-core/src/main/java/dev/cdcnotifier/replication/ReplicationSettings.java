package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Durations;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.SlotName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one stream is: a slot, what it publishes, and what may be made when it is missing.
 *
 * @param slot the replication slot
 * @param publications the publications to stream, at least one, each named once
 * @param publicationProvision what to do about a missing publication or table of one, or a replica identity
 * @param slotProvision what to do about a missing slot at the start of the process; later it is never made
 * @param failoverSlot whether the slot is to be synchronised to standbys (PostgreSQL 17 and newer)
 * @param binary whether columns are asked for in their types' binary form
 * @param walSenderTimeout after what silence of ours the server gives the session up; we give it up after one and a
 *     quarter of these. At least a second
 */
public record ReplicationSettings(
        SlotName slot,
        List<PublicationSpec> publications,
        Provision publicationProvision,
        Provision slotProvision,
        boolean failoverSlot,
        boolean binary,
        Duration walSenderTimeout) {

    /** What a stream's session sets unless told otherwise; PostgreSQL's own default is 60 s. */
    public static final Duration WAL_SENDER_TIMEOUT = Duration.ofSeconds(20);

    public ReplicationSettings {
        publications = List.copyOf(publications);
        if (publications.isEmpty()) {
            throw new IllegalArgumentException("slot " + slot + " has no publication to stream");
        }
        Set<PublicationName> names = new HashSet<>();
        for (PublicationSpec publication : publications) {
            if (!names.add(publication.name())) {
                throw new IllegalArgumentException(
                        "slot " + slot + " names publication " + publication.name() + " twice");
            }
        }
        if (walSenderTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "walSenderTimeout of slot " + slot + " is below 1 s: " + Durations.inWords(walSenderTimeout));
        }
    }

    /** Settings with the usual session: text columns, {@link #WAL_SENDER_TIMEOUT}, no failover slot. */
    public static ReplicationSettings of(
            SlotName slot,
            List<PublicationSpec> publications,
            Provision publicationProvision,
            Provision slotProvision) {
        return new ReplicationSettings(
                slot, publications, publicationProvision, slotProvision, false, false, WAL_SENDER_TIMEOUT);
    }

    /** The same, but for what may be made: everything. */
    ReplicationSettings creating() {
        return new ReplicationSettings(
                slot, publications, Provision.CREATE, Provision.CREATE, failoverSlot, binary, walSenderTimeout);
    }

    /** The publications' names, in the order of {@link #publications}. */
    public List<PublicationName> names() {
        return publications.stream().map(PublicationSpec::name).toList();
    }

    /** After what silence of the server the connection is taken for dead: 25 s as a rule, to be noticed within 30 s. */
    Duration silenceLimit() {
        return walSenderTimeout.multipliedBy(5).dividedBy(4);
    }
}
