//! The closed vocabularies of the tables: what each value is called in a cell, in both languages.

use serde::{Deserialize, Serialize};

use crate::lang::Pick as _;
use cascade_method::{self as method, Lang};

/// A value out of a short list, written in a cell by its label.
pub trait Choice: Copy + Eq + 'static {
    /// Every value, in the order a drop-down shows them.
    const ALL: &'static [Self];

    /// Label in a cell.
    fn label(self, lang: Lang) -> &'static str;

    /// Other spellings that are understood, lower case.
    fn aliases(self) -> &'static [&'static str];

    /// Finds the value that `text` (trimmed, lower case, half width) names in either language.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| {
            choice.label(Lang::Zh) == text
                || choice.label(Lang::En).eq_ignore_ascii_case(text)
                || choice.aliases().contains(&text)
        })
    }
}

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $zh:literal, $en:literal, [$($alias:literal),*];)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn label(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en),)+ }
            }

            fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($alias),*],)+ }
            }
        }
    };
}

choices! {
    /// Where a goal comes from (目标来源).
    GoalSource {
        /// Company strategy.
        CompanyStrategy = "公司战略", "Company strategy", ["战略", "strategy"];
        /// Directive of the level above.
        SuperiorDirective = "上级指令", "Superior directive", ["上级下达", "上级", "directive"];
        /// Annual operating plan.
        AnnualOperatingPlan = "年度经营计划", "Annual operating plan", ["年度计划", "经营计划", "operating plan", "aop"];
        /// Anything else.
        Other = "其他", "Other", ["其它"];
    }
}

choices! {
    /// How urgent a goal or task is.
    Priority {
        /// First.
        High = "高", "High", ["h", "p0", "p1", "1", "紧急", "urgent"];
        /// Normal.
        Medium = "中", "Medium", ["m", "p2", "2", "normal", "一般"];
        /// Last.
        Low = "低", "Low", ["l", "p3", "3"];
    }
}

choices! {
    /// What kind of work a task is.
    TaskType {
        /// Doing what is known.
        Execution = "执行", "Execution", ["执行类", "执行型"];
        /// Bringing others together.
        Coordination = "协调", "Coordination", ["协调类", "协调型"];
        /// Making something new.
        Creative = "创意", "Creative", ["创意类", "创意型"];
    }
}

choices! {
    /// How a key result is measured.
    TargetKind {
        /// Rises by a percentage of its baseline.
        RiseByPercent = "较基线提升", "Rise by %", ["提升", "增长", "上升", "提升百分比", "rise", "increase", "growth"];
        /// Falls by a percentage of its baseline.
        FallByPercent = "较基线下降", "Fall by %", ["下降", "降低", "减少", "下降百分比", "fall", "decrease"];
        /// Reaches a level.
        ReachLevel = "达到数值", "Reach level", ["达到", "提升至", "降至", "level", "reach"];
        /// A number of things done.
        Count = "完成数量", "Count", ["数量", "次数", "计数"];
        /// A ratio such as return on investment is at least this.
        RatioAtLeast = "比率不低于", "Ratio at least", ["比率", "比值", "ratio", "roi"];
        /// Done or not done.
        Milestone = "里程碑", "Milestone", ["是否", "是/否", "yes/no", "done"];
    }
}

choices! {
    /// What a resource request asks for (所需资源类型).
    ResourceKind {
        /// Somebody's time.
        People = "人力", "People", ["人员", "人", "staff", "headcount"];
        /// Money.
        Budget = "预算", "Budget", ["资金", "费用", "money"];
        /// A tool or a room.
        Tool = "工具", "Tool", ["设备", "系统", "tools", "equipment"];
        /// A data set.
        Data = "数据", "Data", ["资料", "dataset"];
    }
}

choices! {
    /// Where a resource request stands.
    RequestStatus {
        /// Not sent yet.
        Draft = "草稿", "Draft", [];
        /// Waiting for the department asked.
        Submitted = "已提交", "Submitted", ["提交", "待审批", "审批中", "pending"];
        /// Granted.
        Approved = "已批准", "Approved", ["批准", "已审批", "通过", "已通过"];
        /// Refused.
        Rejected = "已驳回", "Rejected", ["驳回", "拒绝", "未通过"];
        /// Taken back by whoever asked.
        Withdrawn = "已撤回", "Withdrawn", ["撤回"];
        /// It has arrived.
        Fulfilled = "已到位", "Fulfilled", ["到位", "已完成", "arrived"];
    }
}

