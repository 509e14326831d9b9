//! Many notices at once, for a robot that takes few messages and short ones.

use cascade_channels::{Channel, Kind};
use cascade_storage::DbPool;
use cascade_testkit::{Robot, Service, both_databases};

use crate::{
    office::{Office, named, to, wall},
    story::Story,
    support::World,
};

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn everything_is_shown_everybody_called_and_the_highest_level_first(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::WeCom, "", wall.clone()).await;
        let world = World::over(pool.clone());
        let mut stories = Vec::new();
        for number in 0..60 {
            let mut story = Story::new();
            story.tasks[0].owner = format!("P-{number:02}");
            if number == 1 {
                // The first one's level lapses this night, after all the others were told.
                world.clock.set("2026-07-07T08:00:00Z".parse().unwrap()).unwrap();
            }
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
            stories.push(story);
        }
        world.until("2026-07-07T16:00:00Z").await;
        let mut handles: std::collections::BTreeMap<_, _> =
            (0..60).map(|number| (format!("P-{number:02}"), format!("user.{number:02}"))).collect();
        handles.insert("P-KR".to_owned(), "user.00".to_owned());
        let channel = Channel { handles, ..to(Kind::WeCom, &robot) };
        let office = Office::open_on("2026-07-08T02:00:00Z", &pool, &wall, named("sales", channel)).await;
        let log = office.settled(60).await;
        assert!(log.iter().all(|row| row.state == "delivered"), "{log:#?}");
        let taken = robot.taken();
        assert!(taken.len() <= 8 && robot.refused() == 0, "{} messages", taken.len());
        let texts: Vec<_> = taken.iter().map(|one| one.body["markdown"]["content"].as_str().unwrap()).collect();
        assert!(texts[0].contains("L2 T1"), "{}", texts[0]);
        assert!(texts.iter().all(|text| !text.contains("另有")), "nobody is told a mere number");
        for (number, story) in stories.iter().enumerate() {
            let page = format!("/plans/{}/", story.plan);
            let showing: Vec<_> = texts.iter().filter(|text| text.contains(&page)).collect();
            assert_eq!(showing.len(), 1, "shown once");
            assert!(showing[0].contains(&format!("<@user.{number:02}>")), "and its person called");
        }
        let order: Vec<usize> = texts
            .iter()
            .flat_map(|text| text.split("/plans/").skip(1))
            .map(|rest| stories.iter().position(|story| rest.starts_with(&story.plan)).unwrap())
            .collect();
        assert!(order.is_sorted(), "the oldest first: {order:?}");
    }
}
