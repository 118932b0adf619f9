package dev.cdcnotifier.pg;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * How far a slot was confirmed at most, as it was written down before it was confirmed.
 *
 * @param systemId the system identifier of the server
 * @param timeline the timeline the position is on
 * @param position nothing beyond it was confirmed by the session that wrote it
 * @param at when it was written down
 * @param publications the names of the publications that this session streamed
 */
public record RememberedPosition(String systemId, int timeline, Lsn position, Instant at, List<String> publications) {

    public RememberedPosition {
        publications = List.copyOf(publications);
    }

    @Override
    public String toString() {
        return position + " (timeline " + timeline + ", written " + at.truncatedTo(ChronoUnit.SECONDS) + ")";
    }
}
