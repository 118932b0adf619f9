package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.SlotName;
import org.jspecify.annotations.Nullable;

/** The slot is streamed by somebody else right now: another runner, as a rule. Stand by and try again. */
public final class SlotBusyException extends Exception {

    private static final long serialVersionUID = 1L;

    SlotBusyException(SlotName slot, String holder, @Nullable Throwable cause) {
        super("slot " + slot + " is active for " + holder, cause);
    }
}
