//! What columns and parameters can be.

use panorama::database::{Bound, Keys, ReadError, Value};

use super::{LONG, bound, connections, number, rows, text};
use crate::support::{Backend, TestDatabase, run};

#[test]
fn every_type_that_can_arrive_is_read() {
    run(async {
        let database = TestDatabase::empty(Backend::Postgres).await;
        let postgres = connections(&database.address, 1, LONG);
        for (sql, expected) in [
            ("NULL", "null"),
            ("'text'", "'text'"),
            ("'produced'::varchar(20)", "'produced'"),
            ("'ab'::char(4)", "'ab  '"),
            ("'a name'::name", "'a name'"),
            ("'x'::\"char\"", "'x'"),
            ("''::\"char\"", "''"),
            ("true", "1"),
            ("(-3)::int2", "-3"),
            ("(-2147483648)::int4", "-2147483648"),
            ("9223372036854775807::int8", "9223372036854775807"),
            ("4294967295::oid", "4294967295"),
            ("0.1::float4", "0.1"),
            ("(-1.5e30)::float4", "-1.5e30"),
            ("0.1::float8", "0.1"),
            ("'infinity'::float8", "inf"),
            ("12.5::numeric", "12.5"),
            ("(-0.0001)::numeric", "-0.0001"),
            ("123456789.123456789::numeric", "123456789.12345679"),
            ("30000::numeric(10,2)", "30000"),
            ("(-9223372036854775808)::numeric", "-9223372036854775808"),
            ("100000000000000000000::numeric", "1e20"),
            ("sum(n) FROM (VALUES (1::int8), (2)) AS v(n)", "3"),
            ("'2024-02-29'::date", "'2024-02-29'"),
            ("'1970-01-01 00:00:01.5+00'::timestamptz", "1500000"),
            ("'1999-12-31 23:59:59.999999'::timestamp", "946684799999999"),
            ("'{\"a\": 1}'::json", "'{\"a\": 1}'"),
            ("'{\"a\":1}'::jsonb", "'{\"a\": 1}'"),
            ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
        ] {
            for anew in [false, true] {
                let sql = format!("SELECT {sql}");
                let rows = rows(&postgres, Bound { sql: &sql, values: &[], keys: Keys::None, anew }).await.expect(&sql);
                assert_eq!(text(&rows, 0), expected, "{sql}");
            }
        }
    });
}

#[test]
fn what_is_not_read_is_named_and_costs_no_connection() {
    run(async {
        let database = TestDatabase::empty(Backend::Postgres).await;
        let postgres = connections(&database.address, 1, LONG);
        let process = number(&postgres, "SELECT pg_backend_pid()").await;
        for (sql, told) in [
            ("SELECT '1 day'::interval AS span", "\"span\" has the type interval"),
            ("SELECT '\\x00'::bytea AS bytes", "\"bytes\" has the type bytea"),
            ("SELECT ARRAY[1] AS list", "\"list\" has the type _int4"),
            ("SELECT 'infinity'::timestamptz", "beyond the calendar"),
            ("SELECT 'infinity'::date", "beyond the calendar"),
            ("SELECT * FROM nowhere", "42P01"),
        ] {
            match rows(&postgres, bound(sql)).await {
                Err(ReadError::Fault(text)) => assert!(text.contains(told), "{sql}: {text}"),
                other => panic!("{sql}: {other:?}"),
            }
        }
        assert_eq!(number(&postgres, "SELECT pg_backend_pid()").await, process);
    });
}

#[test]
fn a_value_that_cannot_be_used_is_refused_and_costs_no_connection() {
    run(async {
        let database = TestDatabase::empty(Backend::Postgres).await;
        let postgres = connections(&database.address, 1, LONG);
        let process = number(&postgres, "SELECT pg_backend_pid()").await;
        for (sql, value) in [
            ("SELECT $1::int4", Value::Int(1 << 40)),
            ("SELECT $1::int2", Value::Int(1 << 20)),
            ("SELECT $1::text", Value::Text("a\0b".to_owned())),
            ("SELECT $1::text[] IS NULL", Value::Texts(["a\0b".to_owned()].into())),
            ("SELECT 1 / $1::int8", Value::Int(0)),
            ("SELECT $1::int8 * 1000", Value::Int(i64::MAX)),
            ("SELECT (2.0::float8 * $1::float8)::int4", Value::Float(1e300)),
            ("SELECT ln($1::float8)", Value::Float(-1.0)),
            ("SELECT DATE '2024-01-01' + $1::int4", Value::Int(i64::from(i32::MAX))),
            ("SELECT ($1::text)::int8", Value::Text("many".to_owned())),
        ] {
            let values = [value];
            let query = Bound { sql, values: &values, keys: Keys::None, anew: false };
            let refused = rows(&postgres, query).await;
            assert!(matches!(refused, Err(ReadError::Refused(_))), "{sql}: {refused:?}");
        }
        assert_eq!(number(&postgres, "SELECT pg_backend_pid()").await, process);
    });
}
