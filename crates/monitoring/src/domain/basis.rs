//! Which rule a task's forecast follows, with its numbers: the same that [`forecast::network_input`] and the network went by, told
//! from the state that they left behind.
//!
//! ```text
//! begun      what the owner says is left │ the pace so far │ the planned duration less the share done
//! not begun  its fixed start │ a predecessor │ its earliest day or a resource's arrival │ its owner's absence │ today │ its planned start
//! ```
//!
//! Whether something begins as planned is asked on the calendar on which it was planned, without absences: on the other one a start that
//! its owner's absence puts off would be the planned one.

use cascade_method::{request::ResourceKind, text::Text};
use cascade_schedule::{Calendar, Dates, Driver, LinkKind, TaskIx};
use chrono::NaiveDate;

use super::{
    facts::TaskFact,
    forecast::{self, Source, reported_on},
    plan::PlanState,
    working_time::Worker,
};
use crate::ids::TaskId;

/// A rule of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It is finished.
    Finished,
    /// It is cancelled.
    Cancelled,
    /// Begun: the remaining work that its owner reported.
    ReportedRemaining,
    /// Begun: the remaining work that follows from the pace so far.
    ActualPace,
    /// Begun: the planned duration less the share that is done.
    PlannedShare,
    /// Not begun: held by a predecessor.
    Predecessor,
    /// Not begun: held to its planned start.
    PlannedStart,
    /// Not begun: held by its earliest day.
    NotBefore,
    /// Not begun: held to its fixed start.
    StartOn,
    /// Not begun: held by a resource that has not arrived.
    ResourceArrival,
    /// Not begun although it could have: today at the earliest.
    Today,
    /// Not begun: could begin, but its owner is away.
    OwnerAway,
}

/// The rule of a task's forecast with its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The rule.
    pub rule: Rule,
    /// It in a sentence.
    pub text: Text,
    /// Working days of work left.
    pub remaining: u32,
    /// Working days worked so far.
    pub elapsed: i32,
    /// Code of the predecessor or request that holds it.
    pub held_by: Option<String>,
    /// The day on which the remaining work begins; none where there is none.
    pub from: Option<NaiveDate>,
}

impl PlanState {
    /// The rule that a task's forecast follows; none for an unknown task.
    #[must_use]
    pub fn forecast_basis(&self, id: TaskId) -> Option<Basis> {
        let fact = &self.tasks.get(&id)?.fact;
        let Some(ix) = self.position(id) else {
            let text = Text::new(
                "已取消：不再有工作，后续任务不再等待",
                "Cancelled: nothing is left to do, and nobody waits for it",
            );
            return Some(over(Rule::Cancelled, text, 0));
        };
        let dates = self.network.dates(ix);
        let calendar = self.network.calendar(self.calendar_for(fact));
        let today = self.as_of?;
        Some(match (fact.actual_start, fact.actual_finish) {
            (start, Some(finish)) => {
                let worked = calendar.working_days(start.unwrap_or(finish).min(finish), finish);
                let text = Text::new(
                    format!("已完成：{finish} 完成，历时 {worked} 个工作日"),
                    format!("Finished on {finish}, after {}", days(worked)),
                );
                over(Rule::Finished, text, worked)
            }
            (Some(start), None) => self.begun(fact, start, dates, calendar, today),
            (None, None) => self.not_begun(fact, ix, dates, today),
        })
    }

    fn begun(
        &self,
        fact: &TaskFact,
        start: NaiveDate,
        dates: Dates,
        calendar: &Calendar,
        today: NaiveDate,
    ) -> Basis {
        let duration = self.duration_of(fact);
        let left = forecast::remaining(fact, duration, calendar);
        // What was reported today is done, so today is used up.
        let first = if reported_on(fact, today) {
            today.succ_opt().unwrap_or(today)
        } else {
            today
        };
        let from = calendar.next_working(first.max(start));
        let (percent, remaining, finish) = (round(fact.percent), left.days, dates.finish);
        let (zh, en) = match left.source {
            Source::Reported => (
                format!("负责人报告还需 {remaining} 个工作日"),
                format!("The owner reported {} of work left", days(remaining)),
            ),
            Source::Pace => (
                format!(
                    "按实际进度推算：{} 个工作日完成 {percent}%，余下 {}% 还需 {remaining} 个工作日",
                    left.elapsed,
                    round(100.0 - fact.percent)
                ),
                format!(
                    "By the pace so far: {percent}% took {}, so the other {}% take {}",
                    days(left.elapsed),
                    round(100.0 - fact.percent),
                    days(remaining)
                ),
            ),
            Source::Plan => (
                format!(
                    "按计划工期推算：计划 {duration} 个工作日，已完成 {percent}%，还需 {remaining} 个工作日"
                ),
                format!(
                    "By the plan: {percent}% of {} are done, so {} are left",
                    days(duration),
                    days(remaining)
                ),
            ),
        };
        Basis {
            rule: match left.source {
                Source::Reported => Rule::ReportedRemaining,
                Source::Pace => Rule::ActualPace,
                Source::Plan => Rule::PlannedShare,
            },
            text: Text::new(
                format!("{zh}；自 {from} 起，预计 {finish} 完成"),
                format!("{en}; from {from} on, it is finished on {finish}"),
            ),
            remaining,
            elapsed: left.elapsed,
            held_by: None,
            from: Some(from),
        }
    }

