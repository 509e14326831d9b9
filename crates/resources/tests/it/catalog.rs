use cascade_proto::resources::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, directory, fields, pairs};

fn counts(answer: &pb::ApplyCatalogResponse) -> (u32, u32, u32) {
    let counts = answer.counts.unwrap();
    (counts.created, counts.updated, counts.unchanged)
}

pub fn calendar(scope: pb::CalendarScope, code: &str) -> pb::WorkCalendar {
    pb::WorkCalendar {
        scope: scope.into(),
        code: code.into(),
        ..pb::WorkCalendar::default()
    }
}

pub fn absence(code: &str, person: &str, from: &str, to: &str) -> pb::Absence {
    pb::Absence {
        code: code.into(),
        person: person.into(),
        from: from.into(),
        to: to.into(),
        kind: pb::AbsenceKind::Leave.into(),
        ..pb::Absence::default()
    }
}

fn catalog() -> pb::ApplyCatalogRequest {
    let exception = |date: &str, working| pb::CalendarException {
        date: date.into(),
        working,
        note: String::new(),
        part: pb::DayPart::Unspecified.into(),
    };
    let noon = pb::CalendarException {
        part: pb::DayPart::Afternoon.into(),
        ..exception("2026-07-08", true)
    };
    pb::ApplyCatalogRequest {
        calendars: vec![
            pb::WorkCalendar {
                weekdays: vec![6, 1, 2, 3, 4, 5],
                half_weekdays: vec![6],
                exceptions: vec![exception("2026-07-09", false), noon],
                confirmed_through: "2026-09-30".into(),
                ..calendar(pb::CalendarScope::Department, "SALES")
            },
            pb::WorkCalendar {
                weekdays: vec![1, 2],
                ..calendar(pb::CalendarScope::Person, "P-MKT")
            },
        ],
        absences: vec![
            pb::Absence {
                part: pb::DayPart::Morning.into(),
                ..absence("A-1", "P-1", "2026-07-06", "2026-07-07")
            },
            absence("A-2", "P-SALES", "2026-08-03", "2026-08-07"),
        ],
        tools: vec![pb::Tool {
            code: "CAM".into(),
            name: "camera".into(),
            department: "MKT".into(),
            quantity: 2.0,
            unit: "台".into(),
            version: 0,
        }],
        data_sets: vec![pb::DataSet {
            code: "CRM".into(),
            name: "customers".into(),
            department: "SALES".into(),
            owner: "P-SALES".into(),
            classification: pb::DataClassification::Confidential.into(),
            access_note: "by ticket".into(),
            version: 0,
        }],
        dry_run: false,
    }
}

