//! Where the program finds its database and its data folder. Secrets do not print.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use clap::Args;

/// Options of every command, before or after its own.
#[derive(Debug, Clone, Args)]
pub struct Installation {
    /// Folder of the installation's own files and of the private Postgres.
    #[arg(long, env = "CORDON_DATA_DIR", default_value = "var", global = true)]
    pub data_dir: PathBuf,
    /// A PostgreSQL of your own; without it Cordon runs a private one in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<DatabaseUrl>,
    /// A login that may act as cordon_owner: migrations and `--as`. The database URL if absent.
    #[arg(long, env = "CORDON_OWNER_URL", hide_env_values = true, global = true)]
    pub owner_url: Option<DatabaseUrl>,
}

/// What stands in front of the listener.
#[derive(Debug, Clone, Default, Args)]
pub struct Edge {
    /// A proxy ends TLS in front: cookies are `__Host-` and Secure.
    #[arg(long, env = "CORDON_BEHIND_TLS")]
    pub behind_tls: bool,
    /// Address of that proxy. It alone may say for whom it asks (X-Forwarded-For), and its own
    /// connections are not limited. The loopback addresses if none is given behind TLS.
    #[arg(long, env = "CORDON_PROXY", value_delimiter = ',')]
    pub proxy: Vec<IpAddr>,
}

impl Edge {
    /// Addresses that are believed when they name somebody else's.
    pub fn trusted(&self) -> Vec<IpAddr> {
        match (self.proxy.is_empty(), self.behind_tls) {
            (true, true) => vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
            _ => self.proxy.iter().map(IpAddr::to_canonical).collect(),
        }
    }
}

/// An address with a password in it: never printed.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address, for connecting.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for DatabaseUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self(text.to_owned()))
        } else {
            Err("a database URL begins with postgres://".into())
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseUrl(hidden)")
    }
}
