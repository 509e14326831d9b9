//! Dependencies on tasks of others: whoever is waited for has a word in it (§3).

use crate::{Finding, Table, Text, rules};

/// One side of a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party<'a> {
    /// Its plan, by id.
    pub plan: &'a str,
    /// Its department.
    pub department: &'a str,
    /// Its owner.
    pub owner: &'a str,
}

/// Whether the owner of the predecessor has to accept the dependency: somebody else's task, of another plan or department.
#[must_use]
pub fn needs_acceptance(waiting: &Party<'_>, predecessor: &Party<'_>) -> bool {
    waiting.owner != predecessor.owner
        && (waiting.plan != predecessor.plan || waiting.department != predecessor.department)
}

/// A dependency that its predecessor's owner has not decided on; it binds the schedule meanwhile.
#[must_use]
pub fn awaits_acceptance(task: &str, predecessor: &str, owner: &str) -> Finding {
    Finding::new(
        &rules::TASK_PREDECESSOR_PROPOSED,
        Table::Tasks,
        task,
        "predecessors",
        Text::new(
            format!("前置任务 {predecessor} 的负责人 {owner} 尚未确认该依赖；确认前排期仍按其计算"),
            format!("{owner}, owner of predecessor {predecessor}, has not accepted the dependency yet; it binds the schedule meanwhile"),
        ),
    )
    .value(predecessor)
    .advice(Text::new(
        format!("请 {owner} 接受或拒绝"),
        format!("Let {owner} accept or decline it"),
    ))
}

/// A dependency that its predecessor's owner declined, for the owner of the waiting task to settle.
#[must_use]
pub fn declined(task: &str, owner: &str, predecessor: &str, by: &str, note: &str) -> Finding {
    Finding::new(
        &rules::TASK_PREDECESSOR_DECLINED,
        Table::Tasks,
        task,
        "predecessors",
        Text::new(
            format!("{by} 拒绝作为前置任务 {predecessor}：{note}"),
            format!("{by} declined predecessor {predecessor}: {note}"),
        ),
    )
    .value(predecessor)
    .advice(Text::new(
        format!("请 {owner} 与 {by} 协商，或删除该前置任务"),
        format!("Let {owner} agree with {by}, or remove the predecessor"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAITING: Party<'static> = Party {
        plan: "p1",
        department: "SALES",
        owner: "P1",
    };

    #[test]
    fn another_owner_of_another_plan_or_department_is_asked() {
        for (predecessor, asked) in [
            (WAITING, false),
            (
                Party {
                    owner: "P2",
                    ..WAITING
                },
                false,
            ),
            (
                Party {
                    plan: "p2",
                    ..WAITING
                },
                false,
            ),
            (
                Party {
                    plan: "p2",
                    owner: "P2",
                    ..WAITING
                },
                true,
            ),
            (
                Party {
                    department: "IT",
                    owner: "P2",
                    ..WAITING
                },
                true,
            ),
            (
                Party {
                    department: "IT",
                    ..WAITING
                },
                false,
            ),
        ] {
            assert_eq!(
                needs_acceptance(&WAITING, &predecessor),
                asked,
                "{predecessor:?}"
            );
        }
    }

    #[test]
    fn both_findings_are_warnings_that_name_the_people() {
        let waits = awaits_acceptance("T2", "T1", "P-IT");
        assert_eq!((waits.rule.id, waits.is_error()), ("TASK-015", false));
        assert!(waits.advice.en.contains("P-IT"));
        let said_no = declined("T2", "P-SALES", "T1", "P-IT", "no room in August");
        assert_eq!((said_no.rule.id, said_no.is_error()), ("TASK-016", false));
        assert!(said_no.message.en.contains("no room in August"));
        assert!(said_no.advice.en.contains("P-SALES"));
    }
}
