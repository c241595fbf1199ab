//! Passwords: what is good enough, and Argon2id with flat memory: at most two hashes at a time.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::app::App;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// 46 MiB, one pass, one lane: about 0.13 s on the reference machine (security.md 4.8).
fn hasher() -> Result<Argon2<'static>, argon2::Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(46 * 1024, 1, 1, None)?))
}

/// Hashes on this thread; for the command line and the exercise world.
pub fn hash(password: &str) -> anyhow::Result<String> {
    let hasher = hasher().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(hasher.hash_password(password.as_bytes()).map_err(|error| anyhow::anyhow!("{error}"))?.to_string())
}

fn verify(password: &str, stored: &str) -> bool {
    let (Ok(hasher), Ok(parsed)) = (hasher(), argon2::PasswordHash::new(stored)) else {
        return false;
    };
    hasher.verify_password(password.as_bytes(), &parsed).is_ok()
}

/// Hashes away from the request threads, two at a time.
pub async fn hash_gated(app: &App, password: String) -> Result<String> {
    gated(app, move || hash(&password)).await?.map_err(AppError::Internal)
}

/// Verifies away from the request threads, two at a time. Without a stored hash the same work is
/// done on a dummy, so that the time does not tell whether the name exists.
pub async fn verify_gated(app: &App, password: String, stored: Option<String>) -> Result<bool> {
    gated(app, move || match stored {
        Some(stored) => verify(&password, &stored),
        None => {
            verify(&password, DUMMY);
            false
        }
    })
    .await
}

const DUMMY: &str = "$argon2id$v=19$m=47104,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$R3+EaEUwsOO8mnyqUY2Kh4Jbs6y2yzyFBR0mL1mXhJA";

async fn gated<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let permit = tokio::time::timeout(Duration::from_secs(5), app.hashing().acquire()).await.map_err(|_| AppError::Busy)?;
    let _permit = permit.map_err(|_| AppError::Busy)?;
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Internal(error.into()))
}

/// Words that make a password easy here, whatever surrounds them.
const CONTEXT: [&str; 8] = ["password", "cordon", "protection", "unitednations", "qwerty", "123456789", "letmein", "welcome"];

/// Why a password is not good enough; `None` if it is. 15 characters or more, at most 1,024 bytes,
/// no context words that fill most of it, not one character repeated.
pub fn weakness(password: &str, username: &str) -> Option<Message> {
    if password.len() > 1_024 {
        return Some(Message::new("password-too-long"));
    }
    if password.chars().count() < 15 {
        return Some(Message::new("password-too-short"));
    }
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let mut distinct: Vec<char> = plain.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let is_padded = |word: &str| !word.is_empty() && plain.contains(word) && plain.replace(word, "").len() < 8;
    if distinct.len() < 5 || CONTEXT.iter().any(|word| is_padded(word)) || is_padded(&username.to_lowercase()) {
        return Some(Message::new("password-too-common"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_common_words_do_not() {
        assert_eq!(weakness("short", "amal").map(|m| m.key), Some("password-too-short"));
        assert_eq!(weakness("aaaaaaaaaaaaaaaaaa", "amal").map(|m| m.key), Some("password-too-common"));
        assert_eq!(weakness("Password12345678", "amal").map(|m| m.key), None);
        assert_eq!(weakness("passwordpassword", "amal").map(|m| m.key), Some("password-too-common"));
        assert_eq!(weakness("coordinator-goma", "coordinator-goma").map(|m| m.key), None);
        assert_eq!(weakness("correct horse battery staple", "amal"), None);
    }

    #[test]
    fn a_hash_verifies_its_own_password_only() {
        let stored = hash("correct horse battery staple").unwrap();
        assert!(verify("correct horse battery staple", &stored));
        assert!(!verify("correct horse battery stable", &stored));
        assert!(!verify("x", DUMMY));
    }

    #[test]
    fn a_hash_costs_what_it_costs_to_ask_for_nobody() {
        let cost = |stored: &str| stored.split('$').nth(3).map(str::to_owned);
        assert_eq!(cost(&hash("correct horse battery staple").unwrap()).as_deref(), Some("m=47104,t=1,p=1"));
        assert_eq!(cost(DUMMY).as_deref(), Some("m=47104,t=1,p=1"));
    }
}
