package dev.cdcnotifier.replication;

/**
 * Which server it is. Positions of two servers compare only when both have the same system identifier and timeline.
 *
 * @param versionNum {@code server_version_num}, for example 150013
 * @param systemId the cluster's system identifier
 * @param timeline the timeline its log is on; a promoted standby starts a new one
 */
public record ServerFacts(int versionNum, String systemId, int timeline) {

    /** The major version, for example 15. */
    public int major() {
        return versionNum / 10_000;
    }

    /** Whether positions of both may be compared. */
    boolean sameHistory(ServerFacts other) {
        return systemId.equals(other.systemId) && timeline == other.timeline;
    }

    /**
     * Whether the server itself leaves a publication out of the changes from before it existed. Older servers answer
     * «publication does not exist» to those, for ever.
     */
    boolean joinsByItself() {
        return major() >= 18;
    }
}
