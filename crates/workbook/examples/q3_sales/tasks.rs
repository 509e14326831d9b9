//! The thirteen tasks. T1 → T3 → T10 → T11 → T12 → T13 is the critical path and crosses three departments.

use cascade_workbook::{LinkKind, Predecessor, Priority, Skill, Task, TaskType};

use crate::source::{Words, after, day, task};

/// All tasks, by key result.
pub fn tasks(w: Words) -> Vec<Task> {
    [online(w), new_customers(w), repeat_purchases(w)].concat()
}

fn needs(w: Words, skills: &[(&str, &str, u8)]) -> Vec<Skill> {
    skills
        .iter()
        .map(|(zh, en, level)| Skill {
            name: w.of(zh, en),
            level: *level,
        })
        .collect()
}

fn online(w: Words) -> Vec<Task> {
    vec![
        Task {
            description: w.of(
                "重做主图、卖点文案与评价区，详情页转化率提升5%",
                "Redo key visuals, selling points and reviews; product page conversion up 5%",
            ),
            task_type: Some(TaskType::Creative),
            collaborators: vec!["P10".into()],
            skills: needs(w, &[("用户运营", "user operations", 3), ("文案设计", "copywriting", 3)]),
            planned_start: day(7, 1),
            planned_end: day(7, 14),
            deliverable: w.of("上线的新版详情页与A/B测试报告", "New product pages live, with A/B test report"),
            required_resources: w.of("A/B测试工具", "A/B testing tool"),
            effort_hours: Some(120.0),
            priority: Some(Priority::High),
            ..task("T1", "KR1", w.of("优化电商店铺详情页转化率（+5%）", "Raise product page conversion (+5%)"), "P09", "MKT")
        },
        Task {
            description: w.of(
                "选定主播与脚本，预热引流，完成3场直播并复盘",
                "Choose host and script, warm up the audience, run three live shows and review them",
            ),
            task_type: Some(TaskType::Coordination),
            collaborators: vec!["P10".into(), "P13".into()],
            skills: needs(w, &[("直播运营", "live streaming", 4)]),
            planned_start: day(7, 6),
            planned_end: day(8, 7),
            deliverable: w.of("3场直播的数据报告与复盘纪要", "Reports of three shows and minutes of the review"),
            required_resources: w.of("主播1名、直播间与推流设备", "One host, studio and streaming equipment"),
            effort_hours: Some(260.0),
            priority: Some(Priority::High),
            ..task("T2", "KR1", w.of("开展3场直播带货", "Run three live selling shows"), "P11", "MKT")
        },
        Task {
            description: w.of(
                "按用户画像分2轮投放，引流至新版详情页，ROI不低于1:3",
                "Two rounds by user profile, leading to the new product pages; ROI at least 1:3",
            ),
            collaborators: vec!["P16".into()],
            skills: needs(w, &[("信息流投放", "feed advertising", 4)]),
            planned_start: day(7, 15),
            planned_end: day(7, 28),
            deliverable: w.of("2轮投放报告（ROI≥1:3）", "Reports of both rounds (ROI ≥ 1:3)"),
            predecessors: vec![after("T1")],
            required_resources: w.of("市场预算2万元；数据部提供的用户画像", "20,000 yuan of marketing budget; user profiles from the data team"),
            effort_hours: Some(100.0),
            priority: Some(Priority::High),
            ..task("T3", "KR1", w.of("投放2轮精准信息流广告", "Place two rounds of targeted feed ads"), "P12", "MKT")
        },
        Task {
            description: w.of(
                "策划会员日权益与满减，与直播同期拉动店铺成交",
                "Plan member benefits and discounts that lift store sales alongside the shows",
            ),
            task_type: Some(TaskType::Creative),
            skills: needs(w, &[("会员运营", "loyalty programmes", 3)]),
            planned_start: day(7, 13),
            planned_end: day(7, 24),
            deliverable: w.of("会员日活动方案与成交数据", "Member day plan and its sales figures"),
            effort_hours: Some(80.0),
            ..task("T4", "KR1", w.of("策划并执行店铺会员日活动", "Plan and hold a store member day"), "P13", "MKT")
        },
    ]
}

