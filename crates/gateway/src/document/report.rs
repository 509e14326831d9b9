//! A report laid out for people: Markdown, a page that prints well, a workbook.

use std::fmt::Write as _;

use cascade_runtime::lang::Lang;

use crate::api::{Report, ReportSection, Text};

fn pick(text: &Text, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &text.zh,
        Lang::En => &text.en,
    }
}

/// What stands for a table without rows.
fn nothing(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "无",
        Lang::En => "None",
    }
}

/// What the sheet with the whole in a sentence is called.
fn summary_sheet(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "概要",
        Lang::En => "Summary",
    }
}

/// GitHub's Markdown, tables and all.
pub(crate) fn markdown(report: &Report, lang: Lang) -> String {
    let mut text = format!(
        "# {}\n\n{}\n",
        plain(pick(&report.title, lang)),
        plain(pick(&report.summary, lang))
    );
    for section in &report.sections {
        let _ = write!(text, "\n## {}\n\n", plain(pick(&section.title, lang)));
        if section.rows.is_empty() {
            let _ = writeln!(text, "{}", nothing(lang));
            continue;
        }
        let line = |cells: &[Text]| {
            let cells: Vec<_> = cells.iter().map(|cell| plain(pick(cell, lang))).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        text.push_str(&line(&section.columns));
        let _ = writeln!(text, "|{}", " --- |".repeat(section.columns.len()));
        for row in &section.rows {
            text.push_str(&line(row));
        }
    }
    text
}

/// What people wrote neither formats nor ends a cell.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '<' | '#' => {
                out.push('\\');
                out.push(letter);
            }
            '\r' | '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

const STYLE: &str = "body{font:15px/1.5 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1f2329}\
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}table{border-collapse:collapse;width:100%}\
th,td{border:1px solid #d0d3d9;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f2f3f5}\
tr{break-inside:avoid}@media print{body{margin:0;max-width:none;font-size:11px}}\
@media (prefers-color-scheme:dark){body{background:#17181a;color:#e6e7ea}th{background:#26282c}th,td{border-color:#45484e}}";

/// A page of its own: no script, no font, no host of others.
pub(crate) fn html(report: &Report, lang: Lang) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1><p>{}</p>",
        lang.tag(),
        escape(pick(&report.summary, lang)),
        title = escape(pick(&report.title, lang)),
    );
    for section in &report.sections {
        page.push_str(&table(section, lang));
    }
    page.push_str("</body></html>");
    page
}

fn table(section: &ReportSection, lang: Lang) -> String {
    let title = escape(pick(&section.title, lang));
    if section.rows.is_empty() {
        return format!("<h2>{title}</h2><p>{}</p>", nothing(lang));
    }
    let mut html = format!("<h2>{title}</h2><table><thead><tr>");
    for column in &section.columns {
        let _ = write!(
            html,
            "<th scope=\"col\">{}</th>",
            escape(pick(column, lang))
        );
    }
    html.push_str("</tr></thead><tbody>");
    for row in &section.rows {
        html.push_str("<tr>");
        for cell in row {
            let _ = write!(html, "<td>{}</td>", escape(pick(cell, lang)));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Sheets of a workbook: name, headers, rows. The first has what the report says of itself: a table alone does not tell on what day's state
/// it stands.
pub(crate) fn sheets(report: &Report, lang: Lang) -> Vec<cascade_workbook::TableSheet> {
    let words = |texts: &[Text]| {
        texts
            .iter()
            .map(|text| pick(text, lang).to_owned())
            .collect()
    };
    let sheet = |section: &ReportSection| cascade_workbook::TableSheet {
        name: pick(&section.title, lang).to_owned(),
        columns: words(&section.columns),
        rows: section.rows.iter().map(|row| words(row)).collect(),
    };
    let title = words(std::slice::from_ref(&report.title));
    let summary = words(std::slice::from_ref(&report.summary));
    let first = cascade_workbook::TableSheet {
        name: summary_sheet(lang).to_owned(),
        columns: title,
        rows: vec![summary],
    };
    std::iter::once(first)
        .chain(report.sections.iter().map(sheet))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Text {
        Text {
            zh: text.to_owned(),
            en: text.to_owned(),
        }
    }

    fn report() -> Report {
        Report {
            kind: "daily".to_owned(),
            department: "S".to_owned(),
            from: "2026-07-03".to_owned(),
            to: "2026-07-03".to_owned(),
            title: text("S & co"),
            summary: text("1 < 2"),
            sections: vec![
                ReportSection {
                    title: text("Tasks"),
                    columns: vec![text("A"), text("B")],
                    rows: vec![vec![text("a|b\nc"), text("<script>")]],
                },
                ReportSection {
                    title: text("Late"),
                    columns: vec![text("A")],
                    rows: Vec::new(),
                },
            ],
        }
    }

    #[test]
    fn markdown_keeps_cells_in_their_cells() {
        let text = markdown(&report(), Lang::En);
        assert!(
            text.contains("| A | B |\n| --- | --- |\n| a\\|b c | \\<script> |"),
            "{text}"
        );
        assert!(text.contains("## Late\n\nNone"), "{text}");
    }

    #[test]
    fn a_workbook_begins_with_what_the_report_says_of_itself() {
        let sheets = sheets(&report(), Lang::Zh);
        let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names, ["概要", "Tasks", "Late"]);
        assert_eq!(sheets[0].columns, ["S & co"]);
        assert_eq!(sheets[0].rows, [["1 < 2"]]);
    }

    #[test]
    fn a_page_shows_what_people_wrote_and_runs_none_of_it() {
        let page = html(&report(), Lang::Zh);
        assert!(page.contains("<td>&lt;script&gt;</td>"), "{page}");
        assert!(page.contains("<html lang=\"zh-CN\">") && page.contains("S &amp; co"));
    }
}
