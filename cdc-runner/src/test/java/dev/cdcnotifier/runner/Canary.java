package dev.cdcnotifier.runner;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/** A password that nobody else uses, and every form in which it would be a leak. */
record Canary(String password) {

    private static final int BASE64_GROUP = 3;

    /** Signs that look otherwise in a URL and in Base64, and none that a configuration would have to escape. */
    static Canary of(String name) {
        return new Canary("canary+" + name + "/sings~loud");
    }

    /** The first form of it that the text holds; empty when it holds none. */
    String foundIn(String text) {
        return forms().stream().filter(text::contains).findFirst().orElse("");
    }

    private Set<String> forms() {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        Set<String> forms = new LinkedHashSet<>();
        forms.add(password);
        forms.add(URLEncoder.encode(password, StandardCharsets.UTF_8));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        // Inside of something longer it begins at any of three places of a group; its first and last group then vary.
        for (int shift = 0; shift < BASE64_GROUP; shift++) {
            String encoded =
                    Base64.getEncoder().encodeToString(("x".repeat(shift) + password).getBytes(StandardCharsets.UTF_8));
            forms.add(encoded.substring(4, encoded.length() - 4));
        }
        return forms;
    }
}