async fn world(pool: DbPool) -> World {
    let world = World::over(pool);
    world
        .apply_directory(world.admin(), directory())
        .await
        .unwrap();
    world
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn the_same_again_changes_nothing(pool: DbPool) {
        let world = world(pool).await;
        let dry = pb::ApplyCatalogRequest { dry_run: true, ..catalog() };
        assert_eq!(counts(&world.apply_catalog(world.admin(), dry).await.unwrap()), (6, 0, 0));
        assert_eq!(world.count("absences").await, 0);
        let before = world.events().await.len();
        assert_eq!(counts(&world.apply_catalog(world.admin(), catalog()).await.unwrap()), (6, 0, 0));
        let kinds = ["calendar_changed", "calendar_changed", "absence_changed", "absence_changed", "tool_changed", "data_set_changed"];
        assert_eq!(world.events().await[before..], kinds.map(|kind| (kind.to_owned(), 1)));
        let mut again = catalog();
        // The order of days is no difference.
        again.calendars[0].exceptions.reverse();
        assert_eq!(counts(&world.apply_catalog(world.admin(), again.clone()).await.unwrap()), (0, 0, 6));
        again.tools[0].quantity = 3.0;
        assert_eq!(counts(&world.apply_catalog(world.admin(), again).await.unwrap()), (0, 1, 5));
        let tools = world.list_tools(world.asking(), pb::ListToolsRequest { department: "MKT".into(), ..Default::default() }).await.unwrap().tools;
        assert_eq!((tools.len(), tools[0].version), (1, 2));
        let code = tools[0].code.clone();
        let ask = |search: &str, codes: &[String]| pb::ListToolsRequest { search: search.into(), codes: codes.to_vec(), ..Default::default() };
        for (asked, wanted) in [(ask(&code.to_lowercase(), &[]), 1), (ask("no such", &[]), 0), (ask("", &[code]), 1)] {
            assert_eq!(world.list_tools(world.asking(), asked).await.unwrap().tools.len(), wanted);
        }
        assert!((tools[0].quantity - 3.0).abs() < 1e-9);
        let data = world.list_data_sets(world.asking(), pb::ListDataSetsRequest::default()).await.unwrap().data_sets;
        assert_eq!((data[0].classification(), data[0].access_note.as_str()), (pb::DataClassification::Confidential, "by ticket"));
    }

    async fn lists_come_in_pages(pool: DbPool) {
        let world = world(pool).await;
        world.apply_catalog(world.admin(), catalog()).await.unwrap();
        let ask = |page_token: String| pb::ListCalendarsRequest { page_size: 1, page_token, ..Default::default() };
        let first = world.list_calendars(world.asking(), ask(String::new())).await.unwrap();
        let rest = world.list_calendars(world.asking(), ask(first.next_page_token)).await.unwrap();
        assert_eq!((first.calendars[0].code.as_str(), rest.calendars[0].code.as_str()), ("SALES", "P-MKT"));
        assert_eq!((first.calendars[0].weekdays.len(), rest.next_page_token.as_str()), (6, ""));
        let of_people = pb::ListCalendarsRequest { scope: pb::CalendarScope::Person.into(), ..Default::default() };
        assert_eq!(world.list_calendars(world.asking(), of_people).await.unwrap().calendars.len(), 1);
        let listed = async |filter: pb::ListAbsencesRequest| {
            let rows = world.list_absences(world.asking(), filter).await.unwrap().absences;
            rows.into_iter().map(|row| row.code).collect::<Vec<_>>()
        };
        assert_eq!(listed(pb::ListAbsencesRequest { from: "2026-07-07".into(), to: "2026-07-31".into(), ..Default::default() }).await, ["A-1"]);
        assert_eq!(listed(pb::ListAbsencesRequest { person: "P-SALES".into(), ..Default::default() }).await, ["A-2"]);
        let soon = pb::ListAbsencesRequest { from: "soon".into(), ..Default::default() };
        assert_eq!(fields(&world.list_absences(world.asking(), soon).await.unwrap_err()), pairs(&[("from", "request.date")]));
    }

    async fn every_broken_rule_is_told_at_once(pool: DbPool) {
        let world = world(pool).await;
        let mut wanted = catalog();
        wanted.calendars[0].weekdays = vec![0, 1, 1];
        wanted.calendars[0].exceptions[0].date = "someday".into();
        wanted.calendars[1].code = "P-9".into();
        wanted.calendars.push(calendar(pb::CalendarScope::Unspecified, "SALES"));
        wanted.absences[0].to = "2026-07-05".into();
        wanted.absences[1].from = "later".into();
        wanted.absences[1].code = "A-1".into();
        wanted.absences[1].person = String::new();
        wanted.tools[0].quantity = 0.0;
        wanted.tools[0].department = "NONE".into();
        wanted.data_sets[0].owner = "P-9".into();
        wanted.data_sets[0].code = String::new();
        let refused = world.apply_catalog(world.admin(), wanted).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("calendars[0].weekdays", "DIR-006"),
                ("calendars[0].weekdays", "DIR-006"),
                ("calendars[0].exceptions", "DIR-006"), ("calendars[0].half_weekdays", "DIR-006"),
                ("calendars[1].code", "DIR-001"),
                ("calendars[2].scope", "DIR-006"),
                ("absences[0].to", "DIR-007"),
                ("absences[1].code", "DIR-003"),
                ("absences[1].from", "DIR-007"),
                ("absences[1].person", "DIR-001"),
                ("tools[0].department", "DIR-001"),
                ("tools[0].quantity", "RES-009"),
                ("data_sets[0].code", "DIR-003"),
                ("data_sets[0].owner", "DIR-001"),
            ])
        );
        assert_eq!(world.count("work_calendars").await, 0);
    }

    async fn a_part_time_share_stays_unless_it_is_said(pool: DbPool) {
        let world = world(pool).await;
        let mut wanted = directory();
        wanted.people[1].part_time_percent = Some(50.0);
        world.apply_directory(world.admin(), wanted.clone()).await.unwrap();
        // A workbook, which has no such column, does not take it back.
        let again = world.apply_directory(world.admin(), directory()).await.unwrap();
        assert_eq!(again.counts.unwrap().unchanged, 7);
        let people = world.list_people(world.admin(), pb::ListPeopleRequest { department: "SALES".into(), ..Default::default() }).await.unwrap().people;
        assert_eq!((people[0].part_time_percent, people[1].part_time_percent), (Some(50.0), Some(100.0)));
        for share in [0.0, 100.5, f64::NAN] {
            wanted.people[1].part_time_percent = Some(share);
            let refused = world.apply_directory(world.admin(), wanted.clone()).await.unwrap_err();
            assert_eq!(fields(&refused), pairs(&[("people[1].part_time_percent", "DIR-008")]));
        }
    }

    async fn people_note_their_own_absence_and_managers_those_of_their_department(pool: DbPool) {
        let world = world(pool).await;
        let one = |row: pb::Absence| pb::ApplyCatalogRequest { absences: vec![row], ..Default::default() };
        let mine = one(absence("A-1", "P-1", "2026-07-06", "2026-07-07"));
        world.apply_catalog(world.asking(), mine.clone()).await.unwrap();
        let others = one(absence("A-2", "P-SALES", "2026-07-06", "2026-07-07"));
        assert_eq!(world.apply_catalog(world.asking(), others.clone()).await.unwrap_err().code(), Code::PermissionDenied);
        // Nor is somebody else's absence taken over.
        let taken = one(absence("A-1", "P-MKT", "2026-07-06", "2026-07-07"));
        assert_eq!(world.apply_catalog(world.marketing(), taken).await.unwrap_err().code(), Code::PermissionDenied);
        let sales = world.caller("P-SALES", &[RoleGrant::new(Role::Manager, "SALES")]);
        world.apply_catalog(sales.clone(), others).await.unwrap();
        let calendars = pb::ApplyCatalogRequest { calendars: vec![calendar(pb::CalendarScope::Department, "MKT")], ..Default::default() };
        assert_eq!(world.apply_catalog(sales.clone(), calendars.clone()).await.unwrap_err().code(), Code::PermissionDenied);
        world.apply_catalog(world.marketing(), calendars).await.unwrap();

        let retire = |code: &str| pb::RetireAbsenceRequest { code: code.into() };
        assert_eq!(world.retire_absence(world.marketing(), retire("A-1")).await.unwrap_err().code(), Code::PermissionDenied);
        let gone = world.retire_absence(sales.clone(), retire("A-1")).await.unwrap();
        assert_eq!((gone.retired, gone.version), (true, 2));
        assert_eq!(world.retire_absence(sales.clone(), retire("A-1")).await.unwrap().version, 2, "once is enough");
        assert_eq!(world.retire_absence(sales.clone(), retire("A-9")).await.unwrap_err().code(), Code::NotFound);
        let listed = world.list_absences(sales.clone(), pb::ListAbsencesRequest::default()).await.unwrap().absences;
        assert_eq!(listed.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["A-2"]);
        let all = world.list_absences(sales, pb::ListAbsencesRequest { include_retired: true, ..Default::default() }).await.unwrap();
        assert_eq!(all.absences.len(), 2);
        // Why they are away is told to them and those who lead them.
        let mut noted = mine.clone();
        (noted.absences[0].kind, noted.absences[0].note) = (pb::AbsenceKind::Sickness.into(), "flu".into());
        world.apply_catalog(world.asking(), noted).await.unwrap();
        for (who, kind, note) in [
            (world.asking(), pb::AbsenceKind::Sickness, "flu"),
            (world.caller("P-SALES", &[RoleGrant::new(Role::Manager, "SALES")]), pb::AbsenceKind::Sickness, "flu"),
            (world.marketing(), pb::AbsenceKind::Unspecified, ""),
        ] {
            let of = pb::ListAbsencesRequest { person: "P-1".into(), ..Default::default() };
            let row = world.list_absences(who, of).await.unwrap().absences.remove(0);
            assert_eq!((row.kind(), row.note.as_str(), row.from.as_str()), (kind, note, "2026-07-06"));
        }
        assert_eq!(world.count("outbox WHERE data LIKE '%flu%' OR data LIKE '%SICKNESS%'").await, 0);
        // Written again, it counts again.
        world.apply_catalog(world.asking(), mine).await.unwrap();
        assert_eq!(world.count("absences WHERE NOT retired").await, 2);
    }
}
