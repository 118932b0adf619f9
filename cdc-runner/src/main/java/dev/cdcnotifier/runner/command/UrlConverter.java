package dev.cdcnotifier.runner.command;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a process: a URL, or {@code host:port} and the like without its scheme. */
final class UrlConverter implements ITypeConverter<URI> {

    private static final int LAST_PORT = 65_535;

    @Override
    public URI convert(String value) {
        try {
            URI url = URI.create(value.contains("://") ? value : "http://" + value);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean plain = url.getQuery() == null && url.getFragment() == null;
            if (web && plain && url.getHost() != null && url.getPort() <= LAST_PORT) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // As below.
        }
        throw new TypeConversionException(
                "must be like 127.0.0.1:8080 or http://127.0.0.1:8080, not \"" + value + "\"");
    }
}
