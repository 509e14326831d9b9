//! Random networks, built at once or edited step by step, against the plain model.

use std::collections::HashMap;

use cascade_schedule::{
    BuildError, Calendar, Change, Dates, Driver, Float, Link, Network, NetworkBuilder, TaskInput,
    TaskIx, TaskState, analyse, root_cause,
};
use chrono::NaiveDate;
use proptest::prelude::*;

use crate::{
    naive::{Held, Model, count, date},
    sketch::{any_date, any_held, any_link, any_model, any_task},
};

#[derive(Debug, Clone)]
enum Edit {
    Set(prop::sample::Index, TaskInput),
    Add(TaskInput),
    Remove(prop::sample::Index),
    Link(Link),
    Unlink(prop::sample::Index),
    Hold(prop::sample::Index, Held),
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
        2 => (any::<prop::sample::Index>(), any_held()).prop_map(|(at, held)| Edit::Hold(at, held)),
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
    let mut network = builder.build().unwrap();
    for (at, held) in model.held.iter().enumerate() {
        hold(&mut network, position(at), *held);
    }
    network
}

fn hold(network: &mut Network, task: TaskIx, held: Held) {
    network.set_constraints(task, held.constraints);
    network.set_plan(task, held.plan);
    assert_eq!(network.constraints(task), held.constraints);
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

/// The kept floats are those of a pass over everything, and those said to have changed are what differs from before.
fn check_floats(
    network: &mut Network,
    model: &Model,
    before: &mut HashMap<TaskIx, Float>,
) -> Result<(), TestCaseError> {
    let moved = network.refresh_floats().floats;
    let analysis = analyse(network, None);
    for (at, task) in model.tasks.iter().enumerate() {
        let ix = position(at);
        if task.is_none() {
            before.remove(&ix);
            continue;
        }
        let float = network.float(ix).unwrap();
        prop_assert_eq!(float.total(), analysis.total_float(ix), "task {}", at);
        prop_assert_eq!(float.free(), analysis.free_float(ix), "task {}", at);
        prop_assert_eq!(float.critical(), analysis.critical(ix));
        prop_assert_eq!(float.near_critical(2), analysis.near_critical(ix, 2));
        let is_other = before.insert(ix, float) != Some(float);
        prop_assert!(!is_other || moved.contains(&ix), "task {} was not told", at);
    }
    let again = network.refresh_floats();
    prop_assert!(again.floats.is_empty() && again.touched == Some(Vec::new()));
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
        let (mut before, mut floats) = (HashMap::new(), HashMap::new());
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
                    floats.remove(&task);
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
                    if let Some(held) = model.held.get_mut(task.0 as usize) {
                        *held = Held::default();
                    }
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
                Edit::Hold(at, held) => {
                    let task = position(at.index(count));
                    if model.tasks[task.0 as usize].is_some() {
                        model.held.resize(count, Held::default());
                        model.held[task.0 as usize] = held;
                        hold(&mut network, task, held);
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
                    check_floats(&mut network, &model, &mut floats)?;
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
        let early = model.spans();
        let finish = early.values().map(|span| span.finish).max().unwrap();
        prop_assert_eq!(analysis.project_finish(), date(finish));
        let late = model.late(&early, finish);
        for (task, late) in &late {
            let float = count(model.calendar(*task), early[task].finish, late.finish);
            prop_assert_eq!(analysis.total_float_half_days(*task), float, "task {}", task.0);
            let dates = Dates { start: date(late.start), finish: date(late.finish) };
            prop_assert_eq!(analysis.late(*task), dates, "task {}", task.0);
            prop_assert_eq!(analysis.critical(*task), float <= 0);
        }
        let is_sound = model.is_sound(&early, finish);
        let least = late.keys().map(|task| analysis.total_float_half_days(*task)).min();
        prop_assert!(!is_sound || least.is_none_or(|least| least >= 0));
        for task in early.keys() {
            let (total, free) = (analysis.total_float_half_days(*task), analysis.free_float_half_days(*task));
            prop_assert!(0 <= free && free <= total.max(0), "task {}: free {} total {}", task.0, free, total);
            prop_assert_eq!(analysis.total_float(*task), total.div_euclid(2));
            if !is_sound || !late.contains_key(task) {
                continue;
            }
            let unit = if model.calendars.iter().any(Calendar::has_half_days) { 1 } else { 2 };
            for slip in [free, free + unit, total, total + unit] {
                let slipped = Model { slip: Some((*task, early[task], slip)), ..model.clone() };
                let after = slipped.spans();
                let keeps = model.is_sound(&after, finish);
                let others_stay = early.iter().all(|(other, span)| other == task || after[other] == *span);
                prop_assert_eq!(keeps, slip <= total, "task {} by {}", task.0, slip);
                prop_assert_eq!(keeps && others_stay, slip <= free, "task {} by {}", task.0, slip);
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
                // What holds it now may let it go when it is not pulled forward any more.
                _ if model.held(*task).plan.is_some() => prop_assert!(alone.start >= dates[task].start),
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
