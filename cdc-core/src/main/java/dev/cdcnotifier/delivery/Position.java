package dev.cdcnotifier.delivery;

import dev.cdcnotifier.pg.Lsn;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a slot's messages are committed in Kafka, as it is kept there: {@code
 * {"timeline":1,"commit_lsn":"16/B374D848","ordinal":"whole","publications":"5f0c9ad1e3b27c46"}}.
 *
 * @param timeline the timeline the row's position is on
 * @param row the last row that is committed
 * @param publications the {@link StreamIdentity#publications} under which the rows were counted
 */
public record Position(int timeline, RowPosition row, String publications) {

    private static final String WHOLE = "\"whole\"";

    private static final Pattern JSON =
            Pattern.compile("\\{\"timeline\":(\\d{1,9}),\"commit_lsn\":\"([0-9A-F/]{3,17})\"," + "\"ordinal\":(" + WHOLE
                    + "|\\d{1,18}),\"publications\":\"([0-9a-f]+)\"}");

    byte[] json() {
        String ordinal = row.ordinal() == RowPosition.WHOLE ? WHOLE : Long.toString(row.ordinal());
        return ("{\"timeline\":" + timeline + ",\"commit_lsn\":\"" + row.commitLsn() + "\",\"ordinal\":" + ordinal
                        + ",\"publications\":\"" + publications + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #json} wrote; empty for anything else. */
    static Optional<Position> parse(byte[] json) {
        Matcher matcher = JSON.matcher(new String(json, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            String ordinal = matcher.group(3);
            return Optional.of(new Position(
                    Integer.parseInt(matcher.group(1)),
                    new RowPosition(
                            Lsn.parse(matcher.group(2)),
                            ordinal.equals(WHOLE) ? RowPosition.WHOLE : Long.parseLong(ordinal)),
                    matcher.group(4)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
