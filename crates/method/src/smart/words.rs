//! The vocabulary of the check. Lists are written as text, their words apart by blanks or, where a word has blanks, by bars.

/// Words that name a scope: product, channel, customer group, region, organisation, process.
const SCOPE_ZH: &str = "线上 线下 渠道 产品 客户 用户 老客 新客 会员 门店 店铺 区域 地区 片区 市场 华东 华南 华北 华中 西南 西北 东北 海外 国内 \
    东南亚 欧洲 北美 北京 上海 广州 深圳 杭州 成都 省 电商 平台 天猫 京东 抖音 淘宝 直播 带货 团队 事业部 分公司 子公司 部门 车间 产线 生产线 工厂 \
    仓库 流程 系统 项目 服务 订单 供应商 经销商 代理商 加盟商 员工 新员工 骨干 干部 销售员 客服 品牌 业务 小程序 官网 公众号 应用 接口 模块 设备 \
    物料 原料 备件 合同 招聘 研发 采购 物流 售后 财务 大客户 中小企业 企业客户 个人客户 商家 达人 主播 渠道商 学员 学校 医院 患者 政府 城市 县域 \
    套餐 品类 新品 单品 爆款 机型 车型 版本 课程 活动 广告 社群 私域 公域 会展 展会 培训";
const SCOPE_EN: &str = "channel online offline product customer user client buyer store shop outlet region regional market segment team \
    department division plant factory factories workshop line process system project service order supplier vendor dealer distributor \
    reseller partner employee staff engineer engineering hire brand app mobile web website site platform portal api module member \
    subscriber account enterprise smb sme wholesale retail e-commerce ecommerce marketplace campaign livestream email social \
    europe asia china america emea apac domestic overseas export city cities province country countries warehouse logistics payroll \
    support helpdesk checkout onboarding newsletter category categories model sku tier patient student school hospital merchant \
    household package training webinar recruiting procurement finance";

/// Words of measures: an object even where nothing else is left of the sentence.
const OBJECT_ZH: &str = "销售额 销量 收入 营收 利润 成本 费用 签约 复购 转化率 满意度 留存 活跃 投诉 交付 缺陷 流失 份额 毛利 回款 库存 周期 时长 \
    时效 合格率 良率 覆盖率 增长率 订单量 客单价 粉丝 曝光 线索 培训 招聘 上线 直播 故障 事故 报废 能耗 周转 应收 逾期 准时 准确率 出勤 离职 人效 专利 \
    净推荐值 排名 评分";

/// What is taken out of a sentence before asking whether anything is left that could be its object: verbs, fillers, and nouns that
/// say nothing by themselves. Longest first.
const EMPTY_ZH: &str = "再上新台阶 迈上新台阶 上新台阶 更上一层楼 团队建设 综合实力 整体水平 各项工作 各方面 竞争力 影响力 执行力 凝聚力 战斗力 \
    进一步 高质量 不低于 不少于 不超过 不高于 力争 争取 努力 全面 持续 大幅 显著 明显 稳步 有效 不断 切实 积极 尽快 尽力 尽可能 提升 提高 增长 增加 \
    上升 扩大 降低 下降 减少 缩短 压缩 完成 实现 达到 达成 保持 控制 确保 加强 优化 推进 推动 强化 做好 抓好 搞好 落实 开展 深化 改善 改进 促进 建立 \
    打造 突破 超过 以上 以下 以内 左右 之前 以前 同比 环比 去年 同期 我们 各项 相关 更好 更多 更高 更强 一些 起来 通过 成为 做大 做强 做优 工作 能力 \
    水平 业绩 管理 效果 成效 质量 效率 团队 建设 形象 氛围 文化 素质 意识 力度 综合 整体 总体 核心 方面 发展 目标 任务 情况 进步 表现 态度 协作 沟通 \
    创新 管控 体系 基础 翻一番 翻番 翻倍 前 底 末 内 至 到 为 达 在 于 的 和 与 及 并 等 较 比 更 好 将 把 使 让 从 由 要 我 本 做 年 月";