choices! {
    /// Yes or no, in a cell.
    YesNo {
        /// Yes.
        Yes = "是", "Yes", ["y", "true", "1", "√", "✓"];
        /// No.
        No = "否", "No", ["n", "false", "0", "×"];
    }
}

choices! {
    /// Language of a plan, in a cell.
    PlanLang {
        /// Simplified Chinese.
        Zh = "中文", "Chinese", ["zh", "zh-cn", "简体中文", "汉语"];
        /// English.
        En = "英文", "English", ["en", "en-us", "英语"];
    }
}

/// How one task waits for another.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum LinkKind {
    /// Starts after the other finishes.
    #[default]
    #[serde(rename = "FS")]
    FinishToStart,
    /// Starts after the other starts.
    #[serde(rename = "SS")]
    StartToStart,
    /// Finishes after the other finishes.
    #[serde(rename = "FF")]
    FinishToFinish,
    /// Finishes after the other starts.
    #[serde(rename = "SF")]
    StartToFinish,
}

impl LinkKind {
    /// The two letters every planning tool uses.
    #[must_use]
    pub fn code(self) -> &'static str {
        method::task::LinkKind::from(self).abbreviation()
    }
}

/// The same value in the method's vocabulary, which knows nothing of cells and serialization.
macro_rules! same {
    ($ours:ty, $theirs:ty { $($variant:ident),+ }) => {
        impl From<$ours> for $theirs {
            fn from(value: $ours) -> Self {
                match value { $(<$ours>::$variant => Self::$variant,)+ }
            }
        }

        impl From<$theirs> for $ours {
            fn from(value: $theirs) -> Self {
                match value { $(<$theirs>::$variant => Self::$variant,)+ }
            }
        }
    };
}

same!(
    LinkKind,
    cascade_schedule::LinkKind {
        FinishToStart,
        StartToStart,
        FinishToFinish,
        StartToFinish
    }
);
same!(
    LinkKind,
    method::task::LinkKind {
        FinishToStart,
        StartToStart,
        FinishToFinish,
        StartToFinish
    }
);
same!(
    GoalSource,
    method::goal::Source {
        CompanyStrategy,
        SuperiorDirective,
        AnnualOperatingPlan,
        Other
    }
);
same!(
    TargetKind,
    method::target::TargetKind {
        RiseByPercent,
        FallByPercent,
        ReachLevel,
        Count,
        RatioAtLeast,
        Milestone
    }
);
same!(
    ResourceKind,
    method::request::ResourceKind {
        People,
        Budget,
        Tool,
        Data
    }
);
same!(
    RequestStatus,
    method::request::Status {
        Draft,
        Submitted,
        Approved,
        Rejected,
        Withdrawn,
        Fulfilled
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_both_languages_and_aliases_are_understood() {
        assert_eq!(ResourceKind::parse("人力"), Some(ResourceKind::People));
        assert_eq!(ResourceKind::parse("data"), Some(ResourceKind::Data));
        assert_eq!(TargetKind::parse("提升至"), Some(TargetKind::ReachLevel));
        assert_eq!(Priority::parse("p1"), Some(Priority::High));
        assert_eq!(Priority::parse("whenever"), None);
    }

    #[test]
    fn no_spelling_names_two_values() {
        fn check<T: Choice + std::fmt::Debug>() {
            for &one in T::ALL {
                for text in one
                    .aliases()
                    .iter()
                    .copied()
                    .chain([one.label(Lang::Zh), one.label(Lang::En)])
                {
                    assert_eq!(T::parse(&text.to_lowercase()), Some(one), "{text}");
                }
            }
        }
        check::<GoalSource>();
        check::<Priority>();
        check::<TaskType>();
        check::<TargetKind>();
        check::<ResourceKind>();
        check::<RequestStatus>();
        check::<YesNo>();
        check::<PlanLang>();
    }
}
