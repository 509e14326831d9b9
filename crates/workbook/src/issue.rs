//! What could not be read, cell by cell. Rules about reading, beside the method's rules about planning.

use cascade_method::{Finding, Rule, Severity, Table, Text};

use crate::origin::CellRef;

macro_rules! rules {
    ($($name:ident $id:literal $severity:ident $zh:literal $en:literal)*) => {
        $(pub(crate) static $name: Rule =
            Rule { id: $id, severity: Severity::$severity, section: "§excel", zh: $zh, en: $en };)*

        static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    DATE "WB-DATE" Error "日期须可识别" "A date can be read"
    NUMBER "WB-NUMBER" Error "数字须可识别" "A number can be read"
    CHOICE "WB-CHOICE" Error "须为可选值之一" "A value is one of those allowed"
    NAME "WB-NAME" Error "名称或编号须指向唯一一行" "A name or code leads to one row"
    LINK "WB-LINK" Error "前置任务写法须可识别" "A predecessor can be read"
    FORMULA "WB-FORMULA" Error "公式不得出错" "A formula has no error"
    CODE "WB-CODE" Error "每行须有唯一编号" "A row has a code of its own"
    COLUMN "WB-COLUMN" Warning "列名须可识别" "A column is known"
    OUTLINE "WB-OUTLINE" Warning "大纲中的行须是目标、关键结果或任务" "A row of an outline is a goal, key result or task"
    LAG "WB-LAG" Warning "关联须指向任务，间隔为整工作日" "A link leads to a task with a lag of whole working days"
    CONSTRAINT "WB-CONSTRAINT" Warning "任务只以计划日期为限制" "A task is constrained by its planned dates only"
    CALENDAR "WB-CALENDAR" Warning "文件的日历须与工作日历一致" "The file's calendar is the working calendar"
    PROGRESS "WB-PROGRESS" Warning "进度由填报产生" "Progress is reported, not imported"
}

/// The rules about reading a workbook.
#[must_use]
pub fn reading_rules() -> &'static [&'static Rule] {
    ALL
}

/// A cell that could not be read as its column asks.
#[derive(Debug, Clone, PartialEq)]
pub struct CellIssue {
    /// The rule, one of [`reading_rules`].
    pub rule: &'static Rule,
    /// Where.
    pub cell: CellRef,
    /// The table its sheet was taken for.
    pub table: Table,
    /// The field's stable name, `planned_start`; empty where the column itself is unknown.
    pub field: &'static str,
    /// What stands in the cell.
    pub value: String,
    /// What is wrong.
    pub message: Text,
    /// What to write instead.
    pub advice: Text,
}

impl CellIssue {
    /// Whether the value is lost, so that the workbook cannot be imported as it is.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.rule.severity == Severity::Error
    }

    /// The issue as a finding of the method's kind.
    #[must_use]
    pub fn finding(&self) -> Finding {
        Finding::new(self.rule, self.table, "", self.field, self.message.clone())
            .value(&self.value)
            .advice(self.advice.clone())
    }
}
