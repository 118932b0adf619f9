package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import java.util.List;

/**
 * What the next session streams, all preconditions having been met.
 *
 * @param server which server it is
 * @param publications the publications of the session, at least one
 * @param start up to where everything is confirmed; the session sends the transactions whose commit starts there or later
 * @param resumeAt the position to ask for: {@code start} when this process knows better than the slot, else {@link
 *     Lsn#NONE}, which stands for the slot's own
 * @param joinLimit a position beyond which nothing may be confirmed, because further publications join there: at the
 *     first transaction whose commit starts at or after it, or when everything up to it is delivered, the limit itself
 *     is confirmed, the session ends, and the next is prepared. {@link Lsn#MAX} when there is none
 * @param joinPending whether a publication waits for old transactions before its joining position can be known; ask
 *     {@link ReplicationSource#joinReady} every few seconds and prepare again once it is
 */
public record StreamPlan(
        ServerFacts server,
        List<PublicationName> publications,
        Lsn start,
        Lsn resumeAt,
        Lsn joinLimit,
        boolean joinPending) {

    public StreamPlan {
        publications = List.copyOf(publications);
    }

    /**
     * The same, passing over everything up to a transaction's commit, that transaction included: the server does not even
     * decode it. Only when all that commits before it is delivered.
     *
     * @param commitLsn where the transaction's commit starts; {@link Lsn#NONE} changes nothing, nor does one beyond the
     *     join limit
     */
    public StreamPlan resumingAfter(Lsn commitLsn) {
        if (commitLsn.equals(Lsn.NONE) || !commitLsn.isBefore(joinLimit)) {
            return this;
        }
        Lsn beyond = Lsn.max(resumeAt, new Lsn(commitLsn.value() + 1));
        return new StreamPlan(server, publications, start, beyond, joinLimit, joinPending);
    }
}
