//! A plan of a whole company as a workbook, there and back: written, read, imported, imported again, exported, read again.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use cascade_method::Lang;
use cascade_workbook::{
    Department, Goal, GoalSource, KeyResult, LinkKind, Person, Plan, PlanDocument, Predecessor,
    TargetKind, Task,
};
use chrono::{DateTime, Days, NaiveDate};

use crate::{cli::BenchArgs, client::Client};

/// Goals of a department, key results of a goal, tasks of a key result.
const GOALS: usize = 10;
const KEY_RESULTS: usize = 4;
const TASKS: usize = 8;
/// People of a department.
const PEOPLE: usize = 20;

pub(super) async fn run(anonymous: &Client, args: &BenchArgs) -> Result<()> {
    let client = anonymous
        .as_person("bench", None, &[("admin", "*")])
        .await?;
    let document = company(args.departments)?;
    say_counts(&document);
    let (written, bytes) =
        timed(|| cascade_workbook::write(&document, Lang::Zh, DateTime::UNIX_EPOCH));
    let bytes = bytes?;
    say!(
        "write                  {written:>10.1?}  ({} KiB)",
        bytes.len() / 1024
    );
    let (read, outcome) = timed(|| cascade_workbook::read(&bytes));
    let outcome = outcome?;
    ensure!(outcome.issues.is_empty(), "{:?}", outcome.issues.first());
    say!("read                   {read:>10.1?}");
    let answer = {
        let started = Instant::now();
        let answer = client.import(bytes.clone(), false).await?;
        say!("import                 {:>10.1?}", started.elapsed());
        answer
    };
    let started = Instant::now();
    let again = client.import(bytes, false).await?;
    say!("import again           {:>10.1?}", started.elapsed());
    ensure!(
        again.tasks.created + again.tasks.updated == 0,
        "the same file changed something"
    );
    let started = Instant::now();
    let exported = client
        .download(&format!("plans/{}/workbook?lang=zh", answer.plan.id))
        .await?;
    say!(
        "export                 {:>10.1?}  ({} KiB)",
        started.elapsed(),
        exported.len() / 1024
    );
    let back = cascade_workbook::read(&exported)?.document;
    ensure!(
        back.tasks.len() == document.tasks.len(),
        "{} tasks came back",
        back.tasks.len()
    );
    if let Some(peak) = peak_memory() {
        say!("peak memory of this process  {} MiB", peak / 1024);
    }
    Ok(())
}

fn say_counts(document: &PlanDocument) {
    say!(
        "{} departments, {} goals, {} key results, {} tasks, {} people",
        document.departments.len(),
        document.goals.len(),
        document.key_results.len(),
        document.tasks.len(),
        document.people.len()
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let done = work();
    (started.elapsed(), done)
}

/// Most memory that this process has had at once, in KiB, as Linux counts it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn company(departments: usize) -> Result<PlanDocument> {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).context("no such day");
    let (first, last) = (day(7, 1)?, day(9, 30)?);
    let mut document = PlanDocument {
        plan: Plan {
            code: format!("BENCH-{departments}"),
            title: "整个企业的第三季度".into(),
            period_start: Some(first),
            period_end: Some(last),
            ..Plan::default()
        },
        ..PlanDocument::default()
    };
    for department in 0..departments {
        let code = format!("D{department:03}");
        let person = |number: usize| format!("{code}-P{number:02}");
        document.departments.push(Department {
            code: code.clone(),
            name: format!("第{department}部门"),
            head: person(0),
            ..Department::default()
        });
        document.people.extend((0..PEOPLE).map(|number| Person {
            code: person(number),
            name: format!("员工{department}之{number}"),
            department: code.clone(),
            hours_per_day: 8.0,
            ..Person::default()
        }));
        for goal in 0..GOALS {
            let goal_code = format!("{code}-G{goal}");
            document.goals.push(Goal {
                code: goal_code.clone(),
                description: format!("Q3线上渠道销售额提升{}%", 10 + goal),
                source: Some(GoalSource::CompanyStrategy),
                department: code.clone(),
                owner: person(goal),
                deadline: Some(last),
                baseline: Some(100.0),
                ..Goal::default()
            });
            for number in 0..KEY_RESULTS {
                let key_result = format!("{goal_code}-KR{number}");
                document.key_results.push(KeyResult {
                    goal: goal_code.clone(),
                    code: key_result.clone(),
                    description: format!("新客户签约量达到{}家", 100 + number),
                    owner: person(goal + number),
                    target_kind: Some(TargetKind::ReachLevel),
                    baseline: Some(80.0),
                    target: Some(100.0 + number as f64),
                    unit: "家".into(),
                    weight: Some(25.0),
                    deadline: Some(last),
                    ..KeyResult::default()
                });
                document.tasks.extend((0..TASKS).map(|task| {
                    Task {
                        code: format!("{key_result}-T{task}"),
                        key_result: key_result.clone(),
                        name: format!("完成第{task}阶段的方案与评审"),
                        description: "按计划推进并提交评审".into(),
                        owner: person((goal + task) % PEOPLE),
                        department: code.clone(),
                        planned_start: first.checked_add_days(Days::new(7 * task as u64 + 5)),
                        planned_end: first.checked_add_days(Days::new(7 * task as u64 + 9)),
                        deliverable: "评审通过的方案".into(),
                        predecessors: (task > 0)
                            .then(|| Predecessor {
                                task: format!("{key_result}-T{}", task - 1),
                                kind: LinkKind::FinishToStart,
                                lag_days: 0,
                            })
                            .into_iter()
                            .collect(),
                        effort_hours: Some(16.0),
                        ..Task::default()
                    }
                }));
            }
        }
    }
    Ok(document)
}
