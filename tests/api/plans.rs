//! What the databases do for the questions that matter, as files: a plan that changed shows in review, whatever changed it.

mod difference;
mod expected;
mod questions;
mod reduced;

use self::expected::Expected;
use self::questions::{QUESTIONS, Question};
use self::reduced::Reduction;
use crate::support::{Asked, Backend, Planner, Runs, on_each, run, settled_app_with_many_rows};

/// Copies of each row: so many that a scan does not pay, and so few that statistics are of all rows.
const COPIES: usize = 60;

async fn every_question_has_the_plans_of_its_file(backend: Backend) {
    let planner = Planner::on(settled_app_with_many_rows(backend, COPIES).await, backend).await;
    let reduction = Reduction::on(&planner).await;
    let mut found = Vec::new();
    for question in QUESTIONS {
        found.push((question.name, plans(&planner, &reduction, question).await));
    }
    match expected::of(&planner).await {
        Some(Expected { folder, is_rewritten: true }) => expected::rewrite(&folder, &found),
        Some(Expected { folder, .. }) => {
            let differences = expected::differences(&folder, &found);
            assert!(differences.is_empty(), "{}\n{}", differences.join("\n"), expected::HOW);
        }
        None => {}
    }
}

/// The plans of all statements of a question.
async fn plans(planner: &Planner, reduction: &Reduction, question: &Question) -> String {
    let text = question.text(&planner.app).await;
    let mut plans: Vec<String> = Vec::new();
    for asked in planner.asker.ask(&text).await {
        let steps = reduction.of(&asked.sql, &planner.steps(&asked).await);
        let plan = format!("{}\n{}\n", runs(&asked), steps.join("\n"));
        // A walk asks alike at each step.
        if !plans.contains(&plan) {
            plans.push(plan);
        }
    }
    plans.join("\n")
}

/// What a statement runs for.
fn runs(asked: &Asked) -> &'static str {
    match (&asked.runs, asked.anew) {
        (Runs::Once, false) => "-- once",
        (Runs::Once, true) => "-- once, planned for what is bound",
        (Runs::ForOne(_), _) => "-- for a key",
        (Runs::ForEach(_), _) => "-- for each key",
    }
}

on_each! {
    every_question_has_the_plans_of_its_file
}
