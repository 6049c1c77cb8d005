//! Services that start at the same moment, on a database with nothing in it.

use std::thread;

use super::{folder, get, panorama, start, stop};
use crate::support::{Backend, TestDatabase, on_each, run};

const SERVICES: usize = 4;
const VERSION: &str = "/graphql?query=%7Bdataset%7Bversion%7D%7D";

async fn services_that_start_at_once_prepare_a_database_together(backend: Backend) {
    let database = TestDatabase::empty(backend).await;
    let (folder, url) = (folder(&format!("together-{backend:?}")), database.address.url());
    let services: Vec<_> = thread::scope(|scope| {
        let begin = || scope.spawn(|| start(panorama(&folder).env("DATABASE_URL", &url)));
        let begun: Vec<_> = (0..SERVICES).map(|_| begin()).collect();
        begun.into_iter().map(|service| service.join().expect("it starts")).collect()
    });
    for (child, address) in services {
        assert!(get(&address, VERSION).contains("\"version\":1"), "it was loaded once");
        stop(child);
    }
}

on_each! {
    services_that_start_at_once_prepare_a_database_together
}
