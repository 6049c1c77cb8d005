//! Bodies that are sent, and compressed, piece by piece: between two pieces of a large one other requests have their turn.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// Bytes of a piece: few enough that compressing one keeps nobody waiting for long.
const PIECE: usize = 64 << 10;

/// A body whose bytes are there.
#[derive(Debug)]
pub(super) struct Paced {
    rest: Bytes,
    /// True where the next piece waits for others to have their turn.
    rests: bool,
}

impl Paced {
    /// A body of these bytes.
    pub(super) fn new(bytes: Bytes) -> Self {
        Self { rest: bytes, rests: false }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        if self.rests {
            self.rests = false;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        self.rests = !self.rest.is_empty();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
