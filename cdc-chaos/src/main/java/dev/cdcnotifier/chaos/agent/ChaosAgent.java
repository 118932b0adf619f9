package dev.cdcnotifier.chaos.agent;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Changes the runner's classes as they are loaded: {@code -Dcdc.crash=<point>:<n>} ends the process at the n-th pass of a
 * crash point, {@code -Dcdc.throw=<point>:<n>} throws an exception there once, {@code -Dcdc.plant=<bug>} plants a bug,
 * {@code -Dcdc.hold=<file>} holds back the records of the topics that the file names. What it cannot find ends the process with exit code 3.
 */
public final class ChaosAgent {

    private ChaosAgent() {}

    /** The JVM's entry, before the program's own. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        String crash = System.getProperty("cdc.crash");
        String outburst = System.getProperty("cdc.throw");
        String bug = System.getProperty("cdc.plant");
        try {
            if (crash != null) {
                Crash.at(pass(crash));
                pointOf(crash).changes().forEach(change -> install(change, instrumentation));
            }
            if (outburst != null) {
                Crash.throwAt(pass(outburst));
                pointOf(outburst).changes().forEach(change -> install(change, instrumentation));
            }
            String held = System.getProperty("cdc.hold");
            if (held != null) {
                install(new Change(CrashPoint.Names.PRODUCER, "send", Holding.BeforeSend.class), instrumentation);
                Holding.watch(Path.of(held));
            }
            if (bug != null) {
                PlantedBug.of(bug).changes().forEach(change -> install(change, instrumentation));
            }
        } catch (RuntimeException e) {
            fail(e.toString());
        }
    }

    private static CrashPoint pointOf(String option) {
        return CrashPoint.of(option.substring(0, option.indexOf(':')));
    }

    private static int pass(String option) {
        return Integer.parseInt(option.substring(option.indexOf(':') + 1));
    }

    private static void install(Change change, Instrumentation instrumentation) {
        TypeDescription type =
                TypePool.Default.ofSystemLoader().describe(change.type()).resolve();
        if (type.getDeclaredMethods()
                .filter(ElementMatchers.named(change.method()))
                .isEmpty()) {
            throw new IllegalStateException("there is no method " + change.method() + " in " + change.type());
        }
        new AgentBuilder.Default()
                .with(new FailLoudly())
                .type(ElementMatchers.named(change.type()))
                .transform((builder, t, loader, module, domain) ->
                        builder.visit(Advice.to(change.advice()).on(ElementMatchers.named(change.method()))))
                .installOn(instrumentation);
    }

    private static void fail(String message) {
        System.err.println("chaos agent: the runner is not what this was written for: " + message);
        Runtime.getRuntime().halt(3);
    }

    /** A change that cannot be made ends the process: a run without it would prove nothing. */
    private static final class FailLoudly extends AgentBuilder.Listener.Adapter {

        @Override
        public void onError(
                String typeName,
                @Nullable ClassLoader loader,
                @Nullable JavaModule module,
                boolean loaded,
                Throwable cause) {
            fail(typeName + ": " + cause);
        }

        @Override
        public void onTransformation(
                TypeDescription type,
                @Nullable ClassLoader loader,
                @Nullable JavaModule module,
                boolean loaded,
                DynamicType dynamicType) {
            System.err.println("chaos agent: changed " + type.getName());
        }
    }
}
