//! Processor time of processes, as Linux counts it.

use std::fs;

use crate::cli::Watched;

/// Linux tells it in hundredths of a second, whatever its own clock.
const MILLISECONDS_OF_A_TICK: u64 = 10;

/// Milliseconds that each process has spent so far, with its children; none where the machine does not tell.
pub(super) fn spent(processes: &[Watched]) -> Vec<Option<u64>> {
    let spent = |watched: &Watched| Some(ticks(watched.pid)? * MILLISECONDS_OF_A_TICK);
    processes.iter().map(spent).collect()
}

/// Milliseconds that each has spent since, by name.
pub(super) fn since<'a>(
    processes: &'a [Watched],
    before: &[Option<u64>],
) -> Vec<(&'a str, Option<u64>)> {
    let now = spent(processes);
    let since = |(now, before): (Option<u64>, &Option<u64>)| Some(now?.saturating_sub((*before)?));
    processes
        .iter()
        .map(|watched| watched.name.as_str())
        .zip(now.into_iter().zip(before).map(since))
        .collect()
}

/// Says what a report took.
pub(super) fn tell(spent: &[(&str, Option<u64>)], reports: u64) {
    if reports == 0 {
        return;
    }
    let of_a_report = |milliseconds: u64| milliseconds as f64 / reports as f64;
    let sum = spent.iter().filter_map(|(_, spent)| *spent).sum();
    say!(
        "processor time         {:>9.2} ms a report",
        of_a_report(sum)
    );
    for (name, spent) in spent {
        match spent {
            Some(spent) => say!("  {name:<20} {:>9.2} ms", of_a_report(*spent)),
            None => say!("  {name:<20}   unknown: it has ended, or this machine does not tell"),
        }
    }
}

/// Of a process, of its children that live, and of those that have ended.
fn ticks(pid: u32) -> Option<u64> {
    let own = of_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?;
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    let children = children
        .split_whitespace()
        .filter_map(|child| child.parse().ok());
    Some(own + children.filter_map(ticks).sum::<u64>())
}

/// User and system time, its own and that of children it has waited for: fields 14 to 17. The second field, its name, may hold
/// anything but ends with the last bracket.
fn of_stat(line: &str) -> Option<u64> {
    let (_, fields) = line.rsplit_once(')')?;
    let times: Vec<u64> = fields
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|field| field.parse().ok())
        .collect();
    (times.len() == 4).then(|| times.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::of_stat;

    #[test]
    fn a_process_may_be_called_anything() {
        let line = "42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 7 5 300 20 20 0 1 0 77 0";
        assert_eq!(of_stat(line), Some(332));
        assert_eq!(of_stat("42 (a) S 1"), None);
        assert_eq!(of_stat(""), None);
    }
}
