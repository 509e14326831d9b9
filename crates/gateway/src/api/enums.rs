//! Enumerations of the contract as JSON has them.

use cascade_proto::{
    goals::v1 as goals, monitoring::v1 as monitoring, resources::v1 as resources,
    tasks::v1 as tasks,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An enumeration as JSON has it, and its way from and to the contract's. What the contract leaves unspecified is the
/// first variant.
macro_rules! api_enum {
    ($(#[$meta:meta])* $name:ident = $contract:path { $($(#[$variant_meta:meta])* $first:ident $(, $(#[$rest_meta:meta])* $variant:ident)* $(,)?)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_meta])* $first, $($(#[$rest_meta])* $variant,)*)?
        }

        impl From<$contract> for $name {
            fn from(value: $contract) -> Self {
                use $contract as Contract;
                match value {
                    $(Contract::Unspecified | Contract::$first => Self::$first,
                    $(Contract::$variant => Self::$variant,)*)?
                }
            }
        }

        impl From<$name> for $contract {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$first => Self::$first,
                    $($name::$variant => Self::$variant,)*)?
                }
            }
        }
    };
}

api_enum!(
    /// How grave a finding is.
    Severity = goals::Severity {
        /// Accepted, and kept as a finding
        Warning,
        /// Refused
        Error,
    }
);
api_enum!(
    /// State of a plan.
    PlanStatus = goals::PlanStatus {
        /// Being written
        Draft,
        /// Approved and tracked
        Active,
        /// Reviewed and closed
        Closed,
    }
);
api_enum!(
    /// Where a goal comes from.
    GoalSource = goals::GoalSource {
        /// Anything else
        Other,
        /// 公司战略
        CompanyStrategy,
        /// 上级指令
        SuperiorDirective,
        /// 年度经营计划
        AnnualOperatingPlan,
    }
);
api_enum!(
    /// Priority of a goal.
    Priority = goals::Priority {
        /// 中
        Medium,
        /// 高
        High,
        /// 低
        Low,
    }
);
api_enum!(
    /// How a key result's target is meant.
    TargetKind = goals::TargetKind {
        /// Reach a level
        ReachLevel,
        /// Rise by a percentage of the baseline
        RiseByPercent,
        /// Fall by a percentage of the baseline
        FallByPercent,
        /// Reach a count
        Count,
        /// A ratio of at least
        RatioAtLeast,
        /// Done or not
        Milestone,
    }
);
api_enum!(
    /// Kind of work.
    TaskType = tasks::TaskType {
        /// 执行
        Execution,
        /// 协调
        Coordination,
        /// 创意
        Creative,
    }
);
api_enum!(
    /// What people decided about a task.
    TaskState = tasks::TaskState {
        /// Open
        Open,
        /// 暂停
        Paused,
        /// 受阻
        Blocked,
        /// 取消
        Cancelled,
    }
);
api_enum!(
    /// Which dates a dependency ties.
    LinkKind = tasks::LinkKind {
        /// FS
        FinishToStart,
        /// SS
        StartToStart,
        /// FF
        FinishToFinish,
        /// SF
        StartToFinish,
    }
);
api_enum!(
    /// Kind of resource.
    ResourceKind = resources::ResourceKind {
        /// 人力
        People,
        /// 预算
        Budget,
        /// 工具
        Tool,
        /// 数据
        Data,
    }
);
api_enum!(
    /// State of a resource request.
    RequestStatus = resources::RequestStatus {
        /// 草稿
        Draft,
        /// 已提交
        Submitted,
        /// 已批准
        Approved,
        /// 已驳回
        Rejected,
        /// 已撤回
        Withdrawn,
        /// 已到位
        Fulfilled,
    }
);
api_enum!(
    /// 绿 黄 红
    Light = monitoring::Light {
        /// 绿
        Green,
        /// 黄
        Yellow,
        /// 红
        Red,
    }
);
api_enum!(
    /// Status derived from dates and progress.
    DerivedStatus = monitoring::DerivedStatus {
        /// 未开始
        NotStarted,
        /// 进行中
        InProgress,
        /// 延期
        Late,
        /// 已完成
        Done,
        /// 暂停
        Paused,
        /// 受阻
        Blocked,
        /// 取消
        Cancelled,
    }
);
api_enum!(
    /// Rule of a task's forecast.
    ForecastRule = monitoring::ForecastRule {
        /// It is finished
        Finished,
        /// It is cancelled
        Cancelled,
        /// Begun: the remaining work that its owner reported
        ReportedRemaining,
        /// Begun: the remaining work that follows from the pace so far
        ActualPace,
        /// Begun: the planned duration less the share that is done
        PlannedShare,
        /// Not begun: held by a predecessor
        Predecessor,
        /// Not begun: held to its planned start
        PlannedStart,
        /// Not begun: held by its earliest day
        NotBefore,
        /// Not begun: held to its fixed start
        StartOn,
        /// Not begun: held by a resource that has not arrived
        ResourceArrival,
        /// Not begun although it could have: today at the earliest
        Today,
        /// Not begun: could begin, but its owner is away
        OwnerAway,
    }
);
api_enum!(
    /// State of an alert.
    AlertState = monitoring::AlertState {
        /// Waiting for the level's person
        Open,
        /// Seen
        Acknowledged,
        /// Put off
        Snoozed,
        /// Explained by the task owner
        Explained,
        /// A correction is filed
        Correcting,
        /// The correction is decided; its effect is awaited
        Verifying,
        /// A correction was rejected or has not worked: another is wanted
        Reopened,
        /// Verified and closed
        Closed,
    }
);
api_enum!(
    /// Account of a budget's ledger.
    Account = resources::Account {
        /// What the organisation has granted
        Granted,
        /// Free to be reserved
        Available,
        /// Held by approved requests
        Reserved,
        /// Gone
        Spent,
    }
);
api_enum!(
    /// 纠偏措施
    Measure = monitoring::Measure {
        /// 增加资源
        AddResource,
        /// 调整顺序
        ReSequence,
        /// 拆分任务
        Split,
        /// 重排计划
        RePlan,
        /// 调整目标
        AdjustGoal,
    }
);
api_enum!(
    /// Whose a working calendar is.
    CalendarScope = resources::CalendarScope {
        /// 部门
        Department,
        /// 人员
        Person,
    }
);
api_enum!(
    /// Half of a day.
    DayPart = resources::DayPart {
        /// 上午
        Morning,
        /// 下午
        Afternoon,
    }
);
api_enum!(
    /// Why somebody is away.
    AbsenceKind = resources::AbsenceKind {
        /// 其他
        Other,
        /// 休假
        Leave,
        /// 病假
        Sickness,
        /// 培训
        Training,
        /// 出差
        BusinessTrip,
    }
);
api_enum!(
    /// Who may see a data set.
    DataClassification = resources::DataClassification {
        /// 内部
        Internal,
        /// 公开
        Public,
        /// 机密
        Confidential,
        /// 绝密
        Secret,
    }
);
api_enum!(
    /// What a reason for a fit speaks of.
    FitFactor = resources::FitFactor {
        /// 能力
        Skills,
        /// 可用工时
        FreeTime,
        /// 部门
        Department,
    }
);
api_enum!(
    /// Length of a bucket of load.
    LoadBy = resources::LoadBy {
        /// A day
        Day,
        /// A week from Monday to Sunday
        Week,
    }
);
api_enum!(
    /// How far an adjustment has come.
    AdjustmentStatus = goals::AdjustmentStatus {
        /// 草稿
        Draft,
        /// 已提交
        Submitted,
        /// 已批准
        Approved,
        /// 已驳回
        Rejected,
        /// 已撤回
        Withdrawn,
    }
);
api_enum!(
    /// Who decides an adjustment. The highest comes first: what is not known takes it.
    ApprovalTier = goals::ApprovalTier {
        /// 上级
        Superior,
        /// 部门负责人
        DepartmentHead,
        /// 关键结果负责人
        KeyResultOwner,
    }
);

