//! The script: who does what on which day.
//!
//! Everybody works to plan but for task 1: on 3 July its copywriter falls ill. Nobody explains, nobody corrects, so the alert
//! climbs from the task owner to the key result owner to the department head, who adds a person and lets task 3 begin on the pages
//! that are ready. Task 1 ends two days late, and everything after it is back on plan.

use anyhow::{Context, Result};
use cascade_gateway::api::{
    self, Alert, BlockerCause, LinkKind, Measure, NewProgress, Page, PlanState, Task,
};
use cascade_schedule::Calendar;
use cascade_workbook::render;
use chrono::NaiveDate;
use reqwest::Method;
use serde_json::json;

use super::{
    board::{self, Board},
    diary::Diary,
    stage::Stage,
};
use crate::{cli::Language, client::Client, terminal};

/// Percent and working days left of task 1, day by day from 1 July.
const TASK_1: [(&str, f64, i32); 12] = [
    ("2026-07-01", 10.0, 9),
    ("2026-07-02", 20.0, 8),
    ("2026-07-03", 20.0, 11),
    ("2026-07-06", 25.0, 10),
    ("2026-07-07", 30.0, 9),
    ("2026-07-08", 35.0, 8),
    ("2026-07-09", 40.0, 7),
    ("2026-07-10", 45.0, 6),
    ("2026-07-13", 60.0, 4),
    ("2026-07-14", 75.0, 2),
    ("2026-07-15", 90.0, 1),
    ("2026-07-16", 100.0, 0),
];
const FIRST: &str = "2026-07-01";
const LAST: &str = "2026-07-20";
/// The day on which the department head steps in.
const CORRECTION: &str = "2026-07-10";
/// The day on which it is seen to have worked.
const VERIFICATION: &str = "2026-07-17";

/// Tells the whole story.
///
/// # Errors
/// A step that is refused.
pub async fn tell(anonymous: &Client, workbook: &[u8], diary: &mut Diary) -> Result<()> {
    let mut stage = Stage::open(anonymous).await?;
    prepare(anonymous, &mut stage, workbook, diary).await?;
    let mut board = Board::default();
    let state = stage
        .settled(|state| state.active && state.tasks.iter().all(|task| task.baseline_end.is_some()))
        .await?;
    board.look(day(FIRST)?, state, &[], diary)?;

    diary.chapter("每日更新", "Daily updates");
    let calendar = Calendar::china();
    let mut today = day(FIRST)?;
    while today <= day(LAST)? {
        stage.clock_to(today, 9, 0).await?;
        look(&stage, &mut board, today, diary).await?;
        morning(&mut stage, today, diary).await?;
        if calendar.is_working(today) {
            stage.clock_to(today, 17, 30).await?;
            report_all(&mut stage, &calendar, today, diary).await?;
        }
        let state = look(&stage, &mut board, today, diary).await?;
        if today == day("2026-07-03")? {
            picture(
                &state,
                today,
                diary,
                "任务 1 延误后的全局",
                "The whole plan after task 1 slipped",
            );
        }
        today = today.succ_opt().context("the calendar ends")?;
    }
    finish(&stage, diary).await
}

async fn prepare(
    anonymous: &Client,
    stage: &mut Stage,
    workbook: &[u8],
    diary: &mut Diary,
) -> Result<()> {
    let eve = day("2026-06-29")?;
    diary.chapter("导入工作簿", "Import of the workbook");
    let answer = stage.admin.import(workbook.to_vec(), false).await?;
    let counts = json!({
        "goals": answer.goals.created, "tasks": answer.tasks.created,
        "requests": answer.requests.created, "directory": answer.directory.created,
    });
    let text = match diary.lang() {
        Language::Zh => format!(
            "{} {}：组织与人员 {}，目标与关键结果 {}，任务 {}，资源申请 {}",
            answer.plan.code,
            answer.plan.title,
            answer.directory.created,
            answer.goals.created,
            answer.tasks.created,
            answer.requests.created
        ),
        Language::En => format!(
            "{} {}: directory {}, goals and key results {}, tasks {}, requests {}",
            answer.plan.code,
            answer.plan.title,
            answer.directory.created,
            answer.goals.created,
            answer.tasks.created,
            answer.requests.created
        ),
    };
    diary.happens(eve, "import", counts, &text)?;
    let mut findings = answer.findings.clone();
    findings.sort_by(|a, b| (&a.rule, &a.row).cmp(&(&b.rule, &b.row)));
    for finding in &findings {
        let (message, advice) = match diary.lang() {
            Language::Zh => (&finding.message.zh, &finding.advice.zh),
            Language::En => (&finding.message.en, &finding.advice.en),
        };
        let cell = finding.cell.as_deref().unwrap_or(&finding.row);
        let facts = json!({"rule": finding.rule, "row": finding.row});
        diary.happens(
            eve,
            "finding",
            facts,
            &format!("⚠ {} {cell} {message} → {advice}", finding.rule),
        )?;
    }
    stage.plan.clone_from(&answer.plan.id);

    diary.chapter("关键路径与甘特图", "Critical path and Gantt chart");
    let outcome = cascade_workbook::read(workbook)?;
    let schedule = cascade_workbook::plan(&outcome.document)?;
    diary.picture(&render::table(
        &schedule,
        diary.lang().into(),
        terminal::width(),
    ));

    diary.chapter("启动", "Activation");
    let activated: api::ActivationAnswer = stage
        .admin
        .post(&format!("plans/{}/activate", stage.plan), &json!({}))
        .await?;
    let text = diary
        .pick(
            "计划启动，建立基线",
            "The plan is activated, baselines are taken",
        )
        .to_owned();
    diary.happens(
        eve,
        "activated",
        json!({"status": activated.plan.status}),
        &text,
    )?;
    stage.cast(anonymous).await?;
    approve_budget(stage, eve, diary).await
}

