//! The ledger as a list: numbers and codes, never a name.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::RecordId;
use serde::Deserialize;

use super::{
    Desk, frame,
    frame::{Frame, Tab, moment},
    guard::{Stop, Visitor},
    tasks::address,
};
use crate::tables::ledger::{self, Line};

const PAGE_LINES: u32 = 50;

/// From where on the ledger is looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    before: Option<u64>,
}

/// Shows a page of the ledger, the latest first.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(Before { before }): Query<Before>,
) -> Result<Response, Stop> {
    let store = desk.vault.store();
    let tip = ledger::tip(store).await?;
    let broken = ledger::first_broken(store).await?;
    // Numbers of a database have 63 bits.
    let from = before.unwrap_or(u64::MAX >> 1).min(u64::MAX >> 1);
    let lines = ledger::before(store, from, PAGE_LINES).await?;
    let frame = Frame::of(&desk, &visitor, Tab::Audit).await?;
    let today = desk.vault.today();
    let earliest = lines.last().map(|line| line.n).filter(|n| *n > 1);
    let title = match broken {
        None => format!("{} 条记录，没有缺号", tip.n),
        Some(n) => format!("第 {n} 条起不可信"),
    };
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" { div {
                h1 { (title) }
                p { "只记编号和工号，没有居民的姓名、证件号和电话。" }
            } }
            (chain(&tip, broken))
            div class="frame" {
                table class="tbl" {
                    thead { tr {
                        th class="r" { "序号" } th { "时间" } th { "工号" } th { "做了什么" }
                        th { "对哪一件" } th { "理由" } th { "结果" }
                    } }
                    tbody { @for line in &lines { (row(line, &visitor, today)) } }
                }
            }
            @if let Some(n) = earliest {
                div class="pages" {
                    a class="btn btn--small" href={ "/desk/audit?before=" (n) } { "更早的" }
                }
            }
        }
    };
    Ok(frame.page("审计记录", &body))
}

fn chain(tip: &ledger::Tip, broken: Option<u64>) -> Markup {
    let mark = HEXLOWER.encode(&tip.hash);
    html! {
        @match broken {
            None => div class="notice notice--ok" {
                (frame::ok())
                div { b { "链条完整，第 1 到 " (tip.n) " 条" }
                    "刚才从头核对过；最后一条的指纹 " span class="code" { (mark) }
                }
            },
            Some(n) => div class="notice notice--stop" role="alert" {
                (frame::stop())
                div { b { "第 " (n) " 条被改过或少了" }
                    "请停止改动数据库，保留现场，报告管理员。"
                }
            },
        }
    }
}

fn row(line: &Line, visitor: &Visitor, today: chrono::NaiveDate) -> Markup {
    let bytes = HEXLOWER.decode(line.object.as_bytes()).ok();
    let record = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    let record = record.map(RecordId::from_bytes);
    html! {
        tr {
            td class="code nb r" { (line.n) }
            td class="nb" { (moment(line.at_ms, today)) }
            td class="nb" { (line.actor) }
            th scope="row" class="nb" { (act_word(&line.act)) }
            td class="code nb" {
                @match record {
                    Some(record) if visitor.role.sees_cases() => {
                        a href=(address(&record)) { (record.receipt_number()) }
                    }
                    Some(record) => (record.receipt_number()),
                    None => (line.object),
                }
            }
            td class="code nb" { (line.detail) }
            td class="code nb" { (line.result) }
        }
    }
}

fn act_word(act: &str) -> &str {
    match act {
        "LOG_IN" => "登录",
        "LOG_OUT" => "退出登录",
        "PIN_AGAIN" => "再输口令",
        "OPEN" => "打开",
        "SHOW" => "显示资料",
        "RECEIPT" => "查回执",
        "TASK_DONE" => "办结",
        "CONFIRM" => "确认登记",
        "REJECT" => "拒绝登记",
        "CONFIRM_CANCEL" => "确认注销",
        "ADDRESS_REFUSED" => "退回地址",
        "BIND_HOUSE" => "绑定房屋",
        "END_BY_AUTHORITY" => "依职权注销",
        "VOID" => "作废",
        "HABITUAL" => "常住地审核",
        "OWNERSHIP" => "业主核验",
        "PERMIT_REVIEW" => "居住证开始审核",
        "PERMIT_CORRECTION" => "居住证一次性告知",
        "PERMIT_SUPPLIED" => "居住证材料已齐",
        "PERMIT_ISSUE" => "签发居住证",
        "PERMIT_REFUSE" => "居住证不予办理",
        "PERMIT_CANCEL" => "注销居住证",
        "DATA_REQUEST" => "信息请求",
        "CALLED_BACK" => "老人回访",
        "FEEDBACK" => "看意见反馈",
        "ACCESS" => "开通服务台",
        other => other,
    }
}
