//! What a pass costs with nothing but arrays: no calendar, no kinds, no lags, no links to keep. The baseline.

use crate::portfolio::Portfolio;

pub struct Plain {
    offsets: Vec<u32>,
    predecessors: Vec<u32>,
    durations: Vec<i32>,
    early: Vec<i32>,
    late: Vec<i32>,
}

impl Plain {
    /// Of a portfolio whose tasks are in topological order and whose links are in that of their successors.
    pub fn new(portfolio: &Portfolio) -> Self {
        let count = portfolio.tasks.len();
        let mut offsets = vec![0_u32; count + 1];
        for link in &portfolio.links {
            offsets[link.successor.0 as usize + 1] += 1;
        }
        for task in 0..count {
            offsets[task + 1] += offsets[task];
        }
        Self {
            offsets,
            predecessors: portfolio
                .links
                .iter()
                .map(|link| link.predecessor.0)
                .collect(),
            durations: portfolio
                .tasks
                .iter()
                .map(|task| i32::try_from(task.duration).unwrap_or(1))
                .collect(),
            early: vec![0; count],
            late: vec![0; count],
        }
    }

    fn before(&self, task: usize) -> &[u32] {
        &self.predecessors[self.offsets[task] as usize..self.offsets[task + 1] as usize]
    }

    /// Early finishes; the last of them.
    pub fn forward(&mut self) -> i32 {
        let mut last = 0;
        for task in 0..self.durations.len() {
            let start = self
                .before(task)
                .iter()
                .map(|before| self.early[*before as usize])
                .max();
            let finish = start.unwrap_or(0) + self.durations[task];
            self.early[task] = finish;
            last = last.max(finish);
        }
        last
    }

    /// Early and late finishes; the float of all tasks together.
    pub fn both(&mut self) -> i64 {
        let last = self.forward();
        self.late.fill(last);
        let mut float = 0;
        for task in (0..self.durations.len()).rev() {
            let start = self.late[task] - self.durations[task];
            float += i64::from(self.late[task] - self.early[task]);
            let before = self.offsets[task] as usize..self.offsets[task + 1] as usize;
            for at in &self.predecessors[before] {
                let late = &mut self.late[*at as usize];
                *late = (*late).min(start);
            }
        }
        float
    }
}
