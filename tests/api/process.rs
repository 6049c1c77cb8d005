//! The binary as a user starts it: one clear line for what is wrong, and an end in peace.

mod full;
mod together;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use sea_orm::ConnectionTrait;

use crate::support::{Backend, TestDatabase, run};

pub(crate) fn panorama(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_panorama"));
    command.current_dir(folder).env_clear().env("PANORAMA_LISTEN", "127.0.0.1:0").env("PANORAMA_LOG", "error");
    command
}

/// A folder of the test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("process-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// The one line that a failing command says.
pub(crate) fn complaint(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("the binary runs");
    assert!(!status.success(), "it must fail: {}", String::from_utf8_lossy(&stdout));
    let text = String::from_utf8_lossy(&stderr).trim().to_owned();
    assert_eq!(text.lines().count(), 1, "one line: {text}");
    text
}

/// A service, and the address that it answers on.
pub(crate) fn start(command: &mut Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut line = String::new();
    let read = BufReader::new(child.stdout.as_mut().expect("its output is piped")).read_line(&mut line);
    read.expect("it says where it answers");
    if line.is_empty() {
        let mut text = String::new();
        drop(child.stderr.as_mut().expect("its errors are piped").read_to_string(&mut text));
        panic!("it did not start: {text}");
    }
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
    (child, address.to_owned())
}

/// What a plain HTTP/1.0 client gets.
fn get(address: &str, path: &str) -> String {
    use std::io::Write;
    let mut stream = TcpStream::connect(address).expect("it answers");
    write!(stream, "GET {path} HTTP/1.0\r\n\r\n").expect("the request is sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("the answer arrives");
    text
}

/// Asks a service to stop, which it has to do in peace.
pub(crate) fn stop(mut child: Child) {
    signal(&child, "TERM");
    assert!(child.wait().expect("it ends").success(), "an end in peace");
}

pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()));
}

#[test]
fn wrong_settings_stop_the_start() {
    let folder = folder("settings");
    assert_eq!(
        complaint(panorama(&folder).env("PANORAMA_LISEN", "x")),
        "panorama: PANORAMA_LISEN: there is no such setting; did you mean \"PANORAMA_LISTEN\"?"
    );
    assert!(
        complaint(panorama(&folder).env("DATABASE_URL", "mysql://u:secret@h/d"))
            .ends_with("it begins with sqlite:// or postgres://")
    );
    assert!(complaint(panorama(&folder).env("PANORAMA_LOG", "=!")).starts_with("panorama: PANORAMA_LOG: "));
    fs::write(folder.join("panorama.toml"), "colour = \"red\"\n").expect("the file can be written");
    assert_eq!(complaint(&mut panorama(&folder)), "panorama: panorama.toml: colour: there is no such setting");
    assert!(complaint(panorama(&folder).args(["--config", "none.toml"])).starts_with("panorama: none.toml: "));
    assert!(!folder.join("panorama.db").exists(), "nothing was made");
}

#[test]
fn a_taken_port_leaves_nothing_behind() {
    let folder = folder("port");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("its address").to_string();
    let line = complaint(panorama(&folder).env("PANORAMA_LISTEN", &address));
    assert!(line.starts_with(&format!("panorama: cannot listen on {address}: ")), "{line}");
    assert!(!folder.join("panorama.db").exists(), "nothing was made");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = folder("text");
    let file = folder.join("panorama.db");
    fs::write(&file, "these are notes and not a database\n".repeat(100)).expect("the file can be written");
    let line = complaint(&mut panorama(&folder));
    assert!(line.starts_with("panorama: panorama.db: the database cannot be opened: "), "{line}");
    assert!(fs::read_to_string(&file).expect("it is there").starts_with("these are notes"));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = folder("missing");
    let line = complaint(panorama(&folder).env("DATABASE_URL", "sqlite://none/panorama.db"));
    assert!(line.starts_with("panorama: none/panorama.db: the database cannot be opened: "), "{line}");
    let line = complaint(panorama(&folder).env("DATABASE_URL", "postgres://u:secret@127.0.0.1:1/none"));
    assert!(
        line.starts_with("panorama: PostgreSQL at 127.0.0.1:1/none: the database cannot be opened: ")
            && !line.contains("secret"),
        "{line}"
    );
}

