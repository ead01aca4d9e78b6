//! A standard address below the community, in the parts of GA/T 2000.32-2014.

/// The parts of an address in the order in which they are printed (own decision).
///
/// A sub-number (附号) has no sub-number of its own
/// (江门市门牌管理条例): the type leaves no room for one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Address {
    /// 街路巷 or 小区, as named by civil affairs: "榕荫路".
    pub street: String,
    /// 门牌号 without 号: "18".
    pub house_no: String,
    /// 附号 without 号: "1"; one level only.
    pub sub_no: String,
    /// 楼栋 with its unit: "2栋".
    pub building: String,
    /// 单元 with its unit: "1单元".
    pub unit: String,
    /// 层 with its unit: "3层".
    pub floor: String,
    /// 户(室) without unit: "301".
    pub room: String,
    /// The number is temporary and proves nothing about the building (江门市门牌管理条例 art. 10).
    pub is_temporary: bool,
    /// What people call the place (俗称): found by search, never printed.
    pub aliases: Vec<String>,
}

impl Address {
    /// Prints the line below the community: "榕荫路18号附1号2栋1单元301房".
    pub fn line(&self) -> String {
        let with = |before: &str, part: &str, after: &str| match part {
            "" => String::new(),
            part => format!("{before}{part}{after}"),
        };
        [
            self.street.clone(),
            with("", &self.house_no, "号"),
            with("附", &self.sub_no, "号"),
            self.building.clone(),
            self.unit.clone(),
            self.floor.clone(),
            with("", &self.room, "房"),
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_printed_in_their_order() {
        let mut address = Address {
            street: "榕荫路".into(),
            house_no: "18".into(),
            room: "301".into(),
            aliases: vec!["老邮局".into()],
            ..Address::default()
        };
        assert_eq!(address.line(), "榕荫路18号301房");
        address.sub_no = "1".into();
        address.building = "2栋".into();
        address.unit = "1单元".into();
        address.floor = "3层".into();
        assert_eq!(address.line(), "榕荫路18号附1号2栋1单元3层301房");
        assert_eq!(Address::default().line(), "");
    }
}
