//! What changed between two looks at the plan, and the plan as a chart.

use anyhow::Result;
use cascade_gateway::api::{Alert, Light, PlanState, TaskForecast};
use cascade_workbook::render::{self, GanttOptions, GanttRow, Span};
use chrono::NaiveDate;
use serde_json::json;

use super::diary::Diary;
use crate::{cli::Language, terminal};

/// Remembers the last look.
#[derive(Default)]
pub struct Board {
    last: Option<PlanState>,
    heard: Vec<(String, usize)>,
}

impl Board {
    /// Tells what is new since the last look: lights with their reason and path, forecasts that moved, alerts.
    ///
    /// # Errors
    /// A record that cannot be written.
    pub fn look(
        &mut self,
        day: NaiveDate,
        state: PlanState,
        alerts: &[Alert],
        diary: &mut Diary,
    ) -> Result<()> {
        self.forecasts(day, &state, diary)?;
        self.lights(day, &state, diary)?;
        for alert in alerts {
            self.alert(day, alert, diary)?;
        }
        self.last = Some(state);
        Ok(())
    }

    fn before(&self, code: &str) -> Option<&TaskForecast> {
        self.last
            .as_ref()?
            .tasks
            .iter()
            .find(|task| task.code == code)
    }

    fn forecasts(&self, day: NaiveDate, state: &PlanState, diary: &mut Diary) -> Result<()> {
        if self.last.is_none() {
            return Ok(());
        }
        for task in &state.tasks {
            let Some(before) = self.before(&task.code) else {
                continue;
            };
            if before.forecast_finish == task.forecast_finish || task.actual_finish.is_some() {
                continue;
            }
            let (from, to, days) = (
                &before.forecast_finish,
                &task.forecast_finish,
                task.forecast_delay_days,
            );
            let text = match diary.lang() {
                Language::Zh => format!(
                    "预测 {} {}（{}）：完成 {from} → {to}，较计划 {days:+} 个工作日",
                    task.code, task.name, task.department
                ),
                Language::En => format!(
                    "forecast {} {} ({}): finish {from} → {to}, {days:+} working days against plan",
                    task.code, task.name, task.department
                ),
            };
            let facts = json!({"task": task.code, "from": from, "to": to, "delay": days});
            diary.happens(day, "forecast", facts, &text)?;
        }
        Ok(())
    }

