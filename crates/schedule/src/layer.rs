//! What one level of an organisation says of its working time: a department's or a person's calendar, and absences.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// The part of a day that is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DayPart {
    /// Nothing of it.
    #[default]
    Off,
    /// Its first half.
    Morning,
    /// Its second half.
    Afternoon,
    /// All of it.
    Full,
}

impl DayPart {
    /// The usual week.
    pub const MONDAY_TO_FRIDAY: [Self; 7] = [
        Self::Full,
        Self::Full,
        Self::Full,
        Self::Full,
        Self::Full,
        Self::Off,
        Self::Off,
    ];

    /// A day by its halves.
    #[must_use]
    pub const fn of(morning: bool, afternoon: bool) -> Self {
        match (morning, afternoon) {
            (false, false) => Self::Off,
            (true, false) => Self::Morning,
            (false, true) => Self::Afternoon,
            (true, true) => Self::Full,
        }
    }

    /// All of a day or nothing.
    #[must_use]
    pub const fn whole(worked: bool) -> Self {
        Self::of(worked, worked)
    }

    /// Whether the first half is worked.
    #[must_use]
    pub const fn morning(self) -> bool {
        matches!(self, Self::Morning | Self::Full)
    }

    /// Whether the second half is worked.
    #[must_use]
    pub const fn afternoon(self) -> bool {
        matches!(self, Self::Afternoon | Self::Full)
    }

    /// What is left of the day when somebody is away for a part of it.
    #[must_use]
    pub const fn without(self, away: Self) -> Self {
        Self::of(
            self.morning() && !away.morning(),
            self.afternoon() && !away.afternoon(),
        )
    }
}

/// What a department or a person says of their own; everything else is as the calendar below has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layer {
    /// The days of their week, from Monday; none where it is that of the calendar below.
    pub week: Option<[DayPart; 7]>,
    /// Single days, whatever the week says: days off, make-up workdays, half days.
    pub exceptions: BTreeMap<NaiveDate, DayPart>,
    /// The day up to which they have settled their calendar, where they say so.
    pub confirmed_through: Option<NaiveDate>,
    /// It is that of the department above which there is none, which speaks for the organisation.
    pub of_organisation: bool,
}

/// Days on which a person does not work, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// First day away.
    pub from: NaiveDate,
    /// Last day away.
    pub to: NaiveDate,
    /// The part of each of these days that is missed.
    pub missed: DayPart,
}
