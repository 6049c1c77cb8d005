//! What a client sends, read from JSON: what grows with what it writes is measured before it is held.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use crate::error::{Code, GraphqlError};
use crate::limits::{Limit, Limits};

/// A GraphQL request.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The document.
    pub query: Option<String>,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The variables.
    pub variables: Option<Map<String, Json>>,
    /// What protocols beside GraphQL carry; `cost: true` asks what the request costs, `persistedQuery` names the document.
    pub extensions: Option<Map<String, Json>>,
    /// The document's id or hash, where it is named and not sent.
    pub document_id: Option<String>,
    /// True where the call came in a way that may not change anything.
    pub is_safe: bool,
    /// True where nobody reads what was probably meant by names that nothing has: it is not asked for.
    pub without_suggestions: bool,
}

/// The parts of a request, each still as it was written.
#[derive(Deserialize)]
struct Parts<'a> {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    #[serde(borrow)]
    variables: Option<&'a RawValue>,
    #[serde(borrow)]
    extensions: Option<&'a RawValue>,
    #[serde(rename = "documentId")]
    document_id: Option<String>,
}

impl Call {
    /// Reads `{"query", "operationName", "variables", "extensions", "documentId"}`; other keys are for others.
    ///
    /// # Errors
    /// `BAD_REQUEST` where it is no such object, `VARIABLES_TOO_LARGE` where a part of it is over the limit.
    pub fn read(json: &[u8], limits: &Limits) -> Result<Self, GraphqlError> {
        match json.trim_ascii_start().first() {
            Some(b'{') => {}
            Some(b'[') => return Err(bad("the body is a list: send one request at a time")),
            _ => return Err(bad("the body is not a JSON object")),
        }
        let parts: Parts<'_> = serde_json::from_slice(json)
            .map_err(|error| bad(format!("the body is not a GraphQL request: {}", told(&error, "of the body"))))?;
        Ok(Self {
            query: parts.query,
            operation_name: parts.operation_name,
            variables: parts.variables.map_or(Ok(None), |text| Self::object("variables", text.get(), limits))?,
            extensions: parts.extensions.map_or(Ok(None), |text| Self::object("extensions", text.get(), limits))?,
            document_id: parts.document_id,
            is_safe: false,
            without_suggestions: false,
        })
    }

    /// Reads a part that is an object, or null.
    ///
    /// # Errors
    /// As of the whole.
    pub fn object(name: &str, text: &str, limits: &Limits) -> Result<Option<Map<String, Json>>, GraphqlError> {
        limits.check(Limit::VariableBytes, text.len())?;
        serde_json::from_str(text).map_err(|error| match text.trim_ascii_start().starts_with('{') {
            true => bad(format!("{name} cannot be read: {}", told(&error, &format!("of {name}")))),
            false => bad(format!("{name} is not a JSON object")),
        })
    }
}

/// What is wrong with JSON, and where in it.
fn told(error: &serde_json::Error, of: &str) -> String {
    let text = error.to_string();
    let (reason, _) = text.rsplit_once(" at line ").unwrap_or((&text, ""));
    let reason = match reason {
        "number out of range" => "a number is beyond all numbers, the largest of which is about 1.8e308".to_owned(),
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "\\ud800 to \\udfff are halves of characters, and one stands without the other".to_owned()
        }
        "recursion limit exceeded" => "lists and objects stand too deep inside each other".to_owned(),
        // The library names what it reads into.
        reason => reason.replace("struct Parts", "a request"),
    };
    format!("{reason}, at line {}, column {} {of}", error.line(), error.column())
}

fn bad(message: impl Into<String>) -> GraphqlError {
    GraphqlError::new(Code::BadRequest, message)
}

#[cfg(test)]
mod tests {
    use super::Call;
    use crate::limits::Limits;

    #[test]
    fn only_an_object_is_a_request() {
        for (body, told) in [
            ("", "not a JSON object"),
            ("null", "not a JSON object"),
            ("\"{a}\"", "not a JSON object"),
            ("[{\"query\": \"{a}\"}]", "one request at a time"),
            ("[\"{a}\"]", "one request at a time"),
            ("{\"query\": 1}", "a string"),
            ("{\"query\": \"{a}\", \"query\": \"{b}\"}", "duplicate"),
            ("{\"variables\": []}", "variables is not a JSON object"),
            ("{\"variables\": \"{}\"}", "variables is not a JSON object"),
            ("{\"extensions\": 0}", "extensions is not a JSON object"),
            ("{\"query\": \"{a}\"", "EOF"),
            ("{\"query\": \"\u{7}\"}", "control character"),
            ("{} {}", "trailing"),
            (
                "{\"variables\": {\"x\": 1e400}}",
                "variables cannot be read: a number is beyond all numbers, the largest of which is about 1.8e308, at line 1, column 11 of variables",
            ),
            (
                "{\"variables\": {\n\"x\": [\"\\ud800\"]}}",
                "one stands without the other, at line 2, column 14 of variables",
            ),
            ("{\"variables\": {\"x\": \"\\ud800\\ud800\"}}", "one stands without the other"),
            ("{\"query\": \"{a}\\udc00\"}", "one stands without the other, at line 1, column"),
        ] {
            let error = Call::read(body.as_bytes(), &Limits::default()).expect_err(body);
            assert!(error.message.contains(told), "{body}: {}", error.message);
            assert!(!error.message.contains("struct"), "{body}: {}", error.message);
        }
        let call = Call::read(b" {\"variables\": null, \"extensions\": {}, \"other\": [1]}", &Limits::default());
        let call = call.expect("it is one");
        assert!(call.variables.is_none() && call.extensions.is_some_and(|extensions| extensions.is_empty()));
    }
}
