package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.progressor.Message.Change;
import dev.cdcnotifier.progressor.Vectors.KafkaMessage;
import dev.cdcnotifier.progressor.Vectors.RowVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessageReaderTest {

    private static final String NAMES = "0b0001 00000001 61 0b0002 00000001 62 ";
    private static final String LIFECYCLE = NAMES + "0b0003 00000001 74 ";
    private static final String CREATED = LIFECYCLE + "0c0004 0c0001 0c0001 00 00 00 00";
    private static final String EVENT = "0c0001 " + NAMES + "0a0003 0000000000000007 0b0004 00000001 74 ";

    static Stream<byte[]> vectors() {
        return Stream.concat(
                Stream.of(Vectors.eventsink(), Vectors.lifecycle())
                        .flatMap(List::stream)
                        .filter(vector -> vector.result().equals("message"))
                        .map(RowVector::value),
                Vectors.kafka().stream().map(KafkaMessage::value));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void what_the_original_wrote_is_read_as_the_generated_classes_read_it(byte[] message)
            throws MessageFormatException {
        Message read = MessageReader.read(message);
        if (GeneratedClasses.keep(read)) {
            assertThat(read).isEqualTo(GeneratedClasses.read(message));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_message_that_is_cut_off_anywhere_is_refused(byte[] message) {
        for (int length = 0; length < message.length; length++) {
            byte[] part = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> MessageReader.read(part)).isInstanceOf(MessageFormatException.class);
        }
    }

    @Test
    void the_key_of_a_message_is_the_one_it_was_sent_with() throws MessageFormatException {
        assertThat(Vectors.kafka()).isNotEmpty();
        for (KafkaMessage sent : Vectors.kafka()) {
            assertThat(MessageReader.read(sent.value()).key())
                    .isEqualTo(new String(sent.key(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void every_change_of_a_process_is_told_from_the_others() throws MessageFormatException {
        assertThat(change("0c0001 00")).isEqualTo(new Change.Created());
        assertThat(change("0c0002 0c0001 0c0001 00 00 00")).isEqualTo(new Change.Working());
        assertThat(change("0c0002 0c0001 0c0002 0b0001 00000002 6f6f 00 00 00")).isEqualTo(new Change.Failed("oo"));
        assertThat(change("0c0002 0c0001 0c0002 00 00 00")).isEqualTo(new Change.Failed(null));
        assertThat(change("0c0003 00")).isEqualTo(new Change.Removed());
    }

    @Test
    void text_that_is_not_utf_8_keeps_its_bytes() throws MessageFormatException {
        Message.Event event = (Message.Event) read(EVENT + "0c0006 0b0005 00000002 c328 00 00 00");
        MsgpackValue.Str text = (MsgpackValue.Str) event.data();
        assertThat(text.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xc3, 0x28}));
        assertThat(text.text()).isEmpty();
    }

    @Test
    void values_stand_in_each_other_as_deep_as_a_mapper_can_be_told_to_write() throws MessageFormatException {
        MsgpackValue value = ((Message.Event) read(nested(512))).data();
        for (int level = 1; level < 512; level++) {
            value = ((MsgpackValue.Arr) value).items().get(0);
        }
        assertThat(value).isEqualTo(new MsgpackValue.Bool(true));
        for (int levels : new int[] {513, 100_000}) {
            assertThatThrownBy(() -> read(nested(levels)))
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("512 levels");
        }
    }

    @Test
    void objects_are_equal_whatever_the_order_of_their_entries() throws MessageFormatException {
        String one = "0b0005 00000001 61 00 0a0003 0000000000000001 00 ";
        String two = "0b0005 00000001 62 00 0a0003 0000000000000002 00 ";
        MsgpackValue.Obj first = object(one + two, 2);
        assertThat(first).isEqualTo(object(two + one, 2)).hasSameHashCodeAs(object(two + one, 2));
        assertThat(first.entries()).isNotEqualTo(object(two + one, 2).entries());
        assertThat(first).isNotEqualTo(object(one + one, 2)).isNotEqualTo(object(one, 1));
        assertThat(object(one + one + two, 3)).isNotEqualTo(object(one + two + two, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ff                                           | neither an event nor a lifecycle message
            0c0002                                       | SinkEvent does not know
            0c0001 0b0007                                | MachineEvent does not know
            0c0001 0a0001                                | MachineEvent does not know
            0c0001 0b0001 00000000 0b0001                | a field twice
            0c0001 00                                    | has no source_ns
            {event} 00                                   | has no data
            {event} 0c0006 0a0003 0000000000000001 0b    | goes on after the end of Value
            {event} 0c0006 020002 02                     | a bool that is neither 0 nor 1
            {event} 0c0006 0c0001 0b                     | goes on after the end of Nil
            {event} 0c0006 0b0005 7fffffff 00            | a length of 2147483647 where 1 bytes are left
            {event} 0c0006 0b0006 ffffffff 00            | a length of -1
            {event} 0c0006 0f0008 0c 7fffffff 00         | a count of 2147483647 where 1 bytes are left
            {event} 0c0006 0d0007 0c0c 00000001 00000000 | a count of 1 where 4 bytes are left
            {event} 0c0006 0d0007 0c0b 00000000          | a collection of type 11
            {event} 0c0006 0f0008 08 00000000            | a collection of type 8
            {event} 0c0006 0c0001 00 00 00 0b            | goes on after the end of SinkEvent
            0b0001 00000001 ff                           | a machine_ns that is not UTF-8
            0b0001 00000001 61 00                        | has no machine_id
            {lifecycle} 00                               | has no data
            {lifecycle} 0c0004 0c0002                    | LifecycleEventData does not know
            {lifecycle} 0c0004 0c0001 0c0004             | MachineLifecycleEvent does not know
            {lifecycle} 0c0004 0c0001 0c0002 0c0001 00   | MachineStatus does not know
            {created} 00                                 | is over, and 1 bytes are left
            """)
    void what_is_no_message_is_refused_with_what_is_wrong(String hex, String message) {
        String bytes =
                hex.replace("{event}", EVENT).replace("{lifecycle}", LIFECYCLE).replace("{created}", CREATED);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageStartingWith("at byte ")
                .hasMessageContaining(message);
    }

    private static Change change(String hex) throws MessageFormatException {
        return ((Message.Lifecycle) read(LIFECYCLE + "0c0004 0c0001 " + hex + " 00 00 00")).change();
    }

    private static MsgpackValue.Obj object(String entries, int count) throws MessageFormatException {
        Message.Event event =
                (Message.Event) read(EVENT + "0c0006 0d0007 0c0c %08x".formatted(count) + entries + "00 00 00");
        return (MsgpackValue.Obj) event.data();
    }

    /** An event whose payload is a bool in arrays in arrays; libthrift's own writer would run out of stack. */
    private static String nested(int levels) {
        int arrays = levels - 1;
        return EVENT + "0c0006 " + "0f0008 0c 00000001 ".repeat(arrays) + "020002 01 00" + "00".repeat(arrays)
                + "00 00";
    }

    private static Message read(String hex) throws MessageFormatException {
        return MessageReader.read(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
