//! Calendars of departments and people in what the rules warn of.

use cascade_events::CloudEvent;
use cascade_proto::{resources::v1 as resources, tasks::v1 as pb};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::support::{Plan, World, after, event};

const DIRECTORY: &str = "directory";

pub fn department(code: &str, parent: &str, version: i64) -> CloudEvent {
    let department = resources::Department {
        code: code.into(),
        parent: parent.into(),
        version,
        ..resources::Department::default()
    };
    let data = resources::DepartmentChanged {
        department: Some(department),
    };
    let kind = "cascade.resources.department_changed.v1";
    event(kind, DIRECTORY, version, data)
}

pub fn person(code: &str, department: &str, version: i64) -> CloudEvent {
    let person = resources::Person {
        code: code.into(),
        department: department.into(),
        version,
        ..resources::Person::default()
    };
    let data = resources::PersonChanged {
        person: Some(person),
    };
    event(
        "cascade.resources.person_changed.v1",
        DIRECTORY,
        version,
        data,
    )
}

pub fn calendar(of: resources::WorkCalendar) -> CloudEvent {
    let version = of.version;
    let data = resources::CalendarChanged { calendar: Some(of) };
    event(
        "cascade.resources.calendar_changed.v1",
        DIRECTORY,
        version,
        data,
    )
}

pub fn of_department(code: &str, version: i64) -> resources::WorkCalendar {
    resources::WorkCalendar {
        scope: resources::CalendarScope::Department.into(),
        code: code.into(),
        version,
        ..resources::WorkCalendar::default()
    }
}

pub fn saturdays(of: resources::WorkCalendar) -> resources::WorkCalendar {
    resources::WorkCalendar {
        weekdays: (1..=6).collect(),
        ..of
    }
}

/// A headquarters with two departments.
pub fn company() -> [CloudEvent; 3] {
    [
        department("HQ", "", 1),
        department("SALES", "HQ", 1),
        department("CSM", "HQ", 1),
    ]
}

pub async fn found(world: &World, plan: &Plan) -> Vec<(String, String)> {
    let ask = pb::ListFindingsRequest {
        plan_id: plan.id.clone(),
    };
    let found = world
        .list_findings(world.admin(), ask)
        .await
        .unwrap()
        .findings;
    let said = |finding: &cascade_proto::goals::v1::Finding| {
        let message = finding.message.clone().unwrap_or_default();
        (format!("{} {}", finding.row, finding.rule), message.en)
    };
    found.iter().map(said).collect()
}