fn new_customers(w: Words) -> Vec<Task> {
    vec![
        Task {
            description: w.of(
                "按行业与规模筛选300家目标客户并分为A/B/C级",
                "Select 300 prospects by industry and size and grade them A/B/C",
            ),
            skills: needs(w, &[("大客户销售", "key account sales", 3)]),
            planned_start: day(7, 1),
            planned_end: day(7, 10),
            deliverable: w.of("分级的目标客户清单", "Graded list of prospects"),
            effort_hours: Some(64.0),
            ..task(
                "T5",
                "KR2",
                w.of("梳理目标客户清单并分级", "List and grade target customers"),
                "P14",
                "SAL",
            )
        },
        Task {
            description: w.of(
                "针对3个重点行业编写方案、案例与报价",
                "Write solutions, cases and quotations for three key industries",
            ),
            task_type: Some(TaskType::Creative),
            skills: needs(w, &[("方案策划", "solution design", 4)]),
            planned_start: day(7, 13),
            planned_end: day(7, 24),
            deliverable: w.of("3套行业方案与报价包", "Three solution and quotation packs"),
            predecessors: vec![after("T5")],
            effort_hours: Some(90.0),
            ..task(
                "T6",
                "KR2",
                w.of(
                    "制作行业解决方案与报价包",
                    "Prepare industry solution packs",
                ),
                "P15",
                "SAL",
            )
        },
        Task {
            description: w.of(
                "拜访60家A级客户并完成首轮报价",
                "Visit 60 grade A prospects and make a first offer",
            ),
            collaborators: vec!["P15".into()],
            skills: needs(w, &[("大客户销售", "key account sales", 4)]),
            planned_start: day(7, 29),
            planned_end: day(8, 11),
            deliverable: w.of("拜访记录与首轮报价单", "Visit notes and first offers"),
            predecessors: vec![Predecessor {
                task: "T6".into(),
                kind: LinkKind::FinishToStart,
                lag_days: 2,
            }],
            required_resources: w.of("差旅预算", "Travel budget"),
            effort_hours: Some(150.0),
            priority: Some(Priority::High),
            ..task(
                "T7",
                "KR2",
                w.of(
                    "拜访重点客户并完成首轮报价",
                    "Visit key prospects and make first offers",
                ),
                "P14",
                "SAL",
            )
        },
        Task {
            description: w.of(
                "对有意向的客户集中谈判，完成100家签约",
                "Negotiate with interested prospects; 100 contracts signed",
            ),
            task_type: Some(TaskType::Coordination),
            skills: needs(w, &[("方案策划", "solution design", 3)]),
            planned_start: day(8, 5),
            planned_end: day(8, 18),
            deliverable: w.of(
                "签约合同与客户台账",
                "Signed contracts and customer register",
            ),
            predecessors: vec![Predecessor {
                task: "T7".into(),
                kind: LinkKind::StartToStart,
                lag_days: 5,
            }],
            effort_hours: Some(120.0),
            priority: Some(Priority::High),
            ..task(
                "T8",
                "KR2",
                w.of("组织签约冲刺", "Run the signing sprint"),
                "P15",
                "SAL",
            )
        },
    ]
}

fn repeat_purchases(w: Words) -> Vec<Task> {
    vec![
        Task {
            description: w.of("回访200位老客户，归纳流失原因", "Call 200 existing customers and sort the reasons for leaving"),
            skills: needs(w, &[("客户运营", "customer operations", 3)]),
            planned_start: day(7, 6),
            planned_end: day(7, 17),
            deliverable: w.of("回访报告与流失原因清单", "Call report and list of reasons"),
            effort_hours: Some(80.0),
            ..task("T9", "KR3", w.of("回访老客户并分析流失原因", "Call existing customers and find why they leave"), "P17", "CSM")
        },
        Task {
            description: w.of(
                "用投放回流数据为老客户分层，预测复购概率",
                "Segment existing customers with the data the ads bring back and predict repeat purchases",
            ),
            skills: needs(w, &[("数据分析", "data analysis", 4)]),
            planned_start: day(7, 29),
            planned_end: day(8, 11),
            deliverable: w.of("用户分层名单与模型说明", "Customer segments with a note on the model"),
            predecessors: vec![after("T3")],
            effort_hours: Some(90.0),
            priority: Some(Priority::High),
            ..task("T10", "KR3", w.of("建立用户分层与复购预测模型", "Build customer segments and repeat purchase model"), "P16", "DAT")
        },
        Task {
            description: w.of("按分层名单发券、外呼与社群触达", "Vouchers, calls and community messages by segment"),
            collaborators: vec!["P18".into()],
            skills: needs(w, &[("客户运营", "customer operations", 4)]),
            planned_start: day(8, 12),
            planned_end: day(8, 25),
            deliverable: w.of("召回活动数据报告", "Report on the win-back campaign"),
            predecessors: vec![after("T9"), after("T10")],
            required_resources: w.of("召回优惠券3万元", "30,000 yuan of vouchers"),
            effort_hours: Some(120.0),
            priority: Some(Priority::High),
            ..task("T11", "KR3", w.of("开展老客户分层召回活动", "Run the win-back campaign by segment"), "P17", "CSM")
        },
        Task {
            description: w.of("设计并上线积分与复购礼", "Design and launch points and repeat purchase gifts"),
            task_type: Some(TaskType::Creative),
            skills: needs(w, &[("方案策划", "solution design", 3)]),
            planned_start: day(8, 26),
            planned_end: day(9, 8),
            deliverable: w.of("上线的复购激励方案", "Repeat purchase incentive, live"),
            predecessors: vec![after("T11")],
            effort_hours: Some(90.0),
            ..task("T12", "KR3", w.of("上线复购激励方案", "Launch the repeat purchase incentive"), "P18", "CSM")
        },
        Task {
            description: w.of("复盘召回与激励效果，形成标准流程", "Review win-back and incentive and make them a standard process"),
            task_type: Some(TaskType::Coordination),
            skills: needs(w, &[("客户运营", "customer operations", 3)]),
            planned_start: day(9, 9),
            planned_end: day(9, 18),
            deliverable: w.of("复购复盘报告与标准流程", "Review report and standard process"),
            predecessors: vec![after("T12")],
            effort_hours: Some(60.0),
            ..task("T13", "KR3", w.of("复盘复购效果并固化流程", "Review repeat purchases and fix the process"), "P18", "CSM")
        },
    ]
}
