//! Databases made from one template, applications on them, calls to their routers, and plans of their statements.

mod app;
mod asked;
mod database;
mod large;
mod planner;

pub(crate) use app::{Answer, App};
pub(crate) use asked::{Asked, Runs};
pub(crate) use database::{Backend, TestDatabase};
pub(crate) use large::{app_with_many_rows, settled_app_with_many_rows};
pub(crate) use planner::Planner;

use std::future::Future;
use std::sync::{LazyLock, OnceLock};

use tokio::runtime::Runtime;

/// One runtime for all tests: a pool's connections live as long as the runtime that opened them.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime can be started")
});

/// When the template's rows were stored: the same moment on both databases, so that answers can be compared.
pub(crate) const LOADED_AT: i64 = 1_767_225_600_000_000;

/// Runs a test to its end.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    RUNTIME.block_on(test)
}

/// Applications with the built-in data set, shared by tests that only read.
pub(crate) fn shared(backend: Backend) -> &'static App {
    static SQLITE: OnceLock<App> = OnceLock::new();
    static POSTGRES: OnceLock<App> = OnceLock::new();
    let cell = match backend {
        Backend::Sqlite => &SQLITE,
        Backend::Postgres => &POSTGRES,
    };
    cell.get_or_init(|| run(App::start(backend)))
}

/// Runs functions of the file that take a `Backend`, each on both databases.
macro_rules! on_each {
    ($($name:ident)+) => {$(
        mod $name {
            #[test]
            fn on_sqlite() {
                super::run(super::$name(super::Backend::Sqlite));
            }

            #[test]
            fn on_postgres() {
                super::run(super::$name(super::Backend::Postgres));
            }
        }
    )+};
}
pub(crate) use on_each;

/// Defines tests that run on both databases, with an application that others share.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident) $body:block)+) => {$(
        mod $name {
            #[test]
            fn on_sqlite() {
                $crate::support::run(super::$name($crate::support::shared($crate::support::Backend::Sqlite)));
            }

            #[test]
            fn on_postgres() {
                $crate::support::run(super::$name($crate::support::shared($crate::support::Backend::Postgres)));
            }
        }

        $(#[$doc])*
        async fn $name($app: &'static $crate::support::App) $body

    )+};
}
pub(crate) use on_both;
