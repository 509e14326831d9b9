//! Instances of our own, made like PSPLIB's: ProGen (Kolisch, Sprecher, Drexl 1995), with its network complexity, resource factor and
//! resource strength.

use cascade_schedule::levelling::{Activity, Precedence, Project, Resource};

use crate::random::Random;

/// What a set of instances varies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kind {
    /// Activities, without source and sink.
    pub jobs: u32,
    /// Network complexity: links for each activity.
    pub complexity: &'static [f64],
    /// Resource factor: the share of the resources that an activity asks for.
    pub factor: &'static [f64],
    /// Resource strength: 0 where the greatest single request is all there is, 1 where the early schedule fits.
    pub strength: &'static [f64],
}

/// Parameters of PSPLIB's j30: 48 combinations.
pub const J30: Kind = Kind {
    jobs: 30,
    complexity: &[1.5, 1.8, 2.1],
    factor: &[0.25, 0.5, 0.75, 1.0],
    strength: &[0.2, 0.5, 0.7, 1.0],
};
/// Parameters of PSPLIB's j120: 60 combinations.
pub const J120: Kind = Kind {
    jobs: 120,
    complexity: &[1.5, 1.8, 2.1],
    factor: &[0.25, 0.5, 0.75, 1.0],
    strength: &[0.1, 0.2, 0.3, 0.4, 0.5],
};

const RESOURCES: u32 = 4;
const LONGEST: u32 = 10;
const MOST_UNITS: u32 = 10;
/// Activities that begin the project, and that end it.
const EDGE: usize = 3;
const MOST_NEIGHBOURS: usize = 3;

impl Kind {
    /// Number of combinations.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.complexity.len() * self.factor.len() * self.strength.len()
    }
}

/// Name of an instance, as a file's: `own_j30_7_1` is combination 7 drawn with seed 1.
#[must_use]
pub fn name(kind: &Kind, parameter: usize, seed: u64) -> String {
    format!("own_j{}_{parameter}_{seed}", kind.jobs)
}

/// One instance: combination `parameter` counted from 0, drawn with a seed. Its first activity is the source, its last the sink.
#[must_use]
pub fn generate(kind: &Kind, parameter: usize, seed: u64) -> Project {
    let strength = kind.strength[parameter % kind.strength.len()];
    let rest = parameter / kind.strength.len();
    let factor = kind.factor[rest % kind.factor.len()];
    let complexity = kind.complexity[rest / kind.factor.len() % kind.complexity.len()];
    let mut random = Random(seed.wrapping_mul(1_000_003).wrapping_add(parameter as u64));
    let jobs = kind.jobs as usize;
    let network = Network::draw(jobs, complexity, &mut random);
    let mut activities = vec![Activity::default()];
    let per_job = f64::from(RESOURCES) * factor;
    for _ in 0..jobs {
        // On average so many, and one at least.
        let whole = per_job.floor();
        let more = f64::from(random.between(0, 999)) / 1_000.0 < per_job - whole;
        let count = (whole as usize + usize::from(more)).max(1);
        let mut resources: Vec<u32> = (0..RESOURCES).collect();
        let mut demands = Vec::new();
        for _ in 0..count {
            let at = random.between(0, resources.len() as u32 - 1) as usize;
            demands.push((resources.swap_remove(at), random.between(1, MOST_UNITS)));
        }
        demands.sort_unstable();
        activities.push(Activity {
            duration: random.between(1, LONGEST),
            release: 0,
            demands,
        });
    }
    activities.push(Activity::default());
    let mut project = Project {
        activities,
        links: network.links(),
        resources: Vec::new(),
    };
    let peaks = peaks(&project);
    for resource in 0..RESOURCES {
        let requests = project.activities.iter().flat_map(|one| &one.demands);
        let of_it = requests.filter(|(named, _)| *named == resource);
        let least = of_it.map(|(_, units)| *units).max().unwrap_or(0);
        let range = f64::from(peaks[resource as usize].saturating_sub(least));
        let units = least + (strength * range).round() as u32;
        project.resources.push(Resource::constant(units));
    }
    project
}

