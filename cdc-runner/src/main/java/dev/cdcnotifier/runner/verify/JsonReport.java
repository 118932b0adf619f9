package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.decode.MessageJson;
import dev.cdcnotifier.runner.text.Json;
import dev.cdcnotifier.runner.verify.Difference.Kind;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For programs: an object a line, of {@code type} note, difference, progress (every few seconds) or verdict. */
public final class JsonReport implements Report {

    private static final Duration PROGRESS_EACH = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final boolean showValues;
    private Duration lastProgress = Duration.ZERO;

    /** @param showValues whether the messages of a difference are shown as well: they hold row data */
    public JsonReport(PrintWriter out, boolean showValues) {
        this.out = out;
        this.showValues = showValues;
    }

    @Override
    public void note(String text) {
        Map<String, @Nullable Object> fields = line("note");
        fields.put("text", text);
        print(fields);
    }

    @Override
    public void difference(Difference difference) {
        Map<String, @Nullable Object> fields = line("difference");
        fields.put("kind", name(difference.kind()));
        fields.put("sink", difference.sink().word());
        fields.put("key", difference.process());
        fields.put("message", difference.what());
        if (!difference.fields().isEmpty()) {
            fields.put("fields", difference.fields());
        }
        put(fields, Side.OURS, difference.ours());
        put(fields, Side.ENGINE, difference.engine());
        print(fields);
    }

    private void put(Map<String, @Nullable Object> fields, Side side, @Nullable Observed message) {
        if (message == null) {
            return;
        }
        Map<String, @Nullable Object> place = new LinkedHashMap<>();
        place.put("topic", message.topic());
        place.put("partition", message.partition());
        place.put("offset", message.offset());
        if (showValues) {
            place.put("value", MessageJson.of(message.content().message()));
        }
        fields.put(side.word(), place);
    }

    @Override
    public void progress(Progress progress) {
        if (progress.elapsed().minus(lastProgress).compareTo(PROGRESS_EACH) >= 0) {
            lastProgress = progress.elapsed();
            Map<String, @Nullable Object> fields = line("progress");
            put(fields, progress);
            print(fields);
        }
    }

    private static void put(Map<String, @Nullable Object> fields, Progress progress) {
        Counts counts = progress.counts();
        fields.put("seconds", progress.elapsed().toSeconds());
        fields.put("same", counts.same());
        for (Kind kind : Kind.values()) {
            fields.put(name(kind), counts.of(kind));
        }
        fields.put("otherPartition", counts.otherPartition());
        fields.put("perSecond", Math.rint(progress.perSecond() * 10) / 10);
        for (Side side : Side.values()) {
            Counts.OfSide of = counts.of(side);
            Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
            numbers.put("read", of.read);
            numbers.put("repeats", of.repeats);
            numbers.put("waiting", progress.waiting(side));
            numbers.put("behind", progress.behind(side));
            numbers.put("unreadable", progress.unreadable(side));
            numbers.put("passedOver", of.passedOver);
            numbers.put("foreign", of.foreign);
            fields.put(side.word(), numbers);
        }
        if (progress.trouble() != null) {
            fields.put("trouble", progress.trouble());
        }
    }

    @Override
    public void verdict(Verdict verdict, Progress end) {
        Map<String, @Nullable Object> fields = line("verdict");
        fields.put("verdict", verdict.state().name().toLowerCase(Locale.ROOT));
        fields.put("headline", verdict.headline());
        fields.put("remarks", verdict.remarks());
        put(fields, end);
        print(fields);
    }

    private static Map<String, @Nullable Object> line(String type) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        return fields;
    }

    /** onlyOurs, onlyEngine, different, outOfOrder. */
    private static String name(Kind kind) {
        return switch (kind) {
            case ONLY_OURS -> "onlyOurs";
            case ONLY_ENGINE -> "onlyEngine";
            case DIFFERENT -> "different";
            case OUT_OF_ORDER -> "outOfOrder";
        };
    }

    private void print(Map<String, @Nullable Object> fields) {
        out.println(Json.write(fields));
        out.flush();
    }
}
