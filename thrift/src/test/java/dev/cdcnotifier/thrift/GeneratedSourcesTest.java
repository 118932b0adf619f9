package dev.cdcnotifier.thrift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.thrift.eventsink.MachineEvent;
import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.msgpack.Nil;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.junit.jupiter.api.Test;

class GeneratedSourcesTest {

    private static final Path IDL = Path.of("src/main/thrift");
    private static final Path RECORDED = Path.of("src/generated/idl");

    @Test
    void sources_were_generated_from_the_idl_as_it_is_now() throws IOException {
        List<String> current = list(IDL);
        assertThat(current).containsExactly("event_sink.thrift", "lifecycle.thrift", "msgpack.thrift");
        assertThat(list(RECORDED))
                .as("IDL files at the time of generation")
                .isEqualTo(current.stream().map(name -> name + ".sha256").toList());
        for (String name : current) {
            String recorded =
                    Files.readString(RECORDED.resolve(name + ".sha256")).strip();
            assertThat(sha256(IDL.resolve(name)))
                    .as("%s has changed since the sources were generated: mvn -Pregenerate generate-sources", name)
                    .isEqualTo(recorded);
        }
    }

    @Test
    void a_message_survives_the_binary_protocol() throws TException {
        MachineEvent event = new MachineEvent("ns", "id", 7, "2026-03-22T06:12:27Z", Value.nl(new Nil()));
        SinkEvent message = SinkEvent.event(event);
        byte[] bytes = new TSerializer(new TBinaryProtocol.Factory()).serialize(message);
        SinkEvent read = new SinkEvent();
        new TDeserializer(new TBinaryProtocol.Factory()).deserialize(read, bytes);
        assertThat(read).isEqualTo(message);
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Over line feeds alone, so that a checkout with other line ends passes. */
    private static String sha256(Path file) throws IOException {
        byte[] text = Files.readString(file).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
