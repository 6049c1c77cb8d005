//! Where a file of an import stands, and what its name says.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::fold::composed;

#[expect(clippy::expect_used, reason = "the expression is a constant, and tests use it")]
static DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[-_. ]*(?:19|20)\d{2}(?:[-_.]?\d{2}){0,2}$").expect("the expression is sound"));

/// Columns that every row has, whatever stands in its file; `@key` is empty where entries of JSON have no names.
pub(super) const COLUMNS: [&str; 5] = ["@file", "@folder", "@above", "@path", "@key"];

/// A part of a place.
type Part = fn(&Place) -> &str;
/// What stands for the folders of a file in the name of a publication.
const FOLDERS: &[(&str, Part)] = &[("{@folder}", |place| &place.folder), ("{@above}", |place| &place.above)];

/// A file.
#[derive(Debug)]
pub(super) struct Place {
    /// Where it is.
    pub(super) path: PathBuf,
    /// The same from the root on, however it was typed.
    whole: String,
    /// Its path below what is imported, or its name.
    pub(super) below: String,
    /// Its name without extension.
    pub(super) stem: String,
    /// The folder that it is in.
    pub(super) folder: String,
    /// The folder above that.
    pub(super) above: String,
}

impl Place {
    /// The place of a file below a folder that is imported, or of a file alone.
    pub(super) fn new(path: &Path, root: &Path) -> Self {
        let name = |path: Option<&Path>| path.and_then(Path::file_name).map(text).unwrap_or_default();
        let whole = whole(path);
        let folder = whole.parent();
        let below = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty());
        let below = below.map_or_else(|| name(Some(path)), |below| text(below.as_os_str()).replace('\\', "/"));
        let stem = path.file_stem().map(text).unwrap_or_default();
        let (above, folder) = (name(folder.and_then(Path::parent)), name(folder));
        Self { below, stem, folder, above, whole: text(whole.as_os_str()).replace('\\', "/"), path: path.to_owned() }
    }

    /// True where its path ends like one of these, or there are none.
    pub(super) fn matches(&self, endings: &[Ending]) -> bool {
        endings.is_empty() || endings.iter().any(|ending| ending.expression.is_match(&self.whole))
    }

    /// What it is a state of, whatever its date: what the format calls it, else its name without a date at the end.
    pub(super) fn publication(&self, called: Option<&str>) -> String {
        match called {
            Some(text) => FOLDERS.iter().fold(text.to_owned(), |text, (name, folder)| text.replace(name, folder(self))),
            None => DATE.replace(&self.stem, "").into_owned(),
        }
    }

    /// What of a publication's name stands for no folder.
    pub(super) fn no_folder(called: &str) -> Option<&str> {
        let rest = FOLDERS.iter().find(|(name, _)| called.contains(name)).map(|(name, _)| called.split_once(name));
        match rest.flatten() {
            Some((before, behind)) => Self::no_folder(before).or_else(|| Self::no_folder(behind)),
            None => called.find(['{', '}']).map(|at| &called[at..]),
        }
    }
}

/// How the paths of files end; `*` stands for any characters of a name.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Ending {
    /// As the format has it.
    pub(super) text: String,
    expression: Regex,
}

impl TryFrom<String> for Ending {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let expression = regex::escape(&text).replace(r"\*", "[^/]*");
        let expression = Regex::new(&format!("(?:^|/){expression}$"));
        let expression = expression.map_err(|_| "this is too long for the name of a file")?;
        Ok(Self { text, expression })
    }
}

/// A path from the root on, with neither `.` nor `..` in it: which folders a file is in does not hang on where a command was typed.
fn whole(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut whole = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    whole
}

/// A part of a path as texts are stored: some systems take names apart.
pub(super) fn text(part: &OsStr) -> String {
    composed(&part.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Ending, Place};

    fn matches(place: &Place, endings: &[&str]) -> bool {
        let endings: Result<Vec<Ending>, _> = endings.iter().map(|text| Ending::try_from((*text).to_owned())).collect();
        place.matches(&endings.expect("they can be read"))
    }

    #[test]
    fn names_tell_what_a_file_is() {
        let place = Place::new(Path::new("/a/data/openai/models/m.json"), Path::new("/a/data"));
        assert_eq!(
            (place.below.as_str(), place.folder.as_str(), place.above.as_str()),
            ("openai/models/m.json", "models", "openai")
        );
        assert!(matches(&place, &["*/models/*.json"]));
        assert!(!matches(&place, &["models/n.json", "odels/m.json"]));
        assert!(matches(&place, &[]));
    }

    #[test]
    fn folders_are_told_however_a_path_is_typed() {
        let here = std::env::current_dir().expect("a folder");
        let name = here.file_name().expect("a name").to_string_lossy().into_owned();
        for typed in ["a.csv", "./a.csv", "x/../a.csv"] {
            let place = Place::new(Path::new(typed), Path::new(typed));
            assert_eq!((place.folder.as_str(), place.below.as_str()), (name.as_str(), "a.csv"), "{typed}");
            assert!(matches(&place, &[&format!("{name}/*.csv")]), "{typed}");
        }
    }

    #[test]
    fn a_date_is_no_part_of_what_a_file_is() {
        for name in
            ["models.csv", "models-2025-11.csv", "models_20251101.csv", "models 2025.csv", "models-2025-11-01.csv"]
        {
            assert_eq!(Place::new(Path::new(name), Path::new(name)).publication(None), "models", "{name}");
        }
        assert_eq!(Place::new(Path::new("top500.csv"), Path::new("top500.csv")).publication(None), "top500");
    }

    #[test]
    fn a_format_says_what_files_are_a_state_of() {
        let place = Place::new(Path::new("/data/openai/models/run-7f3a.json"), Path::new("/data"));
        for (called, expected) in [("nightly", "nightly"), ("{@above}/{@folder}", "openai/models")] {
            assert_eq!(place.publication(Some(called)), expected);
            assert_eq!(Place::no_folder(called), None);
        }
        assert_eq!(Place::no_folder("a {@folder} {@file}"), Some("{@file}"));
    }
}
