//! Lists that people want in a spreadsheet, with the columns that they want.

/// A list as a table.
pub(crate) struct Sheet {
    /// Path of the list.
    path: &'static str,
    /// Name of the file, without its ending.
    pub(super) name: &'static str,
    /// In their order.
    pub(super) columns: &'static [Column],
}

/// A column.
pub(super) struct Column {
    /// Header in Chinese.
    pub(super) zh: &'static str,
    /// Header in English.
    pub(super) en: &'static str,
    /// JSON pointer into a row, without its first slash.
    pub(super) at: &'static str,
}

impl Column {
    pub(super) const fn new(zh: &'static str, en: &'static str, at: &'static str) -> Self {
        Self { zh, en, at }
    }
}

const fn col(zh: &'static str, en: &'static str, at: &'static str) -> Column {
    Column::new(zh, en, at)
}

/// The table of a list; none where nobody needs one.
pub(crate) fn sheet(path: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.path == path)
}

const REQUESTS: &[Column] = &[
    col("编号", "code", "code"),
    col("资源类型", "kind", "kind"),
    col("资源描述", "description", "description"),
    col("任务", "task", "task_id"),
    col("申请部门", "asked of", "requested_from"),
    col("申请人", "requested by", "requested_by"),
    col("申请时间", "requested at", "requested_at"),
    col("预计到位时间", "expected arrival", "expected_arrival"),
    col("实际到位时间", "actual arrival", "actual_arrival"),
    col("数量", "quantity", "quantity"),
    col("单位", "unit", "unit"),
    col("金额（分）", "amount, minor units", "amount_minor"),
    col("预算", "budget", "budget"),
    col("状态", "status", "status"),
    col("决定人", "decided by", "decided_by"),
    col("决定说明", "decision note", "decision_note"),
    col("批准到位时间", "granted arrival", "granted_arrival"),
    col("批准数量", "granted quantity", "granted_quantity"),
    col(
        "批准金额（分）",
        "granted amount, minor units",
        "granted_amount_minor",
    ),
    col("备注", "note", "note"),
];

const SHEETS: &[Sheet] = &[
    Sheet {
        path: "/api/v1/plans/{plan}/goals",
        name: "goals",
        columns: &[
            col("目标编号", "code", "code"),
            col("目标描述", "description", "description"),
            col("目标来源", "source", "source"),
            col("部门", "department", "department"),
            col("负责人", "owner", "owner"),
            col("期限", "deadline", "deadline"),
            col("优先级", "priority", "priority"),
            col(
                "关键结果方向",
                "key result direction",
                "key_result_direction",
            ),
            col("基线值", "baseline", "baseline"),
            col("目标值", "target", "target"),
            col("单位", "unit", "unit"),
            col("进度", "progress", "progress"),
            col("公司级目标", "company goal", "company_goal"),
        ],
    },
    Sheet {
        path: "/api/v1/plans/{plan}/key-results",
        name: "key-results",
        columns: &[
            col("KR编号", "code", "code"),
            col("KR描述", "description", "description"),
            col("负责人", "owner", "owner"),
            col("协同人", "collaborators", "collaborators"),
            col("目标类型", "target kind", "target_kind"),
            col("基线值", "baseline", "baseline"),
            col("目标值", "target", "target"),
            col("当前值", "current", "current"),
            col("单位", "unit", "unit"),
            col("权重(%)", "weight (%)", "weight"),
            col("完成时限", "deadline", "deadline"),
            col("达成率", "attainment", "attainment"),
        ],
    },
    Sheet {
        path: "/api/v1/plans/{plan}/tasks",
        name: "tasks",
        columns: &[
            col("任务编号", "code", "code"),
            col("任务名称", "name", "name"),
            col("任务描述", "description", "description"),
            col("类型", "type", "type"),
            col("负责人", "owner", "owner"),
            col("协同人", "collaborators", "collaborators"),
            col("部门", "department", "department"),
            col("计划开始时间", "planned start", "planned_start"),
            col("计划结束时间", "planned end", "planned_end"),
            col("工作日", "working days", "duration_days"),
            col("交付物", "deliverable", "deliverable"),
            col("所需资源", "required resources", "required_resources"),
            col("状态", "state", "state"),
            col("完成(%)", "done (%)", "percent"),
            col("实际开始", "actual start", "actual_start"),
            col("实际完成", "actual finish", "actual_finish"),
            col("剩余工作日", "working days left", "remaining_days"),
        ],
    },
    Sheet {
        path: "/api/v1/alerts",
        name: "alerts",
        columns: &[
            col("任务编号", "task", "cause_code"),
            col("任务名称", "task name", "cause_name"),
            col("灯", "light", "light"),
            col("级别", "level", "level"),
            col("状态", "state", "state"),
            col("待处理人", "waits for", "assignee"),
            col("说明", "summary", "summary"),
            col("发出时间", "raised at", "raised_at"),
            col("截止", "due at", "due_at"),
            col("关闭时间", "closed at", "closed_at"),
            col("延期原因", "explanation", "explanation"),
            col("影响", "affects", "affects"),
        ],
    },
    Sheet {
        path: "/api/v1/plans/{plan}/requests",
        name: "requests",
        columns: REQUESTS,
    },
    Sheet {
        path: "/api/v1/requests",
        name: "requests",
        columns: REQUESTS,
    },
    Sheet {
        path: "/api/v1/plans/{plan}/audit-entries",
        name: "audit",
        columns: &[
            col("序号", "number", "number"),
            col("时间", "at", "at"),
            col("操作人", "by", "by"),
            col("操作", "action", "action"),
            col("对象", "subject", "subject"),
            col("内容", "data", "data"),
            col("前一散列", "previous hash", "previous_hash"),
            col("散列", "hash", "hash"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A column of a field that was renamed would be empty for ever.
    #[test]
    fn every_column_is_a_field_of_the_list() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        for sheet in SHEETS {
            let answer = &document["paths"][sheet.path]["get"]["responses"]["200"]["content"]["application/json"]
                ["schema"];
            for column in sheet.columns {
                let mask = super::super::Mask::read(column.at, answer, &document);
                assert!(mask.is_ok(), "{}: {}", sheet.path, column.at);
            }
        }
    }
}
