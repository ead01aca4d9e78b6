//! Values that stand masked until somebody asks for one, which opens for a moment and is noted.

use axum::{
    http::{HeaderName, HeaderValue},
    response::Response,
};
use maud::{Markup, html};
use residence::{Phone, masked_name, masked_number};

use super::{frame, guard::Visitor};
use crate::tables::people::Person;

/// How long one value stays in view.
const SHOWN_SECONDS: u32 = 10;

/// One value that may be shown in full for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// 姓名.
    Name,
    /// 证件号码.
    Number,
    /// 手机.
    Phone,
    /// 同住人.
    Cohabitants,
    /// The number of a contract or certificate that an applicant named.
    Evidence,
    /// What a person asks to have written in place of what stands.
    Wanted,
}

impl Field {
    const ALL: [Self; 6] = [
        Self::Name,
        Self::Number,
        Self::Phone,
        Self::Cohabitants,
        Self::Evidence,
        Self::Wanted,
    ];

    /// Returns the code in the form and in the ledger.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Name => "NAME",
            Self::Number => "NUMBER",
            Self::Phone => "PHONE",
            Self::Cohabitants => "COHABITANTS",
            Self::Evidence => "EVIDENCE",
            Self::Wanted => "WANTED",
        }
    }

    /// Finds the field of a code.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::Number => "证件号码",
            Self::Phone => "手机",
            Self::Cohabitants => "同住人",
            Self::Evidence => "凭据号码",
            Self::Wanted => "要改成",
        }
    }
}

/// A value with its button; `page` is the address of the page, below which `show` opens one value.
pub(super) fn row(
    visitor: &Visitor,
    page: &str,
    shown: Option<Field>,
    field: Field,
    value: &Markup,
) -> Markup {
    html! {
        dt { (field.word()) }
        dd {
            (value)
            @if shown == Some(field) {
                span class="left" { (frame::wait()) "10 秒后遮住" }
            } @else {
                form method="post" action={ (page) "/show" } {
                    (frame::mark(visitor))
                    input type="hidden" name="field" value=(field.code());
                    button class="btn btn--quiet"
                        aria-label={ "显示" (field.word()) "，10 秒后遮住" } { "显示" }
                }
            }
        }
    }
}

/// Name, number and telephone of a person.
pub(super) fn person(
    visitor: &Visitor,
    page: &str,
    shown: Option<Field>,
    person: Option<&Person>,
) -> Markup {
    let read = |field: Field| {
        person.map_or(String::new(), |person| {
            let full = shown == Some(field);
            match field {
                Field::Name => masked_or(full, &person.name, masked_name),
                Field::Number => masked_or(full, &person.number, masked_number),
                Field::Phone => masked_or(full, &person.phone, masked_phone),
                Field::Cohabitants | Field::Evidence | Field::Wanted => String::new(),
            }
        })
    };
    let (name, number, phone) = (read(Field::Name), read(Field::Number), read(Field::Phone));
    html! {
        (row(visitor, page, shown, Field::Name, &html! { b { (name) } }))
        (row(visitor, page, shown, Field::Number, &html! { span class="code" { (number) } }))
        (row(visitor, page, shown, Field::Phone, &html! { span class="code" { (phone) } }))
    }
}

/// A page with one value in full goes back to the masked one by itself.
pub(super) fn for_a_moment(mut response: Response, page: &str) -> Response {
    let back = format!("{SHOWN_SECONDS}; url={page}");
    let back = HeaderValue::from_str(&back).expect("an address of ours");
    let refresh = HeaderName::from_static("refresh");
    response.headers_mut().insert(refresh, back);
    response
}

/// A text in full, or as others may read it.
pub(super) fn masked_or(full: bool, text: &str, mask: fn(&str) -> String) -> String {
    if text.is_empty() {
        "没有登记".to_owned()
    } else if full {
        text.to_owned()
    } else {
        mask(text)
    }
}

/// A telephone number as others may read it.
pub(super) fn masked_phone(text: &str) -> String {
    // What is no number of ours is hidden whole.
    Phone::parse(text).map_or("******".to_owned(), |phone| phone.masked())
}
