//! A change under an idempotency key: done once, answered as often as it is asked for.

use crate::{error::ServiceError, grpc::RequestContext};
use cascade_events::idempotency::{self, Key, Seen};
use cascade_storage::{DbConn, DbPool, mutation};
use futures::future::BoxFuture;
use prost::Message;
use sha2::{Digest, Sha256};

/// What is asked, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The caller's context.
    pub context: &'a RequestContext,
    /// Name of the call: keys of different calls never meet.
    pub method: &'static str,
    /// Does everything but keep it.
    pub dry_run: bool,
}

/// Runs `change` in a transaction and a task of its own and commits its answer with it. Without a key in the context there is no
/// protection against a second time.
///
/// # Errors
/// What the change says; `IDEMPOTENCY_KEY_REUSED` for a key of another request.
pub async fn keyed<Q, A, F>(
    pool: &DbPool,
    call: Call<'_>,
    request: &Q,
    change: F,
) -> Result<A, ServiceError>
where
    Q: Message,
    A: Message + Default + 'static,
    F: for<'c> FnOnce(&'c mut DbConn) -> BoxFuture<'c, Result<A, ServiceError>> + Send + 'static,
{
    let Call {
        context,
        method,
        dry_run,
    } = call;
    let key = context
        .idempotency_key
        .as_ref()
        .filter(|_| !dry_run)
        .map(|key| key_of(key, context, method, request));
    let (pool, now) = (pool.clone(), context.now);
    mutation(async move {
        let done = async {
            let mut tx = pool.begin().await?;
            if let Some(key) = &key
                && let Some(answer) = answered(&mut tx, key).await?
            {
                tx.rollback().await?;
                return Ok(answer);
            }
            let answer = change(&mut tx).await?;
            if dry_run {
                tx.rollback().await?;
                return Ok(answer);
            }
            if let Some(key) = &key {
                idempotency::record(&mut tx, key, &answer.encode_to_vec(), now).await?;
            }
            tx.commit().await?;
            Ok(answer)
        }
        .await;
        match (done, &key) {
            // A twin of this call may have been faster; then its answer is this one's too, not the conflict between them.
            (Err(error), Some(key)) => {
                let mut conn = pool.get().await?;
                answered(&mut conn, key).await?.ok_or(error)
            }
            (done, _) => done,
        }
    })
    .await?
}

/// The key of one request.
#[must_use]
pub fn key_of(key: &str, context: &RequestContext, method: &str, request: &impl Message) -> Key {
    let digest = Sha256::digest(request.encode_to_vec());
    Key {
        key: key.to_owned(),
        actor: context.actor.subject.clone(),
        method: method.to_owned(),
        request_hash: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// The answer given before under this key, if any.
///
/// # Errors
/// `IDEMPOTENCY_KEY_REUSED` for a key of another request.
pub async fn answered<A: Message + Default>(
    conn: &mut DbConn,
    key: &Key,
) -> Result<Option<A>, ServiceError> {
    match idempotency::lookup(conn, key).await? {
        Seen::New => Ok(None),
        Seen::Answered(bytes) => A::decode(bytes.as_slice())
            .map(Some)
            .map_err(ServiceError::internal),
        Seen::Reused => Err(ServiceError::idempotency_key_reused(&key.key)),
    }
}
