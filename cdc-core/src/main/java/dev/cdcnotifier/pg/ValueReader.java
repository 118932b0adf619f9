package dev.cdcnotifier.pg;

/** Reads one form of one type from a range of bytes, which must lie within the array. Stateless. */
@FunctionalInterface
public interface ValueReader<T> {

    /** @throws PgValueException when the bytes are no value of the type */
    T read(byte[] array, int offset, int length);
}
