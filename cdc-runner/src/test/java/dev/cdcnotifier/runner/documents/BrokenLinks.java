package dev.cdcnotifier.runner.documents;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Links between the files of a repository that lead nowhere. Nothing is asked of the network: other links are left alone. */
final class BrokenLinks {

    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*", Pattern.DOTALL);

    private final Path root;

    BrokenLinks(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** A line for each: the document, the link, and what is wrong with it. */
    List<String> find() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : Documents.below(root)) {
            for (String link : Documents.destinations(Files.readString(document))) {
                problem(document, link)
                        .ifPresent(problem -> broken.add(root.relativize(document) + ": (" + link + ") " + problem));
            }
        }
        return broken;
    }

    private Optional<String> problem(Path document, String link) throws IOException {
        if (ELSEWHERE.matcher(link).matches()) {
            return Optional.empty();
        }
        int hash = link.indexOf('#');
        String file = URLDecoder.decode(hash < 0 ? link : link.substring(0, hash), StandardCharsets.UTF_8);
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        if (!target.startsWith(root)) {
            return Optional.of("leads out of the repository");
        }
        if (!Files.exists(target)) {
            return Optional.of("leads to no file");
        }
        return hash < 0 ? Optional.empty() : anchorProblem(target, link.substring(hash + 1));
    }

    private static Optional<String> anchorProblem(Path target, String anchor) throws IOException {
        if (!target.toString().endsWith(".md")) {
            return Optional.of("names a heading of a file that has none");
        }
        List<String> anchors = Documents.anchors(Files.readString(target));
        return anchors.contains(URLDecoder.decode(anchor, StandardCharsets.UTF_8))
                ? Optional.empty()
                : Optional.of("leads to no heading; there are " + String.join(", ", anchors));
    }
}
