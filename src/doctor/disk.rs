//! The data folder: who can look into it, and how much room there is.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::Finding;

const GIB: u64 = 1024 * 1024 * 1024;

/// Who else may look into the data folder, and into the secrets in it.
pub(super) fn folders(data_dir: &Path) -> Vec<Finding> {
    const NAME: &str = "data folder";
    let Ok(folder) = fs::metadata(data_dir) else {
        return vec![Finding::fail(NAME, format!("{} cannot be read", data_dir.display()), "name the right folder with --data-dir")];
    };
    let mode = folder.permissions().mode() & 0o777;
    // As root the database's own account passes through: others may enter then, but neither list nor write.
    let allowed = if folder.uid() == 0 { 0o711 } else { 0o700 };
    let mut findings = vec![if mode & !allowed == 0 {
        Finding::ok(NAME, format!("{} has mode {mode:04o}", data_dir.display()))
    } else {
        Finding::fail(NAME, format!("{} has mode {mode:04o}", data_dir.display()), format!("chmod {allowed:04o} {}", data_dir.display()))
    }];
    let open: Vec<String> = fs::read_dir(data_dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|file| file.is_file() && file.mode() & 0o077 != 0))
        .map(|entry| entry.path())
        .filter(|path| is_secret(path))
        .map(|path| path.display().to_string())
        .collect();
    findings.push(if open.is_empty() {
        Finding::ok("secrets", "are readable by their owner alone")
    } else {
        Finding::fail("secrets", format!("others can read {}", open.join(", ")), format!("chmod 0600 {}", open.join(" ")))
    });
    findings
}

/// Files that would give something away: keys and passphrases by name, and the database's log.
fn is_secret(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    ["key", "secret", "pass", "token", "pepper", ".log"].iter().any(|part| name.contains(part))
}

pub(super) fn space(data_dir: &Path) -> Finding {
    const NAME: &str = "disk space";
    const REMEDY: &str = "free space or move the data folder: a full disk stops every change";
    let Ok(disk) = rustix::fs::statvfs(data_dir) else {
        return Finding::warn(NAME, "could not be read", "check the data folder");
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let detail = format!("{:.1} GiB free", free as f64 / GIB as f64);
    match free {
        free if free < GIB / 2 => Finding::fail(NAME, detail, REMEDY),
        free if free < 5 * GIB => Finding::warn(NAME, detail, REMEDY),
        _ => Finding::ok(NAME, detail),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;

    #[test]
    fn an_open_folder_and_an_open_secret_are_found() {
        let folder = std::env::temp_dir().join(format!("cordon-doctor-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("session.key"), "x").unwrap();
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        for (folder_mode, secret_mode, expected) in
            [(0o700, 0o600, [Status::Ok, Status::Ok]), (0o755, 0o600, [Status::Fail, Status::Ok]), (0o700, 0o640, [Status::Ok, Status::Fail])]
        {
            set(&folder, folder_mode);
            set(&folder.join("session.key"), secret_mode);
            assert_eq!(folders(&folder).iter().map(|finding| finding.status).collect::<Vec<_>>(), expected);
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
