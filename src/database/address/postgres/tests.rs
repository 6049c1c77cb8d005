use super::super::encryption::{Check, Roots, SslMode};
use super::{Host, PostgresAddress};

fn read(url: &str) -> Result<PostgresAddress, String> {
    PostgresAddress::read(url, &|_| None)
}

fn hosts(url: &str) -> String {
    let hosts = read(url).expect(url).hosts;
    hosts.iter().map(Host::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn servers_are_found_wherever_they_are_named() {
    for (url, expected) in [
        ("postgres://h/d", "h:5432"),
        ("postgres://h:1/d", "h:1"),
        ("postgresql://u:p@h1:1,h2,h3:3/d", "h1:1 h2:5432 h3:3"),
        ("postgres://[::1]:7/d", "[::1]:7"),
        ("postgres://u@/d?host=/run/pg", "/run/pg:5432"),
        ("postgres://%2Frun%2Fpg/d", "/run/pg:5432"),
        ("postgres://%2Frun%2Fpg:6/d", "/run/pg:6"),
        ("postgres:///d?host=a,b&port=1", "a:1 b:1"),
        ("postgres:///d?hostaddr=10.0.0.1", "10.0.0.1:5432"),
    ] {
        assert_eq!(hosts(url), expected, "{url}");
    }
}

#[test]
fn the_login_is_unescaped() {
    let address = read("postgres://us%40er:p%3Aa%2Fs@h/da%20ta?options=-c%20geqo%3Doff").expect("an address");
    assert_eq!(address.login.get_user(), Some("us@er"));
    assert_eq!(address.login.get_password(), Some(&b"p:a/s"[..]));
    assert_eq!(address.login.get_dbname(), Some("da ta"));
    assert_eq!(address.login.get_options(), Some("-c geqo=off"));
    assert_eq!(address.login.get_application_name(), Some("panorama"));
}

#[test]
fn encryption_is_what_the_library_means_by_it() {
    let system = Roots::System;
    let file = Roots::File("root.pem".into());
    for (query, local, remote, check, roots) in [
        ("", SslMode::Allow, SslMode::Prefer, Check::Nothing, &system),
        ("?sslmode=disable", SslMode::Disable, SslMode::Disable, Check::Nothing, &system),
        ("?sslmode=prefer", SslMode::Prefer, SslMode::Prefer, Check::Nothing, &system),
        ("?ssl=true", SslMode::Require, SslMode::Require, Check::Nothing, &system),
        ("?sslmode=require", SslMode::Require, SslMode::Require, Check::Nothing, &system),
        ("?sslmode=require&sslrootcert=root.pem", SslMode::Require, SslMode::Require, Check::Authority, &file),
        ("?sslmode=verify-ca&sslrootcert=root.pem", SslMode::Require, SslMode::Require, Check::Authority, &file),
        ("?sslmode=verify-full", SslMode::Require, SslMode::Require, Check::Name, &system),
        ("?sslrootcert=system", SslMode::Require, SslMode::Require, Check::Name, &system),
    ] {
        for (host, mode) in [("127.0.0.1", local), ("localhost", local), ("db.example", remote)] {
            let address = read(&format!("postgres://{host}/d{query}")).expect(query);
            assert_eq!(address.encryption.mode(&address.hosts[0]), mode, "{host} {query}");
            assert_eq!((address.encryption.check, &address.encryption.roots), (check, roots), "{query}");
        }
    }
}

#[test]
fn the_environment_says_what_the_address_leaves_open() {
    let variable = |name: &str| {
        let value = match name {
            "PGHOST" => "far",
            "PGPASSWORD" => "hidden",
            "PGUSER" => "someone",
            "PGSSLMODE" => "require",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let address = PostgresAddress::read("postgres:///d", &variable).expect("an address");
    assert_eq!(address.to_string(), "PostgreSQL at far:5432/d");
    assert_eq!(address.login.get_user(), Some("someone"));
    assert_eq!(address.encryption.mode(&address.hosts[0]), SslMode::Require);
    let address = PostgresAddress::read("postgres://me:mine@near/d?sslmode=disable", &variable).expect("an address");
    assert_eq!(address.login.get_password(), Some(&b"mine"[..]));
    assert_eq!(address.hosts[0].to_string(), "near:5432");
    assert_eq!(address.encryption.mode(&address.hosts[0]), SslMode::Disable);
}

#[test]
fn what_is_wrong_is_said_without_the_password() {
    for (url, reason) in [
        ("postgres://u:se:cret@h:x/d", "a port is not a number"),
        ("postgres://u:sec/ret@h/d", "a port is not a number"),
        ("postgres://u:secret@h:70000/d", "a port is a number up to 65535"),
        ("postgres://u:secret@[::1/d", "a bracket of a host is not closed"),
        ("postgres://u:secret@h/d?sslmode=full", "sslmode is one of"),
        ("postgres://u:secret@h/d?colour=red", "the parameter \"colour\" of a PostgreSQL address is not known"),
        ("postgres://u:secret@h/d?sslrootcert=system&sslmode=require", "sslrootcert=system goes with"),
        ("postgres://u:secret@h/d?sslcert=a.pem", "sslcert and sslkey go together"),
        ("postgres://u:secret@h/d?channel_binding=require", "channel_binding can only be disable or prefer"),
        ("postgres://u:secret@h/d?target_session_attrs=best", "target_session_attrs is one of"),
        ("postgres://u:secret@h/d?connect_timeout=soon", "connect_timeout is a whole number"),
        ("postgres://u:12?secret@h/d", "a parameter is written as name=value"),
        ("postgres://u:12?sec=ret@h/d", "a parameter of a PostgreSQL address is not known (a password's ?"),
        ("postgres://u:secret%FF@h/d", "its escaped characters are not UTF-8"),
    ] {
        let error = read(url).expect_err(url);
        assert!(error.starts_with(reason) && !error.contains("sec"), "{url}: {error}");
    }
    let address = read("postgres://u:secret@h/d").expect("an address");
    assert!(!format!("{address} {address:?}").contains("secret"));
}
