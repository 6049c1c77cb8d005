//! Groups: they add up to their list, and having, orderBy and first leave and sort what is there.

mod shown;

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{App, Backend, on_both, on_each, run};

async fn groups(app: &App, list: &str, arguments: &str) -> Vec<Value> {
    let query = format!(
        "{{ {list} {{ groups({arguments}) {{ keys count min {{ parameters }} max {{ parameters }} average {{ parameters }} sum {{ parameters }} }} }} }}"
    );
    app.data(&query).await[list]["groups"].as_array().expect("a list").clone()
}

on_both! {
    async fn groups_sum_to_the_total(app) {
        let schema = app.data("{ __schema { types { name enumValues { name } } } }").await;
        let types = schema["__schema"]["types"].as_array().expect("types");
        let mut checked = 0;
        for (list, name) in [
            ("vendors", "Vendor"), ("models", "Model"), ("sectors", "Sector"), ("technologies", "Technology"), ("metrics", "Metric"),
            ("observations", "Observation"), ("trends", "Trend"), ("links", "Link"), ("sources", "Source"),
        ] {
            let keys = types.iter().find(|ty| ty["name"] == format!("{name}GroupBy")).expect("lists have groups");
            for key in keys["enumValues"].as_array().expect("values") {
                let by = key["name"].as_str().expect("a name");
                let data = app.data(&format!("{{ {list} {{ totalCount groups(by: [{by}]) {{ keys count }} }} }}")).await;
                let groups = data[list]["groups"].as_array().expect("a list");
                let sum: u64 = groups.iter().filter_map(|group| group["count"].as_u64()).sum();
                let total = data[list]["totalCount"].as_u64().expect("a count");
                // What belongs to several sectors counts in each.
                assert!(if by.ends_with("SECTOR") { sum >= total } else { sum == total }, "{list} by {by}: {sum} of {total}");
                checked += 1;
            }
        }
        assert!(checked > 20, "{checked}");
    }

    async fn tokens_are_never_added_to_characters(app) {
        let of = async |by: &str| {
            let query = format!("{{ models {{ groups(by: [{by}]) {{ keys max {{ contextWindow }} average {{ contextWindow }} }} }} }}");
            app.data(&query).await["models"]["groups"].as_array().expect("a list").clone()
        };
        let mut units: BTreeMap<String, u32> = BTreeMap::new();
        for group in of("RELEASE_YEAR, CONTEXT_UNIT").await {
            let known = !group["max"]["contextWindow"].is_null();
            assert_eq!(known, !group["average"]["contextWindow"].is_null(), "{group}");
            *units.entry(group["keys"][0].to_string()).or_default() += u32::from(!group["keys"][1].is_null());
        }
        let (mut mixed, mut told) = (0, 0);
        for group in of("RELEASE_YEAR").await {
            let several = units[&group["keys"][0].to_string()] > 1;
            mixed += u32::from(several);
            told += u32::from(!group["average"]["contextWindow"].is_null());
            assert!(!several || group["average"]["contextWindow"].is_null(), "{group}");
        }
        assert!(mixed > 0 && told > 0, "{mixed} years have both, {told} have a mean");
    }

    async fn the_largest_of_a_group_is_a_row_of_it(app) {
        let numbers = ["parameters", "trainingCompute", "contextWindow"];
        let each = |of: &str| numbers.map(|number| format!("{number}{of}")).join(" ");
        let query = format!(
            "{{ models {{ groups(by: [RELEASE_YEAR]) {{ keys max {{ {} }} largest {{ {} }} }} }} }}",
            each(""),
            each(&format!(" {{ slug releaseDate: releasedOn {} }}", each("")))
        );
        let data = app.data(&query).await;
        let mut told = 0;
        for group in data["models"]["groups"].as_array().expect("a list") {
            for number in numbers {
                let (greatest, row) = (&group["max"][number], &group["largest"][number]);
                assert_eq!(greatest, &row[number], "{number} of {group}");
                let year = row["releaseDate"].as_str().map(|day| &day[..4]);
                assert!(row.is_null() || year == group["keys"][0].as_str(), "{number} of {group}");
                told += u32::from(!row.is_null());
            }
        }
        assert!(told > 8, "{told}");
    }

    async fn the_largest_is_there_with_labels_and_far_keys_and_in_nested_lists(app) {
        let data = app.data(
            "{ models { groups(by: [VENDOR, OPENNESS], first: 3) { labels(locale: ZH) count keys largest { parameters { vendor { slug } openness parameters } } max { parameters } } } \
               vendors(filter: {slug: {in: [\"openai\", \"meta\"]}}) { nodes { slug models { groups(by: [OPENNESS]) { keys largest { __typename parameters { vendor { slug } openness } } } } } } }",
        ).await;
        for group in data["models"]["groups"].as_array().expect("a list") {
            let largest = &group["largest"]["parameters"];
            assert_eq!(group["max"]["parameters"], largest["parameters"]);
            assert!(largest.is_null() || (largest["vendor"]["slug"] == group["keys"][0] && largest["openness"] == group["keys"][1]), "{group}");
            assert!(group["labels"][1].as_str().is_some_and(|label| !label.is_ascii()), "{group}");
        }
        let mut met = 0;
        for vendor in data["vendors"]["nodes"].as_array().expect("a list") {
            for group in vendor["models"]["groups"].as_array().expect("a list") {
                let largest = &group["largest"]["parameters"];
                assert_eq!(group["largest"]["__typename"], "ModelLargest");
                assert!(largest.is_null() || (largest["vendor"]["slug"] == vendor["slug"] && largest["openness"] == group["keys"][0]), "{group}");
                met += u32::from(!largest.is_null());
            }
        }
        assert!(met > 0);
    }

    async fn having_leaves_what_fulfils_it(app) {
        let all = groups(app, "models", "by: [VENDOR]").await;
        let number = |group: &Value, aggregate: &str| group[aggregate]["parameters"].as_f64();
        type Holds = fn(Option<f64>, u64) -> bool;
        let cases: [(&str, &str, Holds); 6] = [
            ("having: {count: {gte: 3}}", "min", |_, count| count >= 3),
            ("having: {count: {in: [1, 2]}}", "min", |_, count| count <= 2),
            ("having: {max: {parameters: {gt: 1e11}}}", "max", |number, _| number.is_some_and(|n| n > 1e11)),
            ("having: {average: {parameters: {lte: 7e10}}}", "average", |number, _| number.is_some_and(|n| n <= 7e10)),
            ("having: {sum: {parameters: {isNull: true}}}", "sum", |number, _| number.is_none()),
            ("having: {count: {gt: 1}, min: {parameters: {lt: 5e10}}}", "min", |number, count| count > 1 && number.is_some_and(|n| n < 5e10)),
        ];
        for (having, aggregate, holds) in cases {
            let left = groups(app, "models", &format!("by: [VENDOR], {having}")).await;
            let fulfils = |group: &&Value| holds(number(group, aggregate), group["count"].as_u64().expect("a count"));
            let expected: Vec<Value> = all.iter().filter(fulfils).cloned().collect();
            assert_eq!(left, expected, "{having}");
            assert!(!left.is_empty() && left.len() < all.len(), "{having} tells nothing apart");
        }
    }

    async fn groups_are_sorted_as_asked_and_cut_where_asked(app) {
        let sorted = groups(app, "models", "by: [VENDOR], orderBy: [{field: MAX_PARAMETERS, direction: DESC}]").await;
        let greatest: Vec<Option<f64>> = sorted.iter().map(|group| group["max"]["parameters"].as_f64()).collect();
        let known = greatest.iter().take_while(|number| number.is_some()).count();
        assert!(greatest[..known].is_sorted_by(|a, b| a >= b) && greatest[known..].iter().all(Option::is_none), "{greatest:?}");
        let by_key = groups(app, "models", "by: [RELEASE_YEAR], orderBy: [{field: KEY}]").await;
        let keys: Vec<&str> = by_key.iter().filter_map(|group| group["keys"][0].as_str()).collect();
        assert!(keys.is_sorted() && keys.len() > 2, "{keys:?}");
        assert_eq!(groups(app, "models", "by: [VENDOR], orderBy: [{field: MAX_PARAMETERS, direction: DESC}], first: 3").await, sorted[..3]);
        let largest = groups(app, "models", "by: [VENDOR]").await;
        assert!(largest.windows(2).all(|pair| pair[0]["count"].as_u64() >= pair[1]["count"].as_u64()));
    }

    async fn the_pages_arguments_and_those_of_its_groups_do_not_meet(app) {
        let query = "{ models(first: 1, orderBy: [{field: PARAMETERS, direction: DESC}]) { nodes { slug } groups(by: [OPENNESS]) { count } two: groups(by: [OPENNESS], first: 2) { count } totalCount } }";
        let data = app.data(query).await;
        assert!(data["models"]["groups"].as_array().is_some_and(|groups| groups.len() > 2));
        assert_eq!(data["models"]["two"].as_array().map(Vec::len), Some(2));
    }

    async fn figures_of_several_units_are_not_added_up(app) {
        let data = app.data("{ observations { all: groups(by: [STATUS]) { count sum { value } } units: groups(by: [UNIT], having: {count: {gt: 10}}) { keys sum { value } } } }").await;
        let all = data["observations"]["all"].as_array().expect("a list");
        assert!(all.iter().any(|group| group["count"].as_u64() > Some(20) && group["sum"]["value"].is_null()), "{all:?}");
        let units = data["observations"]["units"].as_array().expect("a list");
        let (words, figures): (Vec<_>, Vec<_>) = units.iter().partition(|group| group["keys"] == json!(["STATEMENT"]));
        assert!(figures.len() > 2 && figures.iter().all(|group| group["sum"]["value"].is_number()), "{units:?}");
        assert!(words.iter().all(|group| group["sum"]["value"].is_null()), "words have no sum: {words:?}");
    }

    async fn keys_and_labels_are_those_of_the_rows(app) {
        for (list, by, outer, key, label) in [
            ("observations", "SOURCE", "source", "slug", "title"),
            ("models", "VENDOR", "vendor", "slug", "name"),
            ("metrics", "UNIT", "unit", "code", "name"),
            ("metrics", "SECTOR", "sector", "slug", "name"),
        ] {
            let inner = format!("{outer} {{ {key} {label}(locale: ZH) }}");
            let data = app.data(&format!("{{ {list} {{ groups(by: [{by}]) {{ keys labels(locale: ZH) count }} }} }}")).await;
            let groups = data[list]["groups"].as_array().expect("a list").clone();
            let mut after = Value::Null;
            let mut counted = BTreeMap::<(String, String), u64>::new();
            loop {
                let page = app.answer(&format!("query($after: String) {{ {list}(first: 100, after: $after) {{ nodes {{ {inner} }} pageInfo {{ endCursor hasNextPage }} }} }}"), json!({ "after": after })).await;
                let page = &page["data"][list];
                for node in page["nodes"].as_array().expect("nodes") {
                    let text = |field: &str| node[outer][field].as_str().unwrap_or_default().to_owned();
                    *counted.entry((text(key), text(label))).or_default() += 1;
                }
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] != true {
                    break;
                }
            }
            let told = groups.iter().map(|group| {
                let text = |field: &str| group[field][0].as_str().unwrap_or_default().to_owned();
                ((text("keys"), text("labels")), group["count"].as_u64().unwrap_or_default())
            });
            assert_eq!(told.collect::<BTreeMap<_, _>>(), counted, "{list} by {by}");
        }
    }

    async fn what_groups_cannot_be_asked_is_refused(app) {
        for (arguments, code) in [
            ("by: []", "ARGUMENT_INVALID"),
            ("by: [VENDOR], first: 1001", "PAGE_SIZE_OUT_OF_RANGE"),
            ("by: [VENDOR], first: -1", "PAGE_SIZE_OUT_OF_RANGE"),
            ("by: [VENDOR], having: {count: {gt: null}}", "FILTER_INVALID"),
            ("by: [VENDOR], orderBy: [{field: COUNT}, {field: COUNT}, {field: COUNT}, {field: COUNT}, {field: COUNT}]", "ARGUMENT_INVALID"),
        ] {
            let errors = app.errors(&format!("{{ models {{ groups({arguments}) {{ count }} }} }}"), json!({})).await;
            assert_eq!(errors, [(code.to_owned(), json!(["models"]))], "{arguments}");
        }
    }
}

