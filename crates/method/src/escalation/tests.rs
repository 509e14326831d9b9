use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

fn days(from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    from + TimeDelta::days(i64::from(days))
}

fn go(ladder: Ladder, input: Input) -> Result<Ladder, LadderError> {
    step(
        ladder,
        input,
        DateTime::UNIX_EPOCH,
        &LadderPolicy::default(),
        &days,
    )
    .map(|(ladder, _)| ladder)
}

/// Accepted, to have worked within ten days.
const ACCEPTED: Input = Input::Accepted(DateTime::from_timestamp_nanos(864_000_000_000_000));

/// Put off by so many days from the first level's deadline.
fn snoozed(count: u32) -> Input {
    let until = days(DateTime::UNIX_EPOCH, 1 + count);
    Input::Snoozed { days: count, until }
}

fn raised() -> Ladder {
    raise(false, DateTime::UNIX_EPOCH, &LadderPolicy::default(), &days).0
}

#[test]
fn levels_lapse_one_after_the_other_with_their_own_time() {
    let mut ladder = raised();
    let mut now = DateTime::UNIX_EPOCH;
    for (level, wait) in [
        (Level::L1, 1),
        (Level::L2, 2),
        (Level::L3, 3),
        (Level::L4, 3),
        (Level::L4, 3),
    ] {
        assert_eq!(ladder.level, level);
        assert_eq!(ladder.due, Some(days(now, wait)));
        now = ladder.due.unwrap();
        let (next, effects) = step(
            ladder,
            Input::DeadlineLapsed,
            now,
            &LadderPolicy::default(),
            &days,
        )
        .unwrap();
        assert!(effects.contains(&Effect::Notify(next.level)));
        ladder = next;
    }
}

#[test]
fn the_straight_way_to_the_end() {
    let ladder = go(raised(), Input::Explained).unwrap();
    assert_eq!((ladder.level, ladder.stage), (Level::L2, Stage::Explained));
    let ladder = go(ladder, Input::CorrectionFiled).unwrap();
    assert_eq!((ladder.level, ladder.stage), (Level::L3, Stage::Correcting));
    let ladder = go(ladder, ACCEPTED).unwrap();
    let worked_by = days(DateTime::UNIX_EPOCH, 10);
    assert_eq!(
        (ladder.stage, ladder.due),
        (Stage::Verifying, Some(worked_by))
    );
    assert_eq!(
        go(ladder, Input::CauseCleared).unwrap().stage,
        Stage::Verifying
    );
    assert_eq!(go(ladder, Input::Verified).unwrap().stage, Stage::Closed);
    assert_eq!(
        go(go(ladder, Input::Verified).unwrap(), Input::Explained),
        Err(LadderError::Closed)
    );
}

#[test]
fn a_correction_that_failed_calls_for_another_even_where_the_cause_has_gone() {
    let filed = go(raised(), Input::CorrectionFiled).unwrap();
    let rejected = go(filed, Input::Rejected).unwrap();
    assert_eq!(
        (rejected.level, rejected.stage),
        (Level::L2, Stage::Reopened)
    );
    let accepted = go(filed, ACCEPTED).unwrap();
    let failed = go(accepted, Input::NotVerified).unwrap();
    assert_eq!((failed.level, failed.stage), (Level::L3, Stage::Reopened));
    for reopened in [rejected, failed] {
        assert_eq!(go(reopened, Input::CauseCleared), Ok(reopened));
        assert!(go(reopened, Input::Explained).is_err());
        let again = go(reopened, Input::CorrectionFiled).unwrap();
        let verified = go(go(again, ACCEPTED).unwrap(), Input::Verified).unwrap();
        assert_eq!(verified.stage, Stage::Closed);
    }
}

#[test]
fn filing_again_does_not_put_off_the_decision() {
    let filed = go(raised(), Input::CorrectionFiled).unwrap();
    let paused = go(filed, Input::Acknowledged).unwrap();
    let lapsed = go(filed, Input::DeadlineLapsed).unwrap();
    for undecided in [filed, paused, lapsed] {
        let again = step(
            undecided,
            Input::CorrectionFiled,
            days(DateTime::UNIX_EPOCH, 2),
            &LadderPolicy::default(),
            &days,
        );
        let told = vec![Effect::Notify(undecided.level)];
        assert_eq!(again, Ok((undecided, told)));
    }
}

