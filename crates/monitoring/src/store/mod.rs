//! Rows and queries; with `schema.rs` the only place that knows diesel.

mod adjustments;
mod alerts;
mod between_plans;
pub mod channels;
mod colleagues;
mod daily;
pub mod deliveries;
mod directory;
mod facts;
mod goals;
mod history;
mod missed;
mod my_day;
mod notifications;
pub mod overtaken;
mod overview;
pub mod parcels;
mod parts;
mod plans;
mod policies;
pub mod reports_due;
pub mod reports_told;
mod requests;
pub mod reviews;
mod rotas;
mod timers;
mod upserts;
mod words;
mod working_times;

pub use adjustments::{adjustments_by, undecided_adjustments, upsert_adjustment};
pub use alerts::{AlertFilter, alert_plan, list_alerts, plans_with_open_alerts};
pub use colleagues::colleagues;
pub use daily::daily_status;
pub use directory::{directory, upsert_department};
pub use history::finished_tasks;
pub use my_day::{alerts_of, silent_for, tasks_of};
pub use notifications::announce;
pub use overview::{late_tasks, overview};
pub use plans::{
    PlanRow, active_plans, insert_plan_if_new, load_plan, lock_plans, plan_of_task, plan_revision,
    write,
};
pub use policies::{delete_policy, insert_policy, policies, rulebook};
pub use requests::requests_awaiting;
pub use rotas::{delete_rota, insert_rota, rotas};
pub use timers::{claim_due, delete_timers, next_due};
pub use working_times::{
    DEPARTMENT, PERSON, addresses, directory_on, plans_of, upsert_absence, upsert_calendar,
    upsert_person, with_calendars, working_times,
};

/// Writes a row under its key, whether it was there or not.
macro_rules! upsert {
    ($conn:expr, $table:path, $key:expr, $row:expr) => {{
        use $table as table;
        on_conn!($conn, c => {
            diesel::insert_into(table).values(&$row).on_conflict($key).do_update().set(&$row).execute(c).await
        })?;
    }};
}

use upsert;
