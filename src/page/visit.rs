//! What an address says: the path, the reader's language, the day as of which is told, and what else is set. It is the whole state
//! of a page, and every link to another page takes language and day along.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::Report;
use crate::plan::argument::days;
use crate::plan::input::Input;

/// What stands in a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the service is, as its readers have it.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The scheme and the host.
    pub origin: String,
    /// What stands before every path.
    pub prefix: String,
    /// Where readers tell of errors.
    pub report: Option<Report>,
}

/// A visit to a page.
#[derive(Debug, Clone)]
pub struct Visit {
    site: Site,
    /// The path behind it.
    pub(super) path: String,
    /// True where the page is in Chinese.
    pub(super) chinese: bool,
    /// True where the address names the language, and not the reader's settings.
    chosen: bool,
    /// True where other pages are told as of the same day.
    keeps_day: bool,
    /// Everything in the address but the language, in its order.
    options: Vec<(String, String)>,
    /// What is wrong with it, where anything is.
    pub(super) wrong: Option<Wrong>,
}

/// What is wrong with an address, whatever the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A language that pages are not in.
    Locale(String),
    /// A day that is none.
    Day(String),
    /// An option that is there twice.
    Twice(String),
}

impl Visit {
    /// Reads an address; the language is the reader's where the address names none.
    pub fn read(site: Site, path: &str, query: &str, prefers_chinese: bool) -> Self {
        let mut visit = Self {
            site,
            path: path.to_owned(),
            chinese: prefers_chinese,
            chosen: false,
            keeps_day: true,
            options: Vec::new(),
            wrong: None,
        };
        for (name, text) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            // A form sends its empty fields, too.
            if text.is_empty() {
                continue;
            }
            if visit.option(&name).is_some() || (name == "locale" && visit.chosen) {
                visit.wrong.get_or_insert(Wrong::Twice(name));
            } else if name == "locale" {
                visit.chosen = true;
                match text.to_ascii_lowercase().as_str() {
                    "zh" => visit.chinese = true,
                    "en" => visit.chinese = false,
                    _ => drop(visit.wrong.get_or_insert(Wrong::Locale(text))),
                }
            } else {
                // Of pages that know no days, too: their links take it along.
                if name == "asOf" && days(&Input::Text(text.clone())).is_err() {
                    visit.wrong.get_or_insert_with(|| Wrong::Day(text.clone()));
                }
                visit.options.push((name, text));
            }
        }
        visit.chosen &= visit.wrong.is_none();
        visit
    }

    /// The same visit of another path.
    pub fn at(self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self }
    }

    /// True where the page is in Chinese.
    pub fn is_chinese(&self) -> bool {
        self.chinese
    }

    /// True where another reader could get the page in another language at the same address.
    pub fn varies(&self) -> bool {
        !self.chosen
    }

    /// What an option is set to.
    pub(super) fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// What an option is set to, the language among them, where the address says it.
    pub(super) fn said(&self, name: &str) -> Option<String> {
        let option = self.own().chain(self.locale()).find(|(known, _)| *known == name);
        option.map(|(_, text)| text.to_owned())
    }

    /// The day as of which pages are told.
    pub(super) fn day(&self) -> Option<&str> {
        self.option("asOf").filter(|_| self.keeps_day)
    }

    /// The same visit, whose links leave the day behind.
    pub(super) fn without_day(&self) -> Self {
        Self { keeps_day: false, ..self.clone() }
    }

    /// The address of a path of the service that is no page.
    pub(super) fn file(&self, path: &str, options: &[(&str, &str)]) -> String {
        self.written(path, options.iter().copied())
    }

    /// The address of another page, in the same language and as of the same day.
    pub(super) fn to(&self, path: &str, options: &[(&str, &str)]) -> String {
        let kept = self.day().map(|day| ("asOf", day));
        self.written(path, options.iter().copied().chain(kept).chain(self.locale()))
    }

    /// What addresses of pages begin with, and what follows their paths: language and day.
    pub(super) fn around(&self) -> (&str, String) {
        let query = self.to("", &[]).split_off(self.site.prefix.len());
        (&self.site.prefix, query)
    }

    /// The address of this page at another path.
    pub(super) fn moved(&self, path: &str) -> String {
        self.written(path, self.own().chain(self.locale()))
    }

    /// The address of this page with options set, or left out where they are set to nothing.
    pub(super) fn with(&self, set: &[(&str, &str)]) -> String {
        let others = self.own().filter(|(name, _)| set.iter().all(|(known, _)| known != name));
        let set = set.iter().copied().filter(|(_, text)| !text.is_empty());
        self.written(&self.path, others.chain(set).chain(self.locale()))
    }

    /// The address of this page in a language.
    pub(super) fn in_language(&self, locale: &str) -> String {
        self.written(&self.path, self.own().chain([("locale", locale)]))
    }

    /// An address of this service as it is outside of it.
    pub(super) fn whole(&self, address: impl AsRef<str>) -> String {
        format!("{}{}", self.site.origin, address.as_ref())
    }

    /// The address of this page, wherever it is told.
    pub(super) fn own_address(&self) -> String {
        self.whole(self.with(&[]))
    }

    /// Where a reader tells of an error in something on this page; none where nobody wants to know.
    pub(super) fn report(&self, title: &str, about: &[&str]) -> Option<String> {
        let report = self.site.report.as_ref()?;
        let address = self.own_address();
        let lines: Vec<&str> = [address.as_str()].into_iter().chain(about.iter().copied()).collect();
        Some(report.address(title, &format!("{}\n\n", lines.join("\n"))))
    }

    fn own(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The language, where the address names it.
    fn locale(&self) -> Option<(&'static str, &'static str)> {
        self.chosen.then_some(("locale", if self.chinese { "zh" } else { "en" }))
    }

    fn written<'a>(&self, path: &str, options: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(options).finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.site.prefix)
    }
}

