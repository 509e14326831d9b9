//! The method's own example as data: 2026 Q3, "sales up 20 %", in Chinese and in English.

use cascade_method::Lang;
use cascade_workbook::{
    Budget, Department, Goal, GoalSource, KeyResult, LinkKind, Milestone, Person, Plan,
    PlanDocument, Predecessor, Priority, RequestStatus, ResourceKind, ResourceRequest, Skill,
    TargetKind, Task, TaskType,
};
use chrono::NaiveDate;

/// The plan, written in `lang`.
pub fn q3_sales(lang: Lang) -> PlanDocument {
    let words = Words(lang);
    PlanDocument {
        plan: Plan {
            code: "2026Q3-SALES".into(),
            title: words.of(
                "2026年第三季度销售目标执行计划",
                "Sales plan for the third quarter of 2026",
            ),
            period_start: day(7, 1),
            period_end: day(9, 30),
            lang,
            ..Plan::default()
        },
        goals: goals(words),
        key_results: key_results(words),
        tasks: crate::tasks::tasks(words),
        milestones: milestones(words),
        requests: requests(words),
        departments: departments(words),
        people: people(words),
        budgets: budgets(words),
        ..PlanDocument::default()
    }
}

/// Picks the wording of one language.
#[derive(Clone, Copy)]
pub struct Words(pub Lang);

impl Words {
    pub fn of(self, zh: &str, en: &str) -> String {
        if self.0 == Lang::Zh { zh } else { en }.to_owned()
    }
}

/// A day of 2026.
pub fn day(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, month, day)
}

fn goals(w: Words) -> Vec<Goal> {
    vec![Goal {
        code: "G1".into(),
        description: w.of(
            "Q3销售额提升20%：以2026年Q2的1,000万元为基线，到9月30日通过线上渠道、新客户和老客户达到1,200万元",
            "Q3 sales up 20%: from a baseline of 10 million yuan in Q2 2026 to 12 million yuan by September 30, through online channels, new customers and existing customers",
        ),
        source: Some(GoalSource::AnnualOperatingPlan),
        department: "SAL".into(),
        owner: "P03".into(),
        period: w.of("2026年Q3", "2026 Q3"),
        deadline: day(9, 30),
        priority: Some(Priority::High),
        key_result_direction: w.of(
            "线上渠道增长、新客户签约、老客户复购",
            "Online growth, new contracts, repeat purchases",
        ),
        baseline: Some(if w.0 == Lang::Zh { 1000.0 } else { 10.0 }),
        target: Some(if w.0 == Lang::Zh { 1200.0 } else { 12.0 }),
        unit: w.of("万元", "million yuan"),
        ..Goal::default()
    }]
}

fn key_results(w: Words) -> Vec<KeyResult> {
    let online = if w.0 == Lang::Zh { 400.0 } else { 4.0 };
    let base = || KeyResult {
        goal: "G1".into(),
        deadline: day(9, 30),
        ..KeyResult::default()
    };
    vec![
        KeyResult {
            code: "KR1".into(),
            description: w.of(
                "线上渠道销售额提升30%（基线：2026年Q2的400万元）",
                "Online channel sales up 30% (baseline: 4 million yuan in Q2 2026)",
            ),
            owner: "P06".into(),
            collaborators: vec!["P07".into()],
            target_kind: Some(TargetKind::RiseByPercent),
            baseline: Some(online),
            target: Some(30.0),
            current: Some(online),
            unit: w.of("万元", "million yuan"),
            weight: Some(40.0),
            ..base()
        },
        KeyResult {
            code: "KR2".into(),
            description: w.of(
                "新客户签约量增长25%（基线：2026年Q2的80家）",
                "New customers signed up 25% (baseline: 80 customers in Q2 2026)",
            ),
            owner: "P07".into(),
            target_kind: Some(TargetKind::RiseByPercent),
            baseline: Some(80.0),
            target: Some(25.0),
            current: Some(80.0),
            unit: w.of("家", "customers"),
            weight: Some(35.0),
            ..base()
        },
        KeyResult {
            code: "KR3".into(),
            description: w.of(
                "老客户复购率提升至15%（基线：2026年Q2的10%）",
                "Repeat purchase rate of existing customers reaches 15% (baseline: 10% in Q2 2026)",
            ),
            owner: "P08".into(),
            collaborators: vec!["P16".into()],
            target_kind: Some(TargetKind::ReachLevel),
            baseline: Some(10.0),
            target: Some(15.0),
            current: Some(10.0),
            unit: "%".into(),
            weight: Some(25.0),
            ..base()
        },
    ]
}

