package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.KeyValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /streams/{slot}/pause}, {@code resume}, {@code restart}, {@code skip} and {@code skip-transaction}: for
 * whoever has the token, with a line in the log for each, whatever came of it. Any thread may call it.
 */
final class StreamActions {

    /** What may be asked for. */
    static final List<String> NAMES = List.of("pause", "resume", "restart", Remedy.SKIP, Remedy.SKIP_TRANSACTION);

    /** A logger of its own, so that who did what can be kept apart and longer. */
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.cdcnotifier.audit");

    private final BearerToken token;
    private final StreamLookup lookup;
    private final StreamControl control;

    StreamActions(BearerToken token, StreamLookup lookup, StreamControl control) {
        this.token = token;
        this.lookup = lookup;
        this.control = control;
    }

    /**
     * Does it.
     *
     * @param name the stream or its slot
     * @param action one of {@link #NAMES}
     * @return 202 with the stream as it is right after
     */
    Response act(Request request, String name, String action) throws RequestRefusedException {
        String outcome = "failed";
        // What a stranger sent is not written into the log: only what names a stream.
        String known = "unknown";
        String row = row(request, action);
        try {
            token.require(request);
            StreamStatus stream = lookup.find(name);
            known = stream.stream();
            row += identity(stream, request, action);
            perform(request, stream.stream(), action);
            outcome = "accepted";
            return Response.json(202, StreamList.fields(lookup.find(stream.stream())));
        } catch (RequestRefusedException e) {
            outcome = e.outcome();
            throw e;
        } finally {
            AUDIT.info(
                    "control who={} action={} stream={}{} outcome={}", request.remote(), action, known, row, outcome);
        }
    }

    private void perform(Request request, String stream, String action) throws RequestRefusedException {
        try {
            switch (action) {
                case "pause" -> control.pause(stream);
                case "resume" -> control.resume(stream);
                case "restart" -> control.restart(stream);
                case Remedy.SKIP ->
                    control.skip(
                            stream,
                            lsn(request).orElseThrow(StreamActions::noRow),
                            seq(request).orElseThrow(StreamActions::noRow));
                case Remedy.SKIP_TRANSACTION ->
                    control.skipTransaction(stream, lsn(request).orElseThrow(StreamActions::noTransaction));
                default -> throw new IllegalArgumentException(action);
            }
        } catch (IllegalStateException e) {
            throw new RequestRefusedException(409, "not_possible", String.valueOf(e.getMessage()));
        } catch (NoSuchElementException e) {
            throw new RequestRefusedException(404, "unknown_stream", String.valueOf(e.getMessage()));
        }
    }

    private static RequestRefusedException noRow() {
        return new RequestRefusedException(
                400,
                "row_missing",
                "name the row as haltedAt of the stream shows it: ?lsn=COMMIT_LSN&seq=N, for example"
                        + " ?lsn=16/B374D848&seq=3");
    }

    private static RequestRefusedException noTransaction() {
        return new RequestRefusedException(
                400,
                "transaction_missing",
                "name the transaction as haltedAt of the stream shows it: ?lsn=COMMIT_LSN, for example ?lsn=16/B374D848");
    }

    private static String row(Request request, String action) {
        String transaction = " lsn=" + lsn(request).map(Lsn::toString).orElse("none");
        return switch (action) {
            case Remedy.SKIP ->
                transaction + " seq=" + seq(request).map(String::valueOf).orElse("none");
            case Remedy.SKIP_TRANSACTION -> transaction;
            default -> "";
        };
    }

    /** What names the row that a stream is halted at, when it is the one that is to be skipped. */
    private static String identity(StreamStatus stream, Request request, String action) {
        Failure failure = stream.state().failure();
        boolean meant = stream.haltedAt()
                .filter(at -> lsn(request).filter(at.commitLsn()::equals).isPresent())
                .filter(at -> action.equals(Remedy.SKIP_TRANSACTION)
                        || action.equals(Remedy.SKIP)
                                && seq(request)
                                        .filter(seq -> seq == at.ordinal())
                                        .isPresent())
                .isPresent();
        if (failure == null || !meant) {
            return "";
        }
        Map<String, String> facts = new LinkedHashMap<>(failure.facts());
        facts.keySet().removeAll(Set.of("commit_lsn", "seq"));
        return facts.isEmpty() ? "" : " " + KeyValues.of(facts);
    }

    private static Optional<Lsn> lsn(Request request) {
        try {
            return Optional.ofNullable(request.query().get("lsn")).map(Lsn::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> seq(Request request) {
        try {
            return Optional.ofNullable(request.query().get("seq")).map(Long::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