/// What groups of one unit say, once these values stand in it.
async fn of_values(app: &App, values: &[&str]) -> Value {
    let connection = app.database.writer().await;
    let rows = "SELECT id FROM observation WHERE comparator = 'EQUAL' AND superseded_on IS NULL AND id NOT IN (SELECT id FROM observation WHERE unit_code = 'HHI')";
    let clear = "UPDATE observation SET unit_code = 'COUNT' WHERE unit_code = 'HHI'";
    connection.execute_unprepared(clear).await.expect("the unit is made empty");
    for (i, value) in values.iter().enumerate() {
        let change = format!(
            "UPDATE observation SET unit_code = 'HHI', value = {value} WHERE id = (SELECT id FROM ({rows}) r ORDER BY id LIMIT 1)"
        );
        let changed = connection.execute_unprepared(&change).await.expect("a value is written");
        assert_eq!(changed.rows_affected(), 1, "{i}");
    }
    let query = "{ observations { groups(by: [UNIT], having: {count: {lt: 10}}) { keys count min { value } max { value } average { value } sum { value } } } }";
    let groups = app.data(query).await["observations"]["groups"].take();
    let found = groups.as_array().expect("a list").iter().find(|group| group["keys"] == json!(["HHI"]));
    found.cloned().expect("the unit has a group")
}

