//! Text cut and padded to terminal columns: a Chinese character takes two of them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` padded with blanks to `columns`; longer text is cut and ends in `…`.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let mut fitted = fit(text, columns);
    let used = fitted.width();
    fitted.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
    fitted
}

/// `text`, cut to at most `columns` and then ending in `…`.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        // One column is kept for the ellipsis.
        if used + wide + 1 > columns {
            break;
        }
        cut.push(c);
        used += wide;
    }
    if columns > 0 {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns_a_character() {
        assert_eq!(pad("任务", 6), "任务  ");
        assert_eq!(fit("开展3场直播带货", 9), "开展3场…");
        assert_eq!(fit("开展3场直播带货", 15), "开展3场直播带货");
        assert_eq!(pad("ab", 1), "…");
        assert_eq!(fit("任务", 0), "");
        for columns in 0..20 {
            assert_eq!(pad("策划并执行 store 会员日", columns).width(), columns);
        }
    }
}
