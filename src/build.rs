//! Migrations and messages are embedded: a new file in either folder means a new build.

fn main() {
    println!("cargo:rerun-if-changed=messages");
    println!("cargo:rerun-if-changed=migrations");
}
