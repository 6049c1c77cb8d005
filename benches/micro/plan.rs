//! A document to its plan, and a plan to its statements.

use divan::Bencher;
use panorama::plan::input::Variables;
use panorama::plan::sql::Dialect;
use panorama::plan::{Compiled, Names};

use crate::fixture::{QUESTIONS, Question, fixture};

#[divan::bench(args = QUESTIONS)]
fn compile(bencher: Bencher<'_, '_>, question: Question) {
    let document = fixture().document(question);
    bencher.bench_local(|| fixture().plan(&document));
}

#[divan::bench(args = QUESTIONS)]
fn statements(bencher: Bencher<'_, '_>, question: Question) {
    let (catalogue, variables) = (fixture().service.catalogue(), Variables::default());
    let document = fixture().document(question);
    let write = |plan: &Compiled, dialect| {
        let levels = 0..plan.levels.len();
        levels.filter(|level| plan.statement(*level, catalogue, dialect, &variables, Names::Current).is_ok()).count()
    };
    // A plan keeps its statements: each is new.
    bencher.with_inputs(|| fixture().plan(&document)).bench_local_refs(|plan| write(plan, Dialect::Postgres));
}
