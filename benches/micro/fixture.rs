//! What is measured on: three questions, and a database with the built-in data set, made when it is first asked for.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::validation::Valid;
use panorama::config::Settings;
use panorama::database::{self, Address, Budget, Dialect, Sqlite};
use panorama::dataset;
use panorama::deadline::Deadline;
use panorama::limits::Limits;
use panorama::places::Share;
use panorama::plan::input::Variables;
use panorama::plan::{Compiled, Flags, Names, compile};
use panorama::read::{Executed, Execution, Prepared, Task};
use panorama::service::Service;
use panorama::telemetry::Figures;

/// A question by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    name: &'static str,
    pub(crate) text: &'static str,
    /// Bytes that its answer has at least: an empty list would be written in no time.
    pub(crate) least: usize,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

pub(crate) const QUESTIONS: [Question; 3] = [
    Question {
        name: "point read",
        text: "{ vendor(by: {slug: \"nvidia\"}) { slug name kind country website } }",
        least: 100,
    },
    Question {
        name: "nested list",
        text: "{ vendors(first: 50) { nodes { slug name models(first: 10) { nodes { slug name releasedOn parameters } } } } }",
        least: 5_000,
    },
    Question {
        name: "filtered figures",
        text: "query Figures { observations(first: 100, filter: {and: [{status: {notIn: [DEFINITION]}}, {metric: {kind: {notIn: \
               [EXCHANGE_RATE, STATEMENT]}}}]}, orderBy: [{field: PERIOD_START, direction: DESC}]) { totalCount \
               edges { cursor node { ...Figure } } pageInfo { hasNextPage endCursor } } } \
               fragment Figure on Observation { id value low high period { label start end } unit { code } status published \
               source { citation(style: SHORT) } metric { slug name(locale: ZH) } }",
        least: 20_000,
    },
];

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(86_400);

/// The service on a database of its own, and who reads that.
pub(crate) struct Fixture {
    pub(crate) service: Service,
    pub(crate) limits: Limits,
    pool: Sqlite,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(Fixture::make);

/// Where the database is.
fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("panorama_micro_{}", std::process::id()))
}

/// The one of this run.
pub(crate) fn fixture() -> &'static Fixture {
    &FIXTURE
}

/// Removes the database; where nothing asked for it there is none.
pub(crate) fn remove() {
    drop(std::fs::remove_dir_all(folder()));
}

impl Fixture {
    fn make() -> Self {
        std::fs::create_dir_all(folder()).expect("the folder for temporary files can be written");
        let path = folder().join("panorama.db");
        let address = Address::file(path.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let connection = database::open(&address).await.expect("the database opens");
            database::migrate(&connection).await.expect("it can be migrated");
            dataset::load_built_in(&connection, 0).await.expect("the data set is sound");
            connection.close().await.expect("it closes");
        });
        let settings = Settings { database: address, ..Settings::default() };
        let service = Service::new(&settings, &Arc::new(Figures::new())).expect("the service can be made");
        Self { service, limits: settings.limits, pool: Sqlite::new(&path) }
    }

    /// A question's document.
    pub(crate) fn document(&self, question: Question) -> Valid<ExecutableDocument> {
        let schema = Valid::assume_valid_ref(self.service.schema());
        let document = ExecutableDocument::parse_and_validate(schema, question.text, "question");
        document.unwrap_or_else(|faulty| panic!("{question}: {}", faulty.errors))
    }

    /// A document's plan.
    pub(crate) fn plan(&self, document: &ExecutableDocument) -> Compiled {
        let operation = document.operations.get(None).expect("one operation");
        compile(self.service.catalogue(), document, operation, &Flags::default()).expect("a plan")
    }

    /// A question that is about to be run.
    pub(crate) fn task(&self, question: Question) -> Task {
        Task {
            plan: Arc::new(self.plan(&self.document(question))),
            variables: Variables::default(),
            chinese: false,
            introspection: Vec::new(),
            suggests: true,
            deadline: Deadline::after(LONG),
            share: Share::default(),
        }
    }

    /// The rows of a task.
    pub(crate) fn run(&self, task: &Task) -> Executed {
        let catalogue = self.service.catalogue();
        let prepared = Prepared::of(task, catalogue, Dialect::Sqlite, &self.limits, Names::Current);
        let mut execution = Execution::new(catalogue, task, &self.limits, prepared.expect("there is time"));
        let budget = Budget { deadline: task.deadline.clone(), ticks: None, is_single: false };
        let read = self.pool.snapshot(&budget, |snapshot| {
            while execution.advance()? {
                let rows =
                    execution.wave().iter().map(|bound| snapshot.query(bound, usize::MAX)).collect::<Result<_, _>>()?;
                execution.take(rows);
            }
            Ok(())
        });
        read.expect("the database answers");
        execution.finish()
    }
}