    fn lights(&self, day: NaiveDate, state: &PlanState, diary: &mut Diary) -> Result<()> {
        let last = self.last.as_ref();
        for task in &state.tasks {
            let before = self
                .before(&task.code)
                .map_or(Light::Green, |task| task.light);
            if before != task.light {
                let reason = reason(diary, &task.light_reason.zh, &task.light_reason.en);
                self.light(day, &task.code, before, task.light, reason, &[], diary)?;
            }
        }
        let key_results = state.key_results.iter().map(|row| {
            let before = last
                .and_then(|last| last.key_results.iter().find(|other| other.code == row.code))
                .map(|row| row.light);
            (
                &row.code,
                before,
                row.light,
                &row.light_reason,
                &row.root_cause,
            )
        });
        let goals = state.goals.iter().map(|row| {
            let before = last
                .and_then(|last| last.goals.iter().find(|other| other.code == row.code))
                .map(|row| row.light);
            (
                &row.code,
                before,
                row.light,
                &row.light_reason,
                &row.root_cause,
            )
        });
        for (code, before, after, why, path) in key_results.chain(goals) {
            let before = before.unwrap_or(Light::Green);
            if before != after {
                let path: Vec<String> = path
                    .iter()
                    .map(|hop| format!("{}(+{})", hop.code, hop.own_delay_days))
                    .collect();
                let reason = reason(diary, &why.zh, &why.en);
                self.light(day, code, before, after, reason, &path, diary)?;
            }
        }
        Ok(())
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "one sentence needs all its words"
    )]
    fn light(
        &self,
        day: NaiveDate,
        code: &str,
        before: Light,
        after: Light,
        reason: String,
        path: &[String],
        diary: &mut Diary,
    ) -> Result<()> {
        let way = path.join(" → ");
        let mark = match after {
            Light::Green => "●",
            Light::Yellow => "▲",
            Light::Red => "■",
        };
        let mut text = format!(
            "{mark} {code} {} → {}：{reason}",
            word(diary, before),
            word(diary, after)
        );
        if !way.is_empty() {
            text.push_str(diary.pick("；根因 ", "; root cause "));
            text.push_str(&way);
        }
        diary.happens(
            day,
            "light",
            json!({"code": code, "from": before, "to": after, "path": path}),
            &text,
        )
    }

    fn alert(&mut self, day: NaiveDate, alert: &Alert, diary: &mut Diary) -> Result<()> {
        let seen = self.heard.iter().position(|(id, _)| *id == alert.id);
        let told = seen.map_or(0, |at| self.heard[at].1);
        for entry in alert.history.iter().skip(told) {
            let (zh, en) = match entry.what.as_str() {
                "raised" => ("产生预警", "alert raised"),
                "notified" => ("通知", "notified"),
                "lapsed" => ("逾期未处理，升级", "level lapsed, escalated"),
                "correction_due" => ("纠偏措施到期，须验证", "correction due, to be verified"),
                "company_goal" => (
                    "危及公司级目标，直接升级",
                    "a company goal came to be at risk, escalated at once",
                ),
                "explained" => ("说明原因", "explained"),
                "correction_filed" => ("提交纠偏措施", "correction filed"),
                "accepted" => ("批准纠偏", "correction accepted"),
                "rejected" => (
                    "驳回纠偏，须重新提交",
                    "correction rejected, another is wanted",
                ),
                "not_verified" => (
                    "验证无效，须重新提交",
                    "correction did not work, another is wanted",
                ),
                "verified" => ("验证有效，关闭", "verified and closed"),
                "cleared" => ("原因消除，关闭", "cause cleared, closed"),
                "plan_closed" => ("计划关闭，预警随之关闭", "closed with its plan"),
                other => (other, other),
            };
            let what = diary.pick(zh, en).to_owned();
            let affects = if entry.what == "raised" {
                format!(
                    "{}{}",
                    diary.pick("，影响 ", "; affects "),
                    alert.affects.join(", ")
                )
            } else {
                String::new()
            };
            let text = format!(
                "[L{}] {} {what} {} {}{affects}",
                entry.level, alert.cause_code, entry.who, entry.note
            );
            let facts = json!({"cause": alert.cause_code, "level": entry.level, "what": entry.what, "who": entry.who});
            diary.happens(day, "alert", facts, text.trim_end())?;
        }
        let now = (alert.id.clone(), alert.history.len());
        match seen {
            Some(at) => self.heard[at] = now,
            None => self.heard.push(now),
        }
        Ok(())
    }
}

fn reason(diary: &Diary, zh: &str, en: &str) -> String {
    diary.pick(zh, en).to_owned()
}

fn word(diary: &Diary, light: Light) -> String {
    match light {
        Light::Green => diary.pick("绿", "green"),
        Light::Yellow => diary.pick("黄", "yellow"),
        Light::Red => diary.pick("红", "red"),
    }
    .to_owned()
}

/// The plan as a chart: planned, done, to come.
#[must_use]
pub fn chart(state: &PlanState, today: NaiveDate, lang: Language) -> String {
    let mut rows = Vec::new();
    for key_result in &state.key_results {
        rows.push(GanttRow {
            label: format!("{} {}", key_result.code, key_result.description),
            light: Some(light(key_result.light)),
            ..GanttRow::default()
        });
        for task in state
            .tasks
            .iter()
            .filter(|task| task.key_result_id == key_result.key_result_id)
        {
            rows.push(row(task, today));
        }
    }
    let options = GanttOptions {
        lang: lang.into(),
        width: terminal::width().into(),
        today: Some(today),
        colour: terminal::colour(),
    };
    render::gantt(&rows, &options)
}

fn row(task: &TaskForecast, today: NaiveDate) -> GanttRow {
    let span = |start: &str, end: &str| {
        Some(Span {
            start: start.parse().ok()?,
            end: end.parse().ok()?,
        })
    };
    let finish = task
        .actual_finish
        .clone()
        .unwrap_or_else(|| today.to_string());
    GanttRow {
        label: format!("{} {} ({})", task.code, task.name, task.department),
        planned: span(&task.planned_start, &task.planned_end),
        actual: task
            .actual_start
            .as_ref()
            .and_then(|start| span(start, &finish)),
        forecast: if task.actual_finish.is_some() {
            None
        } else {
            span(&task.forecast_start, &task.forecast_finish)
        },
        critical: task.critical,
        milestones: task
            .milestones
            .iter()
            .filter_map(|milestone| milestone.forecast.parse().ok())
            .collect(),
        light: Some(light(task.light)),
    }
}

fn light(light: Light) -> render::Light {
    match light {
        Light::Green => render::Light::Green,
        Light::Yellow => render::Light::Yellow,
        Light::Red => render::Light::Red,
    }
}
