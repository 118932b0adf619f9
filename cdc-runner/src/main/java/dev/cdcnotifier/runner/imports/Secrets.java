package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.imports.Value.Kind;
import dev.cdcnotifier.runner.imports.Value.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Passwords: copied when the user asked for it, else left to an environment variable. One thread. */
final class Secrets {

    private final boolean copied;
    private final Set<String> variables = new HashSet<>();

    /** @param copied whether the user wants secrets in the file */
    Secrets(boolean copied) {
        this.copied = copied;
    }

    /**
     * The password of that database or client, or the variable that will hold it.
     *
     * @param owner whose it is, a name of theirs
     * @param remark what else is to be said of the variable, a clause
     */
    Value password(String owner, Setting from, String remark, Draft draft) throws UntranslatableException {
        Value value = Conversions.text(from).as(Kind.SECRET);
        Variable alone = value.parts().size() == 1 && value.parts().get(0) instanceof Variable found ? found : null;
        if (copied || alone != null && alone.fallback() == null) {
            return value;
        }
        // What stands around a variable, or for it when it is not set, is a secret as well.
        String variable = alone == null ? variableFor(owner) : alone.name();
        draft.comment("The password on line " + from.line() + " was not copied.");
        draft.comment("It has to be in the environment as " + variable + ", " + remark + ".");
        draft.findings()
                .toDo(
                        from,
                        "The password was not copied: put it into the environment as " + variable + ", " + remark
                                + ".");
        return new Value(Kind.SECRET, List.of(new Variable(variable, null)));
    }

    private String variableFor(String owner) {
        String base = owner.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_") + "_PASSWORD";
        String name = Character.isDigit(base.charAt(0)) ? "_" + base : base;
        int number = 1;
        while (!variables.add(number == 1 ? name : name + "_" + number)) {
            number++;
        }
        return number == 1 ? name : name + "_" + number;
    }
}
