//! Imports: files that were brought in, and what came of them.

use super::build::{choice, date, folded_beside, int, list, many, moment, one, order, text};
use super::relation::by_column;
use super::{Belonging, Item, OrderKind, Type, Via};

pub(super) fn run() -> Type {
    Type::node(
        "ImportRun",
        "import_run",
        "IMPORT_RUN",
        "A file, or a folder of files, that was brought in: all of it or nothing.",
    )
    .line(
        text("format", "{t}.format", "The format that it was read in.")
            .required()
            .filtered_folded(folded_beside!("format"))
            .grouped("FORMAT"),
    )
    .line(text("file", "{t}.file", "The name of the file or folder.").required().filtered_folded(folded_beside!("file")))
    .line(text("fingerprint", "{t}.fingerprint", "SHA-256 of what was read, in hexadecimal digits.").required())
    .line(one("source", "Source", "{t}.source_id", "The source that the format belongs to.").required())
    .line(
        date(
            "asOf",
            "{t}.as_of",
            "The day of which the file tells the state: figures that it changed are known from then on.",
        )
        .required()
        .filtered()
        .ordered("AS_OF"),
    )
    .line(moment("startedAt", "{t}.started_at", "When it began, UTC.").required().filtered().ordered("STARTED_AT"))
    .line(moment("finishedAt", "{t}.finished_at", "When it was done, UTC.").required())
    .line(int("rowsRead", "{t}.rows_read", "Rows of the files.").required().filtered().aggregated())
    .line(
        int("rowsSkipped", "{t}.rows_skipped", "Rows of which something was left out; notes say what, and why.")
            .required()
            .filtered()
            .aggregated(),
    )
    .line(int("created", "{t}.created", "Rows of the chain that are new.").required().filtered().aggregated())
    .line(
        int(
            "updated",
            "{t}.updated",
            "Rows of which something changed that is not a figure, or a figure corrected within the same day.",
        )
        .required()
        .filtered()
        .aggregated(),
    )
    .line(
        int(
            "revised",
            "{t}.revised",
            "Figures that took the place of older ones, which are kept: Observation.revisions has them.",
        )
        .required()
        .filtered()
        .aggregated(),
    )
    .line(int("unchanged", "{t}.unchanged", "Rows that were there as they are.").required().filtered().aggregated())
    .line(
        int(
            "withdrawn",
            "{t}.withdrawn",
            "Figures that the source no longer has, marked and not removed, and makers, bases and wholes that it now says otherwise.",
        )
        .required()
        .filtered()
        .aggregated(),
    )
    .line(list(
        "counts",
        Item::Object("ImportCount"),
        "import_count",
        by_column("{t}.run_id"),
        "{t}.type",
        "The same by type.",
    ))
    .line(many(
        "notes",
        "ImportNote",
        Via::Fixed(Belonging::Where("{t}.run_id = {k}")),
        "Remarks on rows, in the order of the files; the first ten thousand.",
    ))
    .sorted_by([order("", "{t}.started_at", OrderKind::Int, "").descending()])
}

pub(super) fn count() -> Type {
    Type::row("ImportCount", "import_count", "What came of an import for one type.")
        .line(text("type", "{t}.type", "The name of the type.").required())
        .line(int("created", "{t}.created", "Rows that are new.").required())
        .line(int("updated", "{t}.updated", "Rows of which something changed in place.").required())
        .line(int("revised", "{t}.revised", "Figures that took the place of older ones.").required())
        .line(int("unchanged", "{t}.unchanged", "Rows that were there as they are.").required())
        .line(
            int(
                "withdrawn",
                "{t}.withdrawn",
                "Figures that the source no longer has, and makers, bases and wholes that it now says otherwise.",
            )
            .required(),
        )
}

pub(super) fn note() -> Type {
    Type::node("ImportNote", "import_note", "IMPORT_NOTE", "A remark on a row of an import.")
        .line(
            choice("kind", "ImportNoteKind", "{t}.kind", "What sort of remark it is.")
                .required()
                .filtered()
                .grouped("KIND"),
        )
        .line(
            text("file", "{t}.file", "The file, by its path below what was imported.")
                .required()
                .filtered_folded(folded_beside!("file")),
        )
        .line(int("line", "{t}.line", "The line where the row begins, from 1.").required().filtered())
        .line(
            text("column", "{t}.field", "The column; null where it is about the row as a whole.")
                .filtered_folded(folded_beside!("field")),
        )
        .line(text("raw", "{t}.raw", "What stands there, cut where it is long."))
        .line(
            text("reason", "{t}.reason", "What is wrong, or what was done.")
                .required()
                .filtered_folded(folded_beside!("reason"))
                .grouped("REASON"),
        )
        .order(order("POSITION", "{t}.position", OrderKind::Int, "In the order of the files.").unique())
        .sorted_by([order("POSITION", "{t}.position", OrderKind::Int, "").unique()])
}
