//! What a request costs beside the database, part by part: time and allocations of each.

mod cursor;
mod document;
mod fixture;
mod plan;
mod writer;

use divan::AllocProfiler;
use mimalloc::MiMalloc;

// What the `panorama` binary allocates with, and counts of it.
#[global_allocator]
static ALLOCATOR: AllocProfiler<MiMalloc> = AllocProfiler::new(MiMalloc);

fn main() {
    divan::main();
    fixture::remove();
}
