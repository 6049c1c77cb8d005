//! The `panorama` binary.

use std::process::ExitCode;

use tokio::runtime::Builder;

// Answers are made of many small buffers. Without huge pages what loading has freed goes back to the system. SQLite takes its
// memory here too: libc gives back what a sort has used as soon as it ends, and each next sort has it mapped anew.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Steps of tasks between two looks at the sockets: some read SQLite, and are a thousand times longer than others.
const STEPS: u32 = 8;

fn main() -> ExitCode {
    match Builder::new_multi_thread().enable_all().event_interval(STEPS).build() {
        Ok(runtime) => runtime.block_on(panorama::cli::run()),
        Err(error) => {
            eprintln!("panorama: the system cannot run the service: {error}");
            ExitCode::FAILURE
        }
    }
}
