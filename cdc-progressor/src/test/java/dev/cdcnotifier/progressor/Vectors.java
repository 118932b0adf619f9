package dev.cdcnotifier.progressor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What the original service made of the same rows: the authority on bytes. See vectors/README.md. */
final class Vectors {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One row change and what became of it. */
    record RowVector(String name, JsonNode json) {

        String table() {
            return json.get("table").asText();
        }

        String action() {
            return json.get("action").asText();
        }

        /** message, none or crash. */
        String result() {
            return json.get("result").asText();
        }

        String topic() {
            return json.get("topic").asText();
        }

        byte[] key() {
            return base64(json.get("key_b64"));
        }

        byte[] value() {
            return hex(json.get("value_hex"));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Hash(byte[] key, int phash2) {}

    @SuppressWarnings("ArrayRecordComponent")
    record KafkaMessage(String topic, int partitionOf3, byte[] key, byte[] value, int seqInPartition) {}

    private Vectors() {}

    static List<RowVector> eventsink() {
        return rows("eventsink.jsonl");
    }

    static List<RowVector> lifecycle() {
        return rows("lifecycle.jsonl");
    }

    static List<Hash> phash2() {
        return lines("phash2.tsv").stream()
                .map(line -> line.split("\t", -1))
                .map(cells -> new Hash(Base64.getDecoder().decode(cells[0]), Integer.parseInt(cells[1])))
                .toList();
    }

    /** The raw messages of pgoutput, in the order they came. */
    static List<byte[]> wal() {
        return objects("e2e_pgoutput.jsonl").stream()
                .map(line -> hex(line.get("data_hex")))
                .toList();
    }

    /** What the original sent when it read {@link #wal}. */
    static List<KafkaMessage> kafka() {
        return objects("e2e_kafka.jsonl").stream()
                .map(line -> new KafkaMessage(
                        line.get("topic").asText(),
                        line.get("partition_of_3").asInt(),
                        base64(line.get("key_b64")),
                        hex(line.get("value_hex")),
                        line.get("seq_in_partition").asInt()))
                .toList();
    }

    private static List<RowVector> rows(String file) {
        return objects(file).stream()
                .map(json -> new RowVector(json.get("name").asText(), json))
                .toList();
    }

    private static List<JsonNode> objects(String file) {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : lines(file)) {
            try {
                objects.add(JSON.readTree(line));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return objects;
    }

    private static List<String> lines(String file) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] base64(JsonNode node) {
        return Base64.getDecoder().decode(node.asText());
    }

    private static byte[] hex(JsonNode node) {
        return HexFormat.of().parseHex(node.asText());
    }
}
