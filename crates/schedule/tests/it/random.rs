//! Random networks, built at once or edited step by step, against the plain model.

use std::collections::HashMap;

use cascade_schedule::{
    BuildError, Change, Dates, Driver, Link, Network, NetworkBuilder, TaskInput, TaskIx, TaskState,
    analyse, root_cause,
};
use chrono::NaiveDate;
use proptest::prelude::*;

use crate::{
    naive::Model,
    sketch::{any_date, any_link, any_model, any_task},
};

#[derive(Debug, Clone)]
enum Edit {
    Set(prop::sample::Index, TaskInput),
    Add(TaskInput),
    Remove(prop::sample::Index),
    Link(Link),
    Unlink(prop::sample::Index),
    DataDate(Option<NaiveDate>),
    Propagate,
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (any::<prop::sample::Index>(), any_task()).prop_map(|(at, input)| Edit::Set(at, input)),
        2 => any_task().prop_map(Edit::Add),
        1 => any::<prop::sample::Index>().prop_map(Edit::Remove),
        8 => any_link(20).prop_map(Edit::Link),
        3 => any::<prop::sample::Index>().prop_map(Edit::Unlink),
        1 => any_date().prop_map(Edit::DataDate),
        4 => Just(Edit::Propagate),
    ]
}

fn built(model: &Model) -> Network {
    let mut builder = NetworkBuilder::new(model.data_date);
    for calendar in &model.calendars {
        builder.calendar(calendar.clone());
    }
    for input in model.tasks.iter().flatten() {
        builder.task(*input);
    }
    for link in &model.links {
        builder.link(*link);
    }
    builder.build().unwrap()
}

fn position(at: usize) -> TaskIx {
    TaskIx(u32::try_from(at).unwrap())
}

