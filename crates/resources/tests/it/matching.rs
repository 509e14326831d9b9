use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, directory, fields, pairs, planned};

fn skilled(task: tasks::Task, skill: &str, level: i32) -> tasks::Task {
    let need = tasks::SkillNeed {
        skill: skill.into(),
        level,
    };
    tasks::Task {
        skills: vec![need],
        ..task
    }
}

fn people(answer: &pb::MatchCandidatesResponse) -> Vec<&str> {
    let candidates = answer.candidates.iter();
    candidates.map(|one| one.person.as_str()).collect()
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn candidates_come_with_their_reasons(pool: DbPool) {
        // RES-012
        let task = skilled(planned("p", "T1", 6, 10, 20.0), "用户运营", 5);
        let other = tasks::Task { owner: "P-SALES".into(), ..planned("p", "T2", 6, 10, 40.0) };
        let world = World::with_tasks(pool, &[task.clone(), other]).await;
        let ask = pb::MatchCandidatesRequest { task_id: task.id.clone(), ..Default::default() };
        let answer = world.match_candidates(world.asking(), ask.clone()).await.unwrap();
        // P-1 is not held back by the task itself; P-SALES is full.
        assert_eq!(people(&answer), ["P-1", "P-MKT", "P-SALES"]);
        let need = answer.need.as_ref().unwrap();
        assert_eq!((need.from.as_str(), need.to.as_str(), need.skills[0].level), ("2026-07-06", "2026-07-10", 5));
        let best = &answer.candidates[0];
        assert_eq!((best.skilled, best.has_time, best.distance, best.reasons.len()), (true, true, Some(0), 3));
        assert_eq!((best.missing[0].needed, best.missing[0].has), (5, 4));
        let shares: f64 = best.reasons.iter().map(|reason| reason.share).sum();
        assert!((best.score - shares).abs() < 1e-9 && (best.score - 0.88).abs() < 1e-9, "{}", best.score);
        let text = best.reasons[0].text.as_ref().unwrap();
        assert!(text.zh.contains("用户运营（需 5，有 4）") && text.en.contains("(needs 5, has 4)"));
        assert_eq!((answer.candidates[2].has_time, answer.candidates[1].distance), (false, Some(2)));

        let only = pb::MatchCandidatesRequest { department: "MKT".into(), ..ask.clone() };
        assert_eq!(people(&world.match_candidates(world.asking(), only).await.unwrap()), ["P-MKT"]);
        let named = pb::MatchCandidatesRequest { people: vec!["P-SALES".into(), "P-MKT".into()], most: 1, ..ask };
        assert_eq!(people(&world.match_candidates(world.asking(), named).await.unwrap()), ["P-MKT"]);
    }

    async fn what_a_collaborator_brings_is_not_asked_of_the_owner(pool: DbPool) {
        let mut task = skilled(planned("p", "T1", 6, 10, 20.0), "用户运营", 4);
        task.skills.push(tasks::SkillNeed { skill: "直播".into(), level: 3 });
        task.collaborators = vec!["P-MKT".into()];
        let world = World::with_tasks(pool, std::slice::from_ref(&task)).await;
        let needed = async || {
            let ask = pb::MatchCandidatesRequest { task_id: task.id.clone(), ..Default::default() };
            let need = world.match_candidates(world.asking(), ask).await.unwrap().need.unwrap();
            (need.skills.into_iter().map(|skill| skill.name).collect::<Vec<_>>(), need.hours)
        };
        // P-MKT brings the first at level 4, and takes a fifth of the hours.
        assert_eq!(needed().await, (vec!["直播".to_owned()], 16.0));
        let mut wanted = directory();
        wanted.people[2].skills[0].level = 3;
        world.apply_directory(world.admin(), wanted).await.unwrap();
        assert_eq!(needed().await.0, ["用户运营", "直播"], "not well enough");
    }

    async fn a_need_by_itself_is_matched_and_a_bad_one_told(pool: DbPool) {
        let world = World::with_tasks(pool, &[]).await;
        let need = pb::TaskNeed {
            skills: vec![pb::Skill { name: "直播".into(), level: 3 }],
            department: "MKT".into(),
            from: "2026-07-06".into(),
            to: "2026-07-10".into(),
            hours: 10.0,
        };
        let ask = |need: pb::TaskNeed| pb::MatchCandidatesRequest { need: Some(need), ..Default::default() };
        let answer = world.match_candidates(world.asking(), ask(need.clone())).await.unwrap();
        assert_eq!((answer.candidates[0].person.as_str(), answer.candidates[0].skilled), ("P-MKT", false));
        let refused = async |asked| fields(&world.match_candidates(world.asking(), asked).await.unwrap_err());
        assert_eq!(refused(ask(pb::TaskNeed { to: "2026-07-01".into(), ..need.clone() })).await, pairs(&[("need.to", "request.window")]));
        assert_eq!(refused(ask(pb::TaskNeed { hours: -1.0, ..need.clone() })).await, pairs(&[("need.hours", "RES-009")]));
        assert_eq!(refused(ask(pb::TaskNeed { skills: vec![pb::Skill { name: "x".into(), level: 6 }], ..need })).await, pairs(&[("need.skills", "DIR-004")]));
        assert_eq!(refused(pb::MatchCandidatesRequest::default()).await, pairs(&[("task_id", "request.id")]));
        let unknown = pb::MatchCandidatesRequest { task_id: "none".into(), ..Default::default() };
        assert_eq!(world.match_candidates(world.asking(), unknown).await.unwrap_err().code(), Code::NotFound);
    }

    async fn an_assignment_is_the_best_of_all_and_only_proposed(pool: DbPool) {
        // RES-013
        let full = |code: &str| planned("p", code, 6, 10, 40.0);
        let begun = tasks::Task { actual_start: "2026-07-06".into(), percent: 10.0, owner: "P-MKT".into(), ..full("T9") };
        let plan = [
            skilled(full("T1"), "用户运营", 3),
            skilled(full("T2"), "直播", 5),
            skilled(full("T3"), "焊接", 1),
            tasks::Task { state: tasks::TaskState::Cancelled.into(), ..full("T4") },
            begun,
        ];
        let world = World::with_tasks(pool, &plan).await;
        let mut wanted = directory();
        wanted.people[1].skills.push(pb::Skill { name: "直播".into(), level: 5 });
        world.apply_directory(world.admin(), wanted).await.unwrap();
        let before = (world.events().await, world.count("task_people").await);
        let ask = pb::ProposeAssignmentRequest { plan_id: "p".into(), ..Default::default() };
        let answer = world.propose_assignment(world.asking(), ask.clone()).await.unwrap();
        let chosen: Vec<(&str, &str)> = answer
            .assignments
            .iter()
            .map(|one| (one.task_code.as_str(), one.proposed.as_ref().unwrap().person.as_str()))
            .collect();
        // Both could do T1, but only P-1 can do T2.
        assert_eq!(chosen, [("T1", "P-SALES"), ("T2", "P-1")]);
        assert_eq!((answer.assignments[0].current_owner.as_str(), answer.proven_best, answer.people), ("P-1", true, 2));
        assert!(answer.assignments[0].current_score.is_some() && answer.total > 1.9);
        let left = &answer.unassigned[0];
        assert_eq!((answer.unassigned.len(), left.task_code.as_str()), (1, "T3"));
        let why = left.why.as_ref().unwrap();
        assert!(why.en.contains("焊接:1") && why.zh.contains("无人达到"));
        assert_eq!((world.events().await, world.count("task_people").await), before, "nothing is written");

        let named = pb::ProposeAssignmentRequest { task_ids: vec![plan[0].id.clone()], people: vec!["P-MKT".into()], ..Default::default() };
        let answer = world.propose_assignment(world.asking(), named.clone()).await.unwrap();
        // P-MKT has a task of forty hours begun, of which thirty-six are left.
        assert_eq!((answer.assignments.len(), answer.unassigned.len()), (0, 1));
        assert!(answer.unassigned[0].why.as_ref().unwrap().en.contains("free for"));
        let unknown = pb::ProposeAssignmentRequest { people: vec!["P-9".into()], ..named.clone() };
        assert_eq!(fields(&world.propose_assignment(world.asking(), unknown).await.unwrap_err()), pairs(&[("people", "DIR-001")]));
        let elsewhere = pb::ProposeAssignmentRequest { plan_id: "q".into(), ..named.clone() };
        assert_eq!(fields(&world.propose_assignment(world.asking(), elsewhere).await.unwrap_err()), pairs(&[("task_ids", "request.plan")]));
        let nothing = pb::ProposeAssignmentRequest::default();
        assert_eq!(fields(&world.propose_assignment(world.asking(), nothing).await.unwrap_err()), pairs(&[("plan_id", "request.id")]));
        let nowhere = pb::ProposeAssignmentRequest { task_ids: vec!["none".into()], ..named };
        assert_eq!(world.propose_assignment(world.asking(), nowhere).await.unwrap_err().code(), Code::NotFound);
    }
}
