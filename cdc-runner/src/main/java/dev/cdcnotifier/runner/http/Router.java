package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.slot.StreamStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to whoever answers it. Any thread may call it. */
final class Router {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

    private static final String STREAMS = "/streams";

    /** Says in each answer whether streams can be controlled: {@code token} or {@code off}. */
    private static final String CONTROL_HEADER = "Cdc-Control";

    private final Map<String, Supplier<Response>> pages = new TreeMap<>();
    private final StreamLookup lookup;
    private final StreamActions actions;
    private final StreamControl streamControl;
    private final String control;

    Router(
            Supplier<List<StreamStatus>> streams,
            Health health,
            Supplier<String> metrics,
            BearerToken token,
            StreamControl control) {
        this.lookup = new StreamLookup(streams);
        this.actions = new StreamActions(token, lookup, control);
        this.streamControl = control;
        this.control = token.configured() ? "token" : "off";
        pages.put("/", new StatusPage());
        pages.put("/health/live", health::live);
        pages.put("/health/ready", health::ready);
        pages.put("/metrics", () -> new Response(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        pages.put(STREAMS, new StreamList(streams)::all);
    }

    /** The answer, also to what is wrong or fails. */
    Response answer(Request request) {
        return answerOrRefusal(request).with(CONTROL_HEADER, control);
    }

    private Response answerOrRefusal(Request request) {
        try {
            return route(request);
        } catch (RequestRefusedException e) {
            Response refusal = Response.error(e.status(), String.valueOf(e.getMessage()));
            return e.status() == 401 ? refusal.with("WWW-Authenticate", "Bearer realm=\"cdc-notifier\"") : refusal;
        } catch (RuntimeException e) {
            LOG.error(
                    "http request failed path={}",
                    CONTROL_CHARACTER.matcher(request.path()).replaceAll("?"),
                    e);
            return Response.error(500, "failed; the log says why");
        }
    }

    private Response route(Request request) throws RequestRefusedException {
        String path = request.path();
        Supplier<Response> page = pages.get(path);
        if (page != null) {
            return request.reads() ? page.get() : wrongMethod("GET, HEAD");
        }
        if (path.startsWith(Runbooks.PATH)) {
            Response runbook = request.reads() ? Runbooks.page(path.substring(Runbooks.PATH.length())) : null;
            return runbook != null ? runbook : wrongMethod("GET, HEAD");
        }
        if (path.startsWith(STREAMS + "/")) {
            return stream(request, path.substring(STREAMS.length() + 1));
        }
        return Response.json(
                404,
                Map.of(
                        "error",
                        "there is nothing here",
                        "paths",
                        List.of("/", "/health/live", "/health/ready", "/metrics", STREAMS, STREAMS + "/{slot}")));
    }

    /** {@code SLOT} or {@code DB_REF/SLOT}, and after it perhaps what to do. */
    private Response stream(Request request, String rest) throws RequestRefusedException {
        int slash = rest.lastIndexOf('/');
        String action = rest.substring(slash + 1);
        boolean asksForAction = slash > 0 && StreamActions.NAMES.contains(action);
        if (request.method().equals("POST")) {
            return asksForAction ? actions.act(request, rest.substring(0, slash), action) : wrongMethod("GET, HEAD");
        }
        if (!request.reads()) {
            return wrongMethod("GET, HEAD, POST");
        }
        try {
            StreamStatus stream = lookup.find(rest);
            return Response.json(200, StreamList.fields(stream, streamControl.events(stream.stream())));
        } catch (RequestRefusedException e) {
            if (asksForAction) {
                return wrongMethod("POST");
            }
            throw e;
        }
    }

    private static Response wrongMethod(String allowed) {
        return Response.error(405, "only " + allowed + " are understood here").with("Allow", allowed);
    }
}
