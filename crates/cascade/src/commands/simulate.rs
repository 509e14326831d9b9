//! `cascade simulate`: a quarter of an enterprise on a virtual clock, without a server.

use std::{fmt::Write as _, fs, process::ExitCode, time::Instant};

use anyhow::{Context, Result};
use cascade_monitoring::simulation::{Report, Scenario, run as simulate};
use serde_json::json;

use crate::cli::{CheckFormat, Language, SimulateArgs};

pub(super) fn run(args: &SimulateArgs, lang: Language) -> Result<ExitCode> {
    let scenario = Scenario {
        departments: args.departments,
        begin: args.begin,
        weeks: args.weeks,
        seed: args.seed,
    };
    let began = Instant::now();
    let report = simulate(scenario);
    let took = began.elapsed().as_secs_f64();
    if let Some(file) = &args.log {
        let mut log = String::new();
        for line in &report.lines {
            let _ = writeln!(log, "{line}");
        }
        fs::write(file, log).with_context(|| format!("writing {}", file.display()))?;
    }
    match args.format {
        CheckFormat::Json => say!("{}", as_json(scenario, &report)),
        CheckFormat::Table => put!("{}", table(scenario, &report, took, lang)),
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(scenario: Scenario, report: &Report) -> serde_json::Value {
    json!({
        "seed": scenario.seed,
        "begin": scenario.begin,
        "weeks": scenario.weeks,
        "departments": report.departments,
        "tasks": report.tasks,
        "tasks_finished": report.finished,
        "progress_reports": report.reports,
        "alerts_raised": report.raised,
        "alerts_by_highest_level": report.reached,
        "levels_lapsed": report.lapsed,
        "corrections_filed": report.corrections,
        "alerts_closed": report.closed,
        "alerts_open": report.open,
        "median_working_hours_to_answer": report.hours_to_answer,
        "median_working_hours_to_close": report.hours_to_close,
        "notices": report.notices,
        "most_notices_to_one_person_a_day": report.most_notices_a_day,
        "goals_red_yellow_green_by_week": report.weeks,
        "log_lines": report.lines.len(),
        "log_sha256": report.digest,
    })
}

fn table(scenario: Scenario, report: &Report, took: f64, lang: Language) -> String {
    let say = |zh: &str, en: &str| match lang {
        Language::Zh => zh.to_owned(),
        Language::En => en.to_owned(),
    };
    let levels = |counts: [usize; 4]| {
        let each = counts
            .iter()
            .zip(1..)
            .map(|(count, level)| format!("L{level} {count}"));
        each.collect::<Vec<_>>().join("  ")
    };
    let hours = |hours: Option<f64>| hours.map_or("–".to_owned(), |hours| format!("{hours:.1}"));
    let rows = [
        (
            say(
                "部门 / 任务 / 进度汇报",
                "departments / tasks / progress reports",
            ),
            format!(
                "{} / {} / {}",
                report.departments, report.tasks, report.reports
            ),
        ),
        (
            say("已完成任务", "tasks finished"),
            format!(
                "{} ({:.0} %)",
                report.finished,
                share(report.finished, report.tasks)
            ),
        ),
        (
            say(
                "触发 / 关闭 / 未关闭的预警",
                "alerts raised / closed / open",
            ),
            format!(
                "{} / {} / {}",
                report.raised,
                report.closed,
                report.open.len()
            ),
        ),
        (
            say("预警达到的最高级别", "alerts by highest level"),
            levels(report.reached),
        ),
        (
            say("超时未处理的级别", "levels that lapsed"),
            levels(report.lapsed),
        ),
        (
            say("提交的纠偏措施", "corrections filed"),
            report.corrections.to_string(),
        ),
        (
            say(
                "首次响应（工作小时，中位数）",
                "first answer, median working hours",
            ),
            hours(report.hours_to_answer),
        ),
        (
            say(
                "关闭（工作小时，中位数）",
                "to the end, median working hours",
            ),
            hours(report.hours_to_close),
        ),
        (
            say(
                "通知 / 单人单日最多",
                "notices / most to one person on a day",
            ),
            format!("{} / {}", report.notices, report.most_notices_a_day),
        ),
        (
            say("升级日志", "escalation log"),
            format!("{} · sha256 {}", report.lines.len(), report.digest),
        ),
    ];
    let width = rows
        .iter()
        .map(|(name, _)| unicode_width::UnicodeWidthStr::width(name.as_str()))
        .max()
        .unwrap_or(0);
    let mut text = match lang {
        Language::Zh => format!(
            "自 {} 起 {} 周，种子 {}，用时 {took:.1} 秒\n\n",
            scenario.begin, scenario.weeks, scenario.seed
        ),
        Language::En => format!(
            "{} weeks from {}, seed {}, simulated in {took:.1} s\n\n",
            scenario.weeks, scenario.begin, scenario.seed
        ),
    };
    for (name, value) in rows {
        let pad = width - unicode_width::UnicodeWidthStr::width(name.as_str());
        let _ = writeln!(text, "{name}{:pad$}  {value}", "");
    }
    text.push('\n');
    let _ = writeln!(
        text,
        "{}",
        say("每周末目标的灯", "goals at the end of each week")
    );
    for (week, [red, yellow, green]) in report.weeks.iter().enumerate() {
        let words = match lang {
            Language::Zh => ["红", "黄", "绿"],
            Language::En => ["red", "yellow", "green"],
        };
        let _ = writeln!(
            text,
            "{:>4}  {} {red:>4}  {} {yellow:>4}  {} {green:>4}",
            week + 1,
            words[0],
            words[1],
            words[2]
        );
    }
    text
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64 * 100.0
}
