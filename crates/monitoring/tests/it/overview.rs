//! Figures of all active plans, and how a plan stood day by day, against what its status says.

use cascade_proto::monitoring::v1::{self as pb, Light};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::{
    story::Story,
    support::{World, field},
};

async fn overview(world: &World, department: &str) -> pb::Overview {
    let asked = pb::GetOverviewRequest {
        department: department.into(),
    };
    let answer = world.get_overview(world.person("P-GOAL"), asked).await;
    answer.unwrap()
}

async fn history(world: &World, asked: pb::GetHistoryRequest) -> Vec<(String, String, Light)> {
    let answer = world.get_history(world.person("P-GOAL"), asked).await;
    let days = answer.unwrap().days.into_iter();
    days.map(|row| (row.day.clone(), row.code.clone(), row.light()))
        .collect()
}

fn counted<T>(rows: &[T], light: impl Fn(&T) -> Light) -> pb::LightCounts {
    let of = |wanted: Light| {
        let same = rows.iter().filter(|row| light(row) == wanted).count();
        i64::try_from(same).unwrap()
    };
    pb::LightCounts {
        green: of(Light::Green),
        yellow: of(Light::Yellow),
        red: of(Light::Red),
    }
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn figures_are_those_of_the_plans_one_by_one(pool: DbPool) {
        let world = World::over(pool);
        let (late, well) = (Story::new(), Story::new());
        world.deliver(&late.told()).await;
        world.deliver(&well.told()).await;
        world.deliver(&[late.report(2, "2026-07-06", 10.0, 9), well.report(2, "2026-07-06", 30.0, 4)]).await;
        let told = overview(&world, "").await;
        assert_eq!(told.as_of, "2026-07-06");
        assert_eq!(told.plans.len(), 2);
        for figures in &told.plans {
            let status = world.status(&figures.plan_id).await;
            assert_eq!(figures.light(), status.light());
            assert_eq!(figures.tasks, Some(counted(&status.tasks, pb::TaskForecast::light)));
            assert_eq!(figures.key_results, Some(counted(&status.key_results, pb::KeyResultStatus::light)));
            assert_eq!(figures.goals, Some(counted(&status.goals, pb::GoalStatus::light)));
            assert_eq!(usize::try_from(figures.open_alerts).unwrap(), status.open_alerts.len());
        }
        let worst = told.plans.iter().find(|plan| plan.plan_id == late.plan).unwrap();
        assert_eq!((worst.light(), worst.open_alerts, worst.highest_level), (Light::Red, 1, 1));
        assert_eq!(told.goals.len(), 2);
        let codes: Vec<_> = told.departments.iter().map(|one| one.department.as_str()).collect();
        assert_eq!(codes, ["DATA", "SALES"]);
        assert_eq!(told.people[0].person, "P-T1");
        assert_eq!((told.people[0].alerts.len(), told.people[0].tasks_behind), (1, 1));
        assert_eq!(told.people[0].alerts[0].cause_code, "T1");
        assert!(told.late_tasks.is_empty(), "one by one only of a department");
    }

    async fn a_department_sees_its_own_goals_and_tasks(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let data = overview(&world, "DATA").await;
        assert_eq!(data.plans.len(), 1);
        assert_eq!(data.goals, [], "the goal is of sales");
        assert_eq!(data.departments.len(), 1);
        assert_eq!(data.plans[0].light(), world.status(&story.plan).await.light(), "a plan's light is its own");
        let late: Vec<_> = data.late_tasks.iter().map(|task| task.code.as_str()).collect();
        assert_eq!(late, ["T3"]);
        let all = overview(&world, "HQ").await;
        assert_eq!(all.late_tasks.iter().map(|task| task.code.as_str()).collect::<Vec<_>>(), ["T1", "T2", "T3"]);
        assert_eq!(all.goals.len(), 1, "departments below are told of too");
        let asked = pb::GetOverviewRequest { department: "NONE".into() };
        let refused = world.get_overview(world.person("P-GOAL"), asked).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }

    async fn a_day_on_which_something_changes_is_kept(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let of = |from: &str| pb::GetHistoryRequest { plan_id: story.plan.clone(), from: from.into(), ..Default::default() };
        let on = |day: &str, light| ["G1", "KR1", "Q3"].map(|code| (day.to_owned(), code.to_owned(), light));
        assert_eq!(history(&world, of("")).await, on("2026-07-06", Light::Green));
        world.deliver(&[story.report(2, "2026-07-06", 30.0, 4)]).await;
        assert_eq!(history(&world, of("")).await.len(), 3, "a day has one row, as it ends");
        world.until("2026-07-08T02:00:00Z").await;
        world.deliver(&[story.report(3, "2026-07-08", 30.0, 9)]).await;
        let days = history(&world, of("")).await;
        assert_eq!(days[..3], on("2026-07-06", Light::Green));
        assert_eq!(days[days.len() - 3..], on("2026-07-08", Light::Red));
        let since = history(&world, of("2026-08-01")).await;
        assert_eq!(since, on("2026-08-01", Light::Red), "it stands as it was left");

        let one = pb::GetHistoryRequest { subject: "KR1".into(), ..of("2026-07-08") };
        assert_eq!(history(&world, one).await, [("2026-07-08".into(), "KR1".into(), Light::Red)]);
        let unknown = pb::GetHistoryRequest { subject: "KR9".into(), ..of("") };
        let refused = world.get_history(world.person("P-GOAL"), unknown).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let refused = world.get_history(world.person("P-GOAL"), of("+262142-12-31")).await.unwrap_err();
        assert_eq!((refused.code(), field(&refused).as_str()), (Code::InvalidArgument, "from"));
    }
}
