//! HTTP gateway.
