//! A server of the test's own, to be stopped, frozen and set up in ways that others would mind.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A server in a folder, gone with it.
#[derive(Debug)]
pub(super) struct Cluster {
    pub(super) folder: PathBuf,
    pub(super) port: u16,
    bin: PathBuf,
}

impl Cluster {
    /// A server that trusts everybody who comes from this machine.
    pub(super) fn trusting() -> Self {
        let cluster = Self::make();
        cluster.start();
        cluster
    }

    /// A server that is set up but not started.
    pub(super) fn make() -> Self {
        sweep();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("panorama-cluster-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("the folder can be made");
        let cluster = Self { bin: programs(), port: free_port(), folder };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&cluster.folder));
        }
        let data = cluster.data();
        run(cluster
            .program("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--wal-segsize=1", "-D"])
            .arg(&data));
        let settings = format!(
            "\nport = {}\nunix_socket_directories = '{}'\nlisten_addresses = '127.0.0.1'\nfsync = off\n",
            cluster.port,
            cluster.folder.display()
        );
        cluster.append("data/postgresql.conf", &settings);
        cluster
    }

    pub(super) fn start(&self) {
        let log = self.folder.join("log");
        run(self.control().arg("-l").arg(log).args(["-w", "start"]).stdout(Stdio::null()).stderr(Stdio::null()));
    }

    /// Starts it where no file grows beyond so many bytes: its writes fail as on a disk that is full.
    pub(super) fn start_full(&self, bytes: u64) {
        let (log, control) = (self.folder.join("log"), self.bin.join("pg_ctl"));
        let mut limited = self.command(Path::new("prlimit"));
        limited.arg(format!("--fsize={bytes}")).arg(control).arg("-D").arg(self.data()).arg("-l").arg(log);
        run(limited.args(["-w", "start"]).stdout(Stdio::null()).stderr(Stdio::null()));
    }

    /// Stops it, however much is under way, and starts it again.
    pub(super) fn restart(&self, mode: &str) {
        run(self.control().args(["-m", mode, "-w", "stop"]));
        self.start();
    }

    pub(super) fn stop(&self) {
        run(self.control().args(["-m", "fast", "-w", "stop"]));
    }

    /// Its address, with that behind the host.
    pub(super) fn url(&self, rest: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{rest}", self.port)
    }

    /// Adds to a file in its folder.
    pub(super) fn append(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        let before = fs::read_to_string(&path).unwrap_or_default();
        self.write(file, &format!("{before}{text}"));
    }

    /// Writes a file in its folder that its user can read, and nobody else.
    pub(super) fn write(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        fs::write(&path, text).expect("the file can be written");
        run(Command::new("chmod").arg("600").arg(&path));
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&path));
        }
    }

    /// A program that runs as the server's user.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }

    fn program(&self, name: &str) -> Command {
        self.command(&self.bin.join(name))
    }

    fn control(&self) -> Command {
        let mut command = self.program("pg_ctl");
        command.arg("-D").arg(self.data());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.control().args(["-m", "immediate", "stop"]).output());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Sends a signal to a backend.
pub(super) fn signal(process: i64, name: &str) {
    run(Command::new("kill").args([format!("-{name}"), process.to_string()]));
}

pub(super) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|taken| taken.local_addr()).expect("a free port").port()
}

pub(super) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn is_root() -> bool {
    static IS_ROOT: std::sync::LazyLock<bool> =
        std::sync::LazyLock::new(|| run(Command::new("id").arg("-u")).stdout.trim_ascii() == b"0");
    *IS_ROOT
}

/// Where the newest server's programs are.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let bins = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists());
    let version = |bin: &PathBuf| {
        let name = bin.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        name.and_then(|name| name.parse::<u32>().ok())
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = || std::env::split_paths(&path).find(|folder| folder.join("initdb").exists());
    bins.max_by_key(version).or_else(on_path).expect("these tests start a PostgreSQL server of their own: install one")
}

/// Ends what a killed run left behind.
fn sweep() {
    static SWEPT: std::sync::Once = std::sync::Once::new();
    SWEPT.call_once(|| {
        for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(rest) = name.strip_prefix("panorama-cluster-") else { continue };
            let process = rest.split('-').next().unwrap_or_default();
            if !Path::new("/proc").join(process).exists() {
                drop(Cluster { folder: entry.path(), port: 0, bin: programs() });
            }
        }
    });
}
