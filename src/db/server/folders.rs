//! Folders and files of the private Postgres: who owns them, where the socket fits, what the pid
//! file says. Nothing is started here.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{ADMIN_ROLE, PORT};

/// Socket addresses hold 108 bytes on Linux, 104 on macOS, the closing zero included.
const LONGEST_SOCKET_PATH: usize = 103;
const PID_FILE: &str = "postmaster.pid";
/// For so long an empty pid file may be one that is being written.
const BEING_WRITTEN: Duration = Duration::from_secs(2);
const LOG_KEPT_BYTES: u64 = 8 * 1024 * 1024;

/// The system account that the server runs as. Postgres refuses to run as root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerUser {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

impl ServerUser {
    /// The account to change to, or `None` where the program is an ordinary user already.
    pub fn to_become() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let nobody = Self { name: "nobody".into(), uid: 65534, gid: 65534 };
        let found = Self::named(&accounts, "postgres").or_else(|| Self::named(&accounts, "nobody"));
        Some(found.unwrap_or(nobody))
    }

    fn named(accounts: &str, name: &str) -> Option<Self> {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some(Self { name: name.into(), uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
    }

    fn may_enter(&self, folder: &fs::Metadata) -> bool {
        let bit = if folder.uid() == self.uid {
            0o100
        } else if folder.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        folder.mode() & bit != 0
    }

    /// The first folder on the way to `path` that this account cannot pass.
    pub fn barred_at(&self, path: &Path) -> Option<PathBuf> {
        let mut steps: Vec<_> = path.ancestors().collect();
        steps.reverse();
        steps.into_iter().find(|step| fs::metadata(step).is_ok_and(|folder| folder.is_dir() && !self.may_enter(&folder))).map(Path::to_path_buf)
    }
}

/// Creates the data folder, for its owner alone, and returns its real path.
/// As root the server's account must pass through it, so others may enter but not list it.
pub(super) fn prepare_data_dir(data_dir: &Path, user: Option<&ServerUser>) -> io::Result<PathBuf> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data_dir)?;
    let real = data_dir.canonicalize()?;
    if let Some(user) = user {
        let folder = fs::metadata(&real)?;
        if !user.may_enter(&folder) && folder.uid() == 0 {
            fs::set_permissions(&real, fs::Permissions::from_mode((folder.mode() & 0o7777) | 0o011))?;
        }
    }
    Ok(real)
}

/// The folder of the cluster: `<data>/postgres`. Where the server's account cannot reach it (a data
/// folder below /root), the cluster lies in /var/lib/cordon and `<data>/postgres` is a link to it.
pub(super) fn cluster_path(data_dir: &Path, user: Option<&ServerUser>) -> io::Result<PathBuf> {
    let usual = data_dir.join("postgres");
    if usual.symlink_metadata().is_ok_and(|entry| entry.is_symlink()) {
        return fs::read_link(&usual);
    }
    let Some(barrier) = user.and_then(|user| user.barred_at(data_dir)) else {
        return Ok(usual);
    };
    if usual.exists() {
        return Err(io::Error::other(format!(
            "the account of the database server cannot enter {}: allow it with 'chmod o+x {}', or move the data folder",
            barrier.display(),
            barrier.display()
        )));
    }
    let elsewhere = Path::new("/var/lib/cordon");
    fs::DirBuilder::new().recursive(true).mode(0o711).create(elsewhere)?;
    let target = elsewhere.join(random_name("data-"));
    std::os::unix::fs::symlink(&target, &usual)?;
    tracing::warn!(
        barrier = %barrier.display(),
        cluster = %target.display(),
        "the account of the database server cannot enter the data folder; the database lies elsewhere and is linked"
    );
    Ok(target)
}

/// An empty folder for the server's account alone.
pub(super) fn private_folder(path: &Path, user: Option<&ServerUser>) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(path)?;
    own(path, user)
}

fn own(path: &Path, user: Option<&ServerUser>) -> io::Result<()> {
    if let Some(user) = user {
        std::os::unix::fs::chown(path, Some(user.uid), Some(user.gid))?;
    }
    Ok(())
}

/// The folder of the socket, 0700: `<data>/socket`, or a short one in the temporary folder where
/// that path is too long or out of the account's reach.
pub(super) fn socket_folder(data_dir: &Path, user: Option<&ServerUser>) -> io::Result<PathBuf> {
    let usual = data_dir.join("socket");
    let reachable = user.is_none_or(|user| user.barred_at(data_dir).is_none());
    if reachable && socket_file(&usual).as_os_str().len() <= LONGEST_SOCKET_PATH {
        claim(&usual, user)?;
        return Ok(usual);
    }
    // The same folder gives the same name, so a server that starts again keeps its address.
    let digest = Sha256::digest(data_dir.as_os_str().as_encoded_bytes());
    let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let temporary = [std::env::temp_dir(), PathBuf::from("/tmp")]
        .into_iter()
        .find(|folder| folder.as_os_str().len() <= 40 && user.is_none_or(|user| user.barred_at(folder).is_none()))
        .unwrap_or_else(|| PathBuf::from("/tmp"));
    let first_choice = temporary.join(format!("cordon-{short}"));
    if claim(&first_choice, user).is_ok() {
        return Ok(first_choice);
    }
    // Somebody else holds that name: a shared temporary folder is open to everybody.
    let second_choice = temporary.join(random_name("cordon-"));
    claim(&second_choice, user)?;
    Ok(second_choice)
}

