//! A Gantt chart for a terminal. It takes plain rows, so that it draws a plan as well as live forecasts.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use unicode_width::UnicodeWidthStr;

use super::width::pad;
use crate::lang::Pick as _;
use cascade_method::Lang;

/// First and last day of a bar, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

/// Health of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// As planned.
    Green,
    /// Watch it.
    Yellow,
    /// Act.
    Red,
}

impl Light {
    /// One word, so that the light is not told by colour alone.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Green => lang.pick("绿", "G"),
            Self::Yellow => lang.pick("黄", "Y"),
            Self::Red => lang.pick("红", "R"),
        }
    }

    const fn ansi(self) -> &'static str {
        match self {
            Self::Green => "\u{1b}[32m",
            Self::Yellow => "\u{1b}[33m",
            Self::Red => "\u{1b}[31m",
        }
    }
}

/// One row of the chart. A row without any span is a heading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GanttRow {
    /// What stands at the left.
    pub label: String,
    /// The plan.
    pub planned: Option<Span>,
    /// What was done so far, or from start to finish.
    pub actual: Option<Span>,
    /// What is expected; drawn after the actual bar.
    pub forecast: Option<Span>,
    /// On the critical path.
    pub critical: bool,
    /// Days of milestones.
    pub milestones: Vec<NaiveDate>,
    /// Health, where it is known.
    pub light: Option<Light>,
}

/// How the chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GanttOptions {
    /// Language of the legend.
    pub lang: Lang,
    /// Columns of the terminal.
    pub width: usize,
    /// Draws the today line.
    pub today: Option<NaiveDate>,
    /// Uses ANSI colours beside the signs.
    pub colour: bool,
}

impl Default for GanttOptions {
    fn default() -> Self {
        Self {
            lang: Lang::Zh,
            width: 120,
            today: None,
            colour: false,
        }
    }
}

const PLANNED: char = '━';
const CRITICAL: char = '█';
const ACTUAL: char = '▓';
const FORECAST: char = '╌';
const MILESTONE: char = '◆';
const TODAY: char = '│';
const RESET: &str = "\u{1b}[0m";
/// Columns that labels may take, at most.
const LABEL_COLUMNS: usize = 42;
/// Columns of bars below which a chart says nothing.
const LEAST_BARS: usize = 14;

