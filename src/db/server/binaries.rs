//! Where the server programs of PostgreSQL are: the candidate folders, newest first.
//! Looks only; nothing is started here.

use std::path::{Path, PathBuf};

/// The oldest server that the schema was written for.
pub const OLDEST_SERVER: u32 = 15;

/// A folder with `postgres`, `initdb`, `pg_dump` and `pg_restore` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    pub folder: PathBuf,
    pub major: u32,
}

impl Binaries {
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Every folder that may hold server programs, in the order in which they are preferred.
/// A folder named on purpose stands alone: a wrong wish is an error, never a reason to look elsewhere.
pub(super) fn candidates(wished: Option<&Path>, data_dir: &Path, search_path: Option<&std::ffi::OsStr>) -> Vec<PathBuf> {
    if let Some(wished) = wished {
        return vec![wished.to_path_buf()];
    }
    let mut found = newest_first(&versioned("/usr/lib/postgresql"));
    found.extend(newest_first(&versioned("/usr/local/lib/postgresql")));
    if let Some(search_path) = search_path {
        found.extend(std::env::split_paths(search_path));
    }
    found.extend(newest_first(&prefixed("/usr", "pgsql-")));
    for wheel in [data_dir.join("pg-wheel"), PathBuf::from("var/pg-wheel"), PathBuf::from("/var/lib/cordon/pg-wheel")] {
        found.extend(bin_folders_below(&wheel, 4));
    }
    for brew in ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"] {
        found.extend(newest_first(&prefixed(brew, "postgresql@")));
        found.push(Path::new(brew).join("postgresql/bin"));
    }
    found.push(PathBuf::from("/usr/local/pgsql/bin"));
    found.retain(|folder| folder.join("postgres").is_file() && folder.join("initdb").is_file());
    found
}

/// The major version in what `postgres --version` prints.
pub(super) fn major_version(printed: &str) -> Option<u32> {
    let number = printed.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn versioned(parent: &str) -> Vec<(u32, PathBuf)> {
    children(Path::new(parent)).into_iter().filter_map(|(name, path)| Some((name.parse().ok()?, path.join("bin")))).collect()
}

fn prefixed(parent: &str, prefix: &str) -> Vec<(u32, PathBuf)> {
    children(Path::new(parent)).into_iter().filter_map(|(name, path)| Some((name.strip_prefix(prefix)?.parse().ok()?, path.join("bin")))).collect()
}

fn newest_first(found: &[(u32, PathBuf)]) -> Vec<PathBuf> {
    let mut sorted = found.to_vec();
    sorted.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    sorted.into_iter().map(|(_, path)| path).collect()
}

fn bin_folders_below(parent: &Path, depth: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (name, path) in children(parent) {
        if !path.is_dir() {
            continue;
        }
        if name == "bin" {
            found.push(path);
        } else if depth > 0 {
            found.extend(bin_folders_below(&path, depth - 1));
        }
    }
    found
}

fn children(parent: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut found: Vec<_> = entries.flatten().map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_vendors_print() {
        for (printed, expected) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", Some(15)),
            ("postgres (PostgreSQL) 18beta1", Some(18)),
            ("postgres (PostgreSQL) 9.6.24", Some(9)),
            ("postgres", None),
            ("", None),
        ] {
            assert_eq!(major_version(printed), expected, "{printed}");
        }
    }

    #[test]
    fn a_wished_folder_stands_alone() {
        let found = candidates(Some(Path::new("/nowhere")), Path::new("var"), None);

        assert_eq!(found, [PathBuf::from("/nowhere")]);
    }

    #[test]
    fn newer_versions_come_first_by_number_not_by_letter() {
        let found = newest_first(&[(9, "/a/9".into()), (15, "/a/15".into()), (18, "/a/18".into())]);

        assert_eq!(found, [PathBuf::from("/a/18"), PathBuf::from("/a/15"), PathBuf::from("/a/9")]);
    }
}
