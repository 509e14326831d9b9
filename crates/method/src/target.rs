//! Target kinds and attainment (§2).

use thiserror::Error;

use crate::quantity::{self, QuantityKind};

/// How a target is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// 提升 30%
    RiseByPercent,
    /// 降低 20%
    FallByPercent,
    /// 提升至 15%
    ReachLevel,
    /// 开展 3 场
    Count,
    /// ROI ≥ 1:3
    RatioAtLeast,
    /// 完成与否
    Milestone,
}

/// A target as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// How it is meant.
    pub kind: TargetKind,
    /// The number as written: 30 for 30 %, 3 for 1:3.
    pub amount: f64,
}

/// A target that cannot be measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TargetError {
    /// Attainment would divide by zero.
    #[error("the target equals the baseline")]
    TargetIsBaseline,
    /// Not a number.
    #[error("baseline, target and current are finite numbers")]
    NotFinite,
}

const RISE: &[&str] = &[
    "提升", "提高", "增长", "增加", "上升", "increase", "grow", "raise", "rise", "improve",
    "boost", "lift",
];
const FALL: &[&str] = &[
    "降低", "下降", "减少", "缩短", "压缩", "reduce", "decrease", "cut", "lower", "fall", "shorten",
];
const TO: &[&str] = &[
    "至",
    "到",
    "达",
    "不低于",
    "≥",
    ">=",
    " to ",
    "reach",
    "at least",
];

/// Where `text` says `word`; an English word counts where it begins one, so that "followers" does not say "lower".
fn says(text: &str, word: &str) -> Option<usize> {
    let english = word.starts_with(|first: char| first.is_ascii_alphabetic());
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        !english
            || !text[..*at]
                .chars()
                .next_back()
                .is_some_and(char::is_alphabetic)
    })
}

impl Target {
    /// Reads a target from a sentence; none where it names no number. "提升30%" is a rise by a percentage, "提升至15%" a level.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| says(&lower, word).is_some());
        let found = quantity::quantities(text);
        if let Some(ratio) = found
            .iter()
            .find(|quantity| quantity.kind == QuantityKind::Ratio)
        {
            return Some(Self {
                kind: TargetKind::RatioAtLeast,
                amount: ratio.value,
            });
        }
        // "由12%提升至15%": where a level is named, what stands behind the word is meant.
        let level = TO.iter().filter_map(|word| says(text, word)).min();
        let is_percent = |quantity: &&quantity::Quantity| quantity.kind == QuantityKind::Percent;
        let behind =
            |quantity: &&quantity::Quantity| level.is_some_and(|word| quantity.span.start >= word);
        if let Some(percent) = found
            .iter()
            .filter(is_percent)
            .find(behind)
            .or_else(|| found.iter().find(is_percent))
        {
            let kind = if has(TO) {
                TargetKind::ReachLevel
            } else if has(FALL) {
                TargetKind::FallByPercent
            } else if has(RISE) {
                TargetKind::RiseByPercent
            } else {
                TargetKind::ReachLevel
            };
            return Some(Self {
                kind,
                amount: percent.value,
            });
        }
        let number = found.first()?;
        let kind = match &number.kind {
            QuantityKind::Count { .. } => TargetKind::Count,
            _ => TargetKind::ReachLevel,
        };
        Some(Self {
            kind,
            amount: number.value,
        })
    }

    /// The value to reach, in the unit of the baseline.
    #[must_use]
    pub fn value(&self, baseline: f64) -> f64 {
        match self.kind {
            TargetKind::RiseByPercent => baseline * (1.0 + self.amount / 100.0),
            TargetKind::FallByPercent => baseline * (1.0 - self.amount / 100.0),
            TargetKind::ReachLevel | TargetKind::Count | TargetKind::RatioAtLeast => self.amount,
            TargetKind::Milestone => 1.0,
        }
    }
}

/// Attainment (§2): `(current − baseline) / (target − baseline)`, raw; 1 is reached. Right for falling targets too, since both
/// differences change their sign.
///
/// # Errors
/// Where target and baseline are the same, or a number is not finite.
pub fn attainment(baseline: f64, current: f64, target: f64) -> Result<f64, TargetError> {
    if !(baseline.is_finite() && current.is_finite() && target.is_finite()) {
        return Err(TargetError::NotFinite);
    }
    let way = target - baseline;
    if way.abs() <= f64::EPSILON * target.abs().max(baseline.abs()).max(1.0) {
        return Err(TargetError::TargetIsBaseline);
    }
    Ok((current - baseline) / way)
}

