//! Has the compiler look again when the user interface was built anew.

fn main() {
    // A folder that is not there would count as changed on every build.
    if let Err(error) = std::fs::create_dir_all("web/dist") {
        println!("cargo::warning=web/dist cannot be made: {error}");
    }
    println!("cargo::rerun-if-changed=web/dist");
}
