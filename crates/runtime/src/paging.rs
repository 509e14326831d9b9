//! Pages of a list: a size within limits, and an opaque token that says where the page before ended.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{error::ServiceError, lang::Localized};

/// Rows of a page where none is asked for.
const DEFAULT_SIZE: u16 = 50;
/// Most rows of a page.
const MOST: u16 = 500;

/// The page that a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    size: u16,
    token: String,
    /// Key of the row after which the page begins; none for the first page.
    after: Option<String>,
}

impl Page {
    /// Reads `page_size` (0 asks for the default) and `page_token` (empty asks for the first page).
    ///
    /// # Errors
    /// More than a page may have; a token that no page gave.
    pub fn asked(size: u32, token: &str) -> Result<Self, ServiceError> {
        let size = match u16::try_from(size) {
            Ok(0) => DEFAULT_SIZE,
            Ok(size) if size <= MOST => size,
            _ => return Err(too_large(size)),
        };
        let mut page = Self {
            size,
            token: token.to_owned(),
            after: None,
        };
        if !token.is_empty() {
            let key = URL_SAFE_NO_PAD
                .decode(token)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            page.after = Some(key.ok_or_else(|| page.bad_token())?);
        }
        Ok(page)
    }

    /// Rows to read: one more than the page holds, which tells whether another page follows.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// The key of the row after which the page begins, as `read` takes it; none for the first page.
    ///
    /// # Errors
    /// A key that `read` cannot take: the token came from another list.
    pub fn after<K>(
        &self,
        read: impl FnOnce(&str) -> Option<K>,
    ) -> Result<Option<K>, ServiceError> {
        self.after
            .as_deref()
            .map(|key| read(key).ok_or_else(|| self.bad_token()))
            .transpose()
    }

    /// The page's rows, and the token of the next page: empty where this is the last.
    #[must_use]
    pub fn cut<T>(&self, mut rows: Vec<T>, key: impl FnOnce(&T) -> String) -> (Vec<T>, String) {
        let more = rows.len() > usize::from(self.size);
        rows.truncate(usize::from(self.size));
        let next = rows
            .last()
            .filter(|_| more)
            .map(|last| URL_SAFE_NO_PAD.encode(key(last)));
        (rows, next.unwrap_or_default())
    }

    fn bad_token(&self) -> ServiceError {
        ServiceError::invalid_field(
            "page_token",
            "request.page_token",
            &self.token,
            Localized::new(
                "分页标记无效，请使用上一页返回的值",
                "This is no page token: use the one that the page before gave",
            ),
        )
    }
}

fn too_large(size: u32) -> ServiceError {
    ServiceError::invalid_field(
        "page_size",
        "request.page_size",
        size,
        Localized::new(
            format!("每页最多 {MOST} 条"),
            format!("A page has at most {MOST} rows"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(key: &str) -> Option<String> {
        Some(key.to_owned())
    }

    #[test]
    fn sizes() {
        assert_eq!(Page::asked(0, "").unwrap().limit(), 51);
        assert_eq!(Page::asked(500, "").unwrap().limit(), 501);
        let refused = Page::asked(501, "").unwrap_err();
        assert_eq!(refused.violations()[0].field, "page_size");
    }

    #[test]
    fn a_token_leads_to_the_row_after_the_last() {
        let first = Page::asked(2, "").unwrap();
        assert_eq!(first.after(text).unwrap(), None);
        let (rows, next) = first.cut(vec!["G1/目标", "G2/目标", "G3/目标"], |row| {
            (*row).to_owned()
        });
        assert_eq!(rows, ["G1/目标", "G2/目标"]);
        assert!(
            next.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        let second = Page::asked(2, &next).unwrap();
        assert_eq!(second.after(text).unwrap().as_deref(), Some("G2/目标"));
        let (rows, next) = second.cut(vec!["G3/目标"], |row| (*row).to_owned());
        assert_eq!((rows, next.as_str()), (vec!["G3/目标"], ""));
    }

    #[test]
    fn a_token_that_no_page_gave_is_refused() {
        for token in ["not a token!", "_w"] {
            let refused = Page::asked(0, token).unwrap_err();
            assert_eq!(refused.violations()[0].field, "page_token", "{token}");
        }
        let of_another_list = URL_SAFE_NO_PAD.encode("G1");
        let page = Page::asked(0, &of_another_list).unwrap();
        assert!(page.after(|key| key.parse::<u64>().ok()).is_err());
    }
}
