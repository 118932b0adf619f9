package dev.cdcnotifier.pgoutput;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages that PostgreSQL 15 sent for one mixed session, protocol version 1 in text form. */
final class RealSession {

    private static final Pattern DATA = Pattern.compile("\"data_hex\": \"([0-9a-f]+)\"");

    private RealSession() {}

    static List<byte[]> messages() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RealSession.class.getResourceAsStream("/vectors/e2e_pgoutput.jsonl")),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(RealSession::data).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] data(String line) {
        Matcher data = DATA.matcher(line);
        if (!data.find()) {
            throw new AssertionError("no data_hex in " + line);
        }
        return HexFormat.of().parseHex(data.group(1));
    }
}