async fn sums_are_those_of_all_rows_in_any_order(backend: Backend) {
    let app = App::start(backend).await;
    let sum = |group: &Value| group["sum"]["value"].clone();
    assert_eq!(sum(&of_values(&app, &["1e100", "1", "-1e100"]).await), 1, "what is rounded off is not lost");
    assert_eq!(sum(&of_values(&app, &["0.1", "0.2", "0.3"]).await), 0.6);
    assert_eq!(sum(&of_values(&app, &["9007199254740992", "1", "1", "-9007199254740992"]).await), 2);
    let largest = of_values(&app, &["1.7e308", "-1.7e308", "1.7e308"]).await;
    assert_eq!((sum(&largest), &largest["max"]["value"]), (json!(1.7e308), &json!(1.7e308)));
    let beyond = of_values(&app, &["1.7e308", "1.7e308", "1"]).await;
    // The mean is none of these: 3.4e308 in three parts.
    let mean = json!(1.13333333333333e308);
    assert_eq!((sum(&beyond), &beyond["average"]["value"], &beyond["count"]), (Value::Null, &mean, &json!(3)));
    let negative = of_values(&app, &["-1.7e308", "-1.7e308", "5"]).await;
    assert_eq!((sum(&negative), &negative["min"]["value"]), (Value::Null, &json!(-1.7e308)));
}

on_each! { sums_are_those_of_all_rows_in_any_order }
