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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which running process to ask: {@code --url URL} or {@code --config FILE}. */
final class RemoteOptions {

    private static final URI DEFAULT = URI.create("http://127.0.0.1:8080");

    @ArgGroup
    private @Nullable Where where;

    /** One of them. */
    static final class Where {

        @Option(
                names = "--url",
                paramLabel = "URL",
                converter = UrlConverter.class,
                description = "Where the process answers. Default: http://127.0.0.1:8080.")
        private @Nullable URI url;

        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "The configuration of the process: its http.host, http.port and http.token.")
        private @Nullable Path config;
    }

    RemoteProcess process() throws InvalidConfigException, CommandFailedException {
        HttpConfig configured = configured();
        if (configured != null) {
            return new RemoteProcess(url(configured));
        }
        return new RemoteProcess(where == null || where.url == null ? DEFAULT : where.url);
    }

    /** The token of the configuration; null when it has none, or there is no configuration. */
    @Nullable
    Secret configuredToken() throws InvalidConfigException {
        HttpConfig configured = configured();
        return configured == null ? null : configured.token();
    }

    private @Nullable HttpConfig configured() throws InvalidConfigException {
        return where == null || where.config == null
                ? null
                : ConfigFile.load(where.config).http();
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
