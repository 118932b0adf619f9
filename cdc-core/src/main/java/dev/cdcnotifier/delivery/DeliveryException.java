package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.RowId;
import org.jspecify.annotations.Nullable;

/** A message was not delivered, or the cluster is not fit to take any. The message names the topic and the remedy. */
public final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What has to happen before delivery can go on. */
    public enum Kind {
        /** Time: the cluster may come back by itself. */
        TRANSIENT,
        /** An operator has to mend a topic, a right or a credential. */
        NEEDS_OPERATOR,
        /** A record was refused for what it is; it would be refused again. */
        REJECTED,
        /** Another producer with the same identity took over. */
        FENCED
    }

    private final Kind kind;
    private final String reason;
    private final @Nullable RowId row;

    /** @param reason a stable code in lower_snake_case, for example {@code topic_missing} */
    public DeliveryException(Kind kind, String reason, String message, @Nullable Throwable cause) {
        this(kind, reason, message, cause, null);
    }

    private DeliveryException(
            Kind kind, String reason, String message, @Nullable Throwable cause, @Nullable RowId row) {
        super(message, cause);
        this.kind = kind;
        this.reason = reason;
        this.row = row;
    }

    public DeliveryException(Kind kind, String reason, String message) {
        this(kind, reason, message, null);
    }

    /** The same of a message that was made of this row; says so. */
    public DeliveryException of(RowId row) {
        return new DeliveryException(kind, reason, getMessage() + " (row: " + row + ")", getCause(), row);
    }

    /** The row whose message it was; null when that is not known, or it was not about a single one. */
    public @Nullable RowId row() {
        return row;
    }

    public Kind kind() {
        return kind;
    }

    public String reason() {
        return reason;
    }
}
