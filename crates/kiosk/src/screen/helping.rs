//! The guide (办事指南): which topic is open. What it says is the page's own, offline and versioned.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DataProblem;

/// Screen of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Help {
    /// The topic that is open; nothing while the list is on the screen.
    pub topic: Option<HelpTopic>,
    /// Version of the privacy notice, the same that people agree to.
    pub notice_version: u16,
    /// Why the words last written are not taken; the page keeps them.
    pub problem: Option<DataProblem>,
}

/// A topic of the guide, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HelpTopic {
    /// Obtain the code 领码.
    ObtainCode,
    /// Declare where one lives 居住登记.
    Declare,
    /// Habitual residence 常住地.
    Habitual,
    /// Cohabitants 同住人.
    Cohabitants,
    /// Cancel a registration 注销.
    Cancel,
    /// Show the code 亮码.
    ShowCode,
    /// Family 亲属管理.
    Family,
    /// Messages 我的消息.
    Messages,
    /// Owner and trustee 我的房屋.
    Owner,
    /// Residence permit 居住证.
    Permit,
    /// Receipts 回执.
    Receipts,
    /// The own data 我的信息.
    MyData,
    /// Questions and answers 常见问题.
    Questions,
    /// The privacy notice 个人信息处理告知.
    Privacy,
}
