//! Rules of people in the directory (§4).

use email_address::{EmailAddress, Options};

use crate::{Finding, Table, Text, rules};

/// What the rules say of the address under which a person is told things; none is as good as a valid one.
///
/// An address is what RFC 5321 and 6531 call a mailbox, by itself: no name beside it, and a domain with a dot, since one without is
/// nearly always a slip.
#[must_use]
pub fn check_email(person: &str, email: &str) -> Option<Finding> {
    let email = email.trim();
    let strict = Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_required_tld();
    if email.is_empty() || EmailAddress::parse_with_options(email, strict).is_ok() {
        return None;
    }
    Some(
        Finding::new(
            &rules::DIR_EMAIL,
            Table::People,
            person,
            "email",
            Text::new("邮箱地址无效", "This is no e-mail address"),
        )
        .value(email)
        .advice(Text::new(
            "请填写如 name@example.com 的单个地址，或留空",
            "Give one address like name@example.com, or none",
        )),
    )
}

#[cfg(test)]
mod tests {
    use super::check_email;

    #[test]
    fn an_address_is_one_mailbox_or_nothing() {
        for good in [
            "",
            " ",
            "zhang.wei@example.com",
            "a+b@mail.example.co.uk",
            "张伟@例子.公司",
        ] {
            assert!(check_email("P-1", good).is_none(), "{good}");
        }
        for bad in [
            "zhang.wei",
            "zhang.wei@",
            "@example.com",
            "a@b@example.com",
            "Zhang Wei <zhang.wei@example.com>",
            "a@example.com; b@example.com",
            "zhang wei@example.com",
            "root@localhost",
            "root@[127.0.0.1]",
        ] {
            let found = check_email("P-1", bad).unwrap_or_else(|| panic!("{bad}"));
            assert_eq!(
                (found.rule.id, found.field, found.value.as_str()),
                ("DIR-009", "email", bad)
            );
        }
    }
}
