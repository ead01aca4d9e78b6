//! What a foreign code is, as far as its first characters tell.

/// What somebody else's code is; the page has words for each, and nothing opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignCode {
    /// To pay or to be paid.
    Payment,
    /// A health or vaccination certificate.
    Health,
    /// A mini program or an application.
    MiniProgram,
    /// A web page.
    Website,
    /// The access to a wireless network.
    WifiConfig,
    /// A person or a group to get into contact with.
    ContactCard,
    /// A telephone number.
    Telephone,
    /// A message to be sent, by text or by mail.
    Message,
    /// A place on a map.
    Place,
    /// A date in a calendar.
    Appointment,
    /// The secret of a one-time password.
    LoginSecret,
    /// The number of a product.
    Product,
    /// An address of another scheme, among them those that would run something.
    OtherLink,
    /// A text.
    OtherText,
    /// Nothing.
    Empty,
}

/// Beginnings in lower case; the first that fits names the code, so special ones come first.
const BEGINNINGS: &[(&str, ForeignCode)] = &[
    ("wxp://", ForeignCode::Payment),
    ("weixin://wxpay", ForeignCode::Payment),
    ("https://wx.tenpay.com/", ForeignCode::Payment),
    ("https://payapp.weixin.qq.com/", ForeignCode::Payment),
    ("https://qr.alipay.com/", ForeignCode::Payment),
    ("https://qr.95516.com/", ForeignCode::Payment),
    ("https://qr.shouqianba.com/", ForeignCode::Payment),
    ("000201", ForeignCode::Payment),
    ("bcd\n", ForeignCode::Payment),
    ("bitcoin:", ForeignCode::Payment),
    ("hc1:", ForeignCode::Health),
    ("shc:/", ForeignCode::Health),
    ("https://u.wechat.com/", ForeignCode::ContactCard),
    ("https://weixin.qq.com/g/", ForeignCode::ContactCard),
    ("https://qm.qq.com/", ForeignCode::ContactCard),
    ("weixin://contacts", ForeignCode::ContactCard),
    ("begin:vcard", ForeignCode::ContactCard),
    ("mecard:", ForeignCode::ContactCard),
    ("bizcard:", ForeignCode::ContactCard),
    ("https://mp.weixin.qq.com/a/", ForeignCode::MiniProgram),
    ("https://m.q.qq.com/a/", ForeignCode::MiniProgram),
    ("https://servicewechat.com/", ForeignCode::MiniProgram),
    ("https://ur.alipay.com/", ForeignCode::MiniProgram),
    ("weixin://", ForeignCode::MiniProgram),
    ("alipays://", ForeignCode::MiniProgram),
    ("market://", ForeignCode::MiniProgram),
    ("http://", ForeignCode::Website),
    ("https://", ForeignCode::Website),
    ("www.", ForeignCode::Website),
    ("urlto:", ForeignCode::Website),
    ("wifi:", ForeignCode::WifiConfig),
    ("tel:", ForeignCode::Telephone),
    ("sms:", ForeignCode::Message),
    ("smsto:", ForeignCode::Message),
    ("mailto:", ForeignCode::Message),
    ("matmsg:", ForeignCode::Message),
    ("smtp:", ForeignCode::Message),
    ("geo:", ForeignCode::Place),
    ("begin:vevent", ForeignCode::Appointment),
    ("begin:vcalendar", ForeignCode::Appointment),
    ("otpauth://", ForeignCode::LoginSecret),
    ("otpauth-migration://", ForeignCode::LoginSecret),
];

/// Names a text that is not ours, by its beginning or its digits alone; nothing is looked up.
pub fn name_of(text: &str) -> ForeignCode {
    let text = text.trim_start();
    if text.is_empty() {
        return ForeignCode::Empty;
    }
    let begins = |with: &str| {
        text.get(..with.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(with))
    };
    BEGINNINGS
        .iter()
        .find(|(with, _)| begins(with))
        .map(|(_, code)| *code)
        .or_else(|| name_of_digits(text.trim_end()))
        .unwrap_or_else(|| name_of_rest(text))
}

/// Numbers that tills show and scanners of goods know, and telephone numbers of the mainland.
fn name_of_digits(text: &str) -> Option<ForeignCode> {
    let digits = text.strip_prefix("+86").unwrap_or(text);
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let head: u32 = digits.get(..2)?.parse().ok()?;
    match (digits.len(), head) {
        (11, 13..=19) => Some(ForeignCode::Telephone),
        (18, 10..=15) | (16..=24, 25..=30) | (19, 62) => Some(ForeignCode::Payment),
        (8 | 12 | 13 | 14, _) => Some(ForeignCode::Product),
        _ => None,
    }
}

/// A word and a colon without a space after it is an address for some program.
fn name_of_rest(text: &str) -> ForeignCode {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let is_link = text.split_once(':').is_some_and(|(scheme, rest)| {
        let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
        named && scheme.chars().all(word) && !rest.is_empty() && !rest.starts_with(' ')
    });
    if is_link {
        ForeignCode::OtherLink
    } else {
        ForeignCode::OtherText
    }
}