fn milestones(w: Words) -> Vec<Milestone> {
    let node = |task: &str, name: String, due| Milestone {
        task: task.into(),
        name,
        due,
        ..Milestone::default()
    };
    vec![
        node(
            "T2",
            w.of(
                "第1周：主播确定、脚本评审通过",
                "Week 1: host chosen and script reviewed",
            ),
            day(7, 10),
        ),
        node(
            "T2",
            w.of("第2周：预热与引流完成", "Week 2: warm-up and traffic done"),
            day(7, 17),
        ),
        node(
            "T2",
            w.of(
                "第3–5周：3场直播与复盘完成",
                "Weeks 3–5: three shows and review done",
            ),
            day(8, 7),
        ),
    ]
}

fn requests(w: Words) -> Vec<ResourceRequest> {
    let ask = |code: &str, task: &str, kind, from: &str, by: &str| ResourceRequest {
        code: code.into(),
        task: task.into(),
        kind: Some(kind),
        requested_from: from.into(),
        requested_by: by.into(),
        requested_at: day(6, 29),
        status: Some(RequestStatus::Submitted),
        ..ResourceRequest::default()
    };
    vec![
        ResourceRequest {
            description: w.of(
                "信息流广告投放费用，2轮",
                "Spend on two rounds of feed advertising",
            ),
            expected_arrival: day(7, 10),
            amount_minor: Some(2_000_000),
            budget: "B-MKT-2026Q3".into(),
            note: w.of(
                "每轮1万元，ROI目标不低于1:3",
                "10,000 yuan a round, ROI target at least 1:3",
            ),
            ..ask("R1", "T3", ResourceKind::Budget, "MKT", "P12")
        },
        ResourceRequest {
            description: w.of(
                "近90天活跃用户画像（脱敏）",
                "Anonymised profiles of users active in the last 90 days",
            ),
            expected_arrival: day(7, 14),
            quantity: Some(1.0),
            unit: w.of("份", "data set"),
            ..ask("R2", "T3", ResourceKind::Data, "DAT", "P12")
        },
        ResourceRequest {
            description: w.of("有带货经验的主播", "A host with live selling experience"),
            expected_arrival: day(7, 3),
            quantity: Some(1.0),
            unit: w.of("人", "person"),
            ..ask("R3", "T2", ResourceKind::People, "MKT", "P11")
        },
        ResourceRequest {
            description: w.of("直播间与推流设备", "Studio and streaming equipment"),
            expected_arrival: day(7, 3),
            quantity: Some(1.0),
            unit: w.of("套", "set"),
            ..ask("R4", "T2", ResourceKind::Tool, "MKT", "P11")
        },
        ResourceRequest {
            description: w.of("老客户召回优惠券", "Vouchers to win customers back"),
            expected_arrival: day(8, 7),
            amount_minor: Some(3_000_000),
            budget: "B-CSM-2026Q3".into(),
            ..ask("R5", "T11", ResourceKind::Budget, "CSM", "P17")
        },
    ]
}

fn departments(w: Words) -> Vec<Department> {
    let unit = |code: &str, name: String, parent: &str, head: &str| Department {
        code: code.into(),
        name,
        parent: parent.into(),
        head: head.into(),
        ..Department::default()
    };
    vec![
        unit("HQ", w.of("公司总部", "Headquarters"), "", "P01"),
        unit("MKT", w.of("市场部", "Marketing"), "HQ", "P02"),
        unit("SAL", w.of("销售部", "Sales"), "HQ", "P03"),
        unit("DAT", w.of("数据部", "Data"), "HQ", "P04"),
        unit("CSM", w.of("客户成功部", "Customer Success"), "HQ", "P05"),
    ]
}

