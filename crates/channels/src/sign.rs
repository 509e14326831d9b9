//! How each service wants to see that a message is ours.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;

/// Base64 of an HMAC-SHA256.
fn mac(key: &[u8], message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    STANDARD.encode(hmac::sign(&key, message))
}

/// DingTalk's `sign`, before it is URL-encoded: the secret signs the time in milliseconds and itself.
#[must_use]
pub fn dingtalk_signature(secret: &str, millis: i64) -> String {
    mac(secret.as_bytes(), format!("{millis}\n{secret}").as_bytes())
}

/// Feishu's `sign`: the time in seconds and the secret are the key, and what is signed is empty.
#[must_use]
pub fn feishu_signature(secret: &str, seconds: i64) -> String {
    mac(format!("{seconds}\n{secret}").as_bytes(), b"")
}

/// `webhook-signature` after Standard Webhooks 1.0: the secret, base64 behind `whsec_` (or as it stands, where it is no base64), signs
/// the message's id, its time in seconds, and its body.
#[must_use]
pub fn webhook_signature(secret: &str, id: &str, seconds: i64, body: &str) -> String {
    let key = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = STANDARD
        .decode(key)
        .unwrap_or_else(|_| secret.as_bytes().to_vec());
    format!(
        "v1,{}",
        mac(&key, format!("{id}.{seconds}.{body}").as_bytes())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_the_services_do() {
        assert_eq!(
            dingtalk_signature("SECtest", 1_599_360_473_000),
            "9uMBwWNha8Pcr4QQCL9YQitwL0E0g2JIxycWz23gAkE="
        );
        assert_eq!(
            feishu_signature("SECtest", 1_599_360_473),
            "bMjxHlJJlXMW0yjKHZsmMvrFnAOfMlmWpRUsH3qMAek="
        );
    }

    /// The example that the specification of Standard Webhooks signs.
    #[test]
    fn signs_as_standard_webhooks_does() {
        assert_eq!(
            webhook_signature(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}",
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
