//! Asking the API for what a picture shows, and what becomes of a picture that cannot be drawn.

use serde_json::{Map, Value as Json};
use tokio::task::spawn_blocking;

use crate::error::{Code, GraphqlError};
use crate::service::{Caller, Service};
use crate::transfer::series;

/// Why there is no picture.
#[derive(Debug)]
pub enum PictureError {
    /// The API refused the question.
    Refused(Vec<GraphqlError>),
    /// There is no option of that name.
    Option(String),
    /// There is no part of the chain of that name; but there are these, which are near.
    NotFound(Vec<String>),
    /// Exactly one of these options is wanted.
    OneOf(&'static [&'static str]),
    /// The depth is none from one to this.
    Depth(u64),
}

/// The answer to a document: what stands under `data`, and beside it what was probably meant.
pub(super) async fn ask(
    service: &Service,
    document: String,
    variables: Map<String, Json>,
    caller: &Caller,
) -> Result<Json, PictureError> {
    let body = series::ask(service, document, variables, caller).await.map_err(PictureError::Refused)?;
    apart(move || serde_json::from_slice(&body).unwrap_or_default()).await
}

/// What a lookup that found nothing probably meant.
pub(super) fn nearest(answer: &Json) -> Vec<String> {
    let near = answer["extensions"]["suggestions"][0]["nearest"].as_array();
    near.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Does work in a thread of its own: others are answered meanwhile.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PictureError> {
    spawn_blocking(work).await.map_err(|error| {
        tracing::error!(error.message = %error, "a picture could not be drawn");
        let message = "the service failed; the log has more under the request's id";
        PictureError::Refused(vec![GraphqlError::new(Code::Internal, message)])
    })
}
