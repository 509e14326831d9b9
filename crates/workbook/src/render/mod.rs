//! Plans, findings and Gantt charts as text for a terminal, for Mermaid and as JSON.

mod findings;
mod gantt;
mod mermaid;
mod table;
mod width;

pub use findings::{findings_json, findings_table};
pub use gantt::{GanttOptions, GanttRow, Light, Span, gantt};
pub use mermaid::mermaid;
pub use table::{plan_rows, table};
pub use width::{fit, pad};
