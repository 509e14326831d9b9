//! Has the compiler look again when the user interface was built anew.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A debug build reads the files when it is asked for them; only a release has them inside.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        // A folder that is not there would count as changed on every build.
        if let Err(error) = std::fs::create_dir_all("web/dist") {
            println!("cargo::warning=web/dist cannot be made: {error}");
        }
        println!("cargo::rerun-if-changed=web/dist");
    }
}