/// Most units of each resource in use at a time when everything begins as early as it can.
fn peaks(project: &Project) -> [u32; RESOURCES as usize] {
    let mut starts = vec![0; project.activities.len()];
    // Links go from lower to higher positions.
    let mut links = project.links.clone();
    links.sort_unstable_by_key(|link| link.predecessor);
    for link in links {
        let ready = starts[link.predecessor as usize]
            + project.activities[link.predecessor as usize].duration;
        let start: &mut u32 = &mut starts[link.successor as usize];
        *start = (*start).max(ready);
    }
    let end = starts.iter().max().copied().unwrap_or(0) + LONGEST;
    let mut peaks = [0; RESOURCES as usize];
    for slot in 0..end {
        let mut held = [0; RESOURCES as usize];
        for (activity, start) in project.activities.iter().zip(&starts) {
            if (*start..start + activity.duration).contains(&slot) {
                for (resource, units) in &activity.demands {
                    held[*resource as usize] += units;
                }
            }
        }
        for (peak, held) in peaks.iter_mut().zip(held) {
            *peak = held.max(*peak);
        }
    }
    peaks
}

/// Who follows whom among the activities, without source and sink.
struct Network {
    after: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    /// `reaches[a][b]`: b comes after a, directly or not.
    reaches: Vec<Vec<bool>>,
}

impl Network {
    fn draw(jobs: usize, complexity: f64, random: &mut Random) -> Self {
        let mut network = Self {
            after: vec![Vec::new(); jobs],
            before: vec![Vec::new(); jobs],
            reaches: vec![vec![false; jobs]; jobs],
        };
        let edge = EDGE.min(jobs / 2);
        let last = jobs - edge;
        for at in edge..jobs {
            let open: Vec<usize> = (0..at.min(last))
                .filter(|from| network.after[*from].len() < MOST_NEIGHBOURS)
                .collect();
            if let Some(from) = random.pick(&open) {
                network.link(from, at);
            }
        }
        for at in (0..last).rev() {
            if network.after[at].is_empty() {
                let open: Vec<usize> = ((at + 1).max(edge)..jobs)
                    .filter(|to| network.may_link(at, *to))
                    .collect();
                if let Some(to) = random.pick(&open) {
                    network.link(at, to);
                }
            }
        }
        // The complexity counts source, sink and their links.
        let wanted = (complexity * (jobs + 2) as f64).round() as usize;
        for _ in 0..jobs * jobs * 4 {
            if network.links().len() >= wanted {
                break;
            }
            let from = random.between(0, last as u32 - 1) as usize;
            let to = random.between(edge as u32, jobs as u32 - 1) as usize;
            if from < to && network.may_link(from, to) {
                network.link(from, to);
            }
        }
        network
    }

    /// Neither has its neighbours already, and the link would say something new without making an old one superfluous.
    fn may_link(&self, from: usize, to: usize) -> bool {
        let jobs = self.after.len();
        let upto = |at: usize, end: usize| at == end || self.reaches[at][end];
        self.after[from].len() < MOST_NEIGHBOURS
            && self.before[to].len() < MOST_NEIGHBOURS
            && !self.reaches[from][to]
            && !(0..jobs).any(|a| upto(a, from) && self.after[a].iter().any(|b| upto(to, *b)))
    }

    fn link(&mut self, from: usize, to: usize) {
        self.after[from].push(to);
        self.before[to].push(from);
        let jobs = self.after.len();
        let beyond: Vec<usize> = (0..jobs)
            .filter(|at| *at == to || self.reaches[to][*at])
            .collect();
        for at in 0..jobs {
            if at == from || self.reaches[at][from] {
                for end in &beyond {
                    self.reaches[at][*end] = true;
                }
            }
        }
    }

    fn links(&self) -> Vec<Precedence> {
        let jobs = self.after.len();
        let mut links = Vec::new();
        for at in 0..jobs {
            let own = at as u32 + 1;
            if self.before[at].is_empty() {
                links.push(Precedence::after(0, own));
            }
            if self.after[at].is_empty() {
                links.push(Precedence::after(own, jobs as u32 + 1));
            }
            links.extend(
                self.after[at]
                    .iter()
                    .map(|to| Precedence::after(own, *to as u32 + 1)),
            );
        }
        links
    }
}