const EMPTY_EN: &str = "a an the our their its this that these those by to of in on at for from with and or as per than into over under within \
    before until till during through end we it be is are will shall must should more most better best good great greatly much many some \
    significantly substantially strongly continuously further overall general all every each new up down out reach reached achieve \
    achieved attain deliver increase increases increasing grow growing raise improve improving boost lift expand enhance strengthen \
    optimise optimize reduce reducing decrease cut lower shorten launch build make do get keep maintain ensure work works working job \
    performance things thing quality effort efforts results result ability abilities level levels goal goals target targets task tasks \
    efficiency effectiveness management culture spirit image influence competitiveness excellence value innovation collaboration \
    communication year quarter month week day least team teams teamwork harder hard possible soon asap year-end double triple percent \
    about around roughly";

/// Words of growing.
const RISE: &str = "提升|提高|增长|增加|上升|扩大|提速|增幅|增收|增至|多|increase|grow|growth|raise|rise|improve|boost|lift|expand|uplift|gain|up|\
    more|higher|grew|add";
/// Words of falling.
const FALL: &str = "降低|下降|减少|缩短|压缩|降至|降到|削减|节约|节省|降本|降幅|少|reduce|reduction|decrease|cut|lower|fall|shorten|drop|\
    shrink|down|fewer|less|save|saving|trim|minimise|minimize";
/// Words right before a number that is to be reached, not added.
const LEVEL: &str = "至|到|为|达|达到|达成|突破|超过|超|不低于|不少于|不高于|不超过|控制在|稳定在|保持在|保持|≥|>=|≤|<=|>|<|to|reach|reaches|\
    reaching|least|most|above|below|exceed|exceeds|than|at|hit|hits|achieve|under|rate of|share of|score of|nps of|roi of";
/// What a number is compared with: its baseline is named by that.
const REFERENCE: &str = "同比|环比|同期|相比|基线|基数|较去年|较上|较20|较q|较年初|较当前|较目前|较现|比去年|比上|比20|比q|比年初|比目前|比现在|\
    在去年|在上|yoy|year over year|year-over-year|year on year|year-on-year|qoq|quarter over quarter|quarter-on-quarter|month over month|\
    compared|baseline|over last|than last|from last|above last|against last|vs|versus|on last year|currently|today's|current";
/// Measures that have no unit, or have it in their name, so that a bare number tells enough.
const UNITLESS: &str = "nps|roi|csat|ces|评分|指数|得分|分数|净推荐值|系数|排名|名次|投入产出比|人数|数量|数达|数增|数提|数为|数不|数≥|数突破|数超|\
    户数|量达|量增|量提|量为|量突破|单量|销量|粉丝|件数|次数|场次|score|rating|index|rank|count|number of|headcount|volume|ratio|dau|mau|gmv";
/// Rates that cannot go above 100 %.
const BOUNDED: &str = "率|占比|满意度|份额|rate|share|satisfaction|retention|churn|conversion|uptime|accuracy|availability";
/// Rates that can.
const UNBOUNDED: &str = "完成率|达成率|增长率|增速|回报率|收益率|动销率|周转率|利用率|growth rate|completion|attainment|return|turnover|roi";
/// Words right before a length of time that say how long or how often, not how much.
const LASTING: &str = "持续|连续|用|为期|历时|用时|每|每隔|for|over|every|each|per|lasting|another";

fn list(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split([' ', '|']).filter(|word| !word.is_empty())
}

