//! What a slice leaves is found once for a list, and not once for each row.

use sea_orm::ConnectionTrait;

use crate::support::{Backend, Planner, app_with_many_rows, on_each, run};

/// An entry of the search for each copy of a model.
const ENTRIES: &str = "INSERT INTO search_entry (id, type, node_id, place, texts, tokens) \
    SELECT n.id, n.type, n.id, n.place, s.texts, s.tokens FROM node n JOIN node o ON n.slug LIKE o.slug || '-copy-%' AND o.type = n.type \
    JOIN search_entry s ON s.node_id = o.id WHERE n.type = 'MODEL'";

const LISTS: [&str; 5] = ["vendors", "models", "technologies", "sectors", "trends"];

async fn the_text_of_a_slice_is_looked_up_once(backend: Backend) {
    let planner = Planner::on(app_with_many_rows(backend, 60).await, backend).await;
    let connection = planner.app.database.writer().await;
    connection.execute_unprepared(ENTRIES).await.expect("entries are written");
    connection.execute_unprepared("ANALYZE").await.expect("statistics can be gathered");
    connection.close().await.expect("the connection closes");
    let words = if backend == Backend::Sqlite { "SCAN i VIRTUAL TABLE" } else { "search_entry" };
    let mut looked_up = 0;
    for text in ["\"gpt\"", "\"大模型\"", "\"no-such-thing\""] {
        let slice = format!("slice: {{text: {text}}}");
        let mut questions: Vec<String> = LISTS
            .iter()
            .flat_map(|list| {
                [
                    format!("{{ {list}(filter: {{{slice}}}) {{ nodes {{ id }} totalCount }} }}"),
                    format!("{{ {list}(filter: {{not: {{{slice}}}}}) {{ totalCount }} }}"),
                    format!("{{ slice(filter: {{text: {text}}}) {{ {list} {{ totalCount }} }} }}"),
                ]
            })
            .collect();
        questions.push(format!("{{ vendors(filter: {{models: {{some: {{{slice}}}}}}}) {{ totalCount }} }}"));
        questions.push(format!("{{ models(filter: {{vendor: {{{slice}}}}}) {{ totalCount }} }}"));
        for question in questions {
            for asked in planner.asker.ask(&question).await {
                let steps = planner.steps(&asked).await;
                looked_up += steps.iter().filter(|step| step.contains(words)).count();
                match backend {
                    // The index of words is read by itself, and gives entries by their ids: it is not asked for each of them.
                    Backend::Sqlite => {
                        assert!(
                            !steps.iter().any(|step| step.contains("VIRTUAL TABLE INDEX 0:=")),
                            "{question}: {steps:#?}"
                        );
                        assert_eq!(planner.asker.is_within(&asked, 400), Some(true), "{question}: {steps:#?}");
                    }
                    Backend::Postgres => {
                        assert!(!steps.iter().any(|step| step.contains("search_entry_pkey")), "{question}: {steps:#?}");
                    }
                }
            }
        }
    }
    assert!(looked_up > 40, "{looked_up}");
}

on_each! {
    the_text_of_a_slice_is_looked_up_once
}
