use cascade_proto::tasks::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{Plan, World, fields, rules, waiting};

/// T2 of the sales plan waits for X, which P-IT does in another plan.
async fn proposed(pool: DbPool) -> (World, Plan, pb::Task, pb::Task) {
    let (world, plan, other) = (World::over(pool), Plan::new(), Plan::new());
    let mut theirs = other.task("X");
    theirs.owner = "P-IT".into();
    theirs.department = "IT".into();
    theirs.planned_start = "2026-06-29".into();
    theirs.planned_end = "2026-07-03".into();
    let theirs = world.import(other.import(vec![theirs])).await["X"].clone();
    let task = waiting(plan.task("T2"), &theirs.id);
    let task = world.import(plan.import(vec![task])).await["T2"].clone();
    (world, plan, task, theirs)
}

fn decide(task: &pb::Task, predecessor: &pb::Task, note: &str) -> pb::DecidePredecessorRequest {
    pb::DecidePredecessorRequest {
        task_id: task.id.clone(),
        predecessor_id: predecessor.id.clone(),
        note: note.into(),
        expected_version: 0,
    }
}

fn word(task: &pb::Task) -> pb::LinkAcceptance {
    task.predecessors[0].acceptance.clone().unwrap()
}

async fn found(world: &World, plan: &Plan) -> Vec<(String, String)> {
    let ask = pb::ListFindingsRequest {
        plan_id: plan.id.clone(),
    };
    let found = world.list_findings(world.admin(), ask).await.unwrap();
    rules(&found.findings)
        .into_iter()
        .filter(|(row, _)| *row == "T2")
        .map(|(row, rule)| (row.to_owned(), rule.to_owned()))
        .collect()
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn a_predecessor_of_another_owner_is_proposed_until_accepted(pool: DbPool) {
        let (world, plan, task, theirs) = proposed(pool).await;
        assert_eq!(word(&task).status(), pb::AcceptanceStatus::Proposed);
        assert_eq!(found(&world, &plan).await, [("T2".to_owned(), "TASK-015".to_owned())]);
        let owner = world.caller("P-IT", &[]);
        let asked = world.list_proposed_predecessors(owner.clone(), pb::ListProposedPredecessorsRequest::default()).await.unwrap();
        let [proposal] = &asked.proposals[..] else { panic!("{asked:?}") };
        assert_eq!(proposal.task.as_ref().unwrap().id, task.id);
        assert_eq!(proposal.predecessor.as_ref().unwrap().id, theirs.id);

        let refused = world.accept_predecessor(world.caller("P-OWNER", &[]), decide(&task, &theirs, "")).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "who waits does not decide");
        let manager = world.caller("P-M", &[RoleGrant::new(Role::Manager, "SALES")]);
        let refused = world.accept_predecessor(manager, decide(&task, &theirs, "")).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "nor does the head of who waits");

        let answer = world.accept_predecessor(owner.clone(), decide(&task, &theirs, "fine")).await.unwrap();
        let accepted = answer.task.unwrap();
        let given = word(&accepted);
        assert_eq!((given.status(), given.by.as_str(), given.note.as_str()), (pb::AcceptanceStatus::Accepted, "P-IT", "fine"));
        assert!(given.at.is_some());
        assert_eq!((accepted.version, answer.findings.len()), (2, 0));
        assert!(found(&world, &plan).await.is_empty());
        let asked = world.list_proposed_predecessors(owner.clone(), pb::ListProposedPredecessorsRequest::default()).await.unwrap();
        assert!(asked.proposals.is_empty());
        let again = world.accept_predecessor(owner, decide(&task, &theirs, "fine")).await.unwrap();
        assert_eq!(again.task.unwrap().version, 2, "the same word again is no news");
        assert_eq!(world.count("outbox WHERE event_type = 'cascade.tasks.task_changed.v1'").await, 3);
    }

    async fn a_decline_says_why_and_tells_who_waits(pool: DbPool) {
        let (world, plan, task, theirs) = proposed(pool).await;
        let owner = world.caller("P-IT", &[]);
        let refused = world.decline_predecessor(owner.clone(), decide(&task, &theirs, " ")).await.unwrap_err();
        assert_eq!(fields(&refused), [("note".to_owned(), "request.note".to_owned())]);
        let answer = world.decline_predecessor(owner, decide(&task, &theirs, "no room in July")).await.unwrap();
        assert_eq!(rules(&answer.findings), [("T2", "TASK-016")]);
        let message = answer.findings[0].message.as_ref().unwrap();
        assert!(message.en.contains("no room in July") && message.zh.contains("no room in July"));
        assert!(answer.findings[0].advice.as_ref().unwrap().en.contains("P-OWNER"));
        // The head of the predecessor's department may say otherwise.
        let head = world.caller("P-HEAD", &[RoleGrant::new(Role::Manager, "IT")]);
        world.accept_predecessor(head, decide(&task, &theirs, "we make room")).await.unwrap();
        assert!(found(&world, &plan).await.is_empty());
    }

    async fn a_link_written_again_keeps_its_word_and_a_changed_one_asks_again(pool: DbPool) {
        let (world, plan, task, theirs) = proposed(pool).await;
        world.accept_predecessor(world.caller("P-IT", &[]), decide(&task, &theirs, "")).await.unwrap();
        let mut wanted = waiting(plan.task("T2"), &theirs.id);
        let same = world.import_tasks(world.admin(), plan.import(vec![wanted.clone()])).await.unwrap();
        assert_eq!(same.counts.unwrap().unchanged, 1);
        assert_eq!(word(&same.tasks[0]).status(), pb::AcceptanceStatus::Accepted);
        wanted.predecessors[0].lag_days = 1;
        let later = world.import(plan.import(vec![wanted])).await["T2"].clone();
        assert_eq!(word(&later).status(), pb::AcceptanceStatus::Proposed);
    }

    async fn one_s_own_people_and_department_are_not_asked(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let mut colleague = plan.task("T1");
        colleague.owner = "P-OTHER".into();
        let mut own = plan.task("T3");
        own.department = "IT".into();
        let task = waiting(waiting(plan.task("T2"), "T1"), "T3");
        let tasks = world.import(plan.import(vec![colleague, own, task])).await;
        assert!(tasks["T2"].predecessors.iter().all(|link| link.acceptance.is_none()));
        let refused = world.accept_predecessor(world.admin(), decide(&tasks["T2"], &tasks["T1"], "")).await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
        let refused = world.accept_predecessor(world.admin(), decide(&tasks["T1"], &tasks["T2"], "")).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);

        // In one plan another department's person is asked.
        let mut theirs = plan.task("T4");
        (theirs.owner, theirs.department) = ("P-IT".into(), "IT".into());
        let tasks = world.import(plan.import(vec![theirs, waiting(plan.task("T5"), "T4")])).await;
        assert_eq!(word(&tasks["T5"]).status(), pb::AcceptanceStatus::Proposed);
    }
}