#[test]
fn an_address_says_what_may_be_done_with_a_file() {
    let folder = folder("modes");
    let at = |query: &str| format!("sqlite:a%3F%23b.db{query}");
    for mode in ["?mode=rw", "?mode=ro"] {
        let line = complaint(panorama(&folder).env("DATABASE_URL", at(mode)));
        assert_eq!(line, "panorama: a?#b.db: there is no database; panorama migrate makes one");
    }
    for (url, told) in [
        ("sqlite::memory:", "an SQLite database is a file: sqlite://panorama.db"),
        ("sqlite://a.db?cache=shared", "the parameter \"cache\" of an SQLite address is not known; mode is"),
    ] {
        let line = complaint(panorama(&folder).env("DATABASE_URL", url));
        assert_eq!(line, format!("panorama: DATABASE_URL: {told}"));
    }
    fs::write(folder.join("empty.db"), "").expect("the file can be written");
    let line = complaint(panorama(&folder).env("DATABASE_URL", "sqlite://empty.db?mode=ro"));
    assert!(line.contains("made by an older version of Panorama, or is empty"), "{line}");
    assert_eq!(fs::read(folder.join("empty.db")).expect("the file"), b"", "it stays as it is");

    let migrate = panorama(&folder).env("DATABASE_URL", at("?mode=rwc")).arg("migrate").status();
    assert!(migrate.is_ok_and(|status| status.success()) && folder.join("a?#b.db").exists());
    assert!(panorama(&folder).env("DATABASE_URL", at("?mode=rw")).arg("migrate").status().is_ok_and(|s| s.success()));
    let before = fs::read(folder.join("a?#b.db")).expect("the file");
    let (child, address) = start(panorama(&folder).env("DATABASE_URL", at("?mode=ro")));
    assert!(get(&address, "/graphql?query=%7Bdataset%7Bversion%7D%7D").ends_with("{\"version\":1}}}"));
    stop(child);
    fs::write(folder.join("a.csv"), "a\n1\n").expect("the file can be written");
    let import = ["import", "owid", "a.csv"];
    let line = complaint(panorama(&folder).env("DATABASE_URL", at("?mode=ro")).args(import));
    assert!(line.starts_with("panorama: a?#b.db: its address says mode=ro"), "{line}");
    assert!(fs::read(folder.join("a?#b.db")).expect("the file") == before, "nothing was written");
}

#[test]
fn a_newer_database_is_refused() {
    run(async {
        let database = TestDatabase::loaded(Backend::Sqlite).await;
        let connection = database.writer().await;
        let step = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99990101_000001_later', 0)";
        connection.execute_unprepared(step).await.expect("the list of steps can be written");
        let panorama::database::Address::Sqlite(file) = &database.address else { return };
        let line =
            complaint(panorama(file.path.parent().expect("a folder")).env("DATABASE_URL", database.address.url()));
        assert!(
            line.ends_with(
                "made by a newer version of Panorama (it knows the step m99990101_000001_later); start that version"
            ),
            "{line}"
        );
    });
}

#[test]
fn it_serves_and_stops_when_asked() {
    let folder = folder("serve");
    let (child, address) = start(&mut panorama(&folder));
    assert!(get(&address, "/readyz").starts_with("HTTP/1.0 200"));
    let query = "/graphql?query=%7Bdataset%7Bversion%7D%7D";
    assert!(get(&address, query).ends_with("{\"data\":{\"dataset\":{\"version\":1}}}"));
    stop(child);
    let (mut child, address) = start(&mut panorama(&folder));
    assert!(get(&address, query).ends_with("{\"data\":{\"dataset\":{\"version\":1}}}"), "nothing was loaded again");
    signal(&child, "INT");
    assert!(child.wait().expect("it ends").success(), "an end in peace");
}

#[test]
fn the_built_in_data_passes_the_check() {
    let folder = folder("check");
    assert!(complaint(panorama(&folder).arg("check")).contains("`panorama migrate`"), "there is no database");
    assert!(!folder.join("panorama.db").exists(), "a check makes none");
    let run = |arguments: &[&str]| panorama(&folder).args(arguments).output().expect("the binary runs");
    assert!(run(&["migrate"]).status.success());
    let checked = run(&["check", "--strict"]);
    let told = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{told}");
    assert!(told.starts_with("0 errors, 0 warnings, "), "{told}");
    let notes = run(&["check", "--notes", "--json"]);
    let notes = String::from_utf8_lossy(&notes.stdout).into_owned();
    assert!(notes.lines().count() > 0 && notes.lines().all(|line| line.contains("\"severity\":\"NOTE\"")), "{notes}");
}

