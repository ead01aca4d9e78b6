//! The stay of an applicant as a strip of days: what counts, when it is full, where the code was
//! presented. The days come from the rules; here they are only drawn.

use chrono::{Datelike as _, NaiveDate};
use maud::{Markup, html};
use residence::{days_after, elapsed_days};

use super::frame::day;
use crate::registry::Findings;

const WIDE: u32 = 526;
const TOP: u32 = 30;
const HIGH: u32 = 30;

/// Where a day lies on the strip.
struct Scale {
    from: NaiveDate,
    days: u32,
}

impl Scale {
    fn at(&self, day: NaiveDate) -> u32 {
        let days = elapsed_days(self.from, day).min(self.days);
        days.saturating_mul(WIDE) / self.days.max(1)
    }
}

/// The strip with its title and legend.
pub(super) fn strip(findings: &Findings, today: NaiveDate) -> Markup {
    let Some((from, full_on)) = findings.from.zip(findings.full_on) else {
        return html! {
            section class="card" {
                h2 { "还没有开始计算居住时间" }
                p class="note" { "有效的居住登记设为常住地以后才计算。" }
            }
        };
    };
    let scale = Scale {
        from,
        days: elapsed_days(from, today.max(full_on)),
    };
    let (now, full) = (scale.at(today), scale.at(full_on));
    let (lived, needed) = (elapsed_days(from, today), elapsed_days(from, full_on));
    let spoken = format!("从 {} 起 {lived} 天，要满 {needed} 天", day(from, today));
    html! {
        section class="card" {
            h2 { "已连续居住 " (lived) " 天" }
            p class="note" {
                "起算日 " (day(from, today)) "，当天不计；第 " (needed) " 天是 " (day(full_on, today))
            }
            svg class="strip183 chart" viewBox={ "0 0 " (WIDE + 8) " 84" } role="img" aria-label=(spoken) {
                rect x="0" y=(TOP) width=(WIDE) height=(HIGH) rx="2" fill="var(--well)" {}
                rect x="0" y=(TOP) width=(now) height=(HIGH) rx="2" fill="var(--act)" {}
                @for (x, month) in months(&scale, today.max(full_on)) {
                    text x=(x) y="22" { (month) " 月" }
                    path d={ "M" (x) " " (TOP) "v" (HIGH) } stroke="var(--sheet)" stroke-width="2" {}
                }
                @for shown in &findings.presented {
                    circle cx=(scale.at(*shown).max(5)) cy="72" r="5" fill="var(--ink)" {}
                }
                path d={ "M" (full) " 26v40" } stroke="var(--ok)" stroke-width="2.5" {}
                path d={ "M" (full) " 65l7 7-7 7-7-7z" } fill="var(--ok)" {}
            }
            div class="legend" {
                span { i class="in" {} "已计入" }
                span { i class="goal" {} "满 " (needed) " 天" }
                span { i class="shown" {} "亮码" }
            }
        }
    }
}

/// The first days of the months of the strip, with the number of each.
fn months(scale: &Scale, last: NaiveDate) -> Vec<(u32, u32)> {
    let days = (0..=scale.days).map(|days| days_after(scale.from, u64::from(days)));
    let firsts = days.filter(|day| day.day() == 1 && *day <= last);
    firsts.map(|day| (scale.at(day), day.month())).collect()
}
