package dev.cdcnotifier.chaos.plant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.FaultyProxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepaliveInsideTest {

    private static final byte[] NOISE = {'d', 0, 0, 0, 50, 'w', 1, 2, 3};

    private final FaultyProxy way = FaultyProxy.to("127.0.0.1", 1);
    private final KeepaliveInside keepalive = new KeepaliveInside(way, 7);

    @AfterEach
    void tearDown() {
        way.close();
    }

    @Test
    void other_transactions_pass_unchanged() {
        byte[] piece = join(NOISE, begin(0x100, 8), NOISE);
        assertThat(keepalive.apply(piece)).isEqualTo(piece);
        assertThat(keepalive.isIn()).isFalse();
    }

    @Test
    void the_keepalive_stands_behind_the_begin_and_names_the_commit_record() {
        byte[] passed = keepalive.apply(join(NOISE, begin(0x100, 7), NOISE));
        assertThat(passed).isEqualTo(join(NOISE, begin(0x100, 7), keepalive(0x100)));
        assertThat(keepalive.isIn()).isTrue();
        assertThat(keepalive.walEnd()).isEqualTo(0x100);
    }

    @Test
    void a_begin_may_come_in_two_pieces_wherever_it_is_cut() {
        byte[] whole = join(NOISE, begin(0x100, 7), NOISE);
        byte[] expected = join(NOISE, begin(0x100, 7), keepalive(0x100));
        for (int cut = 1; cut < NOISE.length + begin(0x100, 7).length; cut++) {
            KeepaliveInside inside = new KeepaliveInside(way, 7);
            byte[] first = inside.apply(Arrays.copyOf(whole, cut));
            byte[] second = inside.apply(Arrays.copyOfRange(whole, cut, whole.length));
            assertThat(join(first, second)).as("cut at %d", cut).isEqualTo(expected);
        }
    }

    private static byte[] begin(long commitLsn, int xid) {
        return ByteBuffer.allocate(51)
                .put((byte) 'd')
                .putInt(50)
                .put((byte) 'w')
                .putLong(1)
                .putLong(1)
                .putLong(2)
                .put((byte) 'B')
                .putLong(commitLsn)
                .putLong(3)
                .putInt(xid)
                .array();
    }

    private static byte[] keepalive(long walEnd) {
        return ByteBuffer.allocate(23)
                .put((byte) 'd')
                .putInt(22)
                .put((byte) 'k')
                .putLong(walEnd)
                .putLong(0)
                .put((byte) 0)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }
}