/// Marketing's head approves the 20,000 yuan for the advertising rounds.
async fn approve_budget(stage: &Stage, today: NaiveDate, diary: &mut Diary) -> Result<()> {
    let requests: Page<api::ResourceRequest> = stage
        .admin
        .get(&format!("plans/{}/requests", stage.plan))
        .await?;
    let request = requests
        .items
        .iter()
        .find(|request| request.code == "R1")
        .context("request R1 is missing")?;
    let note = json!({"note": diary.pick("同意，按轮次支付", "Agreed, paid round by round")});
    let answer: api::RequestAnswer = stage
        .person("P02")?
        .post(&format!("requests/{}/approve", request.id), &note)
        .await?;
    let yuan = answer.request.amount_minor.unwrap_or(0) / 100;
    let text = match diary.lang() {
        Language::Zh => format!("P02 批准 R1：预留市场部预算 {yuan} 元"),
        Language::En => format!("P02 approves R1: {yuan} yuan of Marketing's budget are reserved"),
    };
    diary.happens(
        today,
        "request",
        json!({"request": "R1", "status": answer.request.status}),
        &text,
    )
}

/// What happens before the day's work: the department head's correction, and its verification.
async fn morning(stage: &mut Stage, today: NaiveDate, diary: &mut Diary) -> Result<()> {
    if today == day(CORRECTION)? {
        let alert = open_alert(stage).await?;
        let head = stage.person("P02")?.clone();
        let description = diary.pick(
            "增派郑洁（P13）接手文案；任务 3 先投放已完成的页面，提前两天开始",
            "P13 takes over the copy; task 3 starts two days early, on the pages that are ready",
        );
        let correction = api::NewCorrection {
            measure: Measure::AddResource,
            description: description.to_owned(),
            owner: "P06".to_owned(),
            due: "2026-07-16".to_owned(),
            verification: diary
                .pick(
                    "任务 1 完成且任务 3 预测回到计划",
                    "Task 1 is done and task 3 is forecast on plan",
                )
                .to_owned(),
        };
        let filed: Alert = head
            .post(&format!("alerts/{}/corrections", alert.id), &correction)
            .await?;
        let accepted = json!({"accept": true, "note": diary.pick("立即执行", "At once")});
        let _: Alert = head
            .post(&format!("alerts/{}/decision", filed.id), &accepted)
            .await?;
        overlap(stage, &head).await?;
    }
    if today == day(VERIFICATION)? {
        let alert = open_alert(stage).await?;
        let verified = json!({"worked": true, "note": diary.pick("预测已回到计划", "The forecast is back on plan")});
        let _: Alert = stage
            .person("P02")?
            .post(&format!("alerts/{}/verification", alert.id), &verified)
            .await?;
    }
    Ok(())
}

/// Task 3 may begin two working days before task 1 ends.
async fn overlap(stage: &mut Stage, head: &Client) -> Result<()> {
    let first = stage
        .tasks
        .get("T1")
        .context("task T1 is missing")?
        .id
        .clone();
    let third = stage
        .tasks
        .get("T3")
        .context("task T3 is missing")?
        .id
        .clone();
    let link = api::Predecessor {
        task_id: first,
        kind: LinkKind::FinishToStart,
        lag_days: -2,
        plan_id: String::new(),
        code: String::new(),
        acceptance: None,
    };
    let patch = api::TaskPatch {
        predecessors: Some(vec![link]),
        ..api::TaskPatch::default()
    };
    let answer: api::TaskAnswer = head
        .send(Method::PATCH, &format!("tasks/{third}"), Some(&patch))
        .await?;
    stage.expect(&answer.task);
    Ok(())
}

async fn open_alert(stage: &Stage) -> Result<Alert> {
    let alerts: Page<Alert> = stage
        .admin
        .get(&format!("alerts?plan={}", stage.plan))
        .await?;
    alerts
        .items
        .into_iter()
        .find(|alert| alert.cause_code == "T1")
        .context("task 1 has no open alert")
}

