//! Keeping a child: it runs as the right account, inherits no secret, and does not outlive us.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::folders::ServerUser;

/// How a child learns that its parent died, even by kill -9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeper {
    /// The kernel sends the signal (`setpriv --pdeathsig`).
    Kernel,
    /// A shell waits beside the server for the end of a pipe that only we hold.
    Shell,
}

/// `$1` is the folder whose pid file names the server, the rest is the command.
const WATCHING_SHELL: &str = r#"
folder=$1; signal=$2; shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
( cat <&3 >/dev/null; kill -"$signal" "$(head -n 1 "$folder/postmaster.pid" 2>/dev/null || echo $server)" ) 2>/dev/null &
watch=$!
exec 3<&-
wait $server
status=$?
kill $watch 2>/dev/null
exit $status
"#;

impl Keeper {
    pub(super) fn choose() -> Self {
        let help = Command::new("setpriv").arg("--help").output();
        match help {
            Ok(output) if String::from_utf8_lossy(&output.stdout).contains("--pdeathsig") => Self::Kernel,
            _ => Self::Shell,
        }
    }

    /// A command that runs as the server's account, ends with us, and inherits no secret of ours.
    pub(super) fn command(self, user: Option<&ServerUser>, program: &Path, folder: &Path, death_signal: &str) -> Command {
        let mut words: Vec<std::ffi::OsString> = Vec::new();
        match (self, user) {
            (Self::Kernel, user) => {
                words.extend(["setpriv".into(), format!("--pdeathsig={death_signal}").into(), "--no-new-privs".into()]);
                if let Some(user) = user {
                    let ids = [format!("--reuid={}", user.uid), format!("--regid={}", user.gid)];
                    words.extend(ids.map(Into::into));
                    words.push("--clear-groups".into());
                }
                words.push("--".into());
            }
            (Self::Shell, user) => {
                words.extend(["/bin/sh", "-c", WATCHING_SHELL, "sh"].map(Into::into));
                words.extend([folder.into(), death_signal.into()]);
                if let Some(user) = user {
                    words.extend(["su", "-s", "/bin/sh", "-c", r#"exec "$0" "$@""#, &user.name, "--"].map(Into::into));
                }
            }
        }
        words.push(program.into());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        clean_environment(&mut command);
        command.env("PG_GRANDPARENT_PID", std::process::id().to_string());
        command.current_dir("/");
        command
    }
}

/// Children see where programs are and nothing else of our environment.
pub(super) fn clean_environment(command: &mut Command) {
    command.env_clear();
    for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("LC_ALL", "C");
}

/// Runs a kept command to its end; its input stays open meanwhile, since closing it means that we died.
pub(super) fn output_of(command: &mut Command) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let _lifeline = child.stdin.take();
    child.wait_with_output()
}
