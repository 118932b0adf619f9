package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.imports.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Collects what becomes of each value. One thread. */
final class Findings {

    private final List<Finding> found = new ArrayList<>();

    void translated(Setting from, String to) {
        found.add(new Finding(Kind.TRANSLATED, from.path(), from.line(), to, ""));
    }

    void defaulted(String setting, String why) {
        found.add(new Finding(Kind.DEFAULTED, setting, 0, why, ""));
    }

    void notNeeded(Setting from, String why) {
        found.add(new Finding(Kind.NOT_NEEDED, from.path(), from.line(), why, ""));
    }

    void notTranslated(Setting from, String why, String remedy) {
        found.add(new Finding(Kind.NOT_TRANSLATED, from.path(), from.line(), why, remedy));
    }

    void notTranslated(Setting from, UntranslatableException reason) {
        notTranslated(from, reason.why(), reason.remedy());
    }

    /** A key without a counterpart: not needed when a reason is known, else something to decide. */
    void without(Setting from, Map<String, String> reasons) {
        String why = reasons.get(from.name());
        if (why == null) {
            notTranslated(
                    from, "has no counterpart that is known here", "Find out what it is for, and add it by hand.");
        } else {
            notNeeded(from, why);
        }
    }

    /** Goes through the entries of a block; what is none, and a block that has none, is not translated. */
    void each(Setting block, Consumer<Setting> action) {
        try {
            block.forEach(action, (stray, why) -> notTranslated(stray, why, "Look at it, and add it by hand."));
        } catch (UntranslatableException e) {
            notTranslated(block, e);
        }
    }

    /** Something of the result that needs attention before the first start. */
    void toDo(Setting from, String remedy) {
        found.add(new Finding(Kind.TO_DO, from.path(), from.line(), "", remedy));
    }

    List<Finding> all() {
        return List.copyOf(found);
    }
}
