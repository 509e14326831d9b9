//! What a task's dates are held to besides its predecessors, and the calendar that they are counted on (§3, §6).

use chrono::NaiveDate;

use crate::{Finding, Table, Text, rules};

/// Days that a task is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Constraints {
    /// It does not start before this day.
    pub not_before: Option<NaiveDate>,
    /// It is to be finished by the end of this day.
    pub deadline: Option<NaiveDate>,
    /// It starts on this day.
    pub start_on: Option<NaiveDate>,
}

/// A constraint that a forecast does not keep, by working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken<'a> {
    /// It is finished after its deadline.
    Deadline(NaiveDate, i32),
    /// It starts after the day on which it was to start.
    StartOn(NaiveDate, i32),
    /// It starts on its day, before a predecessor allows it.
    Predecessor(&'a str, NaiveDate, i32),
}

/// Constraints that cannot all be kept, whatever the dates are.
#[must_use]
pub fn check_constraints(task: &str, constraints: &Constraints) -> Vec<Finding> {
    let Constraints {
        not_before,
        deadline,
        start_on,
    } = *constraints;
    let fixed = ("固定开始日期", "the fixed start");
    let last = ("截止日期", "the deadline");
    let days = [
        ("constraints.not_before", not_before, fixed, start_on),
        ("constraints.not_before", not_before, last, deadline),
        ("constraints.start_on", start_on, last, deadline),
    ];
    days.into_iter()
        .filter_map(|(field, from, (zh, en), to)| {
            let (from, to) = from.zip(to).filter(|(from, to)| from > to)?;
            let finding = Finding::new(
                &rules::TASK_CONSTRAINTS_CONTRADICT,
                Table::Tasks,
                task,
                field,
                Text::new(
                    format!("{from} 晚于{zh}（{to}）"),
                    format!("{from} is after {en}, which is {to}"),
                ),
            );
            Some(finding.value(from).advice(Text::new(
                format!("请填写 {to} 或之前的日期，或修改{zh}"),
                format!("Give {to} or an earlier day, or change {en}"),
            )))
        })
        .collect()
}

