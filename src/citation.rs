//! How a source is cited.

/// Writes a citation from title (en, zh), publisher, date, precision, address and slug.
///
/// `SHORT` is publisher and year, `BIBTEX` an entry for a bibliography, anything else the whole. What is unknown is
/// left out; a source without a date says so.
pub fn write(style: Option<&str>, parts: &[Option<&str>]) -> String {
    let [title_en, title_zh, publisher, date, precision, url, slug] = parts else {
        return String::new();
    };
    let title = title_en.or(*title_zh).unwrap_or_default();
    let publisher = publisher.unwrap_or(title);
    let date = date.map(|date| known(date, *precision));
    match style {
        Some("SHORT") => match date {
            Some(date) => format!("{publisher} ({})", &date[..4]),
            None => format!("{publisher} (n.d.)"),
        },
        Some("BIBTEX") => bibtex(title, publisher, date, *url, slug.unwrap_or_default()),
        _ => {
            let date = date.unwrap_or("n.d.");
            let url = url.map(|url| format!(". {url}")).unwrap_or_default();
            if publisher == title {
                format!("{title} ({date}){url}")
            } else {
                format!("{publisher} ({date}). {title}{url}")
            }
        }
    }
}

/// An entry for a bibliography from the same parts, with a note.
pub fn noted(parts: &[Option<&str>], note: &str) -> String {
    let entry = write(Some("BIBTEX"), parts);
    match entry.strip_suffix("\n}") {
        Some(entry) => format!("{entry},\n  note = {{{}}}\n}}", escaped(note)),
        None => entry,
    }
}

/// The part of a date that is known.
fn known<'a>(date: &'a str, precision: Option<&str>) -> &'a str {
    match precision {
        Some("YEAR" | "QUARTER") => &date[..4],
        Some("MONTH") => &date[..7],
        _ => date,
    }
}

fn bibtex(title: &str, publisher: &str, date: Option<&str>, url: Option<&str>, slug: &str) -> String {
    let mut fields = vec![("title", format!("{{{}}}", escaped(title))), ("publisher", escaped(publisher))];
    if let Some(date) = date {
        fields.push(("year", date[..4].to_owned()));
        fields.push(("date", date.to_owned()));
    }
    if let Some(url) = url {
        fields.push(("url", url.to_owned()));
    }
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@misc{{{slug},\n{}\n}}", fields.join(",\n"))
}

/// Characters that BibTeX reads as its own, made plain.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '&' | '%' | '$' | '#' | '_' => vec!['\\', c],
            '{' | '}' | '\\' => vec![' '],
            c => vec![c],
        })
        .collect()
}
