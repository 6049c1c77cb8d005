//! Documents that are named and not sent.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::process::folder;
use crate::support::{App, Backend, TestDatabase, on_both, run};

const DOCUMENT: &str = "query Named($s: String!) { vendor(by: {slug: $s}) { name } }";

fn hash(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

async fn ask(app: &App, mut call: Value) -> (u16, String) {
    call["variables"] = json!({ "s": "nvidia" });
    let answer = app.post(&call).await;
    let json = answer.json();
    let name = json["data"]["vendor"]["name"].as_str();
    let code = json["errors"][0]["extensions"]["code"].as_str();
    (answer.status.as_u16(), name.or(code).unwrap_or_default().to_owned())
}

on_both! {
    async fn a_hash_is_learnt_from_who_sends_both(app) {
        let app = &app.beside(|_| ());
        let named = json!({ "extensions": persisted(&hash(DOCUMENT)) });
        assert_eq!(ask(app, named.clone()).await, (400, "PERSISTED_QUERY_NOT_FOUND".to_owned()));
        let told = app.post(&named).await.json();
        assert_eq!(told["errors"][0]["message"], "PersistedQueryNotFound", "as clients know it");
        let both = json!({ "query": DOCUMENT, "extensions": persisted(&hash(DOCUMENT).to_uppercase()) });
        assert_eq!(ask(app, both).await, (200, "NVIDIA".to_owned()));
        assert_eq!(ask(app, named).await, (200, "NVIDIA".to_owned()));
        assert_eq!(ask(app, json!({ "documentId": format!("sha256:{}", hash(DOCUMENT)) })).await, (200, "NVIDIA".to_owned()));
        let extensions = "%7B%22persistedQuery%22%3A%7B%22version%22%3A1%2C%22sha256Hash%22%3A%22HASH%22%7D%7D";
        let path = format!("/graphql?variables=%7B%22s%22%3A%22nvidia%22%7D&extensions={}", extensions.replace("HASH", &hash(DOCUMENT)));
        assert_eq!(app.get(&path).await.json()["data"]["vendor"]["name"], "NVIDIA");
    }

    async fn what_is_wrong_with_a_hash_is_told(app) {
        let app = &app.beside(|_| ());
        for (call, expected) in [
            (json!({ "query": DOCUMENT, "extensions": persisted("00") }), "PERSISTED_QUERY_MISMATCH"),
            (json!({ "query": DOCUMENT, "documentId": "sha256:00" }), "PERSISTED_QUERY_MISMATCH"),
            (json!({ "extensions": { "persistedQuery": { "version": 2, "sha256Hash": hash(DOCUMENT) } } }), "BAD_REQUEST"),
            (json!({ "extensions": { "persistedQuery": { "version": 1 } } }), "BAD_REQUEST"),
            (json!({ "extensions": { "persistedQuery": "x" } }), "BAD_REQUEST"),
            (json!({ "documentId": "none" }), "PERSISTED_QUERY_NOT_FOUND"),
        ] {
            assert_eq!(ask(app, call.clone()).await, (400, expected.to_owned()), "{call}");
        }
        let faulty = "{ nothing }";
        let both = json!({ "query": faulty, "extensions": persisted(&hash(faulty)) });
        assert_eq!(ask(app, both).await.1, "VALIDATION_FAILED");
        let named = json!({ "extensions": persisted(&hash(faulty)) });
        assert_eq!(ask(app, named).await.1, "PERSISTED_QUERY_NOT_FOUND", "what is not answered is not learnt");
    }
}

#[test]
fn only_trusted_documents_are_answered_where_there_is_a_list() {
    run(async {
        let file = folder("trusted").join("documents.json");
        fs::write(&file, json!({ "named": DOCUMENT }).to_string()).expect("the file can be written");
        let database = TestDatabase::loaded(Backend::Sqlite).await;
        let app = App::on(database, |settings| settings.trusted_documents = Some(file)).await;
        for call in [
            json!({ "documentId": "named" }),
            json!({ "documentId": format!("sha256:{}", hash(DOCUMENT)) }),
            json!({ "extensions": persisted(&hash(DOCUMENT)) }),
            json!({ "query": DOCUMENT }),
            json!({ "query": DOCUMENT, "documentId": "named" }),
        ] {
            assert_eq!(ask(&app, call.clone()).await, (200, "NVIDIA".to_owned()), "{call}");
        }
        for call in [json!({ "query": "{ dataset { name } }" }), json!({ "documentId": "other" }), json!({})] {
            assert_eq!(ask(&app, call.clone()).await, (400, "DOCUMENT_NOT_TRUSTED".to_owned()), "{call}");
        }
        assert_eq!(
            app.get("/chart/metric/china-ai-industry-size.svg").await.status,
            200,
            "the service's own are its own"
        );
    });
}
