package dev.cdcnotifier.pg;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The built-in types whose values this library reads, by the oids of {@code pg_type}, which never change. */
public enum PgType {
    BOOL(16, 1000, "bool"),
    BYTEA(17, 1001, "bytea"),
    /** The one-byte type of the system catalogs, {@code "char"} in quotes; not {@code char(n)}, which is {@link #BPCHAR}. */
    CHAR(18, 1002, "char"),
    NAME(19, 1003, "name"),
    INT8(20, 1016, "int8"),
    INT2(21, 1005, "int2"),
    INT4(23, 1007, "int4"),
    TEXT(25, 1009, "text"),
    OID(26, 1028, "oid"),
    JSON(114, 199, "json"),
    FLOAT4(700, 1021, "float4"),
    FLOAT8(701, 1022, "float8"),
    BPCHAR(1042, 1014, "bpchar"),
    VARCHAR(1043, 1015, "varchar"),
    DATE(1082, 1182, "date"),
    TIME(1083, 1183, "time"),
    TIMESTAMP(1114, 1115, "timestamp"),
    TIMESTAMPTZ(1184, 1185, "timestamptz"),
    INTERVAL(1186, 1187, "interval"),
    TIMETZ(1266, 1270, "timetz"),
    NUMERIC(1700, 1231, "numeric"),
    UUID(2950, 2951, "uuid"),
    JSONB(3802, 3807, "jsonb");

    /** {@code FirstNormalObjectId}: the types that users and extensions make start here. */
    private static final int FIRST_NORMAL_OID = 16_384;

    private static final Map<Integer, PgType> BY_OID = new HashMap<>();
    private static final Map<Integer, PgType> BY_ARRAY_OID = new HashMap<>();
    private static final Map<String, Integer> OIDS_BY_NAME = new HashMap<>();

    static {
        for (PgType type : values()) {
            BY_OID.put(type.oid, type);
            BY_ARRAY_OID.put(type.arrayOid, type);
            OIDS_BY_NAME.put(type.typeName, type.oid);
            OIDS_BY_NAME.put('_' + type.typeName, type.arrayOid);
        }
    }

    private final int oid;
    private final int arrayOid;
    private final String typeName;

    PgType(int oid, int arrayOid, String typeName) {
        this.oid = oid;
        this.arrayOid = arrayOid;
        this.typeName = typeName;
    }

    public int oid() {
        return oid;
    }

    /** The oid of the type's arrays. */
    public int arrayOid() {
        return arrayOid;
    }

    /** {@code pg_type.typname}. */
    public String typeName() {
        return typeName;
    }

    /** The type of this oid; null for any that is not read here. */
    public static @Nullable PgType of(int oid) {
        return BY_OID.get(oid);
    }

    /** The type of the elements of an array type; null for any that is not read here. */
    public static @Nullable PgType ofElements(int arrayOid) {
        return BY_ARRAY_OID.get(arrayOid);
    }

    /** The oid of a type of {@code pg_catalog} that is read here, or of its arrays; null for any other name. */
    public static @Nullable Integer oidOf(String typeName) {
        return OIDS_BY_NAME.get(typeName);
    }

    /** Whether a user or an extension made the type: its oid is another in each database. */
    public static boolean isUserDefined(int oid) {
        return Integer.compareUnsigned(oid, FIRST_NORMAL_OID) >= 0;
    }

    /** Names a type for people, for example {@code int4}, {@code int4[]} or {@code the type with oid 600}. */
    public static String describe(int oid) {
        PgType type = of(oid);
        PgType element = ofElements(oid);
        if (type != null) {
            return type.typeName;
        }
        return element != null ? element.typeName + "[]" : "the type with oid " + Integer.toUnsignedString(oid);
    }
}
