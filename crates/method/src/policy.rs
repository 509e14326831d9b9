//! Every number of the rules: defaults of the requirements, to be overridden by configuration.

/// The numbers that organisations differ on.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Fewest and most key results of a goal (§2).
    pub key_results: (usize, usize),
    /// Tolerance of the sum of weights, in percent points (§2).
    pub weight_tolerance: f64,
    /// Fewest and most working days of a task (§3).
    pub task_days: (u32, u32),
    /// Growth over baseline above which a goal is asked whether it can be reached: 0.5 is +50 % (§1).
    pub growth_factor: f64,
    /// Percent points between completion and attainment that count as divergence (§2).
    pub divergence_points: f64,
    /// Percent points behind up to which a light is green (§6).
    pub green_points: f64,
    /// Percent points behind up to which a light is yellow (§6).
    pub yellow_points: f64,
    /// Working days late up to which a light is yellow (§6).
    pub yellow_late_days: i32,
    /// A task due within so many working days … (§6)
    pub due_soon_days: i32,
    /// … is yellow below this percentage (§6).
    pub due_soon_percent: f64,
    /// How lights of key results and goals follow from their parts (§6).
    pub roll_up: RollUpRule,
    /// Working days of total float up to which a task is near-critical (§3).
    pub near_critical_days: i32,
    /// Missed daily updates after which the key result's owner is told (§6).
    pub missed_updates: u32,
    /// Escalation (§6).
    pub ladder: LadderPolicy,
    /// Tiers of adjustments (§7).
    pub adjustment: AdjustmentPolicy,
}

/// How a light follows from those of its parts (§6).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum RollUpRule {
    /// It is the worst of them.
    #[default]
    Worst,
    /// By their weighted score, in percent.
    Score {
        /// Yellow below this …
        yellow_below: f64,
        /// … and red below this.
        red_below: f64,
    },
}

/// The numbers of the escalation ladder (§6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderPolicy {
    /// Working days that levels 1, 2, 3 have; level 4 has as many as level 3.
    pub days: [u32; 3],
    /// Working days that an acknowledgement holds the level's deadline back, once a level.
    pub acknowledge_days: u32,
    /// Most working days of a snooze.
    pub snooze_cap_days: u32,
}

/// The numbers of adjustments (§7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentPolicy {
    /// Working days of cumulative extension up to which a department head decides alone.
    pub department_head_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            key_results: (3, 5),
            weight_tolerance: 0.01,
            task_days: (5, 10),
            growth_factor: 0.5,
            divergence_points: 30.0,
            green_points: 5.0,
            yellow_points: 10.0,
            yellow_late_days: 3,
            due_soon_days: 3,
            due_soon_percent: 80.0,
            roll_up: RollUpRule::Worst,
            near_critical_days: 2,
            missed_updates: 3,
            ladder: LadderPolicy::default(),
            adjustment: AdjustmentPolicy::default(),
        }
    }
}

impl Default for LadderPolicy {
    fn default() -> Self {
        Self {
            days: [1, 2, 3],
            acknowledge_days: 1,
            snooze_cap_days: 3,
        }
    }
}

impl Default for AdjustmentPolicy {
    fn default() -> Self {
        Self {
            department_head_days: 10,
        }
    }
}
