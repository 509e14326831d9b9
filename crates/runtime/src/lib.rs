//! Configuration, telemetry, health, auth, gRPC server, drain.
