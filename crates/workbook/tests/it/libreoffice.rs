//! The workbook in another program than Excel: LibreOffice opens it, keeps its values and prints its charts.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use cascade_method::Lang;
use cascade_workbook::{
    Progress, TaskProgress, pack, read, unpack, write_csv, write_with_progress,
};
use chrono::NaiveDate;

use crate::source::q3_sales;

/// LibreOffice, or nothing where it is not installed and the run does not insist on it.
fn office() -> Option<PathBuf> {
    let paths = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&paths)
        .flat_map(|folder| ["soffice", "libreoffice"].map(|name| folder.join(name)))
        .find(|path| path.is_file());
    if found.is_none() {
        let insists = env::var("CASCADE_TEST_REQUIRE_PARTS").is_ok_and(|value| value == "1");
        assert!(
            !insists,
            "this test needs LibreOffice: apt-get install libreoffice-calc-nogui"
        );
        eprintln!(
            "passed over: LibreOffice is not installed (apt-get install libreoffice-calc-nogui)"
        );
    }
    found
}

/// Converts `file` within its folder; the new file's content.
fn converted(office: &Path, file: &Path, kind: &str) -> Vec<u8> {
    let folder = file.parent().unwrap();
    let out = folder.join(format!("as-{kind}"));
    // A profile of its own: a second LibreOffice on one profile hands its work to the first.
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.join("profile").display()
    );
    let output = Command::new(office)
        .args([
            profile.as_str(),
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
        ])
        .args([&out, file])
        .output()
        .unwrap();
    let made = out.join(file.file_stem().unwrap()).with_extension(kind);
    fs::read(&made).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("{}: {error}: {said}", made.display())
    })
}

#[test]
fn it_opens_what_is_written_and_keeps_every_value() {
    let Some(office) = office() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let document = q3_sales(lang);
        let day = |day| NaiveDate::from_ymd_opt(2026, 7, day);
        let come = TaskProgress {
            percent: Some(40.0),
            actual_start: day(2),
            ..TaskProgress::default()
        };
        let progress = Progress::from([(document.tasks[0].code.clone(), come)]);
        let created = "2026-07-08T01:00:00Z".parse().unwrap();
        let file = folder.path().join(format!("{name}.xlsx"));
        let bytes = write_with_progress(&document, &progress, lang, created).unwrap();
        fs::write(&file, bytes).unwrap();

        let back = read(&converted(&office, &file, "xlsx")).unwrap();
        assert_eq!(back.issues, [], "{name}");
        assert_eq!(back.document, document, "{name}");

        let printed = converted(&office, &file, "pdf");
        assert!(printed.starts_with(b"%PDF-"), "{name}");
        // Nine tables, the Gantt chart, the progress chart and the instructions, each on a page at least.
        assert!(pages(&printed) >= 12, "{name}: {} pages", pages(&printed));
    }
}

fn pages(pdf: &[u8]) -> usize {
    let all = pdf.windows(10).filter(|window| *window == b"/Type/Page");
    let nodes = pdf.windows(11).filter(|window| *window == b"/Type/Pages");
    all.count() - nodes.count()
}

#[test]
fn a_csv_table_that_went_through_it_says_the_same() {
    let Some(office) = office() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let document = q3_sales(Lang::Zh);
    let mut files = write_csv(&document, Lang::Zh).unwrap();
    let tasks = files
        .iter_mut()
        .find(|file| file.name.contains("任务"))
        .unwrap();
    let file = folder.path().join("tasks.csv");
    fs::write(&file, &tasks.bytes).unwrap();
    tasks.bytes = converted(&office, &file, "csv");
    let back = read(&pack(&files).unwrap()).unwrap();
    assert_eq!(back.issues, []);
    assert_eq!(back.document, document);
    assert_eq!(unpack(&pack(&files).unwrap()).unwrap(), files);
}
