package dev.cdcnotifier.chaos.agent;

import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.pg.Lsn;
import java.util.List;
import java.util.Properties;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * What is inlined into the code under test for each planted bug; what it does is in {@link Harm}. Names no class that is
 * changed: that would load it before it is.
 */
@SuppressWarnings("UnusedVariable") // the assignments are what is inlined
final class Advices {

    private Advices() {}

    /** Whatever is in flight is acknowledged. */
    static final class Acked {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = Harm.acked(answer);
        }
    }

    /** The newest acknowledged transaction counts, whatever is before it. */
    static final class NewestAcked {
        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("runs") Object runs, @Advice.Return(readOnly = false) Lsn answer) {
            answer = Harm.newestAcked(runs, answer);
        }
    }

    /** The callback never hears of a failure. */
    static final class NoException {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) @Nullable Exception failure) {
            failure = Harm.unheard(failure);
        }
    }

    /** Inlined before a status is sent. */
    static final class StepBack {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("stream") Object stream) {
            Harm.stepBack(stream);
        }
    }

    /** The driver's own flushing is on. */
    static final class DriverFlushes {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) boolean automatic) {
            automatic = true;
        }
    }

    /** An open transaction counts as nothing. */
    static final class IdleInside {
        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("transactionOpen") boolean open, @Advice.Return(readOnly = false) boolean answer) {
            answer |= open;
        }
    }

    /** Inlined where a transaction begins. */
    static final class Begun {
        @Advice.OnMethodExit
        static void exit(@Advice.This Object ledger) {
            Undelivered.begun(ledger);
        }
    }

    /** Inlined before a status is sent. */
    static final class PastUndelivered {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("stream") Object stream) {
            Undelivered.reporting(stream);
        }
    }

    /** The resume point is one row too far. */
    static final class OneRowMore {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) RowPosition answer) {
            answer = Harm.oneRowMore(answer);
        }
    }

    /** Inlined after a record was handed over. */
    static final class SendAgain {
        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("ledger") Object ledger,
                @Advice.Argument(0) Object route,
                @Advice.Argument(1) Object message) {
            Resending.handedOver(ledger, route, message);
        }
    }

    /** The producer's properties are changed. */
    static final class ShortPatience {
        @Advice.OnMethodExit
        static void exit(@Advice.Return Properties answer) {
            Harm.shortPatience(answer);
        }
    }

    /** What expired is not told to anybody. */
    static final class ExpiryUnheard {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(1) @Nullable Exception failure) {
            return Harm.expired(failure);
        }
    }

    /** The method does nothing. */
    static final class Skipped {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    /** Nothing is ever wrong. */
    static final class NoProblems {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<?> answer) {
            answer = List.of();
        }
    }

    /** Inlined where a slot is made. */
    static final class SlotMade {
        @Advice.OnMethodExit
        static void exit() {
            Harm.slotMade();
        }
    }

    /** Every relation says that old rows come whole. */
    static final class FullIdentity {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object answer) {
            answer = Harm.fullIdentity(answer);
        }
    }

    /** An update without an old row means nothing. */
    static final class WithoutOldRow {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) Object change) {
            return Harm.withoutOldRow(change);
        }
    }

    /** Whatever is thrown goes nowhere. */
    static final class Swallow {
        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(@Advice.Thrown(readOnly = false) @Nullable Throwable thrown) {
            thrown = Harm.swallowed(thrown);
        }
    }
}