#[test]
fn killed_in_the_first_start_it_starts_again() {
    let folder = folder("killed");
    for _ in 0..3 {
        let mut child = panorama(&folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        // As soon as the file is there, whatever has been written into it by then.
        while !folder.join("panorama.db").exists() && child.try_wait().expect("it can be asked").is_none() {
            std::thread::yield_now();
        }
        signal(&child, "KILL");
        drop(child.wait());
    }
    let (child, address) = start(&mut panorama(&folder));
    let answer = get(&address, "/graphql?query=%7Bdataset%7Bversion%7Dvendors%7BtotalCount%7D%7D");
    assert!(answer.contains("\"version\":1") && !answer.contains("\"totalCount\":0"), "{answer}");
    stop(child);
}

#[test]
fn every_command_explains_itself() {
    let folder = folder("help");
    for command in ["", "serve", "migrate", "check", "export", "import", "schema"] {
        let arguments = [command, "--help"];
        let arguments = &arguments[usize::from(command.is_empty())..];
        let output = panorama(&folder).args(arguments).output().expect("the binary runs");
        assert!(output.status.success() && output.stdout.len() > 100, "{arguments:?}");
    }
    let schema = panorama(&folder).arg("schema").output().expect("the binary runs");
    assert_eq!(String::from_utf8_lossy(&schema.stdout), include_str!("../../schema.graphql"));
    assert!(!panorama(&folder).arg("fly").output().expect("the binary runs").status.success());
}

#[test]
fn migrate_prepares_and_stops() {
    let folder = folder("migrate");
    let output = panorama(&folder).env("PANORAMA_LOG", "info").arg("migrate").output().expect("the binary runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(folder.join("panorama.db").exists());
    assert!(told.contains("the built-in data set is loaded") && !told.contains('\u{1b}'), "plain in a file: {told}");
}

#[test]
fn each_request_is_told_in_one_line() {
    for format in ["text", "json"] {
        let folder = folder(&format!("told-{format}"));
        let mut command = panorama(&folder);
        let (mut child, address) =
            start(command.env("PANORAMA_LOG_FORMAT", format).env("PANORAMA_LOG", "panorama=info"));
        assert!(get(&address, "/healthz").contains("200 OK"), "which nobody wants to read of");
        let query =
            "/graphql?operationName=Maker&query=query%20Maker%7Bvendor(by%3A%7Bslug%3A%22nvidia%22%7D)%7Bname%7D%7D";
        let answer = get(&address, query);
        let id = answer.lines().find_map(|line| line.strip_prefix("x-request-id: ")).expect("an id").to_owned();
        assert!(get(&address, "/graphql?query=%7Bsecret%7D").contains("VALIDATION_FAILED"));
        signal(&child, "TERM");
        let mut told = String::new();
        child.stderr.as_mut().expect("it is piped").read_to_string(&mut told).expect("the log is text");
        assert!(child.wait().expect("it ends").success());
        let lines: Vec<&str> = told.lines().filter(|line| line.contains("answered")).collect();
        let [named, refused] = lines[..] else { panic!("{told}") };
        let parts = match format {
            "text" => [
                format!("request{{request.id=\"{id}\"}}: "),
                "answered http.method=GET http.path=\"/graphql\" http.status=200 duration_ms=".to_owned(),
                " operation=\"Maker\" cost=\"fields=2, depth=2, ".to_owned(),
            ],
            _ => [
                format!("\"span\":{{\"request.id\":\"{id}\",\"name\":\"request\"}}"),
                "\"message\":\"answered\",\"http.method\":\"GET\",\"http.path\":\"/graphql\",\"http.status\":200,"
                    .to_owned(),
                "\"operation\":\"Maker\",\"cost\":\"fields=2, depth=2, ".to_owned(),
            ],
        };
        assert!(parts.iter().all(|part| named.contains(part)), "{parts:#?} in {named}");
        assert!(
            refused.contains("VALIDATION_FAILED") && !told.contains("nvidia") && !told.contains("secret"),
            "{told}"
        );
    }
}

#[test]
fn what_is_under_way_is_answered_before_the_end() {
    use std::io::Write;
    let folder = folder("under-way");
    let (mut child, address) = start(&mut panorama(&folder));
    let body = r#"{"query": "{ dataset { name } }"}"#;
    let (first, rest) = body.split_at(10);
    let clients: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut client = TcpStream::connect(&address).expect("it answers");
            let length = body.len();
            write!(
                client,
                "POST /graphql HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{first}"
            )
            .expect("a part of the request is sent");
            client
        })
        .collect();
    // The four, and the one that asks.
    while !get(&address, "/metrics").contains("panorama_requests_under_way 5") {}
    signal(&child, "TERM");
    while TcpStream::connect(&address).is_ok() {}
    for mut client in clients {
        client.write_all(rest.as_bytes()).expect("the rest is sent");
        let mut answer = String::new();
        client.read_to_string(&mut answer).expect("the answer arrives");
        assert!(answer.ends_with("{\"data\":{\"dataset\":{\"name\":\"Panorama\"}}}"), "{answer}");
    }
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_file_that_may_no_longer_be_written_is_read_all_the_same() {
    let folder = folder("read-only");
    let mut command = panorama(&folder);
    let (child, address) = start(&mut command);
    let query = "/graphql?query=%7Bvendor(by%3A%7Bslug%3A%22nvidia%22%7D)%7Bname%7D%7D";
    assert!(get(&address, query).contains("NVIDIA"));
    for file in fs::read_dir(&folder).expect("the folder is there").flatten() {
        let mut rights = file.metadata().expect("a file").permissions();
        rights.set_readonly(true);
        fs::set_permissions(file.path(), rights).expect("rights can be set");
    }
    for _ in 0..20 {
        assert!(get(&address, query).contains("NVIDIA"));
    }
    assert!(get(&address, "/readyz").contains("200 OK"));
    stop(child);
}
