package dev.cdcnotifier.testkit.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages inputs the way wires, bugs and attackers do: bits, tokens, lengths that lie, pieces cut out, repeated or swapped. */
final class Mutations {

    private static final int[] LIES = {0, -1, 1, 0x7f, 0xff, 0xffff, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final int MOST = 4;

    private final SplittableRandom random;
    private final List<byte[]> corpus;
    private final List<byte[]> tokens;

    Mutations(SplittableRandom random, List<byte[]> corpus, List<byte[]> tokens) {
        this.random = random;
        this.corpus = corpus;
        this.tokens = tokens;
    }

    /** Another input, made of one or two of the corpus. */
    byte[] next() {
        byte[] input = any(corpus).clone();
        for (int left = 1 + random.nextInt(MOST); left > 0; left--) {
            input = mutated(input);
        }
        return input;
    }

    private byte[] mutated(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int length = input.length - at;
        switch (random.nextInt(9)) {
            case 0 -> flip(input, at);
            case 1 -> overwrite(input, at, new byte[] {(byte) random.nextInt(256)});
            case 2 -> overwrite(input, at, any(tokens));
            case 3 -> overwrite(input, at, lie());
            case 4 -> {
                return Arrays.copyOf(input, at);
            }
            case 5 -> {
                return spliced(input, at, any(tokens), at);
            }
            case 6 -> {
                return spliced(input, at, new byte[0], at + random.nextInt(Math.min(length, 8) + 1));
            }
            case 7 -> {
                return spliced(input, at, Arrays.copyOfRange(input, at, at + random.nextInt(length + 1)), at);
            }
            default -> {
                byte[] donor = any(corpus);
                int from = random.nextInt(donor.length + 1);
                return spliced(
                        input, at, Arrays.copyOfRange(donor, from, donor.length), at + random.nextInt(length + 1));
            }
        }
        return input;
    }

    private void flip(byte[] input, int at) {
        if (at < input.length) {
            input[at] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private byte[] lie() {
        int lie = LIES[random.nextInt(LIES.length)];
        byte[] four = {(byte) (lie >> 24), (byte) (lie >> 16), (byte) (lie >> 8), (byte) lie};
        return random.nextBoolean() ? four : Arrays.copyOfRange(four, 2, 4);
    }

    private byte[] any(List<byte[]> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private static void overwrite(byte[] input, int at, byte[] piece) {
        System.arraycopy(piece, 0, input, at, Math.min(piece.length, input.length - at));
    }

    /** What stands before {@code head}, the piece, and what stands from {@code tail} on. */
    private static byte[] spliced(byte[] input, int head, byte[] piece, int tail) {
        byte[] result = Arrays.copyOf(input, head + piece.length + input.length - tail);
        System.arraycopy(piece, 0, result, head, piece.length);
        System.arraycopy(input, tail, result, head + piece.length, input.length - tail);
        return result;
    }
}
