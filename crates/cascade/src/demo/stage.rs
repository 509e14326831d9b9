//! The stage: a server with a simulated clock, the people who act, and waiting until everyone has heard.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use cascade_gateway::api::{self, ClockReading, Page, PlanState, Task};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use reqwest::Method;

use crate::client::Client;

/// Longest wait for an event to have gone all the way.
const PATIENCE: Duration = Duration::from_secs(30);
/// The organisation's time zone, as in the default configuration.
const OFFSET_SECONDS: i32 = 8 * 3_600;

/// A server, its people, its plan.
pub struct Stage {
    /// Speaks as the administrator.
    pub admin: Client,
    /// The plan's id.
    pub plan: String,
    /// Its tasks by code.
    pub tasks: BTreeMap<String, Task>,
    people: BTreeMap<String, Client>,
    /// Versions that monitoring must have seen, by task id.
    expected: BTreeMap<String, i64>,
}

impl Stage {
    /// An empty stage.
    ///
    /// # Errors
    /// A server without development tokens or a clock that can be set.
    pub async fn open(anonymous: &Client) -> Result<Self> {
        let admin = anonymous.as_person("demo", None, &[("admin", "*")]).await?;
        let clock: ClockReading = admin.get("clock").await?;
        if !clock.simulated {
            bail!("the server's clock is not simulated: start it with clock.mode = \"simulated\"");
        }
        Ok(Self {
            admin,
            plan: String::new(),
            tasks: BTreeMap::new(),
            people: BTreeMap::new(),
            expected: BTreeMap::new(),
        })
    }

    /// Reads the plan's tasks and makes everyone a voice of their own.
    ///
    /// # Errors
    /// What the server refuses.
    pub async fn cast(&mut self, anonymous: &Client) -> Result<()> {
        let people: Page<api::Person> = self.admin.get("people?page_size=500").await?;
        let departments: Page<api::Department> =
            self.admin.get("departments?page_size=500").await?;
        for person in people.items {
            let heads: Vec<&str> = departments
                .items
                .iter()
                .filter(|department| department.head.as_deref() == Some(person.code.as_str()))
                .map(|department| department.code.as_str())
                .collect();
            let mut roles = vec![("viewer", "*"), ("contributor", person.department.as_str())];
            roles.extend(heads.iter().map(|department| ("manager", *department)));
            let voice = anonymous
                .as_person(&person.name, Some(&person.code), &roles)
                .await?;
            self.people.insert(person.code.clone(), voice);
        }
        self.reload_tasks().await
    }

    /// Reads the plan's tasks again.
    ///
    /// # Errors
    /// What the server refuses.
    pub async fn reload_tasks(&mut self) -> Result<()> {
        let tasks: Page<Task> = self
            .admin
            .get(&format!("plans/{}/tasks?page_size=500", self.plan))
            .await?;
        self.tasks = tasks
            .items
            .into_iter()
            .map(|task| (task.code.clone(), task))
            .collect();
        Ok(())
    }

    /// A person's voice.
    ///
    /// # Errors
    /// A code that nobody has.
    pub fn person(&self, code: &str) -> Result<&Client> {
        self.people
            .get(code)
            .with_context(|| format!("nobody has the code {code}"))
    }

    /// Notes that monitoring must come to know this version of a task.
    pub fn expect(&mut self, task: &Task) {
        self.expected.insert(task.id.clone(), task.version);
        self.tasks.insert(task.code.clone(), task.clone());
    }

    /// Moves the clock to a time of a day in the organisation's time zone; everything that falls due on the way is done then.
    ///
    /// # Errors
    /// A clock that does not move.
    pub async fn clock_to(&self, day: NaiveDate, hour: u32, minute: u32) -> Result<()> {
        let now = instant(day, hour, minute)?;
        let reading = ClockReading {
            now,
            today: String::new(),
            simulated: true,
        };
        let _: ClockReading = self
            .admin
            .send(Method::PUT, "clock", Some(&reading))
            .await?;
        Ok(())
    }

    /// The plan as monitoring sees it, once it has heard of everything that was done and `also` holds.
    ///
    /// # Errors
    /// Where that takes too long.
    pub async fn settled(&self, also: impl Fn(&PlanState) -> bool) -> Result<PlanState> {
        let started = Instant::now();
        loop {
            let state = self
                .admin
                .get::<PlanState>(&format!("plans/{}/status", self.plan))
                .await;
            if let Ok(state) = &state {
                let heard = self.expected.iter().all(|(id, version)| {
                    state
                        .tasks
                        .iter()
                        .any(|task| task.task_id == *id && task.task_version >= *version)
                });
                if heard && also(state) {
                    return Ok(state.clone());
                }
            }
            if started.elapsed() > PATIENCE {
                return state.and_then(|_| {
                    bail!("monitoring has not heard of everything within {PATIENCE:?}")
                });
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn instant(day: NaiveDate, hour: u32, minute: u32) -> Result<DateTime<Utc>> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).context("no such time")?;
    let offset = FixedOffset::east_opt(OFFSET_SECONDS).context("no such offset")?;
    day.and_time(time)
        .and_local_timezone(offset)
        .single()
        .map(|at| at.to_utc())
        .context("no such moment")
}
