//! Connections, transactions and migrations over PostgreSQL and SQLite.