/// Makes the folder, or accepts it if it is a real folder of the right account, closed to others.
fn claim(folder: &Path, user: Option<&ServerUser>) -> io::Result<()> {
    match private_folder(folder, user) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        other => return other,
    }
    let entry = fs::symlink_metadata(folder)?;
    let owner = user.map_or(rustix::process::geteuid().as_raw(), |user| user.uid);
    if !entry.is_dir() || entry.uid() != owner {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("{} exists and belongs to somebody else", folder.display())));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

pub(super) fn socket_file(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// Whether the server lets the administrator in now, by the first byte of its answer.
pub(super) fn lets_in(folder: &Path) -> io::Result<bool> {
    let mut greeting = 196_608u32.to_be_bytes().to_vec();
    greeting.extend(format!("user\0{ADMIN_ROLE}\0database\0postgres\0\0").bytes());
    let mut server = UnixStream::connect(socket_file(folder))?;
    server.set_read_timeout(Some(Duration::from_secs(2)))?;
    server.write_all(&(greeting.len() as u32 + 4).to_be_bytes())?;
    server.write_all(&greeting)?;
    let mut first = [0];
    server.read_exact(&mut first)?;
    Ok(first == *b"R")
}

pub(super) fn random_name(prefix: &str) -> String {
    format!("{prefix}{}", &uuid::Uuid::new_v4().simple().to_string()[..12])
}

/// The server's log, kept small, readable by the program alone.
pub(super) fn open_log(path: &Path) -> io::Result<File> {
    if fs::metadata(path).is_ok_and(|file| file.len() > LOG_KEPT_BYTES) {
        fs::rename(path, path.with_extension("log.1"))?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

/// What is in the log after `from` bytes.
pub(super) fn log_since(path: &Path, from: u64) -> String {
    let Ok(bytes) = fs::read(path) else {
        return String::new();
    };
    let start = usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len());
    String::from_utf8_lossy(&bytes[start..]).into_owned()
}

/// What `postmaster.pid` says. Postgres writes it, and keeps its last line up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PidFile {
    pub text: String,
    pub pid: i32,
    pub socket_folder: PathBuf,
    pub is_ready: bool,
}

impl PidFile {
    pub fn read(cluster: &Path) -> Option<Self> {
        Self::parse(fs::read_to_string(cluster.join(PID_FILE)).ok()?)
    }

    fn parse(text: String) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let pid = lines.first()?.trim().parse().ok()?;
        let socket_folder = PathBuf::from(lines.get(4).copied().unwrap_or_default().trim());
        let is_ready = lines.get(7).is_some_and(|status| status.trim() == "ready");
        Some(Self { pid, socket_folder, is_ready, text })
    }

    /// Replaces a number that now belongs to some other program by our own: Postgres ignores a pid
    /// file that names its parent, but still looks for orphans on the shared memory that it names.
    /// Deleting the file would lose that second check. Written over, not anew: on a full disk the
    /// old text stays, where an empty file would stop every later start.
    pub fn disown(&self, cluster: &Path) -> io::Result<()> {
        let rest = self.text.split_once('\n').map_or("", |(_, rest)| rest);
        let text = format!("{}\n{rest}", std::process::id());
        let mut file = match OpenOptions::new().write(true).open(cluster.join(PID_FILE)) {
            // Its server was still leaving, and took the file along.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        file.write_all(text.as_bytes())?;
        file.set_len(text.len() as u64)
    }
}

/// Takes away what would stop a start although no server of this cluster runs any longer: an empty
/// pid file, which a full disk or a power cut left behind, and the lock beside the socket, whose
/// number may be a stranger's by now. Only for whoever holds the lock of the data folder.
pub(super) fn clear_leftovers(cluster: &Path, socket_folder: &Path) -> io::Result<()> {
    let pid_file = cluster.join(PID_FILE);
    let is_left = |file: fs::Metadata| file.len() == 0 && file.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age > BEING_WRITTEN));
    if fs::metadata(&pid_file).is_ok_and(is_left) {
        fs::remove_file(pid_file)?;
    }
    match fs::remove_file(socket_folder.join(format!(".s.PGSQL.{PORT}.lock"))) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PID_FILE: &str = "4711\n/data/postgres\n1795309000\n5432\n/data/socket\n\n  5 \nready   \n";

    #[test]
    fn the_pid_file_tells_number_socket_and_state() {
        let read = PidFile::parse(PID_FILE.into()).unwrap();

        assert_eq!((read.pid, read.is_ready), (4711, true));
        assert_eq!(read.socket_folder, PathBuf::from("/data/socket"));
    }

    #[test]
    fn a_half_written_pid_file_is_not_ready() {
        for text in ["4711\n", "4711\n/data\n1\n5432\n/s\n\n5\nstarting\n"] {
            assert!(!PidFile::parse(text.into()).unwrap().is_ready);
        }
        assert_eq!(PidFile::parse(String::new()), None);
        assert_eq!(PidFile::parse("rubbish\n".into()), None);
    }

    #[test]
    fn accounts_are_found_by_whole_name() {
        let accounts = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:7::/:/bin/sh\npostgres:x:113:120::/:/bin/sh\n";

        let found = ServerUser::named(accounts, "postgres").unwrap();

        assert_eq!((found.uid, found.gid), (113, 120));
        assert_eq!(ServerUser::named(accounts, "nobody"), None);
    }
}
