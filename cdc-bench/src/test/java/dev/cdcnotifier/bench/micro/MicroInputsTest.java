package dev.cdcnotifier.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PgBinary;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Commit;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.progressor.PayloadTranscoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** What is measured is what is meant: no benchmark runs on a way that refuses its input. */
class MicroInputsTest {

    private static final int NUMBER = 250;
    private static final Blackhole HOLE = new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

    @Test
    void a_transaction_is_read_as_it_was_written() {
        byte[] payload = Payloads.of(DrainRows.PAYLOAD_BYTES)[3];
        List<PgOutputMessage> messages = Stream.of(DrainRows.transaction(NUMBER, payload))
                .map(PgOutputDecoder::decode)
                .toList();

        assertThat(messages.get(0))
                .isEqualTo(new Begin(new Lsn(DrainRows.commitLsn(NUMBER)), DrainRows.micros(NUMBER), 1_000 + NUMBER));
        Tuple event = ((Insert) messages.get(1)).newTuple();
        assertThat(event.toString()).isEqualTo("Tuple[bbbbnb]");
        assertThat(text(event, 0)).isEqualTo("process-3");
        assertThat(int8(event, 2)).isEqualTo(51);
        assertThat(event.bytes(5)).isEqualTo(payload).hasSize(300);
        Update update = (Update) messages.get(2);
        Tuple before = Objects.requireNonNull(update.oldTuple());
        assertThat(before.toString()).isEqualTo("Tuple[bbnnbnbbb]");
        assertThat(int8(before, 6)).isEqualTo(NUMBER - 1);
        assertThat(text(update.newTuple(), 1)).isEqualTo("running");
        assertThat(int8(update.newTuple(), 6)).isEqualTo(NUMBER);
        assertThat(((Commit) messages.get(3)).endLsn()).isEqualTo(new Lsn(DrainRows.endLsn(NUMBER)));
    }

    private static long int8(Tuple tuple, int column) {
        return PgBinary.int8(tuple.payload(), tuple.offset(column), tuple.length(column));
    }

    private static String text(Tuple tuple, int column) {
        return new String(tuple.bytes(column), StandardCharsets.UTF_8);
    }

    @Test
    void transactions_differ() {
        byte[] payload = Payloads.of(DrainRows.PAYLOAD_BYTES)[0];
        Set<List<ByteBuffer>> all = new HashSet<>();
        for (int i = 0; i < DrainRows.TRANSACTIONS; i++) {
            all.add(Arrays.asList(DrainRows.transaction(i, payload)));
        }
        assertThat(all).hasSize(DrainRows.TRANSACTIONS);
    }

    @Test
    void payloads_are_of_their_size_and_differ_and_can_be_transcoded() throws Exception {
        for (int bytes : new int[] {300, 4096, 65_536}) {
            byte[][] payloads = Payloads.of(bytes);
            PayloadTranscoding transcoding = new PayloadTranscoding();
            Set<ByteBuffer> results = new HashSet<>();
            for (byte[] payload : payloads) {
                assertThat(payload).hasSize(bytes);
                int written = transcoding.transcode(payload);
                assertThat(written).isBetween(bytes * 8 / 10, bytes * 13 / 10);
                assertThat(results.add(ByteBuffer.wrap(transcoding.written()))).isTrue();
            }
            assertThat(results).hasSizeGreaterThanOrEqualTo(8);
        }
    }

    @Test
    void encoders_make_records_with_headers_and_an_untold_change_none() throws Exception {
        EncoderBenchmark encoders = new EncoderBenchmark();
        encoders.prepare();

        ProducerRecord<byte[], byte[]> event = Objects.requireNonNull(encoders.event());
        assertThat(new String(event.key(), StandardCharsets.UTF_8)).isEqualTo("bench process-1");
        assertThat(event.topic()).isEqualTo("events");
        assertThat(event.partition()).isBetween(0, 2);
        assertThat(event.value()).hasSizeBetween(300, 450);
        assertThat(Stream.of(event.headers().toArray()).map(Header::key)).containsExactly("cdc-lsn", "cdc-seq");
        ProducerRecord<byte[], byte[]> created = Objects.requireNonNull(encoders.created());
        assertThat(created.topic()).isEqualTo("lifecycle");
        ProducerRecord<byte[], byte[]> failed = Objects.requireNonNull(encoders.failed());
        assertThat(new String(failed.value(), StandardCharsets.UTF_8)).contains("no answer from the bank, attempt 2");
        assertThat(encoders.untold()).isNull();
    }

    @Test
    void the_ledger_completes_all_that_it_was_told() {
        LedgerBenchmark ledger = new LedgerBenchmark();
        Lsn end = new Lsn(DrainRows.endLsn(LedgerBenchmark.RECORDS - 1));

        assertThat(ledger.shortTransactions()).isEqualTo(end);
        assertThat(ledger.isIdle()).isTrue();
        assertThat(ledger.longTransaction()).isEqualTo(end);
        assertThat(ledger.isIdle()).isTrue();
    }

    @Test
    void each_transaction_of_the_path_becomes_a_record_and_all_are_completed() {
        PathBenchmark path = new PathBenchmark();
        path.prepare();

        assertThat(path.transactions(HOLE)).isEqualTo(new Lsn(DrainRows.endLsn(PathBenchmark.BATCH - 1)));
        assertThat(path.transactions(HOLE)).isEqualTo(new Lsn(DrainRows.endLsn(2 * PathBenchmark.BATCH - 1)));
        assertThat(path.records()).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void every_benchmark_has_a_name_and_every_name_a_benchmark() throws Exception {
        for (MicroCase one : MicroCase.all()) {
            assertThat(Stream.of(one.type().getMethods()))
                    .as(one.name())
                    .anyMatch(method ->
                            method.getName().equals(one.method()) && method.isAnnotationPresent(Benchmark.class));
        }
        assertThat(MicroCase.all().stream().map(MicroCase::type).distinct()).allSatisfy(type -> assertThat(
                        Stream.of(type.getMethods()).filter(method -> method.isAnnotationPresent(Benchmark.class)))
                .allMatch(method -> MicroCase.all().stream()
                        .anyMatch(one -> one.type() == type && one.method().equals(method.getName()))));
    }

    @Test
    void a_goal_is_judged_part_by_part() {
        MicroCase insert = MicroCase.all().get(0);
        assertThat(insert.goal().judge(new MicroFigure(insert, 39, 30, 120.3, 3)))
                .isEqualTo("≤ 40 ns: reached, ≤ 120 B: reached");
        assertThat(insert.goal().judge(new MicroFigure(insert, 41, 30, 128, 3)))
                .isEqualTo("≤ 40 ns: missed, ≤ 120 B: missed");
        MicroCase transcoder = MicroCase.all().stream()
                .filter(one -> one.isNamed("transcoder.4096"))
                .findFirst()
                .orElseThrow();
        assertThat(transcoder.goal().judge(new MicroFigure(transcoder, 10_000, 9_000, 0, 3)))
                .isEqualTo("≥ 300 MB/s: reached");
        assertThat(transcoder.goal().judge(new MicroFigure(transcoder, 20_000, 9_000, 0, 3)))
                .isEqualTo("≥ 300 MB/s: missed");
    }
}
