//! Reports that are announced: at the end of their day their departments' heads are told that they are there, and what they say is kept.
//!
//! When a department's report is due, its own calendar says. What reports are told from is collected before anything is written, from
//! each plan once for all departments and rhythms that are due; then each rhythm and day is one transaction, and of several replicas
//! whichever notes it first has told it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use cascade_method::{Text, light::Light};
use cascade_runtime::error::ServiceError;
use cascade_schedule::Calendar;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_util::sync::CancellationToken;

use crate::{
    calendars,
    config::Reports,
    directory::Directory,
    domain::{
        notification::{Kind, Notification},
        reports::{Collected, Rhythm, Scope, Span, tell},
        settle::Moment,
    },
    engine::Engine,
    ids::NotificationId,
    store::{
        self, reports_due,
        reports_told::{self, Told},
    },
};

/// Between two looks at whether a report is due.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reports that are due.
struct Due {
    directory: Directory,
    calendars: HashMap<String, Calendar>,
    /// Codes of the departments by day and rhythm, in the order in which they are told.
    departments: BTreeMap<(NaiveDate, Rhythm), Vec<String>>,
}

impl Due {
    /// What they tell of: departments, and the days of all together.
    fn reach(&self) -> (Scope, Option<Span>) {
        let codes = self.departments.values().flatten();
        let scope = codes.flat_map(|code| self.directory.below(code)).collect();
        let spans = self
            .departments
            .keys()
            .map(|(day, rhythm)| rhythm.span(*day));
        let span = spans.reduce(|all, one| Span {
            from: all.from.min(one.from),
            to: all.to.max(one.to),
        });
        (scope, span)
    }
}

impl Engine {
    /// Tells the heads of departments of the reports that are due, each once, whichever replica looks first; until `shutdown`.
    pub(crate) async fn run_reports(
        self: Arc<Self>,
        reports: Reports,
        shutdown: CancellationToken,
    ) {
        let mut moves = self.clock.watch();
        loop {
            if let Err(error) = self.announce_due(&reports).await {
                tracing::warn!(%error, "reports cannot be announced now");
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = moves.moved() => {}
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    /// Announces what is due today and what was due while nobody was up.
    async fn announce_due(self: &Arc<Self>, reports: &Reports) -> Result<(), ServiceError> {
        let moment = self.moment();
        let local = moment.now.with_timezone(&moment.offset).time();
        let Some(at) = reports.at() else {
            return Ok(());
        };
        let last = if local < at {
            moment.today.pred_opt().unwrap_or(moment.today)
        } else {
            moment.today
        };
        let due = Arc::new(self.due(moment.today, last).await?);
        let (scope, Some(span)) = due.reach() else {
            return Ok(());
        };
        let collected = Arc::new(self.collect_facts(scope, span).await?);
        for (day, rhythm) in due.departments.keys().copied() {
            let engine = Arc::clone(self);
            let (due, collected) = (Arc::clone(&due), Arc::clone(&collected));
            cascade_storage::mutation(async move {
                engine.announce(rhythm, day, &due, &collected, moment).await
            })
            .await??;
        }
        if let Some(keep) = reports.keep() {
            let mut conn = self.pool.get().await?;
            reports_told::forget(&mut conn, moment.now - keep).await?;
        }
        Ok(())
    }

    /// What is due up to the end of the day `last` and was not announced yet.
    async fn due(&self, today: NaiveDate, last: NaiveDate) -> Result<Due, ServiceError> {
        let mut conn = self.pool.get().await?;
        let directory = store::directory(&mut conn).await?;
        let codes = directory.all().map(|one| one.code.as_str());
        let calendars = calendars::of_departments(&mut conn, &directory, codes).await?;
        let mut departments: BTreeMap<(NaiveDate, Rhythm), Vec<String>> = BTreeMap::new();
        for rhythm in Rhythm::ALL {
            let since = reports_due::since(&mut conn, rhythm.word()).await?;
            // Where none was ever announced, none was missed.
            let since = since.unwrap_or_else(|| today.pred_opt().unwrap_or(today));
            for one in directory.all() {
                let Some(calendar) = calendars.get(&one.code) else {
                    continue;
                };
                for day in rhythm.due(since, last, calendar) {
                    let due = departments.entry((day, rhythm)).or_default();
                    due.push(one.code.clone());
                }
            }
        }
        if !departments.is_empty() {
            // A department in which nobody works on anything, itself and below, has nothing to report. Its day is noted all the same: it has
            // been looked at.
            let with_plans = reports_due::departments(&mut conn).await?;
            for codes in departments.values_mut() {
                codes.retain(|code| !directory.below(code).is_disjoint(&with_plans));
            }
        }
        Ok(Due {
            directory,
            calendars,
            departments,
        })
    }

    /// Announces a day's reports in one transaction with the note that they were announced and with what they say.
    async fn announce(
        &self,
        rhythm: Rhythm,
        day: NaiveDate,
        due: &Due,
        collected: &Collected,
        moment: Moment,
    ) -> Result<(), ServiceError> {
        let mut tx = self.pool.begin().await?;
        if !reports_due::note(&mut tx, rhythm.word(), day).await? {
            tx.rollback().await?;
            return Ok(());
        }
        let rules = store::rulebook(&mut tx, &self.policy).await?;
        let mut notices = Vec::new();
        for code in due.departments.get(&(day, rhythm)).into_iter().flatten() {
            let Some(calendar) = due.calendars.get(code) else {
                continue;
            };
            // One at a time: together they would be as large as the tables of the company.
            let facts = collected.cut(&due.directory.below(code));
            let told = Told {
                day,
                at: moment.now,
                report: tell(rhythm, code, rhythm.span(day), calendar, &facts).kept(),
            };
            reports_told::keep(&mut tx, rhythm, code, told).await?;
            let own = due.directory.upwards(code).next();
            if let Some(head) = own.map(|one| &one.head).filter(|head| !head.is_empty()) {
                let audible = rules.audible(code, moment);
                notices.push(notice((rhythm, day), code, head, moment.today, audible));
            }
        }
        store::announce(&mut tx, &notices, moment.now).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Reports {
    /// How long what was told is kept; none: for good.
    fn keep(&self) -> Option<TimeDelta> {
        (self.keep_days > 0).then(|| TimeDelta::days(i64::from(self.keep_days)))
    }
}

fn notice(
    (rhythm, day): (Rhythm, NaiveDate),
    department: &str,
    head: &str,
    today: NaiveDate,
    due: DateTime<Utc>,
) -> Notification {
    let name = rhythm.name();
    let code = utf8_percent_encode(department, NON_ALPHANUMERIC);
    Notification {
        id: NotificationId::new(),
        kind: Kind::Report,
        person: head.to_owned(),
        department: department.to_owned(),
        title: Text::new(
            format!("{department} {} {day}", name.zh),
            format!("{department} {} {day}", name.en),
        ),
        body: if day == today {
            Text::new("已生成，可查看或下载", "It is ready to be read")
        } else {
            Text::new(
                format!("迟至 {today} 才生成，内容为当时的状况；可查看或下载"),
                format!("It is ready to be read, told late: as things stood on {today}"),
            )
        },
        light: Light::Green,
        page: format!("departments/{code}/reports/{}?date={day}", rhythm.word()),
        due,
    }
}
