//! Joins the parts of the style sheet in the order of their names.

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=static/css");
    println!("cargo:rerun-if-changed=messages");
    println!("cargo:rerun-if-changed=migrations");
    let mut parts: Vec<_> = fs::read_dir("static/css")
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    parts.sort();
    let css: String = parts.iter().filter_map(|part| fs::read_to_string(part).ok()).collect();
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("app.css"), css).unwrap_or_else(|error| panic!("cannot write the style sheet: {error}"));
}
