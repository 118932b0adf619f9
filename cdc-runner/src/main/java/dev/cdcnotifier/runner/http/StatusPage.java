package dev.cdcnotifier.runner.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live page: one file, which is read when it is first asked for, so that a start does not wait for it. Its policy (<a
 * href="https://www.w3.org/TR/CSP3/">Content Security Policy</a>) lets the browser run the script of that file and no
 * other, and talk to nobody but this process. Any thread may call it.
 */
final class StatusPage implements Supplier<Response> {

    private static final String FILE = "status.html";

    private volatile @Nullable Response page;

    @Override
    public Response get() {
        Response known = page;
        if (known == null) {
            known = page(read());
            page = known;
        }
        return known;
    }

    private static Response page(String html) {
        String policy = "default-src 'none'; connect-src 'self'; img-src data:; script-src '" + hash(html, "script")
                + "'; style-src '" + hash(html, "style")
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new Response(200, "text/html; charset=utf-8", html).with("Content-Security-Policy", policy);
    }

    /** Of the element's content, as the browser makes it. */
    private static String hash(String html, String element) {
        String open = "<" + element + ">";
        int from = html.indexOf(open) + open.length();
        int to = html.indexOf("</" + element + ">", from);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(html.substring(from, to).getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String read() {
        try (@Nullable InputStream in = StatusPage.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
