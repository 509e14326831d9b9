//! Generated contract types of all Cascade services.
