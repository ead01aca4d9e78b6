use super::*;

fn house(code: &str, community: &str, street: &str, number: &str, room: &str) -> House {
    House {
        code: HouseCode::parse(code).unwrap(),
        town: "海榕街道".to_owned(),
        community: community.to_owned(),
        street: street.to_owned(),
        number: number.to_owned(),
        room: room.to_owned(),
        withdrawn: false,
        owner_tags: Vec::new(),
    }
}

fn day() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn register() -> Register {
    let houses = [
        house(
            "449900-0018",
            "榕荫社区",
            "榕荫一路",
            "18号",
            "2栋1单元301房",
        ),
        house(
            "449900-0019",
            "榕荫社区",
            "榕荫一路",
            "18号",
            "2栋1单元302房",
        ),
        house("449900-0020", "榕荫社区", "榕荫一路", "9号", ""),
        house("449900-0021", "榕荫社区", "望海路", "6号", "101房"),
        house("449900-0022", "渔港社区", "港前街", "3号", ""),
    ];
    Register::gather(&houses, &ServiceArea::fictitious(), day(), 7).unwrap()
}

fn names(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

fn go(register: &Register, rows: &[Row], name: &str) -> (Spot, Vec<Row>) {
    let row = rows.iter().find(|row| row.name == name).unwrap();
    let To::Spot(spot) = &row.to else {
        panic!("{name} is a house")
    };
    (spot.clone(), register.rows(spot))
}

#[test]
fn the_steps_lead_to_a_room_and_skip_what_nobody_has() {
    let register = register();
    let start = register.rows(&Spot::Start);
    assert_eq!(names(&start), ["榕荫社区", "渔港社区", ""]);
    let (spot, streets) = go(&register, &start, "榕荫社区");
    assert_eq!(register.name_of(&spot), "海榕街道榕荫社区");
    assert_eq!(register.division_of(&spot), "449900000000");
    assert_eq!(names(&streets), ["望海路", "榕荫一路"]);
    let (_, numbers) = go(&register, &streets, "榕荫一路");
    assert_eq!(
        names(&numbers),
        ["9号", "18号"],
        "as they stand in the street"
    );
    assert_eq!(
        numbers[0].to,
        To::House(HouseCode::parse("449900-0020").unwrap())
    );
    let (_, buildings) = go(&register, &numbers, "18号");
    assert_eq!(names(&buildings), ["2栋"]);
    let (_, units) = go(&register, &buildings, "2栋");
    assert_eq!(names(&units), ["1单元"]);
    let (_, rooms) = go(&register, &units, "1单元");
    assert_eq!(names(&rooms), ["301房", "302房"]);
    assert_eq!(
        rooms[1].to,
        To::House(HouseCode::parse("449900-0019").unwrap())
    );
    let (_, numbers) = go(&register, &streets, "望海路");
    let (_, rooms) = go(&register, &numbers, "6号");
    assert_eq!(
        names(&rooms),
        ["101房"],
        "no building and no unit is asked for"
    );
}

#[test]
fn the_province_is_gone_through_and_two_cities_have_no_counties() {
    let register = register();
    let cities = register.rows(&Spot::Province);
    assert_eq!(cities.len(), 21);
    let (_, counties) = go(&register, &cities, "汕尾市");
    assert!(names(&counties).contains(&"海丰县"));
    let (_, towns) = go(&register, &counties, "海丰县");
    let (spot, communities) = go(&register, &towns, names(&towns)[0]);
    assert!(!communities.is_empty());
    assert!(register.division_of(&spot).starts_with("441521"));
    for (city, digits) in [("东莞市", "4419"), ("中山市", "4420")] {
        let (_, towns) = go(&register, &cities, city);
        let To::Spot(Spot::Division(town)) = towns[0].to else {
            panic!("a town")
        };
        assert_eq!(town.level(), Level::Town, "{city}");
        assert!(town.to_string().starts_with(digits));
    }
}

#[test]
fn a_community_of_the_published_list_is_the_one_of_its_houses() {
    let divisions = Divisions::load(day()).unwrap();
    let community = divisions
        .all()
        .find(|one| {
            one.code.level() == Level::Community && one.code.to_string().starts_with("4415")
        })
        .unwrap();
    let town = divisions.find(community.code.parent().unwrap()).unwrap();
    let mut known = house("441500-0001", &bare(community.name), "解放路", "1号", "");
    known.town = town.name.to_owned();
    let area = ServiceArea::parse("4415").unwrap();
    let register = Register::gather(&[known], &area, day(), 0).unwrap();
    let spot = Spot::Division(community.code);
    assert_eq!(names(&register.rows(&spot)), ["解放路"]);
    assert_eq!(register.division_of(&spot), community.code.to_string());
}

#[test]
fn houses_are_found_by_characters_pinyin_initials_and_digits() {
    let register = register();
    for query in ["榕荫一路9号", "rongyinyilu9", "ryyl9", "榕荫一路9"] {
        let rows = register.search(query);
        let house = To::House(HouseCode::parse("449900-0020").unwrap());
        let found = rows.iter().find(|row| row.to == house);
        let detail = found.map(|row| row.detail.as_str());
        assert_eq!(detail, Some("海榕街道榕荫社区"), "{query}");
    }
    assert_eq!(names(&register.search("渔港")).first(), Some(&"渔港社区"));
    let division = register.search("海丰县").into_iter().next().unwrap();
    assert_eq!(division.detail, "汕尾市海丰县");
    assert_eq!(register.search("   "), []);
    let twelve = register.search("路");
    assert!(twelve.len() <= ANSWERS_MAX);
}

#[test]
fn a_written_address_is_held_against_the_houses() {
    let register = register();
    let like = register.candidates("榕荫一路", "18号", "2栋1单元301房");
    assert!(!like.is_empty() && like.len() <= CANDIDATES_MAX);
    assert_eq!(
        like[0].to,
        To::House(HouseCode::parse("449900-0018").unwrap())
    );
    assert_eq!(register.candidates("没有这条街", "999号", ""), []);
}