/// The dates are the model's, and the changes are exactly what differs from before.
fn check(
    network: &Network,
    model: &Model,
    changes: &[Change],
    before: &mut HashMap<TaskIx, Dates>,
) -> Result<(), TestCaseError> {
    let expected = model.dates();
    for (task, dates) in &expected {
        prop_assert_eq!(network.dates(*task), *dates, "task {}", task.0);
        let change = changes.iter().filter(|change| change.task == *task).count();
        let moved = before.get(task) != Some(dates);
        prop_assert_eq!(change, usize::from(moved), "changes of task {}", task.0);
    }
    for change in changes {
        prop_assert_eq!(change.after, expected[&change.task]);
        if let Some(before) = before.get(&change.task) {
            prop_assert_eq!(change.before, *before);
        }
    }
    *before = expected;
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn after_any_edits_dates_are_those_calculated_from_scratch(
        mut model in any_model(),
        edits in prop::collection::vec(any_edit(), 0..60),
    ) {
        let mut network = built(&model);
        let mut before = HashMap::new();
        let changes = network.propagate();
        check(&network, &model, &changes, &mut before)?;
        for edit in edits.into_iter().chain([Edit::Propagate]) {
            let count = model.tasks.len();
            match edit {
                Edit::Set(at, input) => {
                    let task = position(at.index(count));
                    if model.tasks[task.0 as usize].is_some() {
                        model.tasks[task.0 as usize] = Some(input);
                        network.set_task(task, input);
                    }
                }
                Edit::Add(input) => {
                    let task = network.add_task(input);
                    before.remove(&task);
                    if task.0 as usize == count {
                        model.tasks.push(Some(input));
                    } else {
                        prop_assert_eq!(model.tasks[task.0 as usize].replace(input), None);
                    }
                }
                Edit::Remove(at) => {
                    let task = position(at.index(count));
                    network.remove_task(task);
                    model.tasks[task.0 as usize] = None;
                    model.links.retain(|link| link.predecessor != task && link.successor != task);
                }
                Edit::Link(link) => {
                    let there = |task: TaskIx| model.tasks.get(task.0 as usize).is_some_and(Option::is_some);
                    if !there(link.predecessor) || !there(link.successor) {
                        continue;
                    }
                    let closes = model.leads_to(link.successor, link.predecessor);
                    match network.add_link(link) {
                        Ok(()) => {
                            prop_assert!(!closes);
                            model.links.push(link);
                        }
                        Err(cycle) => {
                            prop_assert!(closes);
                            let pairs: Vec<_> = cycle.path.windows(2).map(|pair| (pair[0], pair[1])).collect();
                            prop_assert_eq!(pairs[0], (link.predecessor, link.successor));
                            prop_assert_eq!(cycle.path.last(), Some(&link.predecessor));
                            for (from, to) in &pairs[1..] {
                                let known = model.links.iter().any(|link| link.predecessor == *from && link.successor == *to);
                                prop_assert!(known);
                            }
                        }
                    }
                }
                Edit::Unlink(at) => {
                    if !model.links.is_empty() {
                        let link = model.links.swap_remove(at.index(model.links.len()));
                        prop_assert!(network.remove_link(link));
                    }
                }
                Edit::DataDate(date) => {
                    model.data_date = date;
                    network.set_data_date(date);
                }
                Edit::Propagate => {
                    let changes = network.propagate();
                    check(&network, &model, &changes, &mut before)?;
                    prop_assert!(network.propagate().is_empty());
                }
            }
        }
    }

    #[test]
    fn a_builder_refuses_a_cycle_with_its_path(model in any_model(), closing in any::<prop::sample::Index>()) {
        prop_assume!(!model.links.is_empty());
        let first = model.links[closing.index(model.links.len())];
        let mut builder = NetworkBuilder::new(None);
        for calendar in &model.calendars {
            builder.calendar(calendar.clone());
        }
        for input in model.tasks.iter().flatten() {
            builder.task(*input);
        }
        let back = Link { predecessor: first.successor, successor: first.predecessor, ..first };
        let links: Vec<Link> = model.links.iter().copied().chain([back]).collect();
        for link in &links {
            builder.link(*link);
        }
        let Err(BuildError::Cycle(cycle)) = builder.build() else {
            return Err(TestCaseError::fail("a cycle was built"));
        };
        prop_assert!(cycle.path.len() > 2);
        prop_assert_eq!(cycle.path.first(), cycle.path.last());
        for pair in cycle.path.windows(2) {
            prop_assert!(links.iter().any(|link| [link.predecessor, link.successor] == pair), "{:?}", pair);
        }
    }

    #[test]
    fn floats_are_the_most_that_a_task_can_slip(mut model in any_model()) {
        for input in model.tasks.iter_mut().flatten() {
            // Slipping is said by remaining work, which begins to count with the first day of it.
            if let TaskState::Started { remaining, .. } = &mut input.state {
                *remaining = (*remaining).max(1);
            }
        }
        let mut network = built(&model);
        network.propagate();
        let analysis = analyse(&network, None);
        let dates = model.dates();
        let finish = dates.values().map(|dates| dates.finish).max().unwrap();
        prop_assert_eq!(analysis.project_finish(), finish);
        for (task, early) in &dates {
            let (total, free) = (analysis.total_float(*task), analysis.free_float(*task));
            prop_assert!(0 <= free && free <= total, "task {}: free {} total {}", task.0, free, total);
            for (slip, within_total, within_free) in
                [(free, true, true), (free + 1, free < total, false), (total, true, free == total), (total + 1, false, false)]
            {
                let Some(slipped) = model.slipped(*task, *early, slip) else { continue };
                let after = slipped.dates();
                let keeps_finish = after.values().all(|dates| dates.finish <= finish);
                let others_stay = dates.iter().all(|(other, dates)| other == task || after[other] == *dates);
                prop_assert_eq!(keeps_finish, within_total, "task {} by {}", task.0, slip);
                prop_assert_eq!(keeps_finish && others_stay, within_free, "task {} by {}", task.0, slip);
                if slip == total {
                    prop_assert_eq!(after[task].finish, analysis.late(*task).finish, "task {}", task.0);
                    prop_assert_eq!(after[task].start, analysis.late(*task).start, "task {}", task.0);
                }
            }
        }
    }

    #[test]
    fn a_driving_link_is_what_holds_a_task(model in any_model()) {
        let mut network = built(&model);
        network.propagate();
        let dates = model.dates();
        for task in dates.keys() {
            let mut freed = model.clone();
            freed.links.retain(|link| link.successor != *task);
            let alone = freed.dates()[task];
            match network.driver(*task) {
                Driver::Link(link) => {
                    freed.links.push(link);
                    prop_assert_eq!(freed.dates()[task], dates[task]);
                }
                _ => prop_assert_eq!(alone, dates[task]),
            }
        }
    }

    #[test]
    fn own_delays_add_up_to_the_delay(
        model in any_model(),
        now in prop::collection::vec(any_task(), 18),
        today in any_date(),
    ) {
        let mut network = built(&model);
        network.propagate();
        let plan = model.dates();
        for task in plan.keys() {
            network.set_task(*task, TaskInput { state: now[task.0 as usize].state, ..model.tasks[task.0 as usize].unwrap() });
        }
        network.set_data_date(today);
        network.propagate();
        for (task, planned) in &plan {
            let calendar = network.calendar(model.tasks[task.0 as usize].unwrap().calendar);
            let path = root_cause(&network, *task, |task| plan[&task]);
            let late = calendar.working_days_between(planned.finish, network.dates(*task).finish).max(0);
            prop_assert_eq!(path.iter().map(|hop| hop.own_delay).sum::<i32>(), late);
            prop_assert_eq!(path.is_empty(), late == 0);
            let mut handed = 0;
            for (at, hop) in path.iter().enumerate() {
                prop_assert!(hop.own_delay >= 0);
                prop_assert_eq!(hop.inherited, handed);
                handed += hop.own_delay;
                prop_assert_eq!(hop.via.map(|link| link.predecessor), at.checked_sub(1).map(|before| path[before].task));
            }
            prop_assert_eq!(path.last().map(|hop| hop.task), (late > 0).then_some(*task));
        }
    }
}
