//! What an export can be: rows in a format, or the citations that go with them.

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Values between commas, RFC 4180, with a header.
    Csv(Mark),
    /// One list of objects.
    Json,
    /// An object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// A workbook of spreadsheets, Office Open XML.
    Xlsx,
}

/// What CSV begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mark {
    /// Its header.
    #[default]
    None,
    /// A mark of the byte order, by which spreadsheets know UTF-8.
    ByteOrder,
}

/// How sources are cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Citations {
    /// A text for people.
    Text,
    /// A bibliography.
    Bibtex,
}

/// What is asked for of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Its rows.
    Rows(Format),
    /// The sources of its rows.
    Citations(Citations),
}

impl Kind {
    /// Everything that can be asked for.
    pub const ALL: [Self; 7] = [
        Self::Rows(Format::Csv(Mark::None)),
        Self::Rows(Format::Json),
        Self::Rows(Format::Jsonl),
        Self::Rows(Format::Parquet),
        Self::Rows(Format::Xlsx),
        Self::Citations(Citations::Text),
        Self::Citations(Citations::Bibtex),
    ];

    /// What files of it end in, behind the name of the list and a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rows(Format::Csv(_)) => "csv",
            Self::Rows(Format::Json) => "json",
            Self::Rows(Format::Jsonl) => "jsonl",
            Self::Rows(Format::Parquet) => "parquet",
            Self::Rows(Format::Xlsx) => "xlsx",
            Self::Citations(Citations::Text) => "citations.txt",
            Self::Citations(Citations::Bibtex) => "citations.bib",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rows(Format::Csv(_)) => "text/csv; charset=utf-8; header=present",
            Self::Rows(Format::Json) => "application/json",
            Self::Rows(Format::Jsonl) => "application/jsonl",
            Self::Rows(Format::Parquet) => "application/vnd.apache.parquet",
            Self::Rows(Format::Xlsx) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Citations(Citations::Text) => "text/plain; charset=utf-8",
            Self::Citations(Citations::Bibtex) => "application/x-bibtex; charset=utf-8",
        }
    }

    /// True where there is nothing left to compress.
    pub fn is_compressed(self) -> bool {
        matches!(self, Self::Rows(Format::Parquet | Format::Xlsx))
    }

    /// The list and the kind that a file name says: `observations.csv`.
    pub fn of_file(name: &str) -> Option<(&str, Self)> {
        let (list, extension) = name.split_once('.')?;
        Some((list, Self::ALL.into_iter().find(|kind| kind.extension() == extension)?))
    }
}
