//! Traditional characters as simplified ones, as far as the readers know words with them. Each has one counterpart, so that
//! positions stay.

use std::{collections::HashMap, sync::LazyLock};

/// Traditional characters, in the order of [`SIMPLIFIED`].
const TRADITIONAL: &str = "\
    萬與專業東絲兩嚴個箇臨為爲舉麼麽習書爭於雲亞產産億僅從倉們價眾衆優會傳傷體餘彿脩儲兒剋蘭關養內寫軍農沖衝決況凈淨準減齣劃\
    則創刪別彆製辦務動勁勞勢區韆昇陞華協單佔衛卽廠厤曆歷厲壓廈叄參蔘雙發髮變隻檯臺颱號喫閤衕後嚮曏噸啓啟員週響迴團糰圍國圓聖\
    場塊堅壘墻牆壯處備復複頭奮婦學寧甯寶實審傢寬賓對導將儘盡侷層屆屬嵗歲崗島鞏幣佈師帶幹榦並併倖廣慶庫應廢開異張強歸噹當徹徑\
    誌唸態總願戰戶纔紮託釦執擴揚搶護報擔擁撥擇揮損換據撐敎數鬥斷旂無時顯暫朮術機權桿條來闆極構査標樹樣覈檔夢檢樓歐氣匯彙滙漢\
    汙溝沒洩註測濟潤漲澱滲溫遊灣滾滿潛燈靈災點熱煥愛牽狀獨貓獻瑪環現電暢監蓋盤眞碼礎確離鞦種積稱稅穩竊競筆籌簽籤簡類係繫緊纍\
    糾紅約級紀紛綫線練組細織終經結繞給絕絶統繼績續維綜綠緑編縮羅罰羣職聯肅膚勝緻艦節囌甦蘇範薦獲穫營懞濛矇補錶裝見觀規視譽計\
    訂認讓訓議講許設訪証證評識訴試誠話誕該詳誤說説請課調談謀負貢財責賬貨質購貫貳貼貴費資賦賠賴賽讚贊贏趕趨躍踐躋蹤車轉輪軟輕\
    載較輛邊遼達遷過邁運還這進違連遲選遞踰遺郵鄰鄭埰寀採釋裏裡針鍼鈡鍾鐘鋪鏈銷錯錫鍵鎊長門閉問間隊階際陸陝險隱難麪麫麵韌韓頁\
    頂項順須鬚顧預領顆題額風飾饋馬駁驗黃齊龍";
const SIMPLIFIED: &str = "\
    万与专业东丝两严个个临为为举么么习书争于云亚产产亿仅从仓们价众众优会传伤体余佛修储儿克兰关养内写军农冲冲决况净净准减出划\
    则创删别别制办务动劲劳势区千升升华协单占卫即厂历历历厉压厦叁参参双发发变只台台台号吃合同后向向吨启启员周响回团团围国圆圣\
    场块坚垒墙墙壮处备复复头奋妇学宁宁宝实审家宽宾对导将尽尽局层届属岁岁岗岛巩币布师带干干并并幸广庆库应废开异张强归当当彻径\
    志念态总愿战户才扎托扣执扩扬抢护报担拥拨择挥损换据撑教数斗断旗无时显暂术术机权杆条来板极构查标树样核档梦检楼欧气汇汇汇汉\
    污沟没泄注测济润涨淀渗温游湾滚满潜灯灵灾点热焕爱牵状独猫献玛环现电畅监盖盘真码础确离秋种积称税稳窃竞笔筹签签简类系系紧累\
    纠红约级纪纷线线练组细织终经结绕给绝绝统继绩续维综绿绿编缩罗罚群职联肃肤胜致舰节苏苏苏范荐获获营蒙蒙蒙补表装见观规视誉计\
    订认让训议讲许设访证证评识诉试诚话诞该详误说说请课调谈谋负贡财责账货质购贯贰贴贵费资赋赔赖赛赞赞赢赶趋跃践跻踪车转轮软轻\
    载较辆边辽达迁过迈运还这进违连迟选递逾遗邮邻郑采采采释里里针针钟钟钟铺链销错锡键镑长门闭问间队阶际陆陕险隐难面面面韧韩页\
    顶项顺须须顾预领颗题额风饰馈马驳验黄齐龙";

static TABLE: LazyLock<HashMap<char, char>> =
    LazyLock::new(|| TRADITIONAL.chars().zip(SIMPLIFIED.chars()).collect());

/// The simplified form of a character, or itself.
pub(crate) fn simplified(character: char) -> char {
    TABLE.get(&character).copied().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_counterpart() {
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
        assert!(TABLE.iter().all(|(from, to)| from != to));
        assert!(
            TABLE.values().all(|to| simplified(*to) == *to),
            "once is enough"
        );
        let text: String = "第三季度線上銷售額".chars().map(simplified).collect();
        assert_eq!(text, "第三季度线上销售额");
    }
}
