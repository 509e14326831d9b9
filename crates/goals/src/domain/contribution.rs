//! Who carries which share of what is above (§2).

use std::collections::{HashMap, HashSet};

use cascade_method::{Finding as Said, Text, contribution};
use cascade_runtime::error::Violation;

use crate::{
    domain::finding::violation,
    ids::{KeyResultId, NodeId},
};

/// A key result's share of a goal or key result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// Who carries it.
    pub key_result: KeyResultId,
    /// What it is a share of.
    pub receiver: NodeId,
    /// Percent of the receiver.
    pub share: f64,
}

/// What is above each node: the goal of a key result, the parent of a goal, and what either contributes to.
pub type Above = HashMap<NodeId, Vec<NodeId>>;

/// Everything that is wrong with what a key result is to contribute to; `receivers` are those that exist, with their codes.
#[must_use]
pub fn check(
    code: &str,
    key_result: KeyResultId,
    wanted: &[Contribution],
    receivers: &HashMap<NodeId, String>,
    above: &Above,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut seen = HashSet::new();
    for (i, given) in wanted.iter().enumerate() {
        let at = format!("contributions[{i}].");
        let named = receivers.get(&given.receiver);
        let mut refuse = |zh: String, en: String| {
            let receiver = named.cloned().unwrap_or_else(|| given.receiver.to_string());
            let said = contribution::leads_nowhere(code, &receiver, Text::new(zh, en));
            violations.push(violation(&said, &at));
        };
        match named {
            None => refuse(
                format!("找不到目标或关键结果 {}", given.receiver),
                format!("There is no goal or key result {}", given.receiver),
            ),
            Some(receiver) if leads_to(given.receiver, key_result.into(), above) => refuse(
                format!("{receiver} 位于 {code} 之下，贡献关系将成环"),
                format!("{receiver} is {code} or below it: this would lead back to itself"),
            ),
            Some(receiver) if !seen.insert(given.receiver) => refuse(
                format!("{receiver} 重复出现"),
                format!("{receiver} stands twice"),
            ),
            Some(_) => {}
        }
        violations.extend(
            contribution::check_share(code, given.share).map(|said: Said| violation(&said, &at)),
        );
    }
    violations
}

/// Whether the way up from `from` passes `to`.
fn leads_to(from: NodeId, to: NodeId, above: &Above) -> bool {
    let mut open = vec![from];
    let mut seen = HashSet::new();
    while let Some(node) = open.pop() {
        if node == to {
            return true;
        }
        if seen.insert(node) {
            open.extend(above.get(&node).into_iter().flatten());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contribution_never_leads_back() {
        let (mine, other, goal, top) = (
            KeyResultId::new(),
            KeyResultId::new(),
            NodeId::new(),
            NodeId::new(),
        );
        let receivers = HashMap::from([
            (goal, "G1".to_owned()),
            (top, "TOP".to_owned()),
            (NodeId::from(other), "KR9".to_owned()),
        ]);
        // KR9 hangs under a goal that is carried by my key result.
        let above = HashMap::from([
            (NodeId::from(other), vec![goal]),
            (goal, vec![NodeId::from(mine)]),
        ]);
        let give = |receiver, share| Contribution {
            key_result: mine,
            receiver,
            share,
        };
        let wanted = [
            give(top, 30.0),
            give(other.into(), 20.0),
            give(top, 0.0),
            give(NodeId::new(), 10.0),
            give(mine.into(), 10.0),
        ];
        let broken = check("KR1", mine, &wanted, &receivers, &above);
        let said: Vec<(&str, &str)> = broken
            .iter()
            .map(|v| (v.field.as_str(), v.rule.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("contributions[1].receiver_id", "KR-018"),
                ("contributions[2].receiver_id", "KR-018"),
                ("contributions[2].share", "KR-017"),
                ("contributions[3].receiver_id", "KR-018"),
                ("contributions[4].receiver_id", "KR-018"),
            ]
        );
    }
}
