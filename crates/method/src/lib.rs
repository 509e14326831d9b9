//! The method's rules: SMART, targets, weights, status, lights, escalation; pure.
