package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.PublicationReview.Finding;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at what belongs to one stream: its tables, publications and slot. For one thread. */
final class StreamInspection {

    private final SourceDatabase database;
    private final ReplicationSettings settings;
    private final SourceInspection.Recollection recollection;
    private final Checklist list;
    private final SlotInspection slots;

    StreamInspection(
            SourceDatabase database,
            ReplicationSettings settings,
            SlotInspection.SlotJudge judge,
            SourceInspection.Recollection recollection,
            Checklist list) {
        this.database = database;
        this.settings = settings;
        this.recollection = recollection;
        this.list = list;
        this.slots = new SlotInspection(settings, new SlotSetup(database, settings), judge, list);
    }

    void plan() {
        for (PublicationSpec spec : settings.publications()) {
            list.plan(tables(spec), identity(spec), publication(spec));
        }
        slots.plan();
    }

    void look(Connection connection, ServerCheck.Usable usable) throws SQLException {
        ServerFacts server = usable.facts();
        PublicationReview review = PublicationReview.of(connection, server, settings.publications());
        Optional<Slot> slot = ReplicationSlots.read(connection, settings.slot());
        JoinMark note = JoinMark.neededBy(server, slot.isPresent());
        for (PublicationSpec spec : settings.publications()) {
            list.add(tables(connection, review, spec));
            if (list.hasFailed(tables(spec))) {
                String why = TableCatalog.missing(spec, review.tables()).isEmpty()
                        ? "its tables cannot be streamed"
                        : "its tables are missing";
                list.add(Precondition.skipped(identity(spec), why));
                list.add(Precondition.skipped(publication(spec), why));
                continue;
            }
            List<Finding> findings = review.findings(spec, note, Set.of());
            if (slot.isPresent() && findings.stream().anyMatch(Finding::isOfPublication)) {
                findings = review.findings(spec, note, new SlotRecall(recollection.of(server), server).publications());
            }
            list.add(identity(connection, spec, only(findings, true)));
            list.add(publication(connection, server, review, spec, only(findings, false)));
            List<Problem> beside = review.identities().brokenBeside(spec);
            if (!beside.isEmpty()) {
                list.add(SourceInspection.warned(beside(spec), beside.size() + " cannot be updated", beside));
            }
        }
        slots.look(connection, server, slot);
    }

    private static String tables(PublicationSpec spec) {
        return "tables of " + spec.name();
    }

    private static String identity(PublicationSpec spec) {
        return "replica identity of " + spec.name();
    }

    private static String beside(PublicationSpec spec) {
        return "other tables in " + spec.name();
    }

    private static String publication(PublicationSpec spec) {
        return "publication " + spec.name();
    }

    private static List<Finding> only(List<Finding> findings, boolean identities) {
        return findings.stream()
                .filter(finding -> (finding.problem().reason() == Reason.REPLICA_IDENTITY) == identities)
                .toList();
    }

    /** A schema that is missing, or may not be used, explains more than its tables do. */
    private static Precondition tables(Connection connection, PublicationReview review, PublicationSpec spec)
            throws SQLException {
        List<Problem> schemas = TableCatalog.unusableSchemas(connection, spec);
        if (!schemas.isEmpty()) {
            return SourceInspection.judged(tables(spec), "schema not usable", schemas);
        }
        List<TableName> missing = TableCatalog.missing(spec, review.tables());
        return missing.isEmpty()
                ? SourceInspection.judged(
                        tables(spec), names(TableCatalog.namesOf(List.of(spec))), review.tableProblems(spec))
                : Precondition.failed(
                        tables(spec),
                        "missing: " + names(missing),
                        Reason.TABLES_MISSING.code(),
                        TableCatalog.MADE_BY_APPLICATION,
                        List.of());
    }

    private static String names(Collection<TableName> tables) {
        return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }

    private Precondition identity(Connection connection, PublicationSpec spec, List<Finding> findings)
            throws SQLException {
        String found = spec.tables().stream().anyMatch(PublicationSpec.Table::fullIdentity)
                ? spec.tables().stream()
                        .filter(PublicationSpec.Table::fullIdentity)
                        .map(table -> table.name() + " FULL")
                        .collect(Collectors.joining(", "))
                : "usable";
        return judged(connection, spec, identity(spec), findings.isEmpty() ? found : "not as needed", findings);
    }

    private Precondition publication(
            Connection connection,
            ServerFacts server,
            PublicationReview review,
            PublicationSpec spec,
            List<Finding> findings)
            throws SQLException {
        PublicationCatalog.Publication publication = review.publications().get(spec.name());
        if (publication == null) {
            return judged(connection, spec, publication(spec), "does not exist", findings);
        }
        JoinMark mark = server.joinsByItself()
                ? null
                : JoinMark.in(publication.comment())
                        .filter(one -> one.systemId().equals(server.systemId()))
                        .orElse(null);
        if (findings.isEmpty() && mark != null && mark.position() == null) {
            return joining(spec);
        }
        String found = findings.isEmpty() ? "whole" + joined(mark) : "leaves something out";
        return judged(connection, spec, publication(spec), found, findings);
    }

    private static String joined(@Nullable JoinMark mark) {
        Lsn position = mark == null ? null : mark.position();
        return position == null ? "" : ", joined at " + position;
    }

    private Precondition joining(PublicationSpec spec) {
        Problem problem = Joins.unfinishedProblem(spec.name());
        return settings.publicationProvision() == Provision.VERIFY
                ? SourceInspection.judged(publication(spec), "joins", List.of(problem))
                : Precondition.pending(
                        publication(spec),
                        "joins",
                        "from where it joins is written down at the start of the stream",
                        Remedy.sql(problem.sql()));
    }

    /** What the stream would mend by itself when it may is pending, unless the application suffers from it; the rest fails. */
    private Precondition judged(
            Connection connection, PublicationSpec spec, String name, String found, List<Finding> findings)
            throws SQLException {
        List<Problem> problems =
                new ArrayList<>(findings.stream().map(Finding::problem).toList());
        boolean ours = settings.publicationProvision() == Provision.CREATE
                && findings.stream().noneMatch(finding -> finding.mend().isEmpty() || finding.breaking());
        if (findings.isEmpty() || !ours) {
            return SourceInspection.judged(name, found, problems);
        }
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        problems.forEach(problem -> reasons.add(problem.reason()));
        Optional<String> lacks = MakingRights.missing(connection, spec, reasons);
        if (lacks.isPresent()) {
            problems.add(0, PublicationSetup.notAllowed(lacks.get()));
            return SourceInspection.judged(name, found, problems);
        }
        boolean isNew = reasons.equals(EnumSet.of(Reason.PUBLICATION_MISSING));
        return Precondition.pending(
                name,
                found + (isNew ? ", is made at the start" : ", is mended at the start"),
                isNew ? "" : problems.stream().map(Problem::message).collect(Collectors.joining("; ")),
                Remedy.sql(findings.stream()
                        .flatMap(finding -> finding.mend().stream())
                        .toList()));
    }
}
