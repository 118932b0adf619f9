package dev.cdcnotifier.chaos.oracle;

/** {@code erlang:phash2/1} of a binary, written from its description and not from the code under test. */
final class Phash2 {

    private static final int GOLDEN = 0x9e3779b9;

    private Phash2() {}

    static int of(byte[] key) {
        if (key.length == 0) {
            return 13_708_901;
        }
        int[] s = {GOLDEN, GOLDEN, 0x08d12e65};
        int at = 0;
        for (; key.length - at >= 12; at += 12) {
            for (int i = 0; i < 12; i++) {
                s[i / 4] += (key[at + i] & 0xff) << (8 * (i % 4));
            }
            mix(s);
        }
        s[2] += key.length;
        for (int i = 0; at + i < key.length; i++) {
            // The lowest byte of c is the length's.
            int shift = i < 8 ? 8 * (i % 4) : 8 * (i - 8 + 1);
            s[Math.min(2, i / 4)] += (key[at + i] & 0xff) << shift;
        }
        mix(s);
        return s[2] & 0x07ffffff;
    }

    private static void mix(int[] s) {
        int[] right = {13, 12, 3};
        int[] left = {8, 16, 10};
        int[] last = {13, 5, 15};
        for (int round = 0; round < 3; round++) {
            s[0] = (s[0] - s[1] - s[2]) ^ (s[2] >>> right[round]);
            s[1] = (s[1] - s[2] - s[0]) ^ (s[0] << left[round]);
            s[2] = (s[2] - s[0] - s[1]) ^ (s[1] >>> last[round]);
        }
    }
}
