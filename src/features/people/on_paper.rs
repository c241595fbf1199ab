//! The post and the languages of an officer, for a sheet of paper.

use super::employment::{name_of, post_of, skills_of};
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::i18n::Language;
use crate::web::error::Result;

/// What a sheet says of an officer's employment, to those who may read it.
#[derive(Debug, Default)]
pub struct OnPaper {
    /// Number and title of the authorized post; empty if the officer fills none that the reader sees.
    pub post: String,
    /// Each language with its four ratings, as the heads say.
    pub languages: Vec<(String, Vec<String>)>,
    /// Reading, writing, speaking, understanding.
    pub heads: Vec<String>,
}

/// Reads it.
pub async fn on_paper(tx: &mut Tx, language: Language, officer: OfficerId) -> Result<OnPaper> {
    const HEADS: [&str; 4] = ["language-skill-reading", "language-skill-writing", "language-skill-speaking", "language-skill-understanding"];
    let post = post_of(tx, officer).await?.map(|(post, _)| post).unwrap_or_default();
    let skills = skills_of(tx, officer).await?;
    let languages = skills.iter().filter(|skill| !skill.is_void).map(|skill| {
        let rated = HEADS.iter().zip([&skill.reading, &skill.writing, &skill.speaking, &skill.understanding]);
        (name_of(language, &skill.language), rated.map(|(head, rating)| language.t(&format!("{head}-{rating}"))).collect::<Vec<_>>())
    });
    Ok(OnPaper { post, languages: languages.collect(), heads: HEADS.map(|key| language.t(key)).to_vec() })
}
