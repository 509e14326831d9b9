//! Whether a schedule keeps every rule of its project, looked at without anything that made it.

use super::project::Project;

/// What a schedule breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// There is not one start for each activity.
    Length,
    /// An activity begins before it may.
    Release {
        /// Which.
        activity: usize,
    },
    /// A link does not hold.
    Precedence {
        /// Its position.
        link: usize,
    },
    /// More units of a resource are held than there are.
    Capacity {
        /// Which.
        resource: usize,
        /// When first.
        slot: usize,
    },
}

/// The first rule that these starts break; none where the schedule is feasible.
#[must_use]
pub fn violation(project: &Project, starts: &[u32]) -> Option<Violation> {
    if starts.len() != project.activities.len() {
        return Some(Violation::Length);
    }
    let early = (project.activities.iter().zip(starts)).position(|(one, at)| *at < one.release);
    if let Some(activity) = early {
        return Some(Violation::Release { activity });
    }
    for (position, link) in project.links.iter().enumerate() {
        let [first, second] = [link.predecessor as usize, link.successor as usize];
        let duration = |at: usize| project.activities[at].duration;
        let apart = link.start_lag(duration(first), duration(second));
        if i64::from(starts[second]) < i64::from(starts[first]) + apart {
            return Some(Violation::Precedence { link: position });
        }
    }
    let end = finish(project, starts) as usize;
    for (resource, there) in project.resources.iter().enumerate() {
        let mut held = vec![0_u64; end];
        for (activity, start) in project.activities.iter().zip(starts) {
            let wanted = activity
                .demands
                .iter()
                .filter(|(named, _)| *named as usize == resource);
            for (_, units) in wanted {
                for slot in &mut held[*start as usize..(*start + activity.duration) as usize] {
                    *slot += u64::from(*units);
                }
            }
        }
        let over = (0..end).find(|slot| held[*slot] > u64::from(there.units(*slot)));
        if let Some(slot) = over {
            return Some(Violation::Capacity { resource, slot });
        }
    }
    None
}

/// First slot after the last activity.
#[must_use]
pub fn finish(project: &Project, starts: &[u32]) -> u32 {
    let ends = project.activities.iter().zip(starts);
    ends.map(|(activity, start)| start + activity.duration)
        .max()
        .unwrap_or(0)
}