/// A text as a segment of a path.
pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Site, Visit, Wrong, escaped};

    fn site(prefix: &str) -> Site {
        Site { origin: "https://data.example".to_owned(), prefix: prefix.to_owned(), report: None }
    }

    #[test]
    fn links_take_language_and_day_along() {
        let visit = Visit::read(site("/panorama"), "/vendor/nvidia", "makes=abc&asOf=2025&locale=ZH", false);
        assert!(visit.is_chinese() && !visit.varies());
        assert_eq!(visit.to("/model/gpt-4", &[]), "/panorama/model/gpt-4?asOf=2025&locale=zh");
        assert_eq!(visit.with(&[("makes", "d e")]), "/panorama/vendor/nvidia?asOf=2025&makes=d+e&locale=zh");
        assert_eq!(visit.with(&[("makes", "")]), "/panorama/vendor/nvidia?asOf=2025&locale=zh");
        assert_eq!(visit.in_language("en"), "/panorama/vendor/nvidia?makes=abc&asOf=2025&locale=en");
        assert_eq!(visit.moved("/vendor/x"), "/panorama/vendor/x?makes=abc&asOf=2025&locale=zh");
        assert_eq!(visit.own_address(), "https://data.example/panorama/vendor/nvidia?makes=abc&asOf=2025&locale=zh");
        let plain = Visit::read(site(""), "/vendor/nvidia", "", true);
        assert!(plain.is_chinese() && plain.varies());
        assert_eq!(plain.to("/model/gpt-4", &[]), "/model/gpt-4");
        assert_eq!(visit.around(), ("/panorama", "?asOf=2025&locale=zh".to_owned()));
        assert_eq!(plain.around(), ("", String::new()));
    }

    #[test]
    fn what_is_wrong_is_found() {
        for (query, expected) in [
            ("locale=fr", Some(Wrong::Locale("fr".to_owned()))),
            ("asOf=2024&asOf=2025", Some(Wrong::Twice("asOf".to_owned()))),
            ("asOf=soon&makes=abc", Some(Wrong::Day("soon".to_owned()))),
            ("asOf=2024-02-30", Some(Wrong::Day("2024-02-30".to_owned()))),
            ("asOf=2024-02&locale=zh", None),
            ("locale=zh&locale=zh", Some(Wrong::Twice("locale".to_owned()))),
            ("asOf=&asOf=2025&locale=", None),
            ("utm_source=letter", None),
        ] {
            assert_eq!(Visit::read(site(""), "/", query, false).wrong, expected, "{query}");
        }
    }

    #[test]
    fn a_slug_is_one_segment() {
        assert_eq!(escaped("a/b?c#d é"), "a%2Fb%3Fc%23d%20%C3%A9");
    }
}
