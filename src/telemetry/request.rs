//! Which request a log line is of: whatever is logged while one is worked on, has its id.

use tokio::task_local;

task_local! {
    static ID: Box<str>;
}

/// Works for a request: lines that are logged meanwhile are of it.
pub fn for_request<F: Future>(id: &str, work: F) -> impl Future<Output = F::Output> {
    ID.scope(id.into(), work)
}

/// Gives the id of the request that is worked on here, if one is.
pub(super) fn of_request<T>(give: impl FnOnce(&str) -> T) -> Option<T> {
    ID.try_with(|id| give(id)).ok()
}
