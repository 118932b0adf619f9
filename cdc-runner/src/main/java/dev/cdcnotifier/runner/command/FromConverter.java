package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.topic.From;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --from}. */
final class FromConverter implements ITypeConverter<From> {

    @Override
    public From convert(String text) {
        try {
            return From.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
