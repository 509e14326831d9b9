//! XML as a stream of small trees. Nothing is expanded, fetched or kept longer than it takes to look at it.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::WorkbookError;
use crate::read::Limits;

/// The only root element.
const ROOT: &str = "Project";
/// Elements of the root whose children come one by one.
const COLLECTIONS: [&str; 5] = [
    "ExtendedAttributes",
    "Calendars",
    "Tasks",
    "Resources",
    "Assignments",
];
/// A file nests 7 deep.
const DEEPEST: usize = 32;

/// An element with what is in it; attributes say nothing in this format.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Text of a child; empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }

    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text_of(name).parse().ok()
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        matches!(self.text_of(name), "1" | "true")
    }
}

/// Hands over each child of the root, and each member of its collections with the collection's name.
pub(super) fn walk(
    text: &str,
    limits: &Limits,
    mut each: impl FnMut(&str, &Element),
) -> Result<(), WorkbookError> {
    let mut walker = Walker::default();
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| WorkbookError::NotAWorkbook(error.to_string()))?;
        match event {
            Event::Start(tag) => walker.open(name(&tag), limits)?,
            Event::Empty(tag) => {
                walker.open(name(&tag), limits)?;
                walker.close(&mut each);
            }
            Event::End(_) => walker.close(&mut each),
            Event::Text(text) => walker.text(&text.xml10_content()),
            Event::CData(text) => walker.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let known = match reference.xml10_content().as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                let known = known.ok_or(WorkbookError::XmlEntities)?;
                walker.text(known.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(WorkbookError::XmlEntities),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return walker.end(),
        }
    }
}

fn name(tag: &BytesStart<'_>) -> String {
    let name = tag.local_name();
    AsRef::<str>::as_ref(&name).to_owned()
}

#[derive(Default)]
struct Walker {
    begun: bool,
    ended: bool,
    collection: Option<String>,
    open: Vec<Element>,
    elements: u64,
    items: usize,
}

impl Walker {
    fn open(&mut self, name: String, limits: &Limits) -> Result<(), WorkbookError> {
        let too_large = |what, limit| Err(WorkbookError::TooLarge { what, limit });
        self.elements += 1;
        if self.elements > limits.cells {
            return too_large("number of cells", limits.cells);
        }
        if !self.begun {
            self.begun = true;
            if name != ROOT {
                return Err(WorkbookError::NotAWorkbook(format!(
                    "the XML is no MS Project file: its root is <{name}>"
                )));
            }
            return Ok(());
        }
        if self.open.len() >= DEEPEST {
            return too_large("depth of elements", DEEPEST as u64);
        }
        if self.open.is_empty() {
            if self.collection.is_none() && COLLECTIONS.contains(&name.as_str()) {
                self.collection = Some(name);
                self.items = 0;
                return Ok(());
            }
            self.items += 1;
            if self.items > limits.rows {
                return too_large("number of rows in a sheet", limits.rows as u64);
            }
        }
        self.open.push(Element {
            name,
            ..Element::default()
        });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(top) = self.open.last_mut() {
            top.text.push_str(text);
        }
    }

    fn close(&mut self, each: &mut impl FnMut(&str, &Element)) {
        match self.open.pop() {
            Some(element) => match self.open.last_mut() {
                Some(parent) => parent.children.push(element),
                None => each(self.collection.as_deref().unwrap_or(ROOT), &element),
            },
            None if self.collection.is_some() => self.collection = None,
            None => self.ended = true,
        }
    }

    fn end(self) -> Result<(), WorkbookError> {
        if self.ended {
            return Ok(());
        }
        Err(WorkbookError::NotAWorkbook(
            "the XML ends before its root element does".into(),
        ))
    }
}
