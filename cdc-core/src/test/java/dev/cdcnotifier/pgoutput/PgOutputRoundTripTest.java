package dev.cdcnotifier.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class PgOutputRoundTripTest {

    @Property
    void a_decoded_message_tells_everything_that_was_in_its_bytes(@ForAll("messages") byte[] message) {
        assertThat(Messages.encode(Messages.decode(message))).isEqualTo(message);
    }

    @Property
    void where_the_message_lies_in_the_buffer_makes_no_difference(
            @ForAll("messages") byte[] message,
            @ForAll @Size(max = 40) byte[] before,
            @ForAll @Size(max = 40) byte[] after) {
        byte[] array = new byte[before.length + message.length + after.length];
        System.arraycopy(before, 0, array, 0, before.length);
        System.arraycopy(message, 0, array, before.length, message.length);
        System.arraycopy(after, 0, array, before.length + message.length, after.length);

        ByteBuffer whole = ByteBuffer.wrap(array, before.length, message.length);
        ByteBuffer slice = whole.slice();

        assertThat(Messages.encode(PgOutputDecoder.decode(whole))).isEqualTo(message);
        assertThat(Messages.encode(PgOutputDecoder.decode(slice))).isEqualTo(message);
        assertThat(whole.position()).isEqualTo(before.length);
        assertThat(whole.remaining()).isEqualTo(message.length);
    }

    @Property(tries = 200)
    void a_buffer_without_an_array_is_as_good(@ForAll("messages") byte[] message) {
        ByteBuffer direct = ByteBuffer.allocateDirect(message.length + 3).position(3);
        direct.put(message).position(3);
        ByteBuffer readOnly = ByteBuffer.wrap(message).asReadOnlyBuffer();

        assertThat(Messages.encode(PgOutputDecoder.decode(direct))).isEqualTo(message);
        assertThat(Messages.encode(PgOutputDecoder.decode(readOnly))).isEqualTo(message);
        assertThat(direct.position()).isEqualTo(3);
    }

    @Property(tries = 300)
    void a_message_cut_off_anywhere_is_refused(@ForAll("messages") byte[] message) {
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> Messages.decode(cut)).isInstanceOf(PgOutputException.class);
        }
    }

    @Property(tries = 300)
    void bytes_after_a_complete_message_are_refused(
            @ForAll("messages") byte[] message, @ForAll @Size(min = 1, max = 8) byte[] more) {
        byte[] longer = Arrays.copyOf(message, message.length + more.length);
        System.arraycopy(more, 0, longer, message.length, more.length);

        assertThatThrownBy(() -> Messages.decode(longer)).isInstanceOf(PgOutputException.class);
    }

    @Provide
    Arbitrary<byte[]> messages() {
        return Messages.any();
    }
}
