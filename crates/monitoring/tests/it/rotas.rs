//! Duty rotas: who is asked in turns.

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::auth::{CallContext, Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::{
    story::Story,
    support::{World, at, field},
    working_time::absence,
};

fn head(world: &World) -> CallContext {
    world.caller("P-SALES", &[RoleGrant::new(Role::Manager, "SALES")])
}

/// Three people of sales, a turn a day.
fn daily(from: &str) -> pb::SaveRotaRequest {
    pb::SaveRotaRequest {
        code: "SALES-DUTY".into(),
        department: "SALES".into(),
        effective_from: from.into(),
        people: ["P-1", "P-2", "P-3"].map(str::to_owned).to_vec(),
        turn_days: 1,
        ..pb::SaveRotaRequest::default()
    }
}

async fn on_duty(world: &World, moment: &str) -> pb::OnDuty {
    let asked = pb::GetOnDutyRequest {
        code: "SALES-DUTY".into(),
        at: Some(pbjson_types::Timestamp {
            seconds: at(moment).timestamp(),
            nanos: 0,
        }),
        turns: 2,
    };
    world.get_on_duty(world.person("P-X"), asked).await.unwrap()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_level_asks_who_is_on_duty(pool: DbPool) {
        // ESC-010
        let world = World::over(pool);
        world.deliver(&Story::new().told()).await;
        let unknown = pb::SavePolicyRequest {
            department: "SALES".into(), effective_from: "2026-07-07".into(),
            terms: Some(pb::PolicyTerms { explain_rota: Some("SALES-DUTY".into()), ..Default::default() }),
        };
        let refused = world.save_policy(head(&world), unknown.clone()).await.unwrap_err();
        assert_eq!(field(&refused), "explain_rota");
        let saved = world.save_rota(head(&world), daily("2026-07-07")).await.unwrap();
        assert_eq!((saved.version, saved.name.as_str(), saved.start.as_str()), (1, "SALES-DUTY", "2026-07-07"));
        assert_eq!((saved.handover.as_str(), saved.utc_offset.as_str()), ("00:00", "+08:00"));
        let policy = world.save_policy(head(&world), unknown).await.unwrap();
        let terms = policy.terms.unwrap();
        assert_eq!((terms.explain_rota.as_deref(), terms.correct_rota.as_deref()), (Some("SALES-DUTY"), Some("")));

        world.deliver(&[absence("P-2", "2026-07-08", "2026-07-08", false, 1)]).await;
        let asked = async |now: &str, day: &str| {
            world.until(now).await;
            let story = Story::new();
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, day, 10.0, 9)]).await;
            let alert = world.alert(&story.plan).await;
            (alert.assignee, alert.history.last().unwrap().note.clone())
        };
        let (person, note) = asked("2026-07-07T02:00:00Z", "2026-07-07").await;
        assert_eq!((person.as_str(), note.as_str()), ("P-1", "值班表 SALES-DUTY / on duty by rota SALES-DUTY"));
        let (person, note) = asked("2026-07-08T02:00:00Z", "2026-07-08").await;
        assert_eq!(person, "P-3", "the next who is there");
        assert!(note.ends_with("rota SALES-DUTY: P-2 is away, P-3 takes the turn"), "{note}");

        let duty = on_duty(&world, "2026-07-08T02:00:00Z").await;
        assert_eq!((duty.person.as_str(), duty.on_duty.as_str()), ("P-2", "P-3"));
        let turns: Vec<_> = duty.turns.iter().map(|turn| turn.person.as_str()).collect();
        assert_eq!(turns, ["P-2", "P-3"]);
        assert_eq!(duty.turns[0].until.unwrap().seconds, at("2026-07-08T16:00:00Z").timestamp());
    }

    async fn at_a_handover_whose_turn_begins_is_asked(pool: DbPool) {
        // ESC-010
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let nine = |from: &str| pb::SaveRotaRequest { handover: "09:00".into(), ..daily(from) };
        world.save_rota(head(&world), nine("2026-07-07")).await.unwrap();
        let others = pb::SaveRotaRequest { people: ["P-4", "P-5"].map(str::to_owned).to_vec(), ..nine("2026-07-09") };
        world.save_rota(head(&world), others).await.unwrap();
        let terms = pb::PolicyTerms {
            explain_rota: Some("SALES-DUTY".into()), correct_rota: Some("SALES-DUTY".into()), ..Default::default()
        };
        let policy = pb::SavePolicyRequest { department: "SALES".into(), effective_from: "2026-07-07".into(), terms: Some(terms) };
        world.save_policy(head(&world), policy).await.unwrap();
        world.until("2026-07-07T02:00:00Z").await;
        world.deliver(&[story.report(2, "2026-07-07", 10.0, 9)]).await;
        let asked = async |moment: &str| {
            world.until(moment).await;
            world.alert(&story.plan).await.assignee
        };
        assert_eq!(asked("2026-07-07T03:00:00Z").await, "P-1");
        assert_eq!(asked("2026-07-08T00:59:59Z").await, "P-1", "a new day, and the same turn");
        assert_eq!(asked("2026-07-08T01:00:00Z").await, "P-2", "nine o'clock");
        assert_eq!(asked("2026-07-09T00:59:59Z").await, "P-2", "up to the first handover of the new people");
        assert_eq!(asked("2026-07-09T01:00:00Z").await, "P-4");
        assert_eq!(asked("2026-07-10T01:00:00Z").await, "P-5");
    }

    async fn rotas_begin_tomorrow_and_are_their_departments(pool: DbPool) {
        // ESC-009
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let refused = async |request| field(&world.save_rota(head(&world), request).await.unwrap_err());
        assert_eq!(refused(daily("2026-07-06")).await, "effective_from");
        assert_eq!(refused(pb::SaveRotaRequest { people: Vec::new(), ..daily("2026-07-07") }).await, "people");
        assert_eq!(refused(pb::SaveRotaRequest { turn_days: 93, ..daily("2026-07-07") }).await, "turn_days");
        assert_eq!(refused(pb::SaveRotaRequest { code: " ".into(), ..daily("2026-07-07") }).await, "code");
        assert_eq!(refused(pb::SaveRotaRequest { handover: "9".into(), ..daily("2026-07-07") }).await, "handover");
        assert_eq!(refused(pb::SaveRotaRequest { utc_offset: "CST".into(), ..daily("2026-07-07") }).await, "utc_offset");
        let elsewhere = pb::SaveRotaRequest { department: "DATA".into(), ..daily("2026-07-07") };
        let denied = world.save_rota(head(&world), elsewhere).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied);

        world.save_rota(head(&world), daily("2026-07-07")).await.unwrap();
        let weekly = pb::SaveRotaRequest { turn_days: 0, handover: "09:00".into(), ..daily("2026-07-20") };
        let second = world.save_rota(head(&world), weekly).await.unwrap();
        assert_eq!((second.version, second.turn_days), (2, 7));
        assert_eq!(on_duty(&world, "2026-07-19T02:00:00Z").await.rota.unwrap().version, 1);
        let duty = on_duty(&world, "2026-07-20T00:30:00Z").await;
        assert_eq!((duty.rota.unwrap().version, duty.person.as_str()), (1, "P-2"), "before the handover of the second");
        let turns: Vec<_> = duty.turns.iter().map(|turn| (turn.person.as_str(), turn.until.unwrap().seconds)).collect();
        let ends = |moment: &str| at(moment).timestamp();
        assert_eq!(turns, [("P-2", ends("2026-07-20T01:00:00Z")), ("P-1", ends("2026-07-27T01:00:00Z"))]);
        let withdraw = |id: &str| pb::WithdrawRotaRequest { rota_id: id.into() };
        world.withdraw_rota(head(&world), withdraw(&second.id)).await.unwrap();
        let listed = world.list_rotas(head(&world), pb::ListRotasRequest::default()).await.unwrap();
        assert_eq!(listed.rotas.len(), 1);
        let unknown = pb::GetOnDutyRequest { code: "NONE".into(), ..Default::default() };
        let refused = world.get_on_duty(head(&world), unknown).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
}
