package dev.cdcnotifier.runner.command;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a process. */
final class UrlConverter implements ITypeConverter<URI> {

    @Override
    public URI convert(String value) {
        try {
            URI url = URI.create(value);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // As below.
        }
        throw new TypeConversionException("must be like http://127.0.0.1:8080, not \"" + value + "\"");
    }
}
