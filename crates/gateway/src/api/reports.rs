//! Reports of departments.

use cascade_proto::monitoring::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Text, text};

/// A report: a sentence and tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Report {
    /// daily, weekly or monthly.
    pub kind: String,
    pub department: String,
    /// First day it speaks of.
    #[schema(format = Date)]
    pub from: String,
    /// Last day it speaks of.
    #[schema(format = Date)]
    pub to: String,
    pub title: Text,
    /// On what state it stands, then the whole in a sentence.
    pub summary: Text,
    pub sections: Vec<ReportSection>,
}

/// A table; without rows there is nothing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSection {
    /// What it shows.
    pub title: Text,
    /// Headers.
    pub columns: Vec<Text>,
    /// Cells, as many in a row as there are columns.
    pub rows: Vec<Vec<Text>>,
}

/// Which report, and in which form.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Code of the department; those below it are told of too. 404 where there is none of this code.
    pub department: String,
    /// The last day it speaks of; today when absent. Of a past day, what was told then; of a past week or month, what was told at its end.
    /// Where that was not kept, how things stand today, and the summary says so.
    #[serde(default)]
    #[param(format = Date)]
    pub date: String,
    /// json, html, markdown or xlsx; json when absent.
    #[serde(default)]
    pub format: String,
    /// zh or en, of html, markdown and xlsx; the caller's language when absent.
    #[serde(default)]
    pub lang: String,
}

impl From<pb::Report> for Report {
    fn from(row: pb::Report) -> Self {
        Self {
            kind: row.kind,
            department: row.department,
            from: row.from,
            to: row.to,
            title: text(row.title),
            summary: text(row.summary),
            sections: row.sections.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<pb::ReportSection> for ReportSection {
    fn from(row: pb::ReportSection) -> Self {
        let texts = |texts: Vec<_>| texts.into_iter().map(Text::from).collect::<Vec<_>>();
        Self {
            title: text(row.title),
            columns: texts(row.columns),
            rows: row.rows.into_iter().map(|row| texts(row.cells)).collect(),
        }
    }
}
