//! On what state of things a report stands: nobody is to take today's for a past day's.

use cascade_method::Text;
use chrono::{DateTime, FixedOffset, NaiveDate};

use super::Report;

/// On what state a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// On the present one; its days have not gone by.
    Present(DateTime<FixedOffset>),
    /// On that of the moment at which it was told, due at the end of a day.
    Told {
        /// The moment.
        at: DateTime<FixedOffset>,
        /// The day.
        due: NaiveDate,
    },
    /// On the present one, though its days have gone by.
    NotKept(NaiveDate),
}

impl Basis {
    /// In a sentence.
    #[must_use]
    pub fn sentence(self) -> Text {
        let minute = |at: DateTime<FixedOffset>| at.format("%Y-%m-%d %H:%M");
        match self {
            Self::Present(now) => Text::new(
                format!("截至 {}。", minute(now)),
                format!("As of {}.", minute(now)),
            ),
            Self::Told { at, due } if at.date_naive() == due => Text::new(
                format!("截至 {}，即通报时的内容。", minute(at)),
                format!("As of {}, as it was told.", minute(at)),
            ),
            Self::Told { at, due } => Text::new(
                format!(
                    "截至 {}：应于 {due} 通报，迟至 {} 才通报，内容为通报时的状况。",
                    minute(at),
                    at.date_naive()
                ),
                format!(
                    "As of {}: it was due on {due} and told late, on {}, as things stood then.",
                    minute(at),
                    at.date_naive()
                ),
            ),
            Self::NotKept(today) => Text::new(
                format!("按今天（{today}）的状况列出；当日通报的内容没有留存。"),
                format!("As things stand today ({today}); what was told on that day was not kept."),
            ),
        }
    }
}

impl Report {
    /// The same, saying on what state it stands.
    #[must_use]
    pub fn standing(mut self, basis: Basis) -> Self {
        let said = basis.sentence();
        self.summary = Text::new(
            format!("{}{}", said.zh, self.summary.zh),
            format!("{} {}", said.en, self.summary.en),
        );
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_late_names_both_days() {
        let at = "2026-07-10T09:00:00+08:00".parse().unwrap();
        let said = |due: &str| {
            let due = due.parse().unwrap();
            Basis::Told { at, due }.sentence()
        };
        assert_eq!(
            said("2026-07-10").en,
            "As of 2026-07-10 09:00, as it was told."
        );
        let late = said("2026-07-08");
        for text in [&late.en, &late.zh] {
            assert!(
                text.contains("2026-07-08") && text.contains("2026-07-10"),
                "{text}"
            );
        }
    }
}
