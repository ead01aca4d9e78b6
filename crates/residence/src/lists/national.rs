//! National lists that are kept as references: their codes are those of the standards.

use super::named;

named! {
    /// Kind of permit (办证类型, GB/T 31000-2015).
    PermitCategory {
        ResidencePermit = "01", "居住证", "residence permit";
        TemporaryPermit = "02", "暂住证", "temporary residence permit";
        Other = "99", "其他", "other";
    }
}

named! {
    /// Why a person from abroad came (来华目的, GB/T 31000-2015).
    VisitPurpose {
        Business = "01", "商务", "business";
        Employment = "02", "就业", "employment";
        Study = "03", "学习", "study";
        Settlement = "04", "定居", "settlement";
        Family = "05", "探亲", "visiting family";
        Other = "99", "其他", "other";
    }
}

named! {
    /// What a building is used for (建筑用途, GB/T 31000-2015).
    BuildingUse {
        Dwelling = "01", "住宅", "dwelling";
        Commerce = "02", "商业", "commerce";
        Office = "03", "办公", "office";
        Industry = "04", "工业", "industry";
        Storage = "05", "仓储", "storage";
        ShopAndHome = "06", "商住混用", "shop and home";
        Other = "99", "其他", "other";
    }
}

/// The names of 01 to 56 in GB/T 3304, in order.
const NATIONALITIES: &str = "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 \
     傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 \
     乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺";

/// Ethnic group (民族, GB/T 3304): 01 to 56, 97 其他, 98 外国血统.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EthnicGroup(u8);

impl EthnicGroup {
    /// Reads a code of exactly two digits; `None` for one that the standard does not have.
    pub fn from_code(code: &str) -> Option<Self> {
        let two_digits = code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit());
        let number: u8 = code.parse().ok().filter(|_| two_digits)?;
        matches!(number, 1..=56 | 97 | 98).then_some(Self(number))
    }

    /// Returns the code of two digits.
    pub fn code(self) -> String {
        format!("{:02}", self.0)
    }

    /// Returns the Chinese name without 族.
    pub fn zh(self) -> &'static str {
        match self.0 {
            97 => "其他",
            98 => "外国血统",
            number => NATIONALITIES
                .split_whitespace()
                .nth(usize::from(number) - 1)
                .expect("from_code takes 1 to 56"),
        }
    }
}
