//! The options of a file or a drawing, as a query string says them: each at most once, so that none is left out without a word.

use crate::error::{Code, GraphqlError};

/// How many characters of a value are told.
const SHOWN: usize = 60;

/// Options by name and text, in the order in which they are given.
///
/// # Errors
/// `BAD_REQUEST` where one is there twice.
pub(super) fn read(query: Option<&str>) -> Result<Vec<(String, String)>, GraphqlError> {
    let mut options: Vec<(String, String)> = Vec::new();
    for (name, text) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned() {
        if let Some((_, first)) = options.iter().find(|(known, _)| *known == name) {
            let message = format!(
                "{name} is there twice, as {} and as {}: give it once; several values of a list stand between commas",
                told(first),
                told(&text)
            );
            return Err(GraphqlError::new(Code::BadRequest, message));
        }
        options.push((name, text));
    }
    Ok(options)
}

fn told(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}
