use super::*;

fn index() -> Index {
    let day = "2025-06-15".parse().expect("a day");
    Index::new(Divisions::load(day).expect("the committed files"), [])
}

#[test]
fn people_find_their_place() {
    let index = index();
    for query in [
        "海丰",
        "haifeng",
        "hf",
        "shanweichengqu",
        "㘵",
        "𣒍",
        "土郎",
        "langtou",
        "番禺",
        "panyu",
        "黄埔区",
        "东莞 长安镇",
        "dg chang'an",
        "441581",
        "441900",
        "长安镇 东莞",
        "dongguan changan zhen",
        "hiafeng",
        "海奉",
        "榕萌",
    ] {
        let found = index.search(
            query,
            Options {
                limit: 5,
                near: None,
            },
        );
        println!(
            "{query}: {:?}",
            found
                .iter()
                .map(|f| format!("{} {} {}", f.place, f.path, f.score))
                .collect::<Vec<_>>()
        );
    }
}