    fn not_begun(&self, fact: &TaskFact, ix: TaskIx, dates: Dates, today: NaiveDate) -> Basis {
        let (rule, why, held_by) = self.held(fact, ix, dates, today);
        let duration = self.duration_of(fact);
        let Dates { start, finish } = dates;
        Basis {
            rule,
            text: Text::new(
                format!(
                    "{}；{start} 开始，需 {duration} 个工作日，预计 {finish} 完成",
                    why.zh
                ),
                format!(
                    "{}; it starts on {start}, takes {} and is finished on {finish}",
                    why.en,
                    days(duration)
                ),
            ),
            remaining: duration,
            elapsed: 0,
            held_by,
            from: Some(start),
        }
    }

    fn held(
        &self,
        fact: &TaskFact,
        ix: TaskIx,
        dates: Dates,
        today: NaiveDate,
    ) -> (Rule, Text, Option<String>) {
        let calendar = self.planning_calendar(fact);
        let awaited = self.requests.awaited(fact.id);
        let as_planned = || {
            let text = Text::new(
                format!("按计划 {} 开始", fact.planned_start),
                format!("Starts as planned on {}", fact.planned_start),
            );
            (Rule::PlannedStart, text, None)
        };
        let is_as_planned = calendar.next_working(fact.planned_start) == dates.start;
        match self.network.driver(ix) {
            Driver::Link(link) => {
                let code = self.code_at(link.predecessor).unwrap_or_default();
                let of = self.network.dates(link.predecessor);
                let text = after(link.kind, link.lag, code, of, dates, fact.planned_start);
                let free = match link.kind {
                    LinkKind::FinishToStart => of.finish.succ_opt(),
                    LinkKind::StartToStart => Some(of.start),
                    // They hold its finish: absences may lie anywhere before that.
                    LinkKind::FinishToFinish | LinkKind::StartToFinish => None,
                };
                let free =
                    free.map(|day| calendar.add_working_days(calendar.next_working(day), link.lag));
                let text = self.or_later(text, fact, free, dates);
                (Rule::Predecessor, text, Some(code.to_owned()))
            }
            Driver::StartOn => {
                let day = fact.constraints.start_on.unwrap_or(dates.start);
                let text = Text::new(
                    format!("固定开始日期 {day}"),
                    format!("Held to its fixed start {day}"),
                );
                let text = self.or_later(text, fact, Some(day), dates);
                (Rule::StartOn, text, None)
            }
            Driver::DataDate => {
                // Its resource was expected before today and is still missing.
                if let Some((request, day)) = awaited.filter(|(_, day)| *day < today) {
                    let what = kind(request.kind);
                    let text = Text::new(
                        format!(
                            "资源 {}（{}）原定 {day} 到位，尚未到位，最早今天（{today}）开始",
                            request.code, what.zh
                        ),
                        format!(
                            "Resource {} ({}) was expected on {day} and has not arrived: today ({today}) at the earliest",
                            request.code, what.en
                        ),
                    );
                    let text = self.or_later(text, fact, Some(today), dates);
                    return (Rule::ResourceArrival, text, Some(request.code.clone()));
                }
                if is_as_planned {
                    return as_planned();
                }
                if let Some(until) = self.away_until(fact, today, dates.start) {
                    return (Rule::OwnerAway, put_off(fact, until), None);
                }
                let text = if dates.start < fact.planned_start {
                    Text::new(
                        format!("所等待的工作提前完成，最早今天（{today}）开始"),
                        format!(
                            "What it waited for is done early: today ({today}) at the earliest"
                        ),
                    )
                } else {
                    Text::new(
                        format!(
                            "计划 {} 开始而尚未开始，最早今天（{today}）开始",
                            fact.planned_start
                        ),
                        format!(
                            "Planned to start on {} and not begun: today ({today}) at the earliest",
                            fact.planned_start
                        ),
                    )
                };
                (Rule::Today, text, None)
            }
            Driver::NotBefore | Driver::Actual | Driver::ProjectStart => {
                if is_as_planned {
                    return as_planned();
                }
                let holds = |day: NaiveDate| calendar.next_working(day) >= dates.start;
                if let Some((request, day)) = awaited.filter(|(_, day)| holds(*day)) {
                    let what = kind(request.kind);
                    let text = Text::new(
                        format!("等待资源 {}（{}）{day} 到位", request.code, what.zh),
                        format!(
                            "Waits for resource {} ({}), expected on {day}",
                            request.code, what.en
                        ),
                    );
                    return (Rule::ResourceArrival, text, Some(request.code.clone()));
                }
                if let Some(day) = fact.constraints.not_before.filter(|day| holds(*day)) {
                    let text = Text::new(
                        format!("不早于 {day} 开始"),
                        format!("Does not start before {day}"),
                    );
                    return (Rule::NotBefore, text, None);
                }
                let named = [
                    Some(fact.planned_start),
                    fact.constraints.not_before,
                    awaited.map(|(_, day)| day),
                ];
                let free = named.into_iter().flatten().fold(today, NaiveDate::max);
                if let Some(until) = self.away_until(fact, free, dates.start) {
                    return (Rule::OwnerAway, put_off(fact, until), None);
                }
                as_planned()
            }
        }
    }