/// Attainment as it enters a roll-up: 0–1.
#[must_use]
pub fn capped(attainment: f64) -> f64 {
    attainment.clamp(0.0, 1.0)
}

/// Goal progress (§2): Σ weight × capped attainment ÷ Σ weight, 0–1; 0 without weight.
#[must_use]
pub fn goal_progress(parts: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    let (sum, weights) =
        parts
            .into_iter()
            .fold((0.0, 0.0), |(sum, weights), (weight, attainment)| {
                (sum + weight * capped(attainment), weights + weight)
            });
    if weights > 0.0 { sum / weights } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn attainment_is_right_in_both_directions() {
        // KR-016
        assert_eq!(attainment(100.0, 115.0, 130.0), Ok(0.5));
        assert_eq!(attainment(100.0, 90.0, 80.0), Ok(0.5));
        assert_eq!(attainment(100.0, 110.0, 80.0), Ok(-0.5));
        assert_eq!(attainment(100.0, 160.0, 130.0), Ok(2.0));
        assert_eq!(
            attainment(15.0, 15.0, 15.0),
            Err(TargetError::TargetIsBaseline)
        );
        assert_eq!(attainment(0.0, f64::NAN, 1.0), Err(TargetError::NotFinite));
    }

    #[test]
    fn targets_are_read_as_people_write_them() {
        use TargetKind::{Count, FallByPercent, RatioAtLeast, ReachLevel, RiseByPercent};
        for (text, kind, amount) in [
            ("线上渠道销售额提升30%", RiseByPercent, 30.0),
            ("老客户复购率提升至15%", ReachLevel, 15.0),
            ("复购率由12%提升至15%", ReachLevel, 15.0),
            ("退货率从8%降低到5%", ReachLevel, 5.0),
            ("退货率降低20%", FallByPercent, 20.0),
            ("新增3场直播", Count, 3.0),
            ("ROI ≥ 1:3", RatioAtLeast, 3.0),
            ("increase by 25%", RiseByPercent, 25.0),
            ("reach 15%", ReachLevel, 15.0),
            ("Raise repurchase from 12% to 15%", ReachLevel, 15.0),
            ("Grow followers by 25%", RiseByPercent, 25.0),
            ("Execute an increase of 10%", RiseByPercent, 10.0),
            ("Reduce enterprise churn by 20%", FallByPercent, 20.0),
            ("Hold 3 livestream shows", Count, 3.0),
        ] {
            assert_eq!(Target::read(text), Some(Target { kind, amount }), "{text}");
        }
        assert_eq!(Target::read("提升销售额"), None);
    }

    #[test]
    fn values_follow_from_the_baseline() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(
            Target {
                kind: TargetKind::RiseByPercent,
                amount: 30.0
            }
            .value(400.0),
            520.0
        ));
        assert!(near(
            Target {
                kind: TargetKind::FallByPercent,
                amount: 20.0
            }
            .value(50.0),
            40.0
        ));
        assert!(near(
            Target {
                kind: TargetKind::ReachLevel,
                amount: 15.0
            }
            .value(11.0),
            15.0
        ));
        assert!(near(
            Target {
                kind: TargetKind::Milestone,
                amount: 0.0
            }
            .value(0.0),
            1.0
        ));
    }

    #[test]
    fn progress_weighs_capped_attainment() {
        let progress = goal_progress([(40.0, 0.5), (35.0, 2.0), (25.0, -1.0)]);
        assert!((progress - 0.55).abs() < 1e-9);
        assert_eq!(goal_progress([]).to_bits(), 0.0_f64.to_bits());
    }

    proptest! {
        #[test]
        fn moving_towards_the_target_raises_attainment(
            baseline in -1e6..1e6_f64, way in 1.0..1e6_f64, falling: bool, a in -2.0..2.0_f64, b in 0.001..2.0_f64,
        ) {
            let way = if falling { -way } else { way };
            let at = |share: f64| attainment(baseline, baseline + way * share, baseline + way).unwrap();
            prop_assert!(at(a + b) > at(a));
            prop_assert!((at(1.0) - 1.0).abs() < 1e-6);
            prop_assert!(at(0.0).abs() < 1e-6);
        }

        #[test]
        fn progress_stays_between_none_and_all(parts in prop::collection::vec((0.0..100.0_f64, -3.0..3.0_f64), 0..8)) {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&goal_progress(parts)));
        }
    }
}
