package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.HttpConfig;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.remote.RemoteProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Which running process to ask: {@code --url URL} or {@code --config FILE}, else that of the configuration found here. */
final class RemoteOptions {

    private static final URI DEFAULT = URI.create("http://127.0.0.1:8080");

    private final ConfigLocation location = new ConfigLocation();

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @ArgGroup
    private @Nullable Where where;

    private @Nullable Address address;

    /** One of them. */
    static final class Where {

        @Option(
                names = "--url",
                paramLabel = "URL",
                converter = UrlConverter.class,
                description =
                        "Where the process answers, HOST:PORT or a URL. Default: what the configuration says, else"
                                + " 127.0.0.1:8080.")
        private @Nullable URI url;

        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "The configuration of the process: its http.host, http.port and http.token. "
                        + ConfigOption.DEFAULT)
        private @Nullable Path config;
    }

    /**
     * Where to ask.
     *
     * @param url the address
     * @param token what the configuration says of it; null when there is no configuration, or it says nothing
     * @param options what has to be typed to get there once more
     */
    private record Address(URI url, @Nullable Secret token, List<String> options) {}

    RemoteProcess process() throws InvalidConfigException, CommandFailedException {
        return new RemoteProcess(address().url());
    }

    /** The token of the configuration; null when it has none, or there is no configuration. */
    @Nullable
    Secret configuredToken() throws InvalidConfigException, CommandFailedException {
        return address().token();
    }

    /** What makes another command ask the same process. */
    List<String> again() throws InvalidConfigException, CommandFailedException {
        return address().options();
    }

    private Address address() throws InvalidConfigException, CommandFailedException {
        Address known = address;
        if (known == null) {
            known = find();
            address = known;
        }
        return known;
    }

    private Address find() throws InvalidConfigException, CommandFailedException {
        if (where != null && where.url != null) {
            return new Address(where.url, null, List.of("--url", where.url.toString()));
        }
        Optional<ConfigLocation.Found> found = location.find(where == null ? null : where.config);
        if (found.isEmpty()) {
            return new Address(DEFAULT, null, List.of());
        }
        ConfigLocation.Found config = found.get();
        try {
            HttpConfig http = ConfigFile.load(config.file()).http();
            URI url = url(http);
            if (where == null) {
                say("asking " + url + ", as " + config.file() + " says (from " + config.origin() + ")");
            }
            return new Address(url, http.token(), List.of("-c", config.file().toString()));
        } catch (InvalidConfigException e) {
            if (config.named()) {
                throw e;
            }
            // It happens to be there, and may need secrets that only the process has.
            say("asking " + DEFAULT + ", since " + config.file() + " cannot be used: "
                    + e.problems().get(0));
            return new Address(DEFAULT, null, List.of("--url", DEFAULT.toString()));
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println("cdc-notifier: " + line);
    }

    private static URI url(HttpConfig http) throws CommandFailedException {
        if (http.port() == 0) {
            throw new CommandFailedException(
                    "the configuration has http.port = 0, a free port: name the one of the log's first lines by --url");
        }
        InetAddress address = new InetSocketAddress(http.host(), http.port()).getAddress();
        boolean everywhere = address != null && address.isAnyLocalAddress();
        String host = everywhere ? "127.0.0.1" : http.host();
        boolean bare = host.contains(":") && !host.startsWith("[");
        String url = "http://" + (bare ? "[" + host + "]" : host) + ":" + http.port();
        try {
            return new UrlConverter().convert(url);
        } catch (TypeConversionException e) {
            throw new CommandFailedException(
                    "the configuration's http.host \"" + host + "\" cannot stand in an address: say by --url where the"
                            + " process answers",
                    e);
        }
    }
}
