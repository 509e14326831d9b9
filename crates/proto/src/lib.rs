#![doc = include_str!("../README.md")]
#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::nursery)]

/// The whole contract as an encoded `FileDescriptorSet`, for gRPC reflection and compatibility checks.
pub const FILE_DESCRIPTOR_SET: &[u8] =
    include_bytes!(concat!(env!("OUT_DIR"), "/cascade_descriptor.bin"));

macro_rules! package {
    ($package:literal) => {
        include!(concat!(env!("OUT_DIR"), "/cascade.", $package, ".v1.rs"));
        include!(concat!(
            env!("OUT_DIR"),
            "/cascade.",
            $package,
            ".v1.serde.rs"
        ));
    };
}

/// Plans, goals, key results.
pub mod goals {
    pub mod v1 {
        package!("goals");
    }
}

/// Tasks, dependencies, progress.
pub mod tasks {
    pub mod v1 {
        package!("tasks");
    }
}

/// Directory, budgets, resource requests.
pub mod resources {
    pub mod v1 {
        package!("resources");
    }
}

/// Forecasts, lights, alerts.
pub mod monitoring {
    pub mod v1 {
        package!("monitoring");
    }
}

/// The simulated clock.
pub mod runtime {
    pub mod v1 {
        package!("runtime");
    }
}
