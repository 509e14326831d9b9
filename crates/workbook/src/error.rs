//! Why a workbook could not be read or written at all.

use cascade_method::Text;

/// A whole file failed; single cells that fail are [`crate::CellIssue`]s.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// Nothing in it.
    #[error("the file is empty (0 bytes)")]
    Empty,
    /// Another kind of file, or a damaged one.
    #[error(
        "the file is damaged or of a kind that is not read (.xlsx, a zip of CSV files, MS Project XML): {0}"
    )]
    NotAWorkbook(String),
    /// A file of a well-known other kind, by its first bytes.
    #[error("the file is {}, whatever its name says; send an .xlsx, a zip of CSV files or MS Project XML", .0.en)]
    OtherKind(OtherKind),
    /// A `.xls` or `.mpp` of old.
    #[error("the file is an old .xls or an .mpp; save it as .xlsx, or from MS Project as XML")]
    OldOrProtected,
    /// A workbook with a password.
    #[error("the workbook is protected by a password; save it without one")]
    Protected,
    /// Over one of the [`crate::Limits`].
    #[error("the workbook is too large: its {what} is over the limit of {limit}")]
    TooLarge {
        /// What was counted.
        what: &'static str,
        /// How much of it is allowed.
        limit: u64,
    },
    /// No sheet looks like one of the planning tables.
    #[error("none of its sheets is a planning table; sheets found: {0}")]
    NoTables(String),
    /// The workbook was written by a newer release.
    #[error("the workbook has schema version {found}; this release understands up to {known}")]
    NewerSchema {
        /// Version in the file.
        found: u32,
        /// Newest version understood.
        known: u32,
    },
    /// It can be read, but not be given back with marks in it.
    #[error("the workbook cannot be marked: {0}")]
    Unmarkable(String),
    /// The XML has a document type or entities of its own.
    #[error(
        "the XML declares a document type or entities, which are refused; save it anew from MS Project"
    )]
    XmlEntities,
    /// A file could not be put together.
    #[error("the file could not be written: {0}")]
    Unwritable(String),
    /// Excel has no way to hold it, for instance a text over 32,767 characters.
    #[error("the workbook could not be written")]
    Write(#[from] rust_xlsxwriter::XlsxError),
}

/// A well-known kind of file that holds no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherKind {
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English, with an article.
    pub en: &'static str,
}

impl WorkbookError {
    /// Stable reason, upper snake case.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Empty => "WORKBOOK_EMPTY",
            Self::NotAWorkbook(_) => "WORKBOOK_UNREADABLE",
            Self::OtherKind(_) => "WORKBOOK_OTHER_KIND",
            Self::OldOrProtected => "WORKBOOK_OLD_OR_PROTECTED",
            Self::Protected => "WORKBOOK_PROTECTED",
            Self::XmlEntities => "WORKBOOK_XML_ENTITIES",
            Self::TooLarge { .. } => "WORKBOOK_TOO_LARGE",
            Self::NoTables(_) => "WORKBOOK_WITHOUT_TABLES",
            Self::NewerSchema { .. } => "WORKBOOK_SCHEMA_NEWER",
            Self::Unmarkable(_) => "WORKBOOK_UNMARKABLE",
            Self::Write(_) | Self::Unwritable(_) => "WORKBOOK_UNWRITABLE",
        }
    }

    /// The message for people, in both languages.
    #[must_use]
    pub fn message(&self) -> Text {
        let zh = match self {
            Self::Empty => "文件是空的（0 字节）".to_owned(),
            Self::NotAWorkbook(_) => {
                "该文件已损坏，或不是可读取的类型（.xlsx、CSV 文件的 zip 压缩包、MS Project XML）".to_owned()
            }
            Self::OtherKind(kind) => format!(
                "该文件实际是{}，与文件名无关；请提供 .xlsx、CSV 文件的 zip 压缩包或 MS Project XML",
                kind.zh
            ),
            Self::OldOrProtected => "该文件是旧版 .xls 或 .mpp，请另存为 .xlsx，或在 MS Project 中另存为 XML".to_owned(),
            Self::XmlEntities => {
                "该 XML 带有文档类型声明或自定义实体，出于安全不予读取，请在 MS Project 中重新另存为 XML".to_owned()
            }
            Self::Protected => "该工作簿设有密码，请另存为不带密码的文件".to_owned(),
            Self::TooLarge { what, limit } => {
                let what = match *what {
                    "file" => "文件字节数",
                    "number of parts" => "内部文件数",
                    "unpacked size" => "解压后字节数",
                    "compression ratio" => "压缩比",
                    "depth of elements" => "元素嵌套层数",
                    "number of strings" => "文本数",
                    "number of sheets" => "工作表数",
                    "number of cells" => "单元格数",
                    _ => "单表行数",
                };
                format!("工作簿过大：{what}超过上限 {limit}")
            }
            Self::NoTables(found) => format!("没有找到任何计划表；现有工作表：{found}"),
            Self::NewerSchema { found, known } => {
                format!("该工作簿的格式版本为 {found}，当前程序只支持到 {known}，请升级程序")
            }
            Self::Unmarkable(problem) => format!("无法在该工作簿中标注问题：{problem}"),
            Self::Write(error) => format!("无法写出工作簿：{error}"),
            Self::Unwritable(problem) => format!("无法写出文件：{problem}"),
        };
        Text::new(zh, self.to_string())
    }
}