    /// The last day of the absence for which a task that could begin on `free` begins on `start` and not before; none where another
    /// reason puts it off.
    fn away_until(&self, fact: &TaskFact, free: NaiveDate, start: NaiveDate) -> Option<NaiveDate> {
        let planning = self.planning_calendar(fact);
        let before = planning.previous_working(start.pred_opt()?);
        let is_there = self
            .network
            .calendar(self.calendar_for(fact))
            .is_working(before);
        if is_there || before < free {
            return None;
        }
        let time = self.times.get(&Worker::of(fact));
        let absences = time.into_iter().flat_map(|time| &time.absences);
        let last = absences
            .filter(|absence| (absence.from..=absence.to).contains(&before))
            .map(|absence| absence.to)
            .max();
        // Two that lie side by side, or halves of a day: the day itself is known.
        Some(last.filter(|last| *last < start).unwrap_or(before))
    }

    /// The sentence about what lets a task begin on `free`, and the absence that puts it off beyond that, if any.
    fn or_later(&self, text: Text, fact: &TaskFact, free: Option<NaiveDate>, dates: Dates) -> Text {
        let until = free.and_then(|free| self.away_until(fact, free, dates.start));
        let Some(until) = until else {
            return text;
        };
        let away = away(fact, until);
        Text::new(
            format!("{}，且{}", text.zh, away.zh),
            format!("{}, and {}", text.en, away.en),
        )
    }
}

fn away(fact: &TaskFact, until: NaiveDate) -> Text {
    Text::new(
        format!("负责人 {} 不在岗至 {until}", fact.owner),
        format!("its owner {} is away until {until}", fact.owner),
    )
}

fn put_off(fact: &TaskFact, until: NaiveDate) -> Text {
    let away = away(fact, until);
    Text::new(
        format!("计划 {} 开始，但{}", fact.planned_start, away.zh),
        format!(
            "Planned to start on {}, but {}",
            fact.planned_start, away.en
        ),
    )
}

fn over(rule: Rule, text: Text, elapsed: i32) -> Basis {
    Basis {
        rule,
        text,
        remaining: 0,
        elapsed,
        held_by: None,
        from: None,
    }
}

fn after(
    link: LinkKind,
    lag: i32,
    code: &str,
    of: Dates,
    dates: Dates,
    planned_start: NaiveDate,
) -> Text {
    let (tie, zh, en, day) = match link {
        LinkKind::FinishToStart => ("FS", "完成", "finishes", of.finish),
        LinkKind::StartToStart => ("SS", "开始", "starts", of.start),
        LinkKind::FinishToFinish => ("FF", "完成", "finishes", of.finish),
        LinkKind::StartToFinish => ("SF", "开始", "starts", of.start),
    };
    let lag = match lag {
        0 => String::new(),
        lag => format!("{lag:+}"),
    };
    if dates.start < planned_start {
        return Text::new(
            format!("前置任务 {code} 提前（{day} {zh}，{tie}{lag}），随之提前"),
            format!("Pulled forward: predecessor {code} is early ({en} on {day}, {tie}{lag})"),
        );
    }
    Text::new(
        format!("等待前置任务 {code}（{day} {zh}，{tie}{lag}）"),
        format!("Waits for predecessor {code} ({en} on {day}, {tie}{lag})"),
    )
}

fn kind(kind: ResourceKind) -> Text {
    let (zh, en) = match kind {
        ResourceKind::People => ("人力", "people"),
        ResourceKind::Budget => ("预算", "budget"),
        ResourceKind::Tool => ("工具", "tool"),
        ResourceKind::Data => ("数据", "data"),
    };
    Text::new(zh, en)
}

fn days(count: impl Into<i64>) -> String {
    match count.into() {
        1 => "1 working day".to_owned(),
        count => format!("{count} working days"),
    }
}

/// A percentage as people write it.
fn round(percent: f64) -> f64 {
    (percent * 10.0).round() / 10.0
}
