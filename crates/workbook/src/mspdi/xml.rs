//! XML as it is written: one element a line, text escaped, what XML cannot hold left out.

use chrono::{NaiveDate, NaiveTime};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::error::WorkbookError;

/// Namespace of the format.
const NAMESPACE: &str = "http://schemas.microsoft.com/project";

/// When a working day begins and ends, as the calendar in the file has it.
const MORNING: (u32, u32) = (8, 0);
const EVENING: (u32, u32) = (17, 0);

pub(super) struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// A file whose only element is `<Project>`.
    pub(super) fn project(
        body: impl FnOnce(&mut Self) -> Result<(), WorkbookError>,
    ) -> Result<Vec<u8>, WorkbookError> {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 1));
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), Some("yes"));
        xml.event(Event::Decl(declaration))?;
        let mut root = BytesStart::new("Project");
        root.push_attribute(("xmlns", NAMESPACE));
        xml.event(Event::Start(root))?;
        body(&mut xml)?;
        xml.event(Event::End(BytesEnd::new("Project")))?;
        Ok(xml.0.into_inner())
    }

    /// An element that holds others.
    pub(super) fn group(
        &mut self,
        name: &str,
        body: impl FnOnce(&mut Self) -> Result<(), WorkbookError>,
    ) -> Result<(), WorkbookError> {
        self.event(Event::Start(BytesStart::new(name)))?;
        body(self)?;
        self.event(Event::End(BytesEnd::new(name)))
    }

    /// An element with a text.
    pub(super) fn leaf(&mut self, name: &str, text: impl ToString) -> Result<(), WorkbookError> {
        let text: String = text
            .to_string()
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
            .collect();
        self.event(Event::Start(BytesStart::new(name)))?;
        self.event(Event::Text(BytesText::new(&text)))?;
        self.event(Event::End(BytesEnd::new(name)))
    }

    /// [`Self::leaf`], unless there is nothing to say.
    pub(super) fn text(&mut self, name: &str, text: &str) -> Result<(), WorkbookError> {
        if text.is_empty() {
            return Ok(());
        }
        self.leaf(name, text)
    }

    pub(super) fn start_of(
        &mut self,
        name: &str,
        day: Option<NaiveDate>,
    ) -> Result<(), WorkbookError> {
        self.moment(name, day, MORNING)
    }

    pub(super) fn end_of(
        &mut self,
        name: &str,
        day: Option<NaiveDate>,
    ) -> Result<(), WorkbookError> {
        self.moment(name, day, EVENING)
    }

    fn moment(
        &mut self,
        name: &str,
        day: Option<NaiveDate>,
        (hour, minute): (u32, u32),
    ) -> Result<(), WorkbookError> {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        match day {
            Some(day) => self.leaf(name, day.and_time(time).format("%Y-%m-%dT%H:%M:%S")),
            None => Ok(()),
        }
    }

    /// A span of working time.
    pub(super) fn minutes(&mut self, name: &str, minutes: i64) -> Result<(), WorkbookError> {
        self.seconds(name, minutes * 60)
    }

    pub(super) fn seconds(&mut self, name: &str, seconds: i64) -> Result<(), WorkbookError> {
        let (hours, rest) = (seconds / 3600, seconds % 3600);
        self.leaf(name, format!("PT{hours}H{}M{}S", rest / 60, rest % 60))
    }

    fn event(&mut self, event: Event<'_>) -> Result<(), WorkbookError> {
        self.0
            .write_event(event)
            .map_err(|error| WorkbookError::Unwritable(error.to_string()))
    }
}
