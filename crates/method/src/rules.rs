//! Every rule as data: identity, severity, section of the requirements, title in both languages.

/// What happens where a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// E: refused.
    Error,
    /// W: accepted, with a finding.
    Warning,
    /// C: computed.
    Computed,
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Stable identity: `TASK-003`.
    pub id: &'static str,
    /// What happens where it is broken.
    pub severity: Severity,
    /// Section of the requirements.
    pub section: &'static str,
    /// What it says, in Chinese.
    pub zh: &'static str,
    /// What it says, in English.
    pub en: &'static str,
}

macro_rules! rules {
    ($($name:ident $id:literal $severity:ident $section:literal $zh:literal $en:literal)*) => {
        $(
            #[doc = $en]
            pub static $name: Rule =
                Rule { id: $id, severity: Severity::$severity, section: $section, zh: $zh, en: $en };
        )*

        /// Every rule, in the order of the requirements.
        #[must_use]
        pub fn all() -> &'static [&'static Rule] {
            static ALL: &[&Rule] = &[$(&$name),*];
            ALL
        }
    };
}

rules! {
    GOAL_DESCRIPTION_MISSING "GOAL-001" Error "§1" "目标须有描述" "A goal has a description"
    GOAL_OWNER_MISSING "GOAL-002" Error "§1" "目标须有负责人" "A goal has an owner"
    GOAL_DEADLINE_MISSING "GOAL-003" Error "§1" "目标须有期限" "A goal has a deadline"
    GOAL_DEPARTMENT_MISSING "GOAL-004" Error "§1" "目标须有所属部门" "A goal has a department"
    GOAL_SOURCE_MISSING "GOAL-005" Error "§1" "目标须有来源" "A goal has a source"
    GOAL_NOT_ALIGNED "GOAL-006" Warning "§1" "目标应对齐上级目标或关键结果" "A goal hangs under a goal or key result above it"
    GOAL_CODE_DUPLICATE "GOAL-007" Error "§1" "目标编号不得重复" "A goal's code is unique"
    GOAL_PARENT_UNKNOWN "GOAL-008" Error "§1" "上级目标须存在" "A goal's parent exists"
    GOAL_PARENT_CYCLE "GOAL-009" Error "§1" "目标对齐关系不得成环" "The alignment tree has no cycle"
    GOAL_DEADLINE_OUTSIDE_PERIOD "GOAL-010" Warning "§1" "目标期限应在周期内" "A goal's deadline lies in its period"
    SMART_SPECIFIC "SMART-S" Warning "§1" "具体：写明对象与范围" "Specific: names object and scope"
    SMART_MEASURABLE "SMART-M" Warning "§1" "可衡量：数值、单位与基线" "Measurable: a number with unit, and a baseline"
    SMART_ACHIEVABLE "SMART-A" Warning "§1" "可实现：增幅与能力相称" "Achievable: growth and capacity are in proportion"
    SMART_RELEVANT "SMART-R" Warning "§1" "相关：来源与上级关联" "Relevant: source and parent link"
    SMART_TIME_BOUND "SMART-T" Warning "§1" "有时限：期限在周期内" "Time-bound: a deadline inside the period"
    KR_COUNT "KR-001" Warning "§2" "每个目标宜有 3–5 个关键结果" "A goal has 3–5 key results"
    KR_NONE "KR-002" Error "§2" "启动时目标须有关键结果" "A goal has a key result when it is activated"
    KR_OWNER "KR-003" Error "§2" "关键结果须有且仅有一位负责人" "A key result has exactly one owner"
    KR_WEIGHT_SUM_DRAFT "KR-004" Warning "§2" "草稿中权重合计应为 100%" "In draft, weights should add up to 100 %"
    KR_WEIGHT_SUM "KR-005" Error "§2" "启动时权重合计须为 100% ± 0.01" "At activation, weights add up to 100 % ± 0.01"
    KR_WEIGHT_POSITIVE "KR-006" Error "§2" "权重须大于 0" "A weight is above 0"
    KR_DEADLINE_AFTER_GOAL "KR-007" Error "§2" "关键结果期限不得晚于目标期限" "A key result's deadline is not after its goal's"
    KR_TARGET_IS_BASELINE "KR-008" Error "§2" "目标值不得等于基线值" "A target differs from its baseline"
    KR_DIVERGENCE "KR-009" Warning "§2" "任务完成度与关键结果达成度背离" "Task completion and attainment diverge"
    KR_GOAL_UNKNOWN "KR-010" Error "§2" "关键结果须属于已有目标" "A key result belongs to a known goal"
    KR_CODE_DUPLICATE "KR-011" Error "§2" "关键结果编号不得重复" "A key result's code is unique"
    KR_DESCRIPTION_MISSING "KR-012" Error "§2" "关键结果须有描述" "A key result has a description"
    KR_DEADLINE_MISSING "KR-013" Error "§2" "关键结果须有完成时限" "A key result has a deadline"
    KR_TARGET_MISSING "KR-014" Error "§2" "关键结果须有目标值" "A key result has a target"
    KR_NO_TASK "KR-015" Warning "§3" "关键结果应有任务支撑" "A key result has a task"
    KR_CONTRIBUTION_SHARE "KR-017" Error "§2" "贡献份额须大于 0 且不超过 100%" "A contribution's share is above 0 and at most 100 %"
    KR_CONTRIBUTION_TARGET "KR-018" Error "§2" "贡献对象须存在且不得指向自身或成环" "A contribution leads up to a known goal or key result, never back to itself"
    KR_CONTRIBUTION_SUM "KR-019" Warning "§2" "同一对象收到的贡献份额合计应为 100%" "The shares that one goal or key result receives add up to 100 %"
    KR_CONTRIBUTED "KR-020" Computed "§2" "由下级贡献推算的达成度" "Attainment contributed from below"
    KR_ATTAINMENT "KR-016" Computed "§2" "达成度 =（当前−基线）/（目标−基线）" "Attainment = (current − baseline) / (target − baseline)"
    TASK_KEY_RESULT_MISSING "TASK-001" Error "§3" "任务须属于关键结果" "A task belongs to a key result"
    TASK_OWNER_MISSING "TASK-002" Error "§3" "任务须有负责人" "A task has an owner"
    TASK_DELIVERABLE_MISSING "TASK-003" Error "§3" "任务须有交付物" "A task has a deliverable"
    TASK_END_BEFORE_START "TASK-004" Error "§3" "结束不得早于开始" "A task does not end before it starts"
    TASK_PREDECESSOR_UNKNOWN "TASK-005" Error "§3" "前置任务须存在" "A predecessor exists"
    TASK_PREDECESSOR_SELF "TASK-006" Error "§3" "任务不得以自身为前置" "A task is not its own predecessor"
    TASK_CODE_DUPLICATE "TASK-007" Error "§3" "任务编号不得重复" "A task's code is unique"
    TASK_CYCLE "TASK-008" Error "§3" "依赖关系不得成环" "Dependencies have no cycle"
    TASK_GRANULARITY "TASK-009" Warning "§3" "任务宜为 5–10 个工作日" "A task takes 5–10 working days"
    TASK_OUTSIDE_KEY_RESULT "TASK-010" Warning "§3" "任务日期应在关键结果期限内" "A task's dates lie in its key result's window"
    TASK_STARTS_BEFORE_PREDECESSOR "TASK-011" Warning "§3" "任务不应早于前置任务允许的时间" "A task does not start before its predecessor allows"
    TASK_NAME_MISSING "TASK-012" Error "§3" "任务须有名称" "A task has a name"
    TASK_DATES_MISSING "TASK-013" Error "§3" "任务须有计划开始与结束时间" "A task has planned dates"
    TASK_MILESTONE_OUTSIDE "TASK-014" Warning "§5" "里程碑应在任务日期内" "A milestone lies inside its task"
    TASK_PREDECESSOR_PROPOSED "TASK-015" Warning "§3" "前置任务待对方负责人确认" "A predecessor of another owner awaits acceptance"
    TASK_PREDECESSOR_DECLINED "TASK-016" Warning "§3" "前置任务被对方负责人拒绝" "A predecessor's owner declined the dependency"
    TASK_CONSTRAINTS_CONTRADICT "TASK-017" Error "§3" "约束日期不得互相矛盾" "A task's constraints do not contradict each other"
    TASK_OUTSIDE_CONSTRAINTS "TASK-018" Warning "§3" "计划日期应符合约束" "Planned dates keep the task's constraints"
    TASK_BEYOND_CALENDAR "TASK-019" Warning "§3" "日期应在已确认的日历内" "Dates lie within the confirmed calendar"
    TASK_CONSTRAINT_BROKEN "TASK-020" Warning "§6" "预测应符合约束" "The forecast keeps the task's constraints"
    TASK_ESTIMATE "TASK-021" Error "§6" "三点估算须由小到大且为正" "A three-point estimate is positive and in rising order"
    RES_TASK_UNKNOWN "RES-001" Error "§4" "资源申请须对应任务" "A request belongs to a task"
    RES_ARRIVAL_AFTER_END "RES-002" Error "§4" "预计到位不得晚于任务结束" "Arrival is not expected after the task ends"
    RES_ARRIVAL_AFTER_START "RES-003" Warning "§4" "资源应在任务开始前到位" "Arrival is expected before the task starts"
    RES_FILED_AFTER_START "RES-004" Warning "§4" "资源应在任务开始前申请" "A request is filed before its task starts"
    RES_TRANSITION "RES-005" Error "§4" "申请状态须按流程流转" "A request moves along its workflow"
    RES_BUDGET_EXCEEDED "RES-006" Error "§4" "预算不得超额占用" "A budget is never over-committed"
    RES_SELF_APPROVAL "RES-007" Error "§4" "申请人不得审批自己的申请" "Nobody approves their own request"
    RES_FROM_MISSING "RES-008" Error "§4" "须写明向哪个部门申请" "A request names the department asked"
    RES_AMOUNT_INVALID "RES-009" Error "§4" "数量或金额须大于 0" "A quantity or amount is above 0"
    RES_BUDGET_AHEAD "RES-010" Warning "§4" "预算执行率不应明显超前于进度" "A budget is not spent far ahead of the work's progress"
    RES_LOAD "RES-011" Computed "§4" "负荷逐日计算，超出可用工时即超负荷" "Load by day; what is above capacity is overload"
    RES_MATCH "RES-012" Computed "§4" "按能力、空闲与部门匹配人员" "Candidates by skills, free hours and department"
    RES_ASSIGNMENT "RES-013" Computed "§4" "在能力与工时约束下整体最优分配" "The best assignment within skills and capacity"
    RES_DECISION_DUE "RES-014" Computed "§4" "申请须在规定工作日内决定" "A request is decided within its working days"
    RES_GRANT_BEYOND "RES-015" Error "§4" "批准的不得超出申请" "No more is granted than was asked for"
    RES_GRANT_REASON "RES-016" Error "§4" "少批或晚到须说明原因" "Who grants less, or later, says why"
    DIR_REFERENCE_UNKNOWN "DIR-001" Error "§4" "引用的部门或人员须存在" "A department or person referred to exists"
    DIR_DEPARTMENT_CYCLE "DIR-002" Error "§4" "部门层级不得成环" "The department tree has no cycle"
    DIR_CODE_DUPLICATE "DIR-003" Error "§4" "编号不得重复" "A code is unique"
    DIR_SKILL_LEVEL "DIR-004" Error "§4" "技能等级为 1–5" "A skill's level is 1–5"
    DIR_ASSET_UNKNOWN "DIR-005" Error "§4" "引用的工具或数据集须存在" "A tool or data set referred to exists"
    DIR_CALENDAR_INVALID "DIR-006" Error "§4" "日历的工作日与例外日期须有效" "A calendar's weekdays and dates are valid"
    DIR_ABSENCE_INVALID "DIR-007" Error "§4" "缺勤的起止日期须有效" "An absence has valid days"
    DIR_PART_TIME "DIR-008" Error "§4" "在岗比例须大于 0 且不超过 100%" "A part-time share is above 0 and at most 100 %"
    DIR_EMAIL "DIR-009" Error "§4" "邮箱地址须有效" "A person's e-mail address is one"
    PLAN_START_OVERDUE "PLAN-001" Warning "§5" "计划开始已过而未开始" "Its planned start has passed and it has not started"
    PLAN_DERIVED_STATUS "PLAN-002" Computed "§5" "由日期与进度推导状态" "Status derived from dates and progress"
    TRACK_FINISH_WITHOUT_START "TRACK-001" Error "§6" "未开始不得完成" "Nothing finishes that has not started"
    TRACK_FUTURE_DATE "TRACK-002" Error "§6" "日期不得在未来" "A reported date is not in the future"
    TRACK_DONE_WITHOUT_FINISH "TRACK-003" Error "§6" "100% 须有完成日期" "100 % comes with a finish date"
    TRACK_FINISH_WITHOUT_EVIDENCE "TRACK-004" Error "§6" "完成须有交付物证明" "A finish comes with evidence of the deliverable"
    TRACK_PERCENT_RANGE "TRACK-005" Error "§6" "进度为 0–100%" "Progress is 0–100 %"
    TRACK_PROGRESS_FELL "TRACK-006" Warning "§6" "进度下降须说明原因" "Progress falls only with a reason"
    TRACK_UPDATE_MISSING "TRACK-007" Warning "§6" "每日须在截止前更新" "A task is updated by the daily cut-off"
    TRACK_FINISH_BEFORE_START "TRACK-008" Error "§6" "完成不得早于开始" "A finish is not before the start"
    TRACK_FINISH_WITHOUT_DONE "TRACK-009" Error "§6" "完成日期须与 100% 同报" "A finish date comes with 100 %"
    TRACK_REMAINING_NEGATIVE "TRACK-010" Error "§6" "剩余工期不得为负" "Remaining work is not negative"
    TRACK_LIGHT "TRACK-011" Computed "§6" "红黄绿灯" "Light"
    TRACK_FORECAST "TRACK-012" Computed "§6" "预测按剩余工作、实际进度、前置任务、资源到位或今天推算，并说明依据" "A forecast follows remaining work, pace, predecessors, resources or today, and says which"
    TRACK_EARNED_VALUE "TRACK-013" Computed "§6" "挣值：PV、EV、AC、SPI、CPI、EAC" "Earned value: PV, EV, AC, SPI, CPI, EAC"
    TRACK_RISK "TRACK-014" Computed "§6" "按期概率与 P50、P80、P95" "Probability on time, P50, P80, P95"
    TRACK_ROOT_CAUSE "TRACK-015" Computed "§6" "根因路径：每一跳的天数、负责人、部门与原因" "Root-cause path: days, owner, department and cause of each hop"
    TRACK_ROLL_UP "TRACK-016" Computed "§6" "灯色沿目标树逐级汇总，跨计划亦然" "Lights roll up the tree of goals, across plans too"
    ESC_LADDER "ESC-001" Computed "§6" "逐级升级 L1–L4" "Escalation level by level"
    ESC_UNVERIFIED "ESC-002" Error "§6" "纠偏验证后方可关闭" "An alert closes when its correction is verified"
    ESC_STATE "ESC-003" Error "§6" "当前状态不允许该操作" "The alert's state does not allow this"
    ESC_SNOOZE_CAP "ESC-004" Error "§6" "延后不得超过上限" "A snooze stays within its cap"
    ESC_CORRECTION_INCOMPLETE "ESC-005" Error "§6" "纠偏须有措施、负责人、期限与验证方式" "A correction has a measure, owner, due date and verification"
    ESC_POLICY_VALUE "ESC-006" Error "§6" "升级策略的取值须在范围内" "A policy's values are in range"
    ESC_POLICY_DAY "ESC-007" Error "§6" "策略自明天起方可生效，已生效的不得更改" "A policy begins tomorrow at the earliest and is not changed once it has begun"
    ESC_DEADLINE "ESC-008" Computed "§6" "响应期限按部门日历的工作时间计算" "A level's deadline counts the working time of the department's calendar"
    ESC_ROTA_VALUE "ESC-009" Error "§6" "值班表须有轮值人员与每班天数" "A duty rota has people and the days of a turn"
    ESC_ROTA_TURN "ESC-010" Computed "§6" "值班人按轮次推定，缺勤者由下一位顶班" "Who is on duty follows from turns; who is away is skipped"
    ESC_ONE_ALERT "ESC-011" Computed "§6" "一个原因只有一个预警，列明它在各计划中造成的延误" "One cause has one alert, which says what it makes late in every plan"
    ADJ_BASELINE_PROTECTED "ADJ-001" Error "§7" "已批准的基线须经调整审批才能修改" "An approved baseline is changed by an approved adjustment only"
    ADJ_SELF_APPROVAL "ADJ-002" Error "§7" "申请人与审批人不得相同" "The applicant does not approve"
    ADJ_TIER "ADJ-003" Computed "§7" "按延期与变更内容定审批层级" "Tier by extension and by what changes"
    ADJ_TRANSITION "ADJ-004" Error "§7" "调整申请须按流程流转" "An adjustment moves along its workflow"
    ADJ_EMPTY "ADJ-005" Error "§7" "调整申请须写明原因与变更内容" "An adjustment has a reason and changes something"
    ADJ_OUTDATED "ADJ-006" Error "§7" "审批时的内容须与申请时一致" "What is decided is what was applied for"
    REV_TASK_OPEN "REV-001" Error "§8" "关闭前未完成任务须有处置" "An unfinished task has a disposition before the plan closes"
    REV_RED_ALERT "REV-002" Error "§8" "关闭前不得有未关闭的红色预警" "No red alert is open when the plan closes"
    REV_FINAL_VALUE "REV-003" Error "§8" "关闭前关键结果须有最终值" "A key result has a final value before the plan closes"
    REV_IMPROVEMENT "REV-004" Error "§8" "改进措施须有负责人与期限" "An improvement has an owner and a due date"
    REV_GAP_UNEXPLAINED "REV-005" Warning "§8" "未达成须写明差距与根因" "What was not reached has its gap and root cause"
    REV_STATISTICS "REV-006" Computed "§8" "按期率、平均延期、估算误差与原因帕累托" "On-time rate, mean delay, estimate error, Pareto of causes"
}

/// The rule with this identity.
#[must_use]
pub fn get(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn identities_are_unique_and_texts_are_there() {
        let ids: BTreeSet<&str> = all().iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), all().len());
        for rule in all() {
            assert!(rule.section.starts_with('§'), "{} has no section", rule.id);
            assert!(
                !rule.zh.is_empty() && !rule.en.is_empty(),
                "{} has no title",
                rule.id
            );
        }
        assert_eq!(get("TASK-008"), Some(&TASK_CYCLE));
        assert_eq!(get("NO-RULE"), None);
    }
}
