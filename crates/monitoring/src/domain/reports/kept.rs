//! What is kept of a report that was told: all of a department's, the beginning of each table of a large organisation's.

use cascade_method::Text;

use super::{Report, Section, words::same};

/// Most rows that are kept of a table: a whole company's names every task that is under way, and so do those of each level below it.
const MOST_ROWS: usize = 1_000;

impl Report {
    /// What is kept of it; a table that is cut says so.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.sections.iter_mut().for_each(cut);
        self
    }
}

fn cut(section: &mut Section) {
    let more = section.rows.len().saturating_sub(MOST_ROWS);
    if more == 0 {
        return;
    }
    section.rows.truncate(MOST_ROWS);
    let mut last = vec![same(""); section.columns.len()];
    if let Some(first) = last.first_mut() {
        *first = Text::new(
            format!("……另有 {more} 行没有留存"),
            format!("… {more} more rows were not kept"),
        );
    }
    section.rows.push(last);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_is_cut_says_so() {
        let table = |rows| Section {
            title: same("Tasks"),
            columns: vec![same("A"), same("B")],
            rows: vec![vec![same("a"), same("b")]; rows],
        };
        let report = Report {
            title: same("S"),
            summary: same("s"),
            sections: vec![table(MOST_ROWS), table(MOST_ROWS + 7)],
        };
        let kept = report.clone().kept();
        assert_eq!(kept.sections[0], report.sections[0]);
        let rows = &kept.sections[1].rows;
        assert_eq!(rows.len(), MOST_ROWS + 1);
        assert_eq!(
            rows[MOST_ROWS],
            [
                Text::new("……另有 7 行没有留存", "… 7 more rows were not kept"),
                same("")
            ]
        );
    }
}