fn phrases(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split('|')
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

/// English words of a text, hyphens inside them kept.
fn tokens(lower: &str) -> impl Iterator<Item = &str> {
    lower
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .map(|word| word.trim_matches('-'))
        .filter(|word| !word.is_empty())
}

/// Byte behind the last of `words` in a text; ASCII words must stand as words, with any ending.
fn last_of(lower: &str, words: &'static str) -> Option<usize> {
    phrases(words)
        .filter_map(|word| {
            lower
                .rmatch_indices(word)
                .find(|(at, _)| {
                    !word.is_ascii()
                        || !word.starts_with(|c: char| c.is_ascii_alphabetic())
                        || is_word(lower, *at, word)
                })
                .map(|(at, _)| at + word.len())
        })
        .max()
}

/// Whether an English word stands alone, but for an ending: increase, increased, growing.
fn is_word(lower: &str, at: usize, word: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic();
    let tail: String = lower[at + word.len()..]
        .chars()
        .take_while(|c| letter(*c))
        .collect();
    !lower[..at].ends_with(letter)
        && ["", "s", "d", "es", "ed", "ing", "ting"].contains(&tail.as_str())
}

fn has(lower: &str, words: &'static str) -> bool {
    last_of(lower, words).is_some()
}

/// Whether a text names a product, channel, customer group, region, part of the organisation, or process.
pub(super) fn names_scope(lower: &str) -> bool {
    if list(SCOPE_ZH).any(|word| lower.contains(word)) {
        return true;
    }
    tokens(lower).any(|token| {
        let parts = token.split('-').chain([token]);
        parts.into_iter().any(|part| {
            let singular = part.strip_suffix('s').unwrap_or(part);
            list(SCOPE_EN).any(|word| word == part || word == singular)
        })
    })
}

/// Whether a text, its numbers and dates taken out, names something that could be changed.
pub(super) fn names_object(lower: &str) -> bool {
    if list(OBJECT_ZH).any(|word| lower.contains(word)) {
        return true;
    }
    let mut rest = lower.to_owned();
    for word in list(EMPTY_ZH) {
        rest = rest.replace(word, " ");
    }
    let run = rest
        .split(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c))
        .any(|run| run.chars().count() >= 2);
    run || tokens(lower).any(|token| {
        let letters = token.chars().filter(char::is_ascii_alphabetic).count();
        letters >= 2 && !list(EMPTY_EN).any(|word| word == token)
    })
}

/// Whether a unit names a thing: 20 webinars do, 3 hours and 5家 do not.
pub(super) fn is_object(unit: &str) -> bool {
    let time = [
        "day", "week", "month", "quarter", "year", "hour", "minute", "second", "time", "point",
    ];
    let thing = unit.len() > 3
        && unit.is_ascii()
        && !time.contains(&unit.strip_suffix('s').unwrap_or(unit));
    thing || names_scope(unit)
}

/// Direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// More
    Rise,
    /// Less
    Fall,
}

/// Which way a number points: the last word of growing or falling before it in its clause, else the first behind it.
pub(super) fn direction(before: &str, behind: &str) -> Option<Direction> {
    match (last_of(before, RISE), last_of(before, FALL)) {
        (Some(rise), Some(fall)) => Some(if rise > fall {
            Direction::Rise
        } else {
            Direction::Fall
        }),
        (Some(_), None) => Some(Direction::Rise),
        (None, Some(_)) => Some(Direction::Fall),
        (None, None) if has(behind, FALL) => Some(Direction::Fall),
        (None, None) if has(behind, RISE) => Some(Direction::Rise),
        (None, None) => None,
    }
}

/// Whether the last word before a number makes it a level to reach.
pub(super) fn is_level(before: &str) -> bool {
    ends_with(before, LEVEL)
}

/// Whether a number is the rate of growth itself: 增速达到30%.
pub(super) fn is_growth_rate(before: &str) -> bool {
    has(before, "增长率|增速|增幅|growth rate|growth of")
}

/// Whether the last word before a number makes it where a change begins.
pub(super) fn is_start(before: &str) -> bool {
    ends_with(before, "从|由|from|自")
}

/// Whether the last word before a length of time says how long or how often.
pub(super) fn is_lasting(before: &str) -> bool {
    ends_with(before, LASTING)
}

fn ends_with(before: &str, words: &'static str) -> bool {
    let text = before.trim_end_matches([' ', '约', '近', '仅', '的', '原', '来', '了', '每']);
    phrases(words).any(|word| {
        text.strip_suffix(word).is_some_and(|rest| {
            !word.starts_with(|c: char| c.is_ascii_alphabetic())
                || !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
        })
    })
}

/// Whether a text names what it is compared with.
pub(super) fn names_reference(lower: &str) -> bool {
    has(lower, REFERENCE)
}

/// Whether a bare number tells enough in a clause.
pub(super) fn is_unitless(clause: &str) -> bool {
    has(clause, UNITLESS)
}

/// Whether a clause is about a rate that ends at 100 %.
pub(super) fn is_bounded(clause: &str) -> bool {
    has(clause, BOUNDED) && !has(clause, UNBOUNDED)
}

/// Whether a sentence asks for less, where no number says so.
pub(super) fn asks_for_less(lower: &str) -> bool {
    direction(lower, "") == Some(Direction::Fall)
}
