package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import org.jspecify.annotations.Nullable;

/**
 * Where a slot stands as its stream begins.
 *
 * @param position up to where it is confirmed
 * @param last the last position that is remembered of it; null when there is none
 * @param accepted whether it is not where the stream left it, and an operator has accepted that
 */
public record SlotStanding(Lsn position, @Nullable RememberedPosition last, boolean accepted) {}
