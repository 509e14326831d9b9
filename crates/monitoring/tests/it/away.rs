//! What a forecast says where the owner of a task is away.

use cascade_proto::{monitoring::v1::ForecastRule, tasks::v1 as tasks};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    forecast::basis,
    story::{Story, changed},
    support::World,
    working_time::absence,
};

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn who_is_away_at_the_planned_start_is_named_as_what_puts_it_off(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[absence("P-T1", "2026-07-06", "2026-07-10", false, 1)]).await;
        let (task, away) = basis(&world, &story.plan, "T1").await;
        assert_eq!((task.forecast_start.as_str(), task.forecast_delay_days), ("2026-07-13", 5));
        let text = away.text.clone().unwrap();
        assert_eq!((away.rule(), text.en.as_str()), (ForecastRule::OwnerAway,
            "Planned to start on 2026-07-06, but its owner P-T1 is away until 2026-07-10; it starts on 2026-07-13, takes 5 working days and is finished on 2026-07-17"));
        assert_eq!(text.zh, "计划 2026-07-06 开始，但负责人 P-T1 不在岗至 2026-07-10；2026-07-13 开始，需 5 个工作日，预计 2026-07-17 完成");
        // Days on which nobody works are no absence that it is told of.
        world.deliver(&[absence("P-T1", "2026-07-11", "2026-07-12", false, 2)]).await;
        assert_eq!(basis(&world, &story.plan, "T1").await.1.rule(), ForecastRule::PlannedStart);
    }

    async fn an_absence_to_come_puts_off_what_waits_for_nobody(pool: DbPool) {
        let (world, mut story) = (World::over(pool), Story::new());
        story.tasks[1].predecessors.clear();
        world.deliver(&story.told()).await;
        world.deliver(&[absence("P-T2", "2026-07-13", "2026-07-15", false, 1)]).await;
        let (task, away) = basis(&world, &story.plan, "T2").await;
        assert_eq!((task.forecast_start.as_str(), away.rule()), ("2026-07-16", ForecastRule::OwnerAway));
        // Begun late by others' fault and then put off besides: what holds it is named with the absence.
        world.deliver(&[absence("P-T3", "2026-07-23", "2026-07-24", false, 1)]).await;
        let (task, held) = basis(&world, &story.plan, "T3").await;
        let text = held.text.clone().unwrap();
        assert_eq!((task.forecast_start.as_str(), held.rule()), ("2026-07-27", ForecastRule::Predecessor));
        assert_eq!(text.en, "Waits for predecessor T2 (finishes on 2026-07-22, FS), and its owner P-T3 is away until 2026-07-24; it starts on 2026-07-27, takes 5 working days and is finished on 2026-07-31");
        assert_eq!(text.zh, "等待前置任务 T2（2026-07-22 完成，FS），且负责人 P-T3 不在岗至 2026-07-24；2026-07-27 开始，需 5 个工作日，预计 2026-07-31 完成");
    }

    async fn an_absence_after_the_earliest_day_is_not_hidden_by_it(pool: DbPool) {
        let (world, mut story) = (World::over(pool), Story::new());
        story.tasks[0].constraints = Some(tasks::Constraints { not_before: "2026-07-08".into(), ..tasks::Constraints::default() });
        world.deliver(&story.told()).await;
        assert_eq!(basis(&world, &story.plan, "T1").await.1.rule(), ForecastRule::NotBefore);
        world.deliver(&[absence("P-T1", "2026-07-08", "2026-07-09", false, 1)]).await;
        let (task, away) = basis(&world, &story.plan, "T1").await;
        assert_eq!((task.forecast_start.as_str(), away.rule()), ("2026-07-10", ForecastRule::OwnerAway));
        // Back on the earliest day: that day alone holds it.
        let later = tasks::Task {
            constraints: Some(tasks::Constraints { not_before: "2026-07-10".into(), ..tasks::Constraints::default() }),
            version: 2,
            ..story.tasks[0].clone()
        };
        world.deliver(&[changed(&later)]).await;
        assert_eq!(basis(&world, &story.plan, "T1").await.1.rule(), ForecastRule::NotBefore);
    }
}