/// Draws the chart; empty when no row has a date.
#[must_use]
pub fn gantt(rows: &[GanttRow], options: &GanttOptions) -> String {
    let Some(scale) = Scale::of(rows, options) else {
        return String::new();
    };
    let mut out = String::new();
    for line in scale.header(options) {
        let _ = writeln!(
            out,
            "{}{}",
            " ".repeat(scale.label + scale.light),
            line.trim_end()
        );
    }
    for row in rows {
        let bars = scale.plan_line(row, options);
        let light = row.light.map_or(String::new(), |light| {
            let word = format!("[{}]", light.word(options.lang));
            if options.colour {
                format!("{}{word}{RESET}", light.ansi())
            } else {
                word
            }
        });
        let light_width = row
            .light
            .map_or(0, |light| light.word(options.lang).width() + 2);
        let gap = " ".repeat(scale.light.saturating_sub(light_width));
        let line = format!("{}{light}{gap}{bars}", pad(&row.label, scale.label));
        let _ = writeln!(out, "{}", line.trim_end());
        if row.actual.is_some() || row.forecast.is_some() {
            let what = match (row.actual, row.forecast) {
                (Some(_), Some(_)) => options.lang.pick("  └ 实际＋预测", "  └ actual + forecast"),
                (Some(_), None) => options.lang.pick("  └ 实际", "  └ actual"),
                _ => options.lang.pick("  └ 预测", "  └ forecast"),
            };
            let line = format!(
                "{}{}",
                pad(what, scale.label + scale.light),
                scale.reality_line(row, options)
            );
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    let _ = writeln!(out, "{}", legend(rows, options));
    out
}

fn legend(rows: &[GanttRow], options: &GanttOptions) -> String {
    let lang = options.lang;
    let mut parts = vec![
        format!("{CRITICAL} {}", lang.pick("关键路径", "critical")),
        format!("{PLANNED} {}", lang.pick("计划", "planned")),
    ];
    if rows.iter().any(|row| row.actual.is_some()) {
        parts.push(format!("{ACTUAL} {}", lang.pick("实际", "actual")));
    }
    if rows.iter().any(|row| row.forecast.is_some()) {
        parts.push(format!("{FORECAST} {}", lang.pick("预测", "forecast")));
    }
    if rows.iter().any(|row| !row.milestones.is_empty()) {
        parts.push(format!("{MILESTONE} {}", lang.pick("里程碑", "milestone")));
    }
    if let Some(today) = options.today {
        parts.push(format!("{TODAY} {} {today}", lang.pick("今天", "today")));
    }
    parts.join("   ")
}

/// Where a day stands in the chart.
struct Scale {
    first: NaiveDate,
    /// Days that one column stands for: 1 where the terminal is wide enough, a week at most.
    days_per_column: u64,
    columns: usize,
    label: usize,
    light: usize,
}

impl Scale {
    fn of(rows: &[GanttRow], options: &GanttOptions) -> Option<Self> {
        let spans = || {
            rows.iter()
                .flat_map(|row| [row.planned, row.actual, row.forecast])
                .flatten()
        };
        let milestones = || rows.iter().flat_map(|row| row.milestones.iter().copied());
        let first = spans().map(|span| span.start).chain(milestones()).min()?;
        let last = spans()
            .map(|span| span.end.max(span.start))
            .chain(milestones())
            .max()?;
        // A today just outside is drawn, one far away is not worth the room.
        let near =
            |today: NaiveDate| (first - today).num_days() <= 7 && (today - last).num_days() <= 7;
        let first = options
            .today
            .filter(|today| near(*today))
            .map_or(first, |today| first.min(today));
        let last = options
            .today
            .filter(|today| near(*today))
            .map_or(last, |today| last.max(today));
        // Labels take what they need, up to a limit and two fifths of the terminal.
        let longest = rows.iter().map(|row| row.label.width()).max().unwrap_or(0);
        let label = longest.min(LABEL_COLUMNS).min(options.width * 2 / 5).max(8) + 1;
        let light = if rows.iter().any(|row| row.light.is_some()) {
            5
        } else {
            0
        };
        let room = options.width.saturating_sub(label + light).max(LEAST_BARS);
        let days = (last - first).num_days().unsigned_abs() + 1;
        let days_per_column = days.div_ceil(room as u64).max(1);
        // Weeks begin on Mondays; so do columns that stand for one.
        let first = if days_per_column >= 4 {
            first.week(Weekday::Mon).first_day()
        } else {
            first
        };
        let days_per_column = if (4..7).contains(&days_per_column) {
            7
        } else {
            days_per_column
        };
        let days = (last - first).num_days().unsigned_abs() + 1;
        Some(Self {
            first,
            days_per_column,
            columns: days.div_ceil(days_per_column) as usize,
            label,
            light,
        })
    }

    fn column(&self, day: NaiveDate) -> Option<usize> {
        let offset = u64::try_from((day - self.first).num_days()).ok()?;
        let column = (offset / self.days_per_column) as usize;
        (column < self.columns).then_some(column)
    }

    fn day(&self, column: usize) -> Option<NaiveDate> {
        self.first
            .checked_add_days(Days::new(column as u64 * self.days_per_column))
    }

    /// Months above, days of Mondays below.
    fn header(&self, options: &GanttOptions) -> [String; 2] {
        let mut months = vec![' '; self.columns + 8];
        let mut days = vec![' '; self.columns + 3];
        let (mut month_free, mut day_free) = (0, 0);
        for column in 0..self.columns {
            let Some(start) = self.day(column) else {
                continue;
            };
            let covers = |wanted: &dyn Fn(NaiveDate) -> bool| {
                start
                    .iter_days()
                    .take(self.days_per_column as usize)
                    .find(|day| wanted(*day))
            };
            let month = if column == 0 {
                Some(start)
            } else {
                covers(&|day| day.day() == 1)
            };
            if let Some(month) = month.filter(|_| column >= month_free) {
                let text = format!("{}-{:02}", month.year(), month.month());
                month_free = column + text.len() + 1;
                months.splice(column..column + text.len(), text.chars());
            }
            let monday =
                covers(&|day| day.weekday() == Weekday::Mon || (column == 0 && day == start));
            if let Some(monday) = monday.filter(|_| column >= day_free) {
                let text = format!("{:02}", monday.day());
                day_free = column + 3;
                days.splice(column..column + 2, text.chars());
            }
        }
        let mut months: String = months.into_iter().collect();
        if let Some(at) = options.today.and_then(|today| self.column(today)) {
            // The today line begins in the header where nothing else stands.
            if days.get(at) == Some(&' ') {
                days[at] = TODAY;
            }
        }
        months.truncate(months.trim_end().len());
        [months, days.into_iter().collect()]
    }

    fn empty(&self, options: &GanttOptions) -> Vec<char> {
        let mut cells = vec![' '; self.columns];
        if let Some(at) = options.today.and_then(|today| self.column(today)) {
            cells[at] = TODAY;
        }
        cells
    }

    fn fill(&self, cells: &mut [char], span: Span, with: char) {
        let Some(end) = self.column(span.end.max(span.start)) else {
            return;
        };
        let start = self.column(span.start).unwrap_or(0);
        cells[start..=end].fill(with);
    }

    fn plan_line(&self, row: &GanttRow, options: &GanttOptions) -> String {
        let mut cells = self.empty(options);
        let bar = if row.critical { CRITICAL } else { PLANNED };
        if let Some(span) = row.planned {
            self.fill(&mut cells, span, bar);
        }
        for at in row.milestones.iter().filter_map(|day| self.column(*day)) {
            cells[at] = MILESTONE;
        }
        paint(&cells, options, |c| {
            (c == CRITICAL).then_some("\u{1b}[1;35m")
        })
    }

    fn reality_line(&self, row: &GanttRow, options: &GanttOptions) -> String {
        let mut cells = self.empty(options);
        if let Some(span) = row.forecast {
            self.fill(&mut cells, span, FORECAST);
        }
        if let Some(span) = row.actual {
            self.fill(&mut cells, span, ACTUAL);
        }
        let light = row.light.map(Light::ansi);
        paint(&cells, options, |c| {
            light.filter(|_| c == FORECAST || c == ACTUAL)
        })
    }
}

/// The cells as text, runs of one colour wrapped in it.
fn paint(
    cells: &[char],
    options: &GanttOptions,
    colour_of: impl Fn(char) -> Option<&'static str>,
) -> String {
    if !options.colour {
        return cells.iter().collect();
    }
    let mut out = String::new();
    for run in cells.chunk_by(|left, right| left == right) {
        let text: String = run.iter().collect();
        match colour_of(run[0]) {
            Some(colour) => {
                let _ = write!(out, "{colour}{text}{RESET}");
            }
            None => out.push_str(&text),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn span(from: (u32, u32), to: (u32, u32)) -> Option<Span> {
        Some(Span {
            start: day(from.0, from.1),
            end: day(to.0, to.1),
        })
    }

    fn rows() -> Vec<GanttRow> {
        vec![
            GanttRow {
                label: "KR1".into(),
                ..GanttRow::default()
            },
            GanttRow {
                label: "T1 详情页".into(),
                planned: span((7, 1), (7, 14)),
                actual: span((7, 1), (7, 15)),
                forecast: span((7, 16), (7, 20)),
                critical: true,
                light: Some(Light::Red),
                ..GanttRow::default()
            },
            GanttRow {
                label: "T2 直播".into(),
                planned: span((7, 6), (7, 24)),
                milestones: vec![day(7, 10), day(7, 17)],
                light: Some(Light::Green),
                ..GanttRow::default()
            },
        ]
    }

    #[test]
    fn a_day_a_column_where_there_is_room() {
        let options = GanttOptions {
            width: 80,
            today: Some(day(7, 15)),
            ..GanttOptions::default()
        };
        let drawn = gantt(&rows(), &options);
        let expected = [
            "               2026-07",
            "               01   06     13│    20",
            "KR1                          │",
            "T1 详情页 [红] ██████████████│",
            "  └ 实际＋预测 ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓╌╌╌╌╌",
            "T2 直播   [绿]      ━━━━◆━━━━━━◆━━━━━━━",
            "█ 关键路径   ━ 计划   ▓ 实际   ╌ 预测   ◆ 里程碑   │ 今天 2026-07-15",
        ];
        assert_eq!(drawn.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_narrow_terminal_gets_several_days_a_column() {
        let options = GanttOptions {
            lang: Lang::En,
            width: 20,
            ..GanttOptions::default()
        };
        let drawn = gantt(&rows(), &options);
        let expected = [
            "              2026-07",
            "              01    13 20",
            "KR1",
            "T1 详情页[R]  ███████",
            "  └ actual + …▓▓▓▓▓▓▓▓╌╌",
            "T2 直播  [G]    ━━◆━━━◆━━━",
            "█ critical   ━ planned   ▓ actual   ╌ forecast   ◆ milestone",
        ];
        assert_eq!(drawn.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in 40..160 {
            let options = GanttOptions {
                width,
                today: Some(day(7, 10)),
                ..GanttOptions::default()
            };
            let drawn = gantt(&rows()[1..], &options);
            let lines: Vec<_> = drawn.lines().collect();
            for line in &lines[..lines.len() - 1] {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn nothing_to_draw_is_nothing() {
        assert_eq!(gantt(&[], &GanttOptions::default()), "");
        assert_eq!(gantt(&rows()[..1], &GanttOptions::default()), "");
    }

    #[test]
    fn colours_stand_beside_the_signs() {
        let options = GanttOptions {
            colour: true,
            ..GanttOptions::default()
        };
        let drawn = gantt(&rows(), &options);
        assert!(drawn.contains("\u{1b}[31m[红]\u{1b}[0m"), "{drawn}");
        let plain: String = drawn
            .replace("\u{1b}[31m", "")
            .replace("\u{1b}[32m", "")
            .replace("\u{1b}[1;35m", "");
        assert_eq!(
            plain.replace(RESET, ""),
            gantt(&rows(), &GanttOptions::default())
        );
    }
}
