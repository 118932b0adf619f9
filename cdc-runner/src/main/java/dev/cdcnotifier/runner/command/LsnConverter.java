package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.pg.Lsn;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a position of the log. */
final class LsnConverter implements ITypeConverter<Lsn> {

    @Override
    public Lsn convert(String text) {
        try {
            return Lsn.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("must be a position like 16/B374D848, not \"" + text + "\"");
        }
    }
}
