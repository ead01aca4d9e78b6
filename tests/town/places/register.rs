//! A register of houses: true communities, invented streets, as many doors as a neighbourhood has.

use std::collections::BTreeSet;

use places::{Address, DivisionCode, Divisions, HouseEntry, Index, Level};
use residence::{HouseCode, IdError};

use super::Dice;

/// Where the invented neighbourhood lies.
const COUNTIES: [&str; 2] = ["441502", "441581"];
const STREETS_PER_COMMUNITY: usize = 8;

/// First and second characters of invented street names, and what kind of street it is.
const FIRST: &str =
    "榕海和凤朝永金新文东南西北建康安福瑞长清明德仁义龙石竹梅松莲云月星晨红碧汉嘉锦";
const SECOND: &str = "荫晏顺来阳兴城华源宁泰祥庆乐江湖湾桥井山园林港渔盐塘埔岭坡田风光景秀盛丰昌荣";
const STREETS: [&str; 7] = ["路", "街", "一巷", "二巷", "横街", "大道", "里"];
const COMPOUNDS: [&str; 4] = ["花园", "小区", "苑", "新村"];

/// One house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredHouse {
    /// House code.
    pub code: String,
    /// Community.
    pub division: DivisionCode,
    /// Address below the community.
    pub address: Address,
}

/// The houses of a neighbourhood.
#[derive(Debug, Clone)]
pub struct Register {
    /// In the order of their codes.
    pub houses: Vec<RegisteredHouse>,
}

impl Register {
    /// Invents a register; the same seed gives the same houses.
    pub fn invent(divisions: &Divisions, seed: u64, houses: usize) -> Self {
        let mut dice = Dice(seed);
        let communities: Vec<DivisionCode> = divisions
            .all()
            .filter(|division| division.code.level() == Level::Community && !division.hidden)
            .map(|division| division.code)
            .filter(|code| {
                COUNTIES
                    .iter()
                    .any(|county| code.to_string().starts_with(county))
            })
            .collect();
        let streets = communities.len() * STREETS_PER_COMMUNITY;
        let per_street = houses.div_ceil(streets.max(1));
        let mut register = Vec::with_capacity(houses);
        for division in communities {
            let mut serial = 0;
            for street in streets_of_community(&mut dice) {
                let left = houses.saturating_sub(register.len());
                for address in doors(&mut dice, &street, per_street.min(left)) {
                    serial += 1;
                    register.push(RegisteredHouse {
                        code: format!("{division}{serial:05}"),
                        division,
                        address,
                    });
                }
            }
        }
        Self { houses: register }
    }

    /// Makes an index of the divisions and these houses.
    pub fn index(&self, divisions: Divisions) -> Result<Index, IdError> {
        let told: Vec<(HouseCode, String)> = self
            .houses
            .iter()
            .map(|house| Ok((HouseCode::parse(&house.code)?, house.address.line())))
            .collect::<Result<_, _>>()?;
        let entries = self.houses.iter().zip(&told);
        let entries = entries.map(|(house, (code, line))| HouseEntry {
            code,
            division: house.division,
            line,
            aliases: &house.address.aliases,
        });
        Ok(Index::new(divisions, entries))
    }
}

fn streets_of_community(dice: &mut Dice) -> BTreeSet<String> {
    let (first, second): (Vec<char>, Vec<char>) =
        (FIRST.chars().collect(), SECOND.chars().collect());
    let mut streets = BTreeSet::new();
    while streets.len() < STREETS_PER_COMMUNITY {
        let kinds: &[&str] = if dice.below(3) == 0 {
            &COMPOUNDS
        } else {
            &STREETS
        };
        let (a, b, kind) = (dice.pick(&first), dice.pick(&second), dice.pick(kinds));
        streets.insert(format!("{a}{b}{kind}"));
    }
    streets
}

/// Numbers the doors of a street until there are enough.
fn doors(dice: &mut Dice, street: &str, count: usize) -> Vec<Address> {
    let mut found = Vec::with_capacity(count);
    let compound = COMPOUNDS.iter().any(|kind| street.ends_with(kind));
    let mut number = 0;
    while found.len() < count {
        number += 1 + dice.below(2);
        let base = Address {
            street: street.to_owned(),
            ..Address::default()
        };
        let shape = if compound { 3 } else { dice.below(3) };
        let house = match shape {
            0 => vec![Address {
                house_no: number.to_string(),
                ..base
            }],
            1 => subnumbered(&base, number),
            2 => rooms(&base, &number.to_string(), "", 4),
            _ => rooms(&base, "", &format!("{number}栋"), 9),
        };
        found.extend(house);
    }
    found.truncate(count);
    found
}

fn subnumbered(base: &Address, number: usize) -> Vec<Address> {
    let with = |sub: usize| Address {
        house_no: number.to_string(),
        sub_no: sub.to_string(),
        ..base.clone()
    };
    (1..=2).map(with).collect()
}

fn rooms(base: &Address, house_no: &str, building: &str, floors: usize) -> Vec<Address> {
    let mut found = Vec::new();
    for unit in 1..=2 {
        for floor in 1..=floors {
            for door in 1..=2 {
                found.push(Address {
                    house_no: house_no.to_owned(),
                    building: building.to_owned(),
                    unit: format!("{unit}单元"),
                    room: format!("{floor}{door:02}"),
                    ..base.clone()
                });
            }
        }
    }
    found
}
