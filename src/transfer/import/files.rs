//! Which table each file is of, and what its rows say.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::ImportError;
use super::columns::Columns;
use super::draft::Frame;
use super::format::{Format, Table};
use super::place::Place;
use super::read::{self, Header, Input, Meter, ReadError};
use super::vocabulary::Vocabulary;
use crate::write::Draft;

/// The files of an import.
pub(super) struct Files<'a> {
    /// Those to read with their tables, in the order of the tables.
    pub(super) readable: Vec<(Arc<Place>, &'a Table)>,
    /// Those that fit none, and why.
    pub(super) unfit: Vec<(Arc<Place>, String)>,
}

impl<'a> Files<'a> {
    pub(super) fn classify(
        path: &Path,
        format: &'a Format,
        encoding: Option<&'static Encoding>,
    ) -> Result<Self, ImportError> {
        let (mut readable, mut unfit) = (Vec::new(), Vec::new());
        for file in read::files(path).map_err(|(path, error)| failed(&path, error.into()))? {
            let place = Arc::new(Place::new(&file, path));
            if path.is_dir() && !read::is_readable(&place) {
                unfit.push((place, "this is no file of rows".to_owned()));
                continue;
            }
            match read::tables(&place, &format.table, encoding) {
                Ok(tables) => readable.extend(tables.into_iter().map(|table| (Arc::clone(&place), table))),
                Err(error @ ReadError::NoTable(_)) if path.is_dir() => unfit.push((place, error.to_string())),
                Err(error) => return Err(failed(&file, error)),
            }
        }
        let order = |table: &Table| format.table.iter().position(|other| std::ptr::eq(other, table));
        readable.sort_by_key(|(_, table)| order(table));
        Ok(Self { readable, unfit })
    }

    /// How many bytes those have that are read.
    pub(super) fn bytes(&self) -> u64 {
        self.readable.iter().filter_map(|(place, _)| std::fs::metadata(&place.path).ok()).map(|file| file.len()).sum()
    }
}

fn failed(path: &Path, error: ReadError) -> ImportError {
    ImportError::File { path: path.to_owned(), error }
}

/// What the rows of all files are read with.
pub(super) struct Reading<'a> {
    format: &'a Format,
    encoding: Option<&'static Encoding>,
    columns: Columns,
    pub(super) vocabulary: Vocabulary,
}

impl<'a> Reading<'a> {
    /// Learns what the columns of the files say as a whole.
    pub(super) fn of(format: &'a Format, files: &Files<'a>, encoding: Option<&'static Encoding>) -> Self {
        let columns = Columns::of(&files.readable, format, encoding);
        Self { format, encoding, columns, vocabulary: format.vocabulary() }
    }

    /// What the rows of a file say, one after the other; the first error ends them. `see` is shown the columns of each.
    pub(super) fn drafts(
        &self,
        (place, table): (&Arc<Place>, &'a Table),
        meter: Rc<RefCell<Meter>>,
        mut see: impl FnMut(&Arc<Header>),
    ) -> Result<impl Iterator<Item = Result<Draft, ImportError>>, ImportError> {
        let path = place.path.clone();
        let frame = self.frame(place, table);
        let input = Input::metered(&path, self.encoding, meter).map_err(|error| failed(&path, error.into()))?;
        let before = self.format.table.split(|other| std::ptr::eq(other, table)).next().unwrap_or_default();
        let rows = read::rows(place, table, before, input).map_err(|error| failed(&path, error))?;
        Ok(rows.enumerate().map(move |(number, row)| {
            let mut draft = match row.map_err(|error| failed(&path, error))? {
                Ok(record) => {
                    see(&record.header);
                    frame.draft(&record)
                }
                Err((line, remark)) => frame.refused(line, remark),
            };
            draft.row = number;
            Ok(draft)
        }))
    }

    fn frame(&self, place: &Place, table: &'a Table) -> Frame<'_> {
        let source = table.source.as_ref().unwrap_or(&self.format.source);
        Frame {
            format: self.format,
            table,
            columns: &self.columns,
            vocabulary: &self.vocabulary,
            file: place.below.as_str().into(),
            scope: format!("{}/{}", table.name, place.publication(table.publication.as_deref())).into(),
            source: source.slug.as_str().into(),
            name: table.name.as_str().into(),
        }
    }
}
