//! The `panorama` binary.

use std::process::ExitCode;

// Answers are made of many small buffers. Without huge pages what loading has freed goes back to the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    panorama::cli::run().await
}
