package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaFailuresTest {

    /** What the client threw in a container whose /tmp was mounted noexec: at the first attempt, and at every later one. */
    static LinkageError[] errors() {
        return new LinkageError[] {
            new UnsatisfiedLinkError(
                    "/tmp/libzstd-jni-1.so: failed to map segment from shared object\nno zstd-jni in path"),
            new NoClassDefFoundError("Could not initialize class com.github.luben.zstd.ZstdOutputStreamNoFinalizer")
        };
    }

    @ParameterizedTest
    @MethodSource("errors")
    void a_library_that_cannot_be_loaded_needs_an_operator_and_is_told_in_one_line(LinkageError error) {
        DeliveryException failure = KafkaFailures.of(new KafkaException(error), new Destination("main", "events"));
        assertThat(failure.kind()).isEqualTo(DeliveryException.Kind.NEEDS_OPERATOR);
        assertThat(failure.reason()).isEqualTo("kafka_configuration");
        assertThat(failure.getMessage())
                .contains("topic events (client main)", "compression.type", "java.io.tmpdir", "noexec")
                .doesNotContain("\n");
    }
}