/// Planned dates that do not keep the constraints.
#[must_use]
pub fn check_planned(
    task: &str,
    start: NaiveDate,
    end: NaiveDate,
    constraints: &Constraints,
) -> Vec<Finding> {
    let finding = |field: &'static str, value: NaiveDate, zh: String, en: String| {
        Finding::new(
            &rules::TASK_OUTSIDE_CONSTRAINTS,
            Table::Tasks,
            task,
            field,
            Text::new(zh, en),
        )
        .value(value)
        .advice(Text::new(
            "请调整计划日期或约束",
            "Change the planned date or the constraint",
        ))
    };
    let early = constraints.not_before.filter(|day| start < *day);
    let other = constraints.start_on.filter(|day| start != *day);
    let late = constraints.deadline.filter(|day| end > *day);
    [
        early.map(|day| {
            finding(
                "planned_start",
                start,
                format!("计划开始 {start} 早于最早开始日期 {day}"),
                format!("The planned start {start} is before {day}, before which it may not start"),
            )
        }),
        other.map(|day| {
            finding(
                "planned_start",
                start,
                format!("计划开始 {start} 不是固定开始日期 {day}"),
                format!("The planned start {start} is not {day}, on which it is to start"),
            )
        }),
        late.map(|day| {
            finding(
                "planned_end",
                end,
                format!("计划结束 {end} 晚于截止日期 {day}"),
                format!("The planned end {end} is after the deadline {day}"),
            )
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A date past the day up to which it is known which days are worked.
#[must_use]
pub fn beyond_calendar(
    task: &str,
    field: &'static str,
    day: NaiveDate,
    confirmed_through: Option<NaiveDate>,
) -> Option<Finding> {
    let confirmed = confirmed_through.filter(|confirmed| day > *confirmed)?;
    let finding = Finding::new(
        &rules::TASK_BEYOND_CALENDAR,
        Table::Tasks,
        task,
        field,
        Text::new(
            format!("{day} 超出已确认的工作日历（确认至 {confirmed}）：此后的节假日与调休尚未公布"),
            format!(
                "{day} is past the confirmed calendar ({confirmed}): holidays and make-up workdays after it are not announced yet"
            ),
        ),
    );
    Some(finding.value(day).advice(Text::new(
        "日历确认后请重新核对日期",
        "Check the dates again once the calendar is confirmed",
    )))
}

/// A constraint that the forecast does not keep.
#[must_use]
pub fn forecast_breaks(task: &str, broken: Broken<'_>) -> Finding {
    let (field, value, text) = match broken {
        Broken::Deadline(day, days) => (
            "constraints.deadline",
            day,
            Text::new(
                format!("预测完成比截止日期 {day} 晚 {days} 个工作日"),
                format!("The forecast finish is {days} working days after the deadline {day}"),
            ),
        ),
        Broken::StartOn(day, days) => (
            "constraints.start_on",
            day,
            Text::new(
                format!("预测开始比固定开始日期 {day} 晚 {days} 个工作日"),
                format!(
                    "The forecast start is {days} working days after {day}, on which it is to start"
                ),
            ),
        ),
        Broken::Predecessor(predecessor, day, days) => (
            "constraints.start_on",
            day,
            Text::new(
                format!("固定于 {day} 开始，比前置任务 {predecessor} 允许的时间早 {days} 个工作日"),
                format!(
                    "It is to start on {day}, {days} working days before its predecessor {predecessor} allows"
                ),
            ),
        ),
    };
    Finding::new(
        &rules::TASK_CONSTRAINT_BROKEN,
        Table::Tasks,
        task,
        field,
        text,
    )
    .value(value)
    .advice(Text::new(
        "请缩短或提前所依赖的任务，或调整约束",
        "Shorten or advance what it waits for, or change the constraint",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(of: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 7, of).unwrap()
    }

    fn all(not_before: u32, start_on: u32, deadline: u32) -> Constraints {
        Constraints {
            not_before: Some(day(not_before)),
            deadline: Some(day(deadline)),
            start_on: Some(day(start_on)),
        }
    }

    #[test]
    fn constraints_that_contradict_are_refused() {
        assert!(check_constraints("T1", &Constraints::default()).is_empty());
        assert!(check_constraints("T1", &all(6, 6, 6)).is_empty());
        let found = check_constraints("T1", &all(8, 7, 6));
        let fields: Vec<&str> = found.iter().map(|one| one.field).collect();
        assert_eq!(
            fields,
            [
                "constraints.not_before",
                "constraints.not_before",
                "constraints.start_on"
            ]
        );
        assert!(found.iter().all(|one| one.is_error()));
        assert_eq!(found[0].rule.id, "TASK-017");
        assert_eq!(
            found[0].message.zh,
            "2026-07-08 晚于固定开始日期（2026-07-07）"
        );
        assert_eq!(
            found[1].message.en,
            "2026-07-08 is after the deadline, which is 2026-07-06"
        );
    }

    #[test]
    fn planned_dates_outside_their_constraints_are_told() {
        assert!(check_planned("T1", day(6), day(10), &all(6, 6, 10)).is_empty());
        let found = check_planned("T1", day(6), day(10), &all(7, 8, 9));
        assert_eq!(found.len(), 3);
        assert!(
            found
                .iter()
                .all(|one| one.rule.id == "TASK-018" && !one.is_error())
        );
        assert!(
            found[2]
                .message
                .en
                .contains("after the deadline 2026-07-09")
        );
    }

    #[test]
    fn a_date_past_the_confirmed_calendar_is_told() {
        let told = |of| beyond_calendar("T1", "planned_end", day(of), Some(day(10)));
        assert_eq!(told(10), None);
        let found = told(11).unwrap();
        assert_eq!((found.rule.id, found.is_error()), ("TASK-019", false));
        assert!(found.message.zh.contains("2026-07-10"));
        assert_eq!(beyond_calendar("T1", "planned_end", day(11), None), None);
    }

    #[test]
    fn a_forecast_says_which_constraint_it_breaks_and_by_how_much() {
        let said = |broken| {
            let found = forecast_breaks("T1", broken);
            assert_eq!(found.rule.id, "TASK-020");
            (found.field, found.message.en)
        };
        let (field, text) = said(Broken::Deadline(day(8), 2));
        assert_eq!(field, "constraints.deadline");
        assert!(text.contains("2 working days after the deadline 2026-07-08"));
        let (_, text) = said(Broken::Predecessor("T0", day(8), 3));
        assert!(text.contains("3 working days before its predecessor T0 allows"));
        let (field, _) = said(Broken::StartOn(day(8), 1));
        assert_eq!(field, "constraints.start_on");
    }
}
