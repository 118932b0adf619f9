package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;

/**
 * The confirm rule, the heart of the guarantee: which position may be told to PostgreSQL, which then never sends what is
 * before it again. Pure.
 */
final class ConfirmRule {

    private ConfirmRule() {}

    /**
     * The position to confirm now: the end of the longest completed prefix of transactions; and only when nothing at all
     * is pending, the position the server last reported, so that a quiet stream on a busy server holds no WAL. Never
     * beyond the limit, never back.
     *
     * @param confirmed what is confirmed already
     * @param completed the end of the longest prefix of transactions that Kafka has confirmed whole
     * @param nothingPending no transaction is open, nothing is in flight, and the last poll found nothing
     * @param serverPosition how far the server says it has read its log, as of that poll
     * @param limit the position beyond which this session sees only part of what it should
     */
    static Lsn next(Lsn confirmed, Lsn completed, boolean nothingPending, Lsn serverPosition, Lsn limit) {
        Lsn safe = nothingPending ? Lsn.max(completed, serverPosition) : completed;
        return Lsn.max(confirmed, Lsn.min(safe, limit));
    }
}