#[test]
fn an_accepted_correction_is_asked_for_on_its_day_and_then_at_the_next_level() {
    let filed = go(raised(), Input::CorrectionFiled).unwrap();
    let mut ladder = go(filed, ACCEPTED).unwrap();
    let mut now = ladder.due.unwrap();
    // Whoever decided first, with the time of the level; then the executive, and again.
    for level in [Level::L3, Level::L4, Level::L4] {
        let policy = LadderPolicy::default();
        let (next, effects) = step(ladder, Input::DeadlineLapsed, now, &policy, &days).unwrap();
        let due = days(now, 3);
        let expected = Ladder {
            level,
            stage: Stage::Unverified,
            pause: None,
            due: Some(due),
        };
        assert_eq!(next, expected);
        let told = vec![Effect::Notify(level), Effect::SetTimer(due)];
        assert_eq!(effects, told);
        assert_eq!(go(next, Input::CauseCleared), Ok(next));
        assert_eq!(go(next, Input::Verified).unwrap().stage, Stage::Closed);
        let failed = go(next, Input::NotVerified).unwrap();
        assert_eq!((failed.level, failed.stage), (level, Stage::Reopened));
        (ladder, now) = (next, due);
    }
}

#[test]
fn a_company_goal_goes_straight_to_the_executive() {
    assert_eq!(
        raise(true, DateTime::UNIX_EPOCH, &LadderPolicy::default(), &days)
            .0
            .level,
        Level::L4
    );
}

#[test]
fn a_company_goal_that_comes_to_be_at_risk_goes_there_too_whatever_is_waited_for() {
    let skip = |ladder| {
        let policy = LadderPolicy::default();
        let input = Input::CompanyGoalAtRisk;
        step(ladder, input, DateTime::UNIX_EPOCH, &policy, &days)
    };
    let explained = go(raised(), Input::Explained).unwrap();
    let filed = go(explained, Input::CorrectionFiled).unwrap();
    let rejected = go(filed, Input::Rejected).unwrap();
    let paused = go(raised(), Input::Acknowledged).unwrap();
    for waiting in [raised(), paused, explained, filed, rejected] {
        let (next, effects) = skip(waiting).unwrap();
        let due = days(DateTime::UNIX_EPOCH, 3);
        assert_eq!((next.level, next.stage), (Level::L4, waiting.stage));
        assert_eq!((next.pause, next.due), (None, Some(due)), "the time of L4");
        let told = vec![Effect::Notify(Level::L4), Effect::SetTimer(due)];
        assert_eq!(effects, told);
        assert_eq!(skip(next), Ok((next, Vec::new())), "told once");
    }
    let accepted = go(filed, ACCEPTED).unwrap();
    let (next, effects) = skip(accepted).unwrap();
    let expected = Ladder {
        level: Level::L4,
        ..accepted
    };
    assert_eq!(next, expected, "what was decided stands");
    assert_eq!(effects, vec![Effect::Notify(Level::L4)]);
}

#[test]
fn time_can_be_asked_for_once_a_level_and_not_beyond_the_cap() {
    let seen = go(raised(), Input::Acknowledged).unwrap();
    assert_eq!(seen.due, Some(days(DateTime::UNIX_EPOCH, 2)));
    assert_eq!(
        go(seen, Input::Acknowledged),
        Err(LadderError::AlreadyPaused)
    );
    assert_eq!(
        go(raised(), snoozed(4)),
        Err(LadderError::SnoozeTooLong { asked: 4, cap: 3 })
    );
    let put_off = go(raised(), snoozed(3)).unwrap();
    let until = days(DateTime::UNIX_EPOCH, 4);
    assert_eq!(
        (put_off.pause, put_off.due),
        (Some(Pause::Snoozed), Some(until)),
        "until then, not longer"
    );
    let lapsed = go(seen, Input::DeadlineLapsed).unwrap();
    assert_eq!(lapsed.pause, None);
}

fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        Just(Input::Explained),
        Just(Input::CorrectionFiled),
        Just(ACCEPTED),
        Just(Input::Rejected),
        Just(Input::DeadlineLapsed),
        Just(Input::Acknowledged),
        (0..6_u32).prop_map(snoozed),
        Just(Input::Verified),
        Just(Input::NotVerified),
        Just(Input::CauseCleared),
        Just(Input::CompanyGoalAtRisk),
        Just(Input::PlanClosed),
    ]
}

proptest! {
    #[test]
    fn never_skips_a_level_by_lapsing_and_never_closes_unverified(inputs in prop::collection::vec(any_input(), 0..30)) {
        let mut ladder = raised();
        let mut filed = false;
        for input in inputs {
            let Ok(next) = go(ladder, input) else { continue };
            if input == Input::DeadlineLapsed {
                prop_assert!(next.level.number() - ladder.level.number() <= 1);
                prop_assert!(next.level >= ladder.level);
            }
            if next.stage == Stage::Closed {
                prop_assert!(matches!(input, Input::Verified | Input::PlanClosed) || (input == Input::CauseCleared && !filed));
                prop_assert_eq!(next.due, None);
            }
            let waits = next.stage != Stage::Closed;
            filed |= input == Input::CorrectionFiled;
            prop_assert!(!waits || next.due.is_some(), "an alert that waits for somebody has a deadline");
            ladder = next;
        }
    }
}
