//! The files of a data set, one after the other: what they call things first, so that rows may name each other in any order, then
//! their rows, a batch at a time, whichever files they are of. Of a large set the records of no more than one file are held,
//! and read as often as that takes.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use chrono::DateTime;
use entity::choice::NodeType;
use toml::Spanned;

use super::file::File;
use crate::fold::composed;
use crate::write::names::Aliases;
use crate::write::record::Model;
use crate::write::{Batch, Build, Fault};

/// Rows that are handed over together.
const TOGETHER: usize = 4_000;
/// Bytes of files that are held once they were read.
const HELD: usize = 4 << 20;

/// What is read of a file at a time: what others name first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Codes, sources, and what there is.
    Register,
    /// Sectors and vendors, which figures and metrics name.
    Bearers,
    /// Everything else that has a name.
    Things,
    /// Relations between them.
    Links,
}

/// Files that are being read.
pub(super) struct Reading {
    files: Vec<(String, Arc<str>)>,
    build: Build,
    steps: VecDeque<(Step, usize)>,
    held: HashMap<usize, Arc<File>>,
    /// Batches that the last step made.
    ready: VecDeque<Batch>,
    /// True once the last batch was made.
    is_over: bool,
}

impl Reading {
    /// Begins to read; `declared` is what rows are called besides what the files say.
    pub(super) fn new(files: &[(&str, &str)], now: i64, declared: Aliases) -> Self {
        let today = DateTime::from_timestamp_micros(now).unwrap_or_default().date_naive();
        let files: Vec<_> = files.iter().map(|(name, text)| ((*name).to_owned(), Arc::from(composed(text)))).collect();
        let steps = (0..files.len()).map(|file| (Step::Register, file)).collect();
        Self {
            files,
            build: Build::built_in(now, today, declared),
            steps,
            held: HashMap::new(),
            ready: VecDeque::new(),
            is_over: false,
        }
    }

    /// The next rows; nothing at the end.
    pub(super) fn next(&mut self) -> Option<Batch> {
        while self.ready.is_empty() {
            match self.steps.pop_front() {
                Some((step, at)) => self.read(step, at),
                None if self.is_over => return None,
                None => {
                    self.hand_over();
                    self.is_over = true;
                }
            }
        }
        self.ready.pop_front()
    }

    /// True as long as nothing is wrong with what was read.
    pub(super) fn is_sound(&self) -> bool {
        self.build.faults().is_empty()
    }

    /// What is wrong.
    pub(super) fn faults(self) -> Vec<Fault> {
        self.build.faults().to_vec()
    }

    fn read(&mut self, step: Step, at: usize) {
        let (name, text) = self.files[at].clone();
        let mut row = Row { name: &name, text: &text, at: 0, line: 1 };
        let file = match self.file(at, &text) {
            Ok(file) => file,
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                row.stands(&mut self.build, offset, "file".to_owned());
                self.build.fault(error.message());
                return;
            }
        };
        match step {
            Step::Register => {
                self.register(&file, &mut row);
                self.plan(&file, at);
            }
            Step::Bearers => {
                self.each(&mut row, &file.sector, |s| format!("sector {}", s.slug), Build::sector);
                self.each(&mut row, &file.vendor, |v| format!("vendor {}", v.slug), Build::vendor);
            }
            Step::Things => {
                self.each(&mut row, &file.technology, |t| format!("technology {}", t.slug), Build::technology);
                self.each(&mut row, &file.model, |m| format!("model {}", m.slug), Build::model);
                self.each(&mut row, &file.trend, |t| format!("trend {}", t.slug), Build::trend);
                self.each(&mut row, &file.metric, |m| format!("metric {}", m.slug), Build::metric);
            }
            Step::Links => self.each(
                &mut row,
                &file.link,
                |l| format!("link {}", l.key.clone().unwrap_or(format!("{} {}", l.from, l.to))),
                Build::link,
            ),
        }
    }

    fn file(&mut self, at: usize, text: &str) -> Result<Arc<File>, toml::de::Error> {
        if let Some(file) = self.held.get(&at) {
            return Ok(Arc::clone(file));
        }
        let file: Arc<File> = Arc::new(toml::from_str(text)?);
        if self.files.iter().map(|(_, text)| text.len()).sum::<usize>() <= HELD {
            self.held.insert(at, Arc::clone(&file));
        }
        Ok(file)
    }

    /// Plans to read of a file what it has, after what others name.
    fn plan(&mut self, file: &File, at: usize) {
        let has_things =
            [file.technology.len(), file.model.len(), file.trend.len(), file.metric.len()].iter().any(|rows| *rows > 0);
        let has_bearers = !file.sector.is_empty() || !file.vendor.is_empty();
        for (step, has) in
            [(Step::Bearers, has_bearers), (Step::Things, has_things), (Step::Links, !file.link.is_empty())]
        {
            if has {
                let after = self.steps.iter().take_while(|(other, _)| *other as u8 <= step as u8).count();
                self.steps.insert(after, (step, at));
            }
        }
    }

    /// Learns what every row is called.
    fn register(&mut self, file: &File, row: &mut Row<'_>) {
        self.each(row, &file.region, |r| format!("region {}", r.code), Build::region);
        self.each(row, &file.unit, |u| format!("unit {}", u.code), Build::unit);
        self.each(row, &file.attribute, |a| format!("attribute {}", a.slug), Build::attribute_row);
        self.each(row, &file.source, |s| format!("source {}", s.slug), Build::source);
        self.each(row, &file.sector, |s| format!("sector {}", s.slug), Build::register_sector);
        macro_rules! register {
            ($($rows:ident: $kind:ident, $label:literal);+) => {$(
                self.each(row, &file.$rows, |r| format!(concat!($label, " {}"), r.slug), |build, r| {
                    build.register(NodeType::$kind, &r.slug, None);
                });
            )+};
        }
        register!(vendor: Vendor, "vendor"; technology: Technology, "technology");
        let model = |build: &mut Build, r: &Model| build.register(NodeType::Model, &r.slug, r.released.as_deref());
        self.each(row, &file.model, |m| format!("model {}", m.slug), model);
        register!(trend: Trend, "trend"; metric: Metric, "metric");
        file.link.iter().for_each(|link| self.build.list(link.as_ref()));
    }

    /// Visits the rows of one sort.
    fn each<T>(
        &mut self,
        row: &mut Row<'_>,
        rows: &[Spanned<T>],
        label: impl Fn(&T) -> String,
        mut visit: impl FnMut(&mut Build, &T),
    ) {
        for said in rows {
            row.stands(&mut self.build, said.span().start, label(said.as_ref()));
            visit(&mut self.build, said.as_ref());
            if self.build.len() >= TOGETHER {
                self.hand_over();
            }
        }
    }

    fn hand_over(&mut self) {
        self.ready.push_back(self.build.take());
    }
}

/// Where rows of a file stand.
struct Row<'a> {
    name: &'a str,
    text: &'a str,
    /// How far lines are counted, and how many there are until there.
    at: usize,
    line: usize,
}

impl Row<'_> {
    fn stands(&mut self, build: &mut Build, offset: usize, row: String) {
        if offset < self.at {
            (self.at, self.line) = (0, 1);
        }
        self.line += self.text.get(self.at..offset).map_or(0, |between| between.matches('\n').count());
        self.at = offset;
        build.stands(self.name, self.line, row);
    }
}
