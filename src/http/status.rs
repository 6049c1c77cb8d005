//! The status that goes with a code.

use axum::http::StatusCode;

use crate::error::Code;

/// The status of an answer that is nothing but an error.
pub(super) fn of(code: Code) -> StatusCode {
    match code {
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        Code::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
        Code::RequestTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The code that says most of what a status says.
pub(super) fn code(status: StatusCode) -> Code {
    let found = Code::ALL.iter().copied().find(|code| of(*code) == status);
    let otherwise = if status.is_server_error() { Code::Internal } else { Code::BadRequest };
    found.unwrap_or(otherwise)
}

/// True where the request is no GraphQL request at all, whatever its document says.
pub(super) fn is_of_http(code: Code) -> bool {
    code == Code::BadRequest || !matches!(of(code), StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND)
}
