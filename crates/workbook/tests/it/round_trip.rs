//! `read(write(document)) == document`, in both languages of the text and both of the headers.

use calamine::{Reader as _, Xlsx};
use cascade_method::Lang;
use cascade_workbook::{PlanDocument, read, template, write};
use chrono::{DateTime, Utc};

use crate::source::q3_sales;

fn created() -> DateTime<Utc> {
    "2026-06-29T01:00:00Z".parse().unwrap()
}

#[test]
fn a_written_plan_reads_back_equal() {
    for text in [Lang::Zh, Lang::En] {
        for headers in [Lang::Zh, Lang::En] {
            let document = q3_sales(text);
            let back = read(&write(&document, headers, created()).unwrap()).unwrap();
            assert_eq!(back.issues, [], "{text:?} under {headers:?} headers");
            assert_eq!(
                back.document, document,
                "{text:?} under {headers:?} headers"
            );
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let document = q3_sales(Lang::Zh);
    assert_eq!(
        write(&document, Lang::Zh, created()).unwrap(),
        write(&document, Lang::Zh, created()).unwrap()
    );
}

#[test]
fn ids_travel_in_the_hidden_sheet() {
    let mut document = q3_sales(Lang::En);
    document.ids.insert(
        "tasks/T1".into(),
        "0198c0de-0000-7000-8000-000000000001".into(),
    );
    let back = read(&write(&document, Lang::En, created()).unwrap()).unwrap();
    assert_eq!(back.document.ids, document.ids);
}

#[test]
fn people_of_one_name_are_written_by_code() {
    let mut document = q3_sales(Lang::Zh);
    document.people[9].name = document.people[8].name.clone();
    let back = read(&write(&document, Lang::Zh, created()).unwrap()).unwrap();
    assert_eq!(back.issues, []);
    assert_eq!(back.document, document);
}

#[test]
fn fractions_survive_as_they_were_typed() {
    let mut document = q3_sales(Lang::Zh);
    document.key_results[0].weight = Some(33.33);
    document.key_results[1].weight = Some(0.7);
    document.key_results[2].target = Some(15.07);
    document.requests[0].amount_minor = Some(1_999_999);
    let back = read(&write(&document, Lang::Zh, created()).unwrap()).unwrap();
    assert_eq!(back.document, document);
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let mut document = q3_sales(Lang::Zh);
    let attack = "=HYPERLINK(\"http://example.com\",\"click\")";
    document.tasks[0].name = attack.into();
    document.tasks[1].description = "+SUM(A1:A9)".into();
    document.tasks[2].deliverable = "@cmd|' /C calc'!A0".into();
    let bytes = write(&document, Lang::Zh, created()).unwrap();
    let back = read(&bytes).unwrap();
    assert_eq!(back.document, document);

    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for index in 0..archive.len() {
        let mut part = String::new();
        std::io::Read::read_to_string(&mut archive.by_index(index).unwrap(), &mut part).unwrap();
        // The Gantt sheet has formulas of its own, never one that a plan's text went into.
        for formula in part.split("<f>").skip(1) {
            let formula = formula.split("</f>").next().unwrap();
            assert!(
                !["HYPERLINK", "A1:A9", "cmd"]
                    .iter()
                    .any(|word| formula.contains(word)),
                "{formula}"
            );
        }
    }
}

#[test]
fn an_empty_plan_is_a_template() {
    for lang in [Lang::Zh, Lang::En] {
        let document = PlanDocument::default();
        let back = read(&write(&document, lang, created()).unwrap()).unwrap();
        assert_eq!(back.document.tasks, []);
        assert_eq!(back.document.goals, []);
    }
}

#[test]
fn the_workbook_to_begin_with_has_every_table_and_no_row() {
    for lang in [Lang::Zh, Lang::En] {
        let bytes = template(lang).unwrap();
        assert_eq!(bytes, template(lang).unwrap(), "the same bytes");
        let back = read(&bytes).unwrap();
        assert_eq!(back.document, PlanDocument::default());
        let sheets = |bytes: Vec<u8>| {
            let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
            let names = book.sheet_names();
            let first = |name: &String| {
                let range = book.worksheet_range(name).unwrap();
                let header = range.rows().next().unwrap_or_default();
                let header: Vec<String> = header.iter().map(ToString::to_string).collect();
                (name.clone(), header)
            };
            names.iter().map(first).collect::<Vec<_>>()
        };
        let whole = sheets(write(&q3_sales(lang), lang, created()).unwrap());
        let empty = sheets(bytes);
        assert_eq!(
            empty[..9],
            whole[..9],
            "the same tables with the same headers"
        );
    }
}
