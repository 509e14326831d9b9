//! The call.

use super::{
    bound::lower_bound,
    generation::{Generator, respect_precedence},
    instance::Compiled,
    project::{Project, ProjectError},
    rules::Times,
    search::Search,
};

/// How long to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Most schedules that are made. Who stops the search by time gives the number that they expect to see: the population grows with it.
    pub schedules: u64,
    /// Where chance begins: with the same seed and the same number of schedules, the answer is the same.
    pub seed: u64,
}

/// A feasible schedule, and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levelled {
    /// First slot of each activity.
    pub starts: Vec<u32>,
    /// First slot after the last activity.
    pub finish: u32,
    /// What it would be if there were enough of every resource.
    pub critical_path: u32,
    /// No schedule is shorter.
    pub lower_bound: u32,
    /// What the best priority rule reached.
    pub by_rules: u32,
    /// Schedules made.
    pub schedules: u64,
}

impl Levelled {
    /// Whether it is known that no schedule is shorter.
    #[must_use]
    pub const fn is_shortest(&self) -> bool {
        self.finish == self.lower_bound
    }
}

/// Finds starts, as early as the project can end, that keep every link and never hold more of a resource than there is.
///
/// Priority rules come first; then two populations of schedules improve one another, until the effort is spent, `stop` says so, or the
/// schedule is as short as a lower bound. `stop` is asked before each schedule; one is made in any case.
///
/// # Errors
/// A project that contradicts itself, or is too large.
pub fn level(
    project: &Project,
    effort: Effort,
    mut stop: impl FnMut() -> bool,
) -> Result<Levelled, ProjectError> {
    let compiled = Compiled::new(project)?;
    let times = Times::of(&compiled.forward);
    let bound = lower_bound(project, &compiled, &times);
    let budget = (effort.schedules, effort.seed);
    let mut search = Search::new(compiled, bound, budget, &mut stop);
    search.run(&times);
    let mut starts = vec![0; project.activities.len()];
    for (own, start) in search.names().iter().zip(&search.best) {
        starts[*own as usize] = *start;
    }
    Ok(Levelled {
        starts,
        finish: search.makespan,
        critical_path: times.critical,
        lower_bound: bound,
        by_rules: search.by_rules,
        schedules: search.used,
    })
}

/// Starts of a schedule in which activities are placed one by one as early as they can be, those with the least key first, nobody before
/// who they wait for: what has to give way is what comes later in the order. One key for each activity; a missing one is 0.
///
/// # Errors
/// As [`level`].
pub fn in_order(project: &Project, keys: &[u32]) -> Result<Vec<u32>, ProjectError> {
    let compiled = Compiled::new(project)?;
    let instance = &compiled.forward;
    let key = |own: &u32| keys.get(*own as usize).copied().unwrap_or(0);
    let mut by_number: Vec<u32> = compiled.name.iter().map(key).collect();
    respect_precedence(instance, &mut by_number);
    let mut generator = Generator::new(instance);
    let (mut order, mut made) = (Vec::new(), vec![0; by_number.len()]);
    generator.sort(instance, &mut by_number, &mut order);
    generator.serial(instance, &order, &mut made);
    let mut starts = vec![0; made.len()];
    for (own, start) in compiled.name.iter().zip(made) {
        starts[*own as usize] = start;
    }
    Ok(starts)
}
