//! Options of files and drawings: none of two that contradict each other is taken without a word.

use crate::support::on_both;

/// An address, the option that is there twice, and both of its values as they are told.
const TWICE: [(&str, &str, [&str; 2]); 9] = [
    ("/chart/metric/x.svg?transform=YOY&from=2020&transform=CAGR", "transform", ["\"YOY\"", "\"CAGR\""]),
    ("/chart/metric/x.svg?locale=en&locale=zh", "locale", ["\"en\"", "\"zh\""]),
    ("/chart/chain.svg?stages=midstream&stages=upstream", "stages", ["\"midstream\"", "\"upstream\""]),
    ("/chart/neighbourhood.svg?vendor=nvidia&vendor=amd", "vendor", ["\"nvidia\"", "\"amd\""]),
    ("/export/vendors.csv?orderBy=%5B%5D&orderBy=%5B%5D", "orderBy", ["\"[]\"", "\"[]\""]),
    ("/export/vendors.csv?format=csv&format=json", "format", ["\"csv\"", "\"json\""]),
    ("/export/vendors.csv?bom=true&bom=false", "bom", ["\"true\"", "\"false\""]),
    ("/export/vendors.citations.bib?filter=%7B%7D&filter=", "filter", ["\"{}\"", "\"\""]),
    ("/export/series.csv?metric=a&metric=b", "metric", ["\"a\"", "\"b\""]),
];

on_both! {
    async fn what_is_there_twice_is_refused(app) {
        for (path, name, values) in TWICE {
            let answer = app.get(path).await;
            let error = answer.json()["errors"][0].clone();
            assert_eq!((answer.status.as_u16(), &error["extensions"]["code"]), (400, &"BAD_REQUEST".into()), "{path}: {error}");
            let message = error["message"].as_str().unwrap_or_default();
            assert!(message.starts_with(&format!("{name} is there twice, as {} and as {}", values[0], values[1])), "{path}: {message}");
            assert!(message.contains("between commas"), "{path}: {message}");
        }
        let long = format!("/chart/chain.svg?text={}&text=b", "%E5%A4%A7".repeat(500));
        let error = app.get(&long).await.json()["errors"][0].clone();
        assert!(error["message"].as_str().is_some_and(|message| message.len() < 400 && message.contains("大\"…")), "{error}");
    }
}
