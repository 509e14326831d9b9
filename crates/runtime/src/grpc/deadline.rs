use std::time::{Duration, Instant};

use http::HeaderMap;

/// When the caller stops waiting; in every request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// Time left, for the timeout of a call made on the caller's behalf.
    #[must_use]
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// The transport cuts a call off at its `grpc-timeout` without a typed error; we answer a little earlier, with one.
const ANSWER_EARLIER: Duration = Duration::from_millis(20);

/// How long a call with these headers may take.
pub(super) fn allowance(headers: &HeaderMap, max: Duration) -> Duration {
    let asked = headers
        .get("grpc-timeout")
        .and_then(|value| value.to_str().ok())
        .and_then(parse);
    match asked {
        Some(asked) if asked <= max => asked - ANSWER_EARLIER.min(asked / 5),
        _ => max,
    }
}

/// `TimeoutValue TimeoutUnit` of the gRPC protocol over HTTP/2: at most eight digits and one of `HMSmun`.
fn parse(value: &str) -> Option<Duration> {
    let split = value.len().checked_sub(1)?;
    let (digits, unit) = value.split_at_checked(split)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(n * 3600),
        "M" => Duration::from_secs(n * 60),
        "S" => Duration::from_secs(n),
        "m" => Duration::from_millis(n),
        "u" => Duration::from_micros(n),
        "n" => Duration::from_nanos(n),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_read_as_the_protocol_writes_them() {
        assert_eq!(parse("5S"), Some(Duration::from_secs(5)));
        assert_eq!(parse("250m"), Some(Duration::from_millis(250)));
        assert_eq!(parse("1H"), Some(Duration::from_secs(3600)));
        for wrong in ["", "S", "5", "123456789S", "-1S", "5s", "五S"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_caller_may_ask_for_less_but_not_for_more() {
        let max = Duration::from_secs(30);
        let headers = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", text.parse().unwrap());
            headers
        };
        assert_eq!(allowance(&HeaderMap::new(), max), max);
        assert_eq!(allowance(&headers("60S"), max), max);
        assert_eq!(allowance(&headers("1S"), max), Duration::from_millis(980));
        assert_eq!(allowance(&headers("10m"), max), Duration::from_millis(8));
    }
}