/// What becomes of an unfinished task when its plan closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// It is done, though nobody reported it
    Done,
    /// Nobody will do it
    Cancelled,
    /// The next period takes it over
    CarriedOver,
}

impl Disposition {
    pub(crate) fn from_contract(made: goals::Disposition) -> Option<Self> {
        match made {
            goals::Disposition::Unspecified => None,
            goals::Disposition::Done => Some(Self::Done),
            goals::Disposition::Cancelled => Some(Self::Cancelled),
            goals::Disposition::CarriedOver => Some(Self::CarriedOver),
        }
    }
}

impl From<Disposition> for goals::Disposition {
    fn from(made: Disposition) -> Self {
        match made {
            Disposition::Done => Self::Done,
            Disposition::Cancelled => Self::Cancelled,
            Disposition::CarriedOver => Self::CarriedOver,
        }
    }
}

/// Cause of a blocker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockerCause {
    /// 人员
    People,
    /// 资源
    Resources,
    /// 依赖
    Dependency,
    /// 需求变更
    RequirementChange,
    /// 外部环境
    Environment,
}

impl BlockerCause {
    pub(crate) fn from_contract(cause: tasks::BlockerCause) -> Option<Self> {
        match cause {
            tasks::BlockerCause::Unspecified => None,
            tasks::BlockerCause::People => Some(Self::People),
            tasks::BlockerCause::Resources => Some(Self::Resources),
            tasks::BlockerCause::Dependency => Some(Self::Dependency),
            tasks::BlockerCause::RequirementChange => Some(Self::RequirementChange),
            tasks::BlockerCause::Environment => Some(Self::Environment),
        }
    }

    pub(crate) fn to_contract(cause: Option<Self>) -> tasks::BlockerCause {
        match cause {
            None => tasks::BlockerCause::Unspecified,
            Some(Self::People) => tasks::BlockerCause::People,
            Some(Self::Resources) => tasks::BlockerCause::Resources,
            Some(Self::Dependency) => tasks::BlockerCause::Dependency,
            Some(Self::RequirementChange) => tasks::BlockerCause::RequirementChange,
            Some(Self::Environment) => tasks::BlockerCause::Environment,
        }
    }
}
api_enum!(
    /// What a person must do.
    Todo = monitoring::Duty {
        /// Say why a task is late
        Explain,
        /// File a correction
        Correct,
        /// Accept a correction or ask for another
        Decide,
        /// Say whether an accepted correction has worked
        Verify,
        /// Do what a correction says
        CarryOut,
        /// Ask a task's owner who has not said how it stands
        Ask,
        /// A task that is due, or past it
        Finish,
        /// A task that should have begun
        Start,
        /// A task that will be late as it goes
        CatchUp,
        /// Approve or reject a resource request
        DecideRequest,
        /// Say whether a resource that was expected has arrived
        ConfirmArrival,
        /// Approve or reject an adjustment
        ApproveAdjustment,
        /// Write an adjustment that was refused anew, or leave it
        ReviseAdjustment,
    }
);
