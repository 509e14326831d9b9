//! The hidden sheet of days off and make-up workdays, by which Excel counts working days as we do.

use cascade_schedule::Calendar;
use chrono::{Datelike, NaiveDate, Weekday};
use rust_xlsxwriter::{Workbook, XlsxError};

/// Begins with the name of our other hidden sheet, by which reading knows to pass it over.
const SHEET: &str = "_cascade_calendar";

/// Formulas over the calendar's days.
pub(super) struct WorkingDays {
    holidays: String,
    workdays: String,
}

impl WorkingDays {
    /// Adds the sheet, with what differs from Monday to Friday between two days.
    pub(super) fn add(
        workbook: &mut Workbook,
        calendar: &Calendar,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Self, XlsxError> {
        let weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let differ = from
            .iter_days()
            .take_while(|day| *day <= to)
            .filter(|day| calendar.is_working(*day) == weekend(day));
        let (workdays, holidays): (Vec<NaiveDate>, Vec<NaiveDate>) = differ.partition(weekend);
        let sheet = workbook.add_worksheet();
        sheet.set_name(SHEET)?.set_very_hidden(true);
        for (col, days) in [(0, &holidays), (1, &workdays)] {
            for (row, day) in (0..).zip(days) {
                sheet.write_number(row, col, serial(*day))?;
            }
        }
        let range = |letter: char, days: &[NaiveDate]| {
            format!("{SHEET}!${letter}$1:${letter}${}", days.len().max(1))
        };
        Ok(Self {
            holidays: range('A', &holidays),
            workdays: range('B', &workdays),
        })
    }

    /// Working days between two cells or expressions, both included; negative where they are the wrong way round.
    pub(super) fn between(&self, from: &str, to: &str) -> String {
        let (holidays, workdays) = (&self.holidays, &self.workdays);
        format!(
            "(NETWORKDAYS({from},{to},{holidays})+COUNTIFS({workdays},\">=\"&{from},{workdays},\"<=\"&{to}))"
        )
    }
}

/// Number of a day in Excel's 1900 system, right from March 1900 on.
pub(super) fn serial(day: NaiveDate) -> f64 {
    (day.num_days_from_ce() - 693_594).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_as_excel_does() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap();
        assert_eq!(serial(day).to_bits(), 46_295.0_f64.to_bits());
    }
}
