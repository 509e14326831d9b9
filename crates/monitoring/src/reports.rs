//! Reports at work: told when they are asked for, and at the end of their day to the heads of departments.

use std::{sync::Arc, time::Duration};

use cascade_method::{Text, light::Light};
use cascade_runtime::error::ServiceError;
use cascade_schedule::Calendar;
use chrono::{DateTime, NaiveDate, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Reports,
    directory::Directory,
    domain::{
        notification::{Kind, Notification},
        reports::{Facts, Report, Rhythm, Scope, Span, collect, tell},
        settle::Moment,
    },
    engine::Engine,
    ids::NotificationId,
    store::{self, reports_due},
};

/// Between two looks at whether a report is due.
const PATIENCE: Duration = Duration::from_secs(20);

impl Engine {
    /// A department's report, with those below it.
    ///
    /// # Errors
    /// A department that is not known.
    pub async fn report(
        self: &Arc<Self>,
        rhythm: Rhythm,
        department: &str,
        day: NaiveDate,
    ) -> Result<(Span, Report), ServiceError> {
        let (scope, plans) = {
            let mut conn = self.pool.get().await?;
            let directory = store::directory(&mut conn).await?;
            if directory.upwards(department).next().is_none() {
                return Err(ServiceError::not_found("部门", "department", department));
            }
            let scope = directory.below(department);
            let plans = reports_due::plans_of(&mut conn, &scope).await?;
            (Arc::new(scope), plans)
        };
        let mut facts = Facts::default();
        let offset = self.moment().offset;
        for plan in plans {
            let scope: Arc<Scope> = Arc::clone(&scope);
            let said = self
                .read(plan, move |plan| Ok(collect(plan, &scope, offset)))
                .await?;
            facts.add(said);
        }
        facts.sort();
        let span = rhythm.span(day);
        let report = tell(rhythm, department, span, &Calendar::china(), &facts);
        Ok((span, report))
    }

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
        let calendar = Calendar::china();
        for rhythm in Rhythm::ALL {
            let since = {
                let mut conn = self.pool.get().await?;
                reports_due::since(&mut conn, rhythm.word()).await?
            };
            // Where none was ever announced, none was missed.
            let since = since.unwrap_or_else(|| moment.today.pred_opt().unwrap_or(moment.today));
            for day in rhythm.due(since, last, &calendar) {
                let engine = Arc::clone(self);
                cascade_storage::mutation(
                    async move { engine.announce(rhythm, day, moment).await },
                )
                .await??;
            }
        }
        Ok(())
    }

    /// Announces a day's reports in one transaction with the note that they were announced.
    async fn announce(
        &self,
        rhythm: Rhythm,
        day: NaiveDate,
        moment: Moment,
    ) -> Result<(), ServiceError> {
        let mut tx = self.pool.begin().await?;
        if !reports_due::note(&mut tx, rhythm.word(), day).await? {
            tx.rollback().await?;
            return Ok(());
        }
        let directory: Directory = store::directory(&mut tx).await?;
        let rules = store::rulebook(&mut tx, &self.policy).await?;
        let with_plans = reports_due::departments(&mut tx).await?;
        let notices: Vec<Notification> = directory
            .all()
            // A department in which nobody works on anything, itself and below, has nothing to report.
            .filter(|one| !one.head.is_empty())
            .filter(|one| !directory.below(&one.code).is_disjoint(&with_plans))
            .map(|one| {
                notice(
                    rhythm,
                    &one.code,
                    &one.head,
                    day,
                    rules.audible(&one.code, moment),
                )
            })
            .collect();
        store::announce(&mut tx, &notices, moment.now).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn notice(
    rhythm: Rhythm,
    department: &str,
    head: &str,
    day: NaiveDate,
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
        body: Text::new("已生成，可查看或下载", "It is ready to be read"),
        light: Light::Green,
        page: format!("departments/{code}/reports/{}?date={day}", rhythm.word()),
        due,
    }
}
