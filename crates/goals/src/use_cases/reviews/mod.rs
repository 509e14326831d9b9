//! The review of a plan at its end, and its closing.

mod close;
mod next_period;
mod read;
mod write;

use cascade_proto::goals::v1 as pb;
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;

use crate::{
    domain::{
        facts::TaskFact,
        review::{Disposed, Ending},
        tree::Tree,
    },
    messages,
    store::{facts, reviews},
};

/// Everything that a review looks at.
async fn ending(conn: &mut DbConn, tree: Tree) -> Result<Ending, ServiceError> {
    let id = tree.plan.id;
    Ok(Ending {
        tasks: facts::tasks_of_plan(conn, id).await?,
        red_alerts: facts::red_alerts(conn, id).await?,
        written: reviews::rows(conn, id)
            .await?
            .into_iter()
            .map(|row| (row.subject, row))
            .collect(),
        disposed: reviews::disposed(conn, id)
            .await?
            .into_iter()
            .map(|made| (made.task, made))
            .collect(),
        tree,
    })
}

fn disposition(task: &TaskFact, made: Option<&Disposed>) -> pb::TaskDisposition {
    pb::TaskDisposition {
        task_id: task.id.to_string(),
        code: task.code.clone(),
        key_result_id: task.key_result_id.clone(),
        owner: task.owner.clone(),
        percent: task.percent,
        disposition: made.map(|made| made.disposition).unwrap_or_default().into(),
        note: made.map(|made| made.note.clone()).unwrap_or_default(),
        by: made.map(|made| made.by.clone()).unwrap_or_default(),
        at: made.map(|made| messages::moment(made.at)),
    }
}
