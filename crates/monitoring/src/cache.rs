//! Plans in memory. One that is being changed is out; who wants it next has its row's lock only when the change is committed, and
//! waits the moment until it is back instead of reading it again.

use std::{
    collections::{HashMap, HashSet},
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

use crate::{domain::plan::PlanState, ids::PlanId};

/// Longest wait for a plan whose change has been committed or undone, and who does not bring it back.
const PATIENCE: Duration = Duration::from_secs(1);

/// Plans in memory.
#[derive(Default)]
pub(crate) struct Cache {
    shelf: Mutex<Shelf>,
    returned: Notify,
}

#[derive(Default)]
struct Shelf {
    plans: HashMap<PlanId, PlanState>,
    out: HashSet<PlanId>,
}

/// A plan that is out. Dropped without [`Cache::keep`] it is forgotten, and read again by the next who wants it.
pub(crate) struct Taken {
    plan: PlanState,
    place: Place,
}

/// The place of a plan that is out; given back when dropped.
pub(crate) struct Place {
    id: PlanId,
    cache: Arc<Cache>,
}

impl Cache {
    /// Whether nothing is known of a plan.
    pub(crate) fn is_new(&self, id: PlanId) -> bool {
        let shelf = self.shelf();
        !shelf.plans.contains_key(&id) && !shelf.out.contains(&id)
    }

    /// Takes a plan out, or the place for it where there is none. Who wants to change it has the lock of its row, as whoever had it out
    /// no longer has; who only looks at it puts it back without waiting for anything in between.
    pub(crate) async fn take(self: &Arc<Self>, id: PlanId) -> (Option<PlanState>, Place) {
        let patience = tokio::time::sleep(PATIENCE);
        tokio::pin!(patience);
        loop {
            let returned = self.returned.notified();
            tokio::pin!(returned);
            returned.as_mut().enable();
            {
                let mut shelf = self.shelf();
                if shelf.out.insert(id) {
                    let plan = shelf.plans.remove(&id);
                    return (plan, self.place(id));
                }
            }
            tokio::select! {
                () = returned => {}
                () = &mut patience => return (None, self.place(id)),
            }
        }
    }

    /// Puts plans back, after their transaction has been committed or where it has changed nothing.
    pub(crate) fn keep(&self, plans: impl IntoIterator<Item = Taken>) {
        for Taken { plan, place } in plans {
            self.shelf().plans.insert(place.id, plan);
            drop(place);
        }
    }

    fn place(self: &Arc<Self>, id: PlanId) -> Place {
        Place {
            id,
            cache: Arc::clone(self),
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, id: PlanId) {
        self.shelf().out.remove(&id);
        self.returned.notify_waiters();
    }
}

impl Place {
    /// With the plan that stands there.
    pub(crate) fn with(self, plan: PlanState) -> Taken {
        Taken { plan, place: self }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.cache.give_back(self.id);
    }
}

impl Deref for Taken {
    type Target = PlanState;

    fn deref(&self) -> &PlanState {
        &self.plan
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut PlanState {
        &mut self.plan
    }
}
