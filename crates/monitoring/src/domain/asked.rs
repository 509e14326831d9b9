//! Who is asked at a level of an alert: whose post or turn it is, or who stands in for them.

use std::collections::BTreeSet;

use cascade_method::escalation::{Effect, Level};

use chrono::{DateTime, Utc};

use super::{
    outcome::{Outcome, Said},
    plan::PlanState,
    settle::Moment,
};
use crate::{directory::Directory, ids::AlertId};

impl PlanState {
    /// Asks who is to be asked now where that is somebody else than whoever was: people fall ill and come back, change posts and take turns
    /// while a level runs. Its time stays as it is. Where nobody is named any more, it stays with whoever has it.
    pub(super) fn ask_present(
        &mut self,
        moment: Moment,
        directory: &Directory,
        outcome: &mut Outcome,
    ) {
        let open: Vec<(AlertId, Level)> = self
            .alerts
            .values()
            .filter(|alert| alert.is_open())
            .map(|alert| (alert.id, alert.ladder.level))
            .collect();
        for (id, level) in open {
            let (person, _) = self.present_for(id, level, moment, directory);
            let asked = self.alerts.get(&id).map(|alert| &alert.assignee);
            if person.is_empty() || asked == Some(&person) {
                continue;
            }
            self.carry_out(id, &[Effect::Notify(level)], moment, directory, outcome);
            outcome.said.push(Said::AlertChanged(id));
        }
    }

    /// When it is next somebody else's turn at the level of an open alert.
    pub(super) fn next_handover(&self, moment: Moment) -> Option<DateTime<Utc>> {
        if !self.rules.has_rotas() {
            return None;
        }
        let open = self.alerts.values().filter(|alert| alert.is_open());
        let asked: BTreeSet<(&str, u8)> = open
            .filter_map(|alert| {
                let node = self.tasks.get(&alert.cause)?;
                Some((node.fact.department.as_str(), alert.ladder.level.number()))
            })
            .collect();
        let next = asked.into_iter().filter_map(|(department, level)| {
            let level = Level::of(level.into())?;
            self.rules.handover(department, level, moment)
        });
        next.min()
    }

    /// Who acts at a level for an alert today, and why it is not the level's own person: who is on duty where the policy names a rota.
    /// Where the one whose post or turn it is is away, and so are all others of the rota: the first of the policy's stand-ins who is not;
    /// without one, the next level's person who is not. Where all are away it stays as it would be.
    pub(super) fn present_for(
        &self,
        id: AlertId,
        level: Level,
        moment: Moment,
        directory: &Directory,
    ) -> (String, String) {
        let department = self
            .alerts
            .get(&id)
            .and_then(|alert| self.tasks.get(&alert.cause))
            .map(|node| node.fact.department.as_str());
        let rota = department.and_then(|code| self.rules.rota(code, level, moment));
        let is_away = |person: &str| directory.is_away(person);
        let turn = rota.and_then(|rota| Some((rota, rota.rota.turn(moment.now, is_away)?)));
        let own = match turn {
            Some((rota, turn)) => {
                if let Some(person) = turn.on_duty {
                    return (
                        person.to_owned(),
                        duty_note(&rota.code, turn.person, person),
                    );
                }
                turn.person.to_owned()
            }
            None => self.person_of(id, level, directory),
        };
        if !directory.is_away(&own) {
            return (own, String::new());
        }
        let stand_ins = department
            .and_then(|department| self.rules.in_force(department, moment.today))
            .map_or(&[][..], |(version, _)| &version.terms.stand_ins);
        let present = |person: &String| !person.is_empty() && !directory.is_away(person);
        let above = || {
            (level.number() + 1..=Level::L4.number())
                .filter_map(|number| Level::of(number.into()))
                .map(|level| self.person_of(id, level, directory))
                .find(present)
        };
        let Some(other) = stand_ins
            .iter()
            .find(|person| present(person))
            .cloned()
            .or_else(above)
        else {
            return (own, String::new());
        };
        let note = format!("{own} 缺勤，由 {other} 代理 / {own} is away, {other} stands in");
        (other, note)
    }

    /// Who acts at a level for an alert; empty where the directory names nobody.
    fn person_of(&self, id: AlertId, level: Level, directory: &Directory) -> String {
        let task = self
            .alerts
            .get(&id)
            .and_then(|alert| self.tasks.get(&alert.cause))
            .map(|node| &node.fact);
        let key_result = task
            .and_then(|task| self.key_results.get(&task.key_result_id))
            .map(|node| &node.fact);
        // Where the time is lost is where somebody can decide about people and means.
        let department = task.map(|task| task.department.as_str());
        match level {
            Level::L1 => task.map(|task| task.owner.as_str()),
            Level::L2 => key_result.map(|row| row.owner.as_str()),
            Level::L3 => department.and_then(|department| directory.head_of(department)),
            Level::L4 => department.and_then(|department| directory.executive_of(department)),
        }
        .unwrap_or_default()
        .to_owned()
    }
}

/// Why somebody is asked whose post it is not.
fn duty_note(rota: &str, turn: &str, on_duty: &str) -> String {
    if turn == on_duty {
        format!("值班表 {rota} / on duty by rota {rota}")
    } else {
        format!(
            "值班表 {rota}：{turn} 缺勤，由 {on_duty} 顶班 / rota {rota}: {turn} is away, {on_duty} takes the turn"
        )
    }
}