fn people(w: Words) -> Vec<Person> {
    let someone =
        |code: &str, zh: &str, en: &str, department: &str, skills: &[(&str, &str, u8)]| Person {
            code: code.into(),
            name: w.of(zh, en),
            department: department.into(),
            skills: skills
                .iter()
                .map(|(zh, en, level)| Skill {
                    name: w.of(zh, en),
                    level: *level,
                })
                .collect(),
            hours_per_day: 8.0,
            email: format!("{}@example.com", en.to_lowercase().replace(' ', ".")),
            ..Person::default()
        };
    vec![
        someone(
            "P01",
            "周明远",
            "Zhou Mingyuan",
            "HQ",
            &[("经营管理", "general management", 5)],
        ),
        someone(
            "P02",
            "王慧",
            "Wang Hui",
            "MKT",
            &[
                ("品牌营销", "brand marketing", 5),
                ("预算管理", "budgeting", 4),
            ],
        ),
        someone(
            "P03",
            "赵强",
            "Zhao Qiang",
            "SAL",
            &[("销售管理", "sales management", 5)],
        ),
        someone(
            "P04",
            "孙博",
            "Sun Bo",
            "DAT",
            &[("数据治理", "data governance", 5)],
        ),
        someone(
            "P05",
            "林静",
            "Lin Jing",
            "CSM",
            &[("客户成功", "customer success", 5)],
        ),
        someone(
            "P06",
            "刘洋",
            "Liu Yang",
            "MKT",
            &[
                ("电商运营", "e-commerce operations", 5),
                ("用户运营", "user operations", 3),
            ],
        ),
        someone(
            "P07",
            "吴凡",
            "Wu Fan",
            "SAL",
            &[("大客户销售", "key account sales", 5)],
        ),
        someone(
            "P08",
            "何雪",
            "He Xue",
            "CSM",
            &[("客户运营", "customer operations", 5)],
        ),
        someone(
            "P09",
            "李娜",
            "Li Na",
            "MKT",
            &[
                ("用户运营", "user operations", 4),
                ("数据分析", "data analysis", 2),
            ],
        ),
        someone(
            "P10",
            "陈思",
            "Chen Si",
            "MKT",
            &[("文案设计", "copywriting", 4)],
        ),
        someone(
            "P11",
            "张伟",
            "Zhang Wei",
            "MKT",
            &[("直播运营", "live streaming", 4)],
        ),
        someone(
            "P12",
            "黄磊",
            "Huang Lei",
            "MKT",
            &[("信息流投放", "feed advertising", 4)],
        ),
        someone(
            "P13",
            "郑洁",
            "Zheng Jie",
            "MKT",
            &[
                ("会员运营", "loyalty programmes", 4),
                ("文案设计", "copywriting", 3),
            ],
        ),
        someone(
            "P14",
            "徐峰",
            "Xu Feng",
            "SAL",
            &[("大客户销售", "key account sales", 4)],
        ),
        someone(
            "P15",
            "高敏",
            "Gao Min",
            "SAL",
            &[
                ("方案策划", "solution design", 4),
                ("文案设计", "copywriting", 2),
            ],
        ),
        someone(
            "P16",
            "马超",
            "Ma Chao",
            "DAT",
            &[
                ("数据分析", "data analysis", 5),
                ("用户画像", "user profiling", 4),
            ],
        ),
        someone(
            "P17",
            "罗丹",
            "Luo Dan",
            "CSM",
            &[("客户运营", "customer operations", 4)],
        ),
        someone(
            "P18",
            "谢宇",
            "Xie Yu",
            "CSM",
            &[
                ("客户运营", "customer operations", 3),
                ("方案策划", "solution design", 3),
            ],
        ),
    ]
}

fn budgets(w: Words) -> Vec<Budget> {
    let purse = |code: &str, name: String, department: &str, amount_minor| Budget {
        code: code.into(),
        name,
        department: department.into(),
        amount_minor: Some(amount_minor),
        currency: "CNY".into(),
        ..Budget::default()
    };
    vec![
        purse(
            "B-MKT-2026Q3",
            w.of("市场部2026年Q3预算", "Marketing budget, 2026 Q3"),
            "MKT",
            20_000_000,
        ),
        purse(
            "B-CSM-2026Q3",
            w.of("客户成功部2026年Q3预算", "Customer Success budget, 2026 Q3"),
            "CSM",
            6_000_000,
        ),
    ]
}

/// A finish-to-start link.
pub fn after(task: &str) -> Predecessor {
    Predecessor {
        task: task.into(),
        kind: LinkKind::FinishToStart,
        lag_days: 0,
    }
}

/// A task with what all of them have.
pub fn task(code: &str, key_result: &str, name: String, owner: &str, department: &str) -> Task {
    Task {
        code: code.into(),
        key_result: key_result.into(),
        name,
        owner: owner.into(),
        department: department.into(),
        task_type: Some(TaskType::Execution),
        priority: Some(Priority::Medium),
        ..Task::default()
    }
}
