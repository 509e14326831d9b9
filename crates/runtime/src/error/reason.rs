use std::fmt;

/// A stable, public name of one thing that can go wrong: `TASK_CYCLE`. Each has a page `docs/errors/<NAME>.md`; a test walks all
/// crates for `Reason::new("…")` and misses no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reason(&'static str);

impl Reason {
    /// Declares a reason. Use it in a `const`, so that a name which is not UPPER_SNAKE fails the build.
    ///
    /// # Panics
    /// On anything but ASCII upper-case letters, digits and underscores.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            assert!(
                bytes[i].is_ascii_uppercase() || bytes[i].is_ascii_digit() || bytes[i] == b'_',
                "a reason is UPPER_SNAKE"
            );
            i += 1;
        }
        assert!(!bytes.is_empty(), "a reason has a name");
        Self(name)
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Reasons every service shares. A service declares its own beside its domain.
pub mod reasons {
    use super::Reason;

    /// Fields break rules; the violations say which.
    pub const INVALID_ARGUMENT: Reason = Reason::new("INVALID_ARGUMENT");
    /// The thing named does not exist.
    pub const NOT_FOUND: Reason = Reason::new("NOT_FOUND");
    /// A thing of this identity exists.
    pub const ALREADY_EXISTS: Reason = Reason::new("ALREADY_EXISTS");
    /// The state forbids the action.
    pub const FAILED_PRECONDITION: Reason = Reason::new("FAILED_PRECONDITION");
    /// The caller's version is not the present one.
    pub const VERSION_MISMATCH: Reason = Reason::new("VERSION_MISMATCH");
    /// An idempotency key was used for two different requests.
    pub const IDEMPOTENCY_KEY_REUSED: Reason = Reason::new("IDEMPOTENCY_KEY_REUSED");
    /// Known caller, missing right.
    pub const PERMISSION_DENIED: Reason = Reason::new("PERMISSION_DENIED");
    /// No token.
    pub const UNAUTHENTICATED: Reason = Reason::new("UNAUTHENTICATED");
    /// A token that does not verify.
    pub const TOKEN_INVALID: Reason = Reason::new("TOKEN_INVALID");
    /// A token past its time.
    pub const TOKEN_EXPIRED: Reason = Reason::new("TOKEN_EXPIRED");
    /// More calls at once than allowed.
    pub const OVERLOADED: Reason = Reason::new("OVERLOADED");
    /// A part is down.
    pub const UNAVAILABLE: Reason = Reason::new("UNAVAILABLE");
    /// The deadline passed.
    pub const DEADLINE_EXCEEDED: Reason = Reason::new("DEADLINE_EXCEEDED");
    /// The clock was asked to run backwards.
    pub const CLOCK_BACKWARDS: Reason = Reason::new("CLOCK_BACKWARDS");
    /// The clock is the system's and cannot be set.
    pub const CLOCK_NOT_SIMULATED: Reason = Reason::new("CLOCK_NOT_SIMULATED");
    /// Our fault.
    pub const INTERNAL: Reason = Reason::new("INTERNAL");
}