/// Every task that should be worked on today is reported on by its owner.
async fn report_all(
    stage: &mut Stage,
    calendar: &Calendar,
    today: NaiveDate,
    diary: &mut Diary,
) -> Result<()> {
    let mut codes: Vec<String> = stage.tasks.keys().cloned().collect();
    codes.sort_by_key(|code| (code.len(), code.clone()));
    for code in codes {
        let task = stage.tasks[&code].clone();
        let Some(progress) = progress(&task, calendar, today, diary)? else {
            continue;
        };
        let percent = progress.percent;
        let answer: api::ProgressAnswer = stage
            .person(&task.owner)?
            .post(&format!("tasks/{}/progress", task.id), &progress)
            .await?;
        stage.expect(&answer.task);
        if code == "T1" || progress.actual_finish == today.to_string() {
            let note = if progress.blocker.is_empty() {
                String::new()
            } else {
                format!(" ⛔ {}", progress.blocker)
            };
            let text = match diary.lang() {
                Language::Zh => format!("{} 更新 {code}：{percent:.0}%{note}", task.owner),
                Language::En => format!("{} reports {code}: {percent:.0} %{note}", task.owner),
            };
            diary.happens(
                today,
                "progress",
                json!({"task": code, "percent": percent}),
                &text,
            )?;
        }
    }
    Ok(())
}

/// Today's report: task 1 by the script, every other task to plan.
fn progress(
    task: &Task,
    calendar: &Calendar,
    today: NaiveDate,
    diary: &Diary,
) -> Result<Option<NewProgress>> {
    let (percent, remaining) = if task.code == "T1" {
        match TASK_1.iter().find(|(date, ..)| *date == today.to_string()) {
            Some((_, percent, remaining)) => (*percent, *remaining),
            None => return Ok(None),
        }
    } else {
        let (start, end) = (day(&task.planned_start)?, day(&task.planned_end)?);
        if today < start || today > end {
            return Ok(None);
        }
        let (done, total) = (
            calendar.working_days(start, today),
            calendar.working_days(start, end),
        );
        (
            (f64::from(done) / f64::from(total) * 1_000.0).round() / 10.0,
            total - done,
        )
    };
    let mut progress = NewProgress {
        as_of: today.to_string(),
        percent,
        remaining_days: Some(remaining),
        ..NewProgress::default()
    };
    if task.actual_start.is_none() {
        progress.actual_start = today.to_string();
    }
    if percent >= 100.0 {
        progress.actual_finish = today.to_string();
        progress.evidence = format!("https://files.example.com/{}", task.code);
    }
    if task.code == "T1" && today == day("2026-07-03")? {
        progress.blocker_cause = Some(BlockerCause::People);
        progress.blocker = diary
            .pick(
                "文案设计病假，页面文案停工",
                "The copywriter is ill, work on the copy has stopped",
            )
            .to_owned();
    }
    Ok(Some(progress))
}

async fn look(
    stage: &Stage,
    board: &mut Board,
    today: NaiveDate,
    diary: &mut Diary,
) -> Result<PlanState> {
    let state = stage
        .settled(|state| state.as_of == today.to_string())
        .await?;
    let alerts: Page<Alert> = stage
        .admin
        .get(&format!("alerts?plan={}&include_closed=true", stage.plan))
        .await?;
    board.look(today, state.clone(), &alerts.items, diary)?;
    Ok(state)
}

async fn finish(stage: &Stage, diary: &mut Diary) -> Result<()> {
    let today = day(LAST)?;
    let state = stage.settled(|_| true).await?;
    picture(&state, today, diary, "恢复之后", "After the recovery");
    let audit: api::Audit = stage
        .admin
        .get(&format!("plans/{}/audit", stage.plan))
        .await?;
    let lights: Vec<_> = state
        .key_results
        .iter()
        .map(|row| json!({"code": row.code, "light": row.light}))
        .collect();
    let facts = json!({
        "lights": lights, "goal": state.light, "reports": audit.reports_applied,
        "differences": audit.differences.len(), "open_alerts": state.open_alerts.len(),
    });
    let text = match diary.lang() {
        Language::Zh => format!(
            "共应用 {} 次进度更新；与从头重算相比差异 {} 处；未关闭预警 {} 个",
            audit.reports_applied,
            audit.differences.len(),
            state.open_alerts.len()
        ),
        Language::En => format!(
            "{} progress reports applied; {} differences from a recomputation; {} open alerts",
            audit.reports_applied,
            audit.differences.len(),
            state.open_alerts.len()
        ),
    };
    diary.happens(today, "end", facts, &text)
}

fn picture(state: &PlanState, today: NaiveDate, diary: &mut Diary, zh: &str, en: &str) {
    let title = diary.pick(zh, en).to_owned();
    diary.picture(&format!(
        "{title}\n{}",
        board::chart(state, today, diary.lang())
    ));
}

fn day(text: &str) -> Result<NaiveDate> {
    text.parse().with_context(|| format!("{text} is no day"))
}
