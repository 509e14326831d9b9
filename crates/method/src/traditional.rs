//! Traditional characters as simplified ones, as far as the readers know words with them. Each has one counterpart, so that
//! positions stay.

use std::{collections::HashMap, sync::LazyLock};

/// Traditional characters, in the order of [`SIMPLIFIED`].
const TRADITIONAL: &str = "\
    萬與專業東絲兩嚴個箇臨為爲舉麼麽習書爭於亞產産億僅從倉們價眾衆優會體餘脩儲兒剋關養內寫軍農決況凈淨準減齣劃則創刪別彆製辦\
    務動勁勞勢區韆昇陞華協單佔衛卽厤曆歷厲壓叄參蔘雙發髮變隻檯臺颱號閤衕後嚮曏噸啓啟員週響迴團糰圍國圓聖場塊堅壯處備復複頭奮\
    婦學寶實審傢寬對導將儘盡侷層屆屬嵗歲崗鞏幣佈師帶幹榦並併倖廣慶庫應廢開異張強歸噹當徹徑唸態總戰戶纔紮託執擴揚護報擔擁擇揮\
    損據撐敎數鬥斷旂無時顯暫朮術機權桿條來極構査標樹樣覈檔檢樓歐氣溝沒註測濟潤漲滲遊滾滿潛燈點熱狀獨貓獻環現電監蓋盤眞礎確離\
    鞦種積稱穩競筆簽籤簡類係繫緊纍糾紅約級綫線組細織終經結繞給統繼績續維綜綠緑編縮羣職聯膚緻艦節範薦獲穫營補錶見觀規視譽計訂\
    認讓訓議許設訪証證評識訴誠誕該詳說説請課調談負貢財責賬貨質購貫貳貼費資賦賴賽趕躍躋蹤車轉輪軟載較輛達過邁運還這進連遲選踰\
    遺鄰埰寀採裏裡鈡鍾鐘鋪鏈銷錯鍵鎊長門閉問間隊階際陸險麪麫麵頁項順須鬚顧預領題額風饋駁驗黃齊龍";
const SIMPLIFIED: &str = "\
    万与专业东丝两严个个临为为举么么习书争于亚产产亿仅从仓们价众众优会体余修储儿克关养内写军农决况净净准减出划则创删别别制办\
    务动劲劳势区千升升华协单占卫即历历历厉压叁参参双发发变只台台台号合同后向向吨启启员周响回团团围国圆圣场块坚壮处备复复头奋\
    妇学宝实审家宽对导将尽尽局层届属岁岁岗巩币布师带干干并并幸广庆库应废开异张强归当当彻径念态总战户才扎托执扩扬护报担拥择挥\
    损据撑教数斗断旗无时显暂术术机权杆条来极构查标树样核档检楼欧气沟没注测济润涨渗游滚满潜灯点热状独猫献环现电监盖盘真础确离\
    秋种积称稳竞笔签签简类系系紧累纠红约级线线组细织终经结绕给统继绩续维综绿绿编缩群职联肤致舰节范荐获获营补表见观规视誉计订\
    认让训议许设访证证评识诉诚诞该详说说请课调谈负贡财责账货质购贯贰贴费资赋赖赛赶跃跻踪车转轮软载较辆达过迈运还这进连迟选逾\
    遗邻采采采里里钟钟钟铺链销错键镑长门闭问间队阶际陆险面面面页项顺须须顾预领题额风馈驳验黄齐龙";

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
