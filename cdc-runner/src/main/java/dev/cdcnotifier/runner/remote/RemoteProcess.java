package dev.cdcnotifier.runner.remote;

import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.runner.config.JsonReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A running process, asked over HTTP. Any thread may call it; each call waits for the answer, for 5 s at the most. */
public final class RemoteProcess {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String url;

    /** @param url where it answers, for example {@code http://127.0.0.1:8080}; a path is kept */
    public RemoteProcess(URI url) {
        this.url = url.toString().replaceAll("/+$", "");
    }

    /** Where it answers. */
    public String url() {
        return url;
    }

    /**
     * Streams, in the order in which they are named.
     *
     * @param names streams, as the process names them; when there are none, every stream
     */
    public RemoteStreams streams(List<String> names) throws RemoteException {
        String json;
        if (names.isEmpty()) {
            json = answer(request("/streams").build());
        } else {
            List<String> each = new ArrayList<>();
            for (String name : names) {
                each.add(answer(request(path(name)).build()));
            }
            json = "[" + String.join(",", each) + "]";
        }
        try {
            if (JsonReader.read(json) instanceof List<?> list) {
                return new RemoteStreams(
                        json, list.stream().map(RemoteStream::of).toList());
            }
        } catch (RuntimeException e) {
            throw stranger(e);
        }
        throw stranger(null);
    }

    /** One stream, by its name or its slot. */
    public RemoteStream stream(String name) throws RemoteException {
        return streams(List.of(name)).streams().get(0);
    }

    /**
     * Asks for {@code pause}, {@code resume} or {@code restart}.
     *
     * @return the stream right after; what was asked for may not show yet
     */
    public RemoteStream control(String name, String action, Secret token) throws RemoteException {
        return post(path(name) + "/" + action, token);
    }

    /** Asks for a row to be passed over. */
    public RemoteStream skip(String name, RemoteStream.Row row, Secret token) throws RemoteException {
        return post(path(name) + "/skip?lsn=" + encoded(row.lsn()) + "&seq=" + row.seq(), token);
    }

    /** Asks for every row of a transaction to be passed over that would halt the stream. */
    public RemoteStream skipTransaction(String name, String lsn, Secret token) throws RemoteException {
        return post(path(name) + "/skip-transaction?lsn=" + encoded(lsn), token);
    }

    private RemoteStream post(String path, Secret token) throws RemoteException {
        HttpRequest request;
        try {
            String sent = token.reveal().strip();
            if (sent.isEmpty()) {
                throw new RemoteException("the token is empty, so nothing was asked: it is the process's http.token");
            }
            request = request(path)
                    .header("Authorization", "Bearer " + sent)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
        } catch (IOException e) {
            throw new RemoteException("the file of the token cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            // Without its message, which shows the token.
            throw new RemoteException(
                    "the token holds a sign that cannot be sent: it is of letters, digits and ._~+/=-");
        }
        String body = answer(request);
        try {
            return RemoteStream.of(JsonReader.read(body));
        } catch (RuntimeException e) {
            throw stranger(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    }

    private String answer(HttpRequest request) throws RemoteException {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 == 2) {
                return response.body().strip();
            }
            throw refused(response);
        } catch (HttpTimeoutException e) {
            throw new RemoteException(url + " did not answer within " + TIMEOUT.toSeconds() + " s", e);
        } catch (ConnectException e) {
            throw new RemoteException(
                    "nothing answers at " + url + ": is cdc-notifier running, and is that its http.host and http.port?",
                    e);
        } catch (IOException e) {
            throw new RemoteException(
                    url + " broke off: " + e.getMessage() + "; has it just ended, or is it another program's address?",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while waiting for " + url, e);
        }
    }

    private RemoteException refused(HttpResponse<String> response) {
        try {
            if (JsonReader.read(response.body()) instanceof Map<?, ?> body
                    && body.get("error") instanceof String error) {
                return new RemoteException(url + ": " + error);
            }
        } catch (IllegalArgumentException e) {
            return stranger(e);
        }
        return stranger(null);
    }

    private RemoteException stranger(@Nullable Throwable cause) {
        String message = url + " answers, but not as cdc-notifier does: is it another program's address?";
        return cause == null ? new RemoteException(message) : new RemoteException(message, cause);
    }

    private static String path(String name) {
        return Arrays.stream(name.split("/", -1))
                .map(RemoteProcess::encoded)
                .collect(Collectors.joining("/", "/streams/", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
