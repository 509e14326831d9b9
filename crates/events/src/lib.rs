//! CloudEvents, outbox, relay, inbox and the buses.
