package dev.cdcnotifier.progressor;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What something costs this thread, whatever other threads do. */
final class Cost {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Cost() {}

    /** How much memory it takes. */
    static long bytes(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** How long this thread has run. */
    static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
