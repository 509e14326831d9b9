//! People for tasks (§4): what a person can work, what they are loaded with, who fits a task, and who takes which of many tasks.
//!
//! Hours are the only measure. Every answer shows its parts, so that people can check it: an overload names its tasks, a fit its
//! reasons, an unassigned task what stands in its way.

pub mod assign;
pub mod capacity;
pub mod fit;
pub mod load;
pub mod relief;

/// Hours below which two amounts are the same.
pub const EPSILON: f64 = 1e-6;

/// The numbers of staffing, which organisations differ on.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffingPolicy {
    /// Part of the owner's day that a task without an effort takes: 0.5 is half of every working day.
    pub default_share: f64,
    /// Part of a task's effort that each collaborator takes.
    pub collaborator_share: f64,
    /// Most of a task's effort that its collaborators take together; the owner has the rest.
    pub collaborators_most: f64,
    /// Weight of the skills in a fit; the three weights count in proportion to their sum.
    pub skill_weight: f64,
    /// Weight of the free hours.
    pub free_weight: f64,
    /// Weight of the department.
    pub department_weight: f64,
    /// Levels that somebody may be below a needed skill and still take the task; nobody takes one whose skill they lack altogether.
    pub level_gap: i32,
    /// Steps of the search for a better assignment, after which the best one found stands.
    pub search_steps: u32,
}

impl Default for StaffingPolicy {
    fn default() -> Self {
        Self {
            default_share: 0.5,
            collaborator_share: 0.2,
            collaborators_most: 0.5,
            skill_weight: 0.6,
            free_weight: 0.25,
            department_weight: 0.15,
            level_gap: 1,
            search_steps: 100_000,
        }
    }
}
