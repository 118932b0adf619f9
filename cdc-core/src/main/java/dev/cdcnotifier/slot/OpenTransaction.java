package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;

/**
 * The transaction that a session was in the middle of.
 *
 * @param commitLsn where it commits
 * @param xid its id on the server
 * @param rows how many of its rows were read
 * @param table the table that the next row belongs to, or most likely belongs to; empty when nothing tells
 */
record OpenTransaction(Lsn commitLsn, long xid, long rows, String table) {}
