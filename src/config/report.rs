//! Where readers tell of errors.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Where readers tell of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// By mail to this address.
    Mail(String),
    /// In the form at this address, which takes `title` and `body`.
    Form(String),
}

/// What stands in an address as it is; mail programs know no other blank than `%20`.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Report {
    /// Reads a mail address or an address of the web; none where nothing is said.
    pub(super) fn read(text: &str) -> Result<Option<Self>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let is_whole = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>#\\".contains(c));
        let is_form =
            text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?']));
        if is_whole && is_form {
            return Ok(Some(Self::Form(text.to_owned())));
        }
        let mail = text.strip_prefix("mailto:").unwrap_or(text);
        let is_mail = mail.split_once('@').is_some_and(|(who, host)| {
            let is_plain = |part: &str| !part.is_empty() && !part.contains(|c: char| "@:/?&%,;()[]".contains(c));
            is_plain(who) && is_plain(host)
        });
        if is_whole && is_mail {
            return Ok(Some(Self::Mail(mail.to_owned())));
        }
        Err("neither a mail address like data@example.org nor an address like https://example.org/errors".to_owned())
    }

    /// The address at which something is told, with a title and a text to begin with.
    pub fn address(&self, title: &str, text: &str) -> String {
        let [title, text] = [title, text].map(|part| utf8_percent_encode(part, PLAIN));
        match self {
            Self::Mail(mail) => format!("mailto:{mail}?subject={title}&body={text}"),
            Self::Form(form) => {
                let mark = if form.contains('?') { '&' } else { '?' };
                format!("{form}{mark}title={title}&body={text}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Report;

    #[test]
    fn a_report_begins_with_what_it_is_about() {
        for (setting, expected) in [
            ("data@example.org", "mailto:data@example.org?subject=A%20%26%20b&body=c%0Ad"),
            ("mailto:data@example.org", "mailto:data@example.org?subject=A%20%26%20b&body=c%0Ad"),
            ("https://example.org/errors", "https://example.org/errors?title=A%20%26%20b&body=c%0Ad"),
            ("https://example.org/new?form=3", "https://example.org/new?form=3&title=A%20%26%20b&body=c%0Ad"),
        ] {
            let report = Report::read(setting).expect(setting).expect("it is set");
            assert_eq!(report.address("A & b", "c\nd"), expected);
        }
        assert_eq!(Report::read(" "), Ok(None));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "data",
            "@example.org",
            "data@",
            "a@b@c",
            "a b@c",
            "javascript:alert(1)",
            "http://example.org",
            "https://",
            "https:///x",
            "https://example.org/#x",
            "https://example.org/\"x",
            "a@b?cc=c@d",
            "mailto:a@b&x",
        ] {
            assert!(Report::read(wrong).is_err(), "{wrong}");
        }
    }
}