/// A Friday's end, and a task behind it that begins on the Saturday.
async fn over_a_saturday(world: &World) -> Plan {
    let plan = Plan::new();
    let (mut first, mut second) = (plan.task("D2"), after(plan.task("D3"), "D2"));
    for task in [&mut first, &mut second] {
        (task.owner, task.department) = ("P-CSM".into(), "CSM".into());
    }
    second.planned_start = "2026-07-11".into();
    second.planned_end = "2026-07-28".into();
    world.import(plan.import(vec![first, second])).await;
    plan
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn who_works_on_saturdays_may_begin_on_one(pool: DbPool) {
        let world = World::over(pool);
        world.deliver(&company()).await.unwrap();
        let plan = over_a_saturday(&world).await;
        let usual = found(&world, &plan).await;
        let rules: Vec<&str> = usual.iter().map(|(rule, _)| rule.as_str()).collect();
        assert_eq!(rules, ["D3 TASK-009", "D3 TASK-011"]);
        assert!(usual[0].1.contains("12 working days"), "{usual:?}");
        assert!(usual[1].1.contains("2026-07-13"), "{usual:?}");

        // 11, 13–18, 20–25, 27 and 28 July.
        let told = calendar(saturdays(of_department("CSM", 1)));
        world.deliver(&[told.clone(), told]).await.unwrap();
        let theirs = found(&world, &plan).await;
        assert_eq!(theirs.len(), 1, "{theirs:?}");
        assert_eq!(theirs[0].0, "D3 TASK-009");
        assert!(theirs[0].1.contains("15 working days"), "{theirs:?}");

        // A task that is written now is looked at on the same days.
        let mut third = after(plan.task("D4"), "D2");
        (third.owner, third.department) = ("P-CSM".into(), "CSM".into());
        (third.planned_start, third.planned_end) = ("2026-07-11".into(), "2026-07-16".into());
        let ask = pb::CreateTaskRequest { task: Some(third), key_result: None };
        let answer = world.create_task(world.admin(), ask).await.unwrap();
        assert!(answer.findings.iter().all(|one| one.row == "D3"), "{:?}", answer.findings);

        // An older word changes nothing, a newer one does.
        world.deliver(&[calendar(of_department("CSM", 1))]).await.unwrap();
        assert_eq!(found(&world, &plan).await, theirs);
        world.deliver(&[calendar(of_department("CSM", 2))]).await.unwrap();
        let again = found(&world, &plan).await;
        assert!(again.iter().any(|(rule, _)| rule == "D3 TASK-011"), "{again:?}");
    }

    async fn a_person_works_as_their_own_department_does_and_as_they_say_themselves(pool: DbPool) {
        let world = World::over(pool);
        world.deliver(&company()).await.unwrap();
        let plan = over_a_saturday(&world).await;
        world.deliver(&[calendar(saturdays(of_department("SALES", 1)))]).await.unwrap();
        let early = |found: &[(String, String)]| found.iter().any(|(rule, _)| rule == "D3 TASK-011");
        assert!(early(&found(&world, &plan).await), "the other department's");
        world.deliver(&[person("P-CSM", "SALES", 1)]).await.unwrap();
        assert!(!early(&found(&world, &plan).await), "lent by a department that works on Saturdays");

        let own = resources::WorkCalendar {
            scope: resources::CalendarScope::Person.into(),
            weekdays: (1..=5).collect(),
            ..of_department("P-CSM", 1)
        };
        world.deliver(&[calendar(own)]).await.unwrap();
        assert!(early(&found(&world, &plan).await), "but not on theirs");

        // A department goes under another, and works as that one does.
        let own = resources::WorkCalendar {
            scope: resources::CalendarScope::Person.into(),
            ..of_department("P-CSM", 2)
        };
        world.deliver(&[calendar(own), person("P-CSM", "CSM", 2)]).await.unwrap();
        assert!(early(&found(&world, &plan).await));
        world.deliver(&[department("CSM", "SALES", 2)]).await.unwrap();
        assert!(!early(&found(&world, &plan).await));
    }

    async fn the_organisation_settles_the_next_year(pool: DbPool) {
        let world = World::over(pool);
        world.deliver(&company()).await.unwrap();
        let plan = Plan::new();
        let mut import = plan.import(vec![plan.task("T1")]);
        import.tasks[0].planned_start = "2027-01-11".into();
        import.tasks[0].planned_end = "2027-01-15".into();
        import.key_results[0].deadline = "2027-03-31".into();
        world.import(import).await;
        let past = found(&world, &plan).await;
        assert_eq!(past.len(), 1, "{past:?}");
        assert!(past[0].0 == "T1 TASK-019" && past[0].1.contains("2026-12-31"), "{past:?}");

        let settled = |code: &str, day: &str, version| resources::WorkCalendar {
            confirmed_through: day.into(),
            ..of_department(code, version)
        };
        // A department cannot settle what the organisation has not.
        world.deliver(&[calendar(settled("SALES", "2027-12-31", 1))]).await.unwrap();
        assert_eq!(found(&world, &plan).await, past);
        world.deliver(&[calendar(settled("HQ", "2027-12-31", 1))]).await.unwrap();
        assert!(found(&world, &plan).await.is_empty());
        world.deliver(&[calendar(settled("SALES", "2027-01-08", 2))]).await.unwrap();
        let past = found(&world, &plan).await;
        assert!(past[0].1.contains("2027-01-08"), "{past:?}");
    }

    async fn a_calendar_that_cannot_be_read_is_refused_for_good(pool: DbPool) {
        let world = World::over(pool);
        let broken = [
            resources::WorkCalendar { weekdays: vec![8], ..of_department("CSM", 1) },
            resources::WorkCalendar { confirmed_through: "soon".into(), ..of_department("CSM", 1) },
            resources::WorkCalendar { scope: 0, ..of_department("CSM", 1) },
        ];
        for one in broken {
            let refused = world.deliver(&[calendar(one)]).await.unwrap_err();
            assert!(matches!(refused, cascade_events::HandleError::Permanent(_)), "{refused:?}");
        }
        assert_eq!(world.count("work_calendars").await, 0);
    }
}
