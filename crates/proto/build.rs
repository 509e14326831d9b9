//! Compiles the contract in `proto/` without protoc: protox parses, prost and tonic generate, pbjson adds the canonical
//! proto3 JSON in which event data travels.

use std::{env, error::Error, fs, path::PathBuf};

const PACKAGES: [&str; 5] = ["goals", "tasks", "resources", "monitoring", "runtime"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo:rerun-if-changed={}", root.display());

    let mut files = Vec::new();
    for package in PACKAGES {
        let dir = root.join("cascade").join(package).join("v1");
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ext| ext == "proto") {
                files.push(path);
            }
        }
    }
    files.sort();

    let descriptors = protox::Compiler::new([&root])?
        .include_imports(true)
        .include_source_info(true)
        .open_files(&files)?
        .file_descriptor_set();
    let encoded = prost::Message::encode_to_vec(&descriptors);
    fs::write(out.join("cascade_descriptor.bin"), &encoded)?;

    tonic_prost_build::configure()
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .compile_fds(descriptors)?;
    pbjson_build::Builder::new()
        .register_descriptors(&encoded)?
        // Fields are added to events: who has not been brought up to date yet reads the others.
        .ignore_unknown_fields()
        .build(&[".cascade"])?;
    Ok(())
}
