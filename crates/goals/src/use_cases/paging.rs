//! Pages: a size within limits, and opaque tokens that say where the last page ended.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cascade_runtime::{error::ServiceError, lang::Localized};

/// Rows of a page where none is asked for.
const DEFAULT_SIZE: usize = 50;
/// Most rows of a page.
const MOST: usize = 500;

/// Rows of a page; 0 asks for the default.
///
/// # Errors
/// More than a page may have.
pub fn page_size(asked: u32) -> Result<usize, ServiceError> {
    match usize::try_from(asked).unwrap_or(usize::MAX) {
        0 => Ok(DEFAULT_SIZE),
        size if size <= MOST => Ok(size),
        _ => Err(ServiceError::invalid_field(
            "page_size",
            "request.page_size",
            asked,
            Localized::new(
                format!("每页最多 {MOST} 条"),
                format!("A page has at most {MOST} rows"),
            ),
        )),
    }
}

/// The token of the page after the row with this key.
#[must_use]
pub fn token_after(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// The key of the row after which the page begins; none for the first page.
///
/// # Errors
/// A token that no page gave.
pub fn key_of_token(token: &str) -> Result<Option<String>, ServiceError> {
    if token.is_empty() {
        return Ok(None);
    }
    URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(Some)
        .ok_or_else(|| bad_token(token))
}

/// A token that no page gave.
pub fn bad_token(token: &str) -> ServiceError {
    ServiceError::invalid_field(
        "page_token",
        "request.page_token",
        token,
        Localized::new(
            "分页标记无效，请使用上一页返回的值",
            "This is no page token: use the one that the page before gave",
        ),
    )
}

/// A page of rows read with one to spare, and whether there are more.
#[must_use]
pub fn cut<T>(mut rows: Vec<T>, size: usize) -> (Vec<T>, bool) {
    let more = rows.len() > size;
    rows.truncate(size);
    (rows, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(page_size(0).unwrap(), 50);
        assert_eq!(page_size(500).unwrap(), 500);
        assert_eq!(
            page_size(501).unwrap_err().violations()[0].field,
            "page_size"
        );
    }

    #[test]
    fn tokens_come_back_as_keys() {
        let token = token_after("G1/目标");
        assert!(
            token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        assert_eq!(key_of_token(&token).unwrap().as_deref(), Some("G1/目标"));
        assert_eq!(key_of_token("").unwrap(), None);
        assert!(key_of_token("not a token!").is_err());
    }
}
