//! Family relations (与户主关系, GB/T 4761-2008).

use super::{Listed as _, Shown, named};

named! {
    /// Relation to the head of the household or to the person who declares (GB/T 4761-2008).
    ///
    /// The code is the standard's own; 98 is left unassigned, lists disagree about it.
    Relation {
        Oneself = "01", "本人", "oneself";
        Head = "02", "户主", "head of the household";
        Spouse = "10", "配偶", "spouse";
        Husband = "11", "夫", "husband";
        Wife = "12", "妻", "wife";
        Son = "20", "子", "son";
        OnlySon = "21", "独生子", "only son";
        EldestSon = "22", "长子", "eldest son";
        SecondSon = "23", "次子", "second son";
        ThirdSon = "24", "三子", "third son";
        FourthSon = "25", "四子", "fourth son";
        FifthSon = "26", "五子", "fifth son";
        AdoptedSon = "27", "养子或继子", "adopted son or stepson";
        SonInLaw = "28", "女婿", "son-in-law";
        OtherSon = "29", "其他儿子", "other son";
        Daughter = "30", "女", "daughter";
        OnlyDaughter = "31", "独生女", "only daughter";
        EldestDaughter = "32", "长女", "eldest daughter";
        SecondDaughter = "33", "次女", "second daughter";
        ThirdDaughter = "34", "三女", "third daughter";
        FourthDaughter = "35", "四女", "fourth daughter";
        FifthDaughter = "36", "五女", "fifth daughter";
        AdoptedDaughter = "37", "养女或继女", "adopted daughter or stepdaughter";
        DaughterInLaw = "38", "儿媳", "daughter-in-law";
        OtherDaughter = "39", "其他女儿", "other daughter";
        Grandchild = "40", "孙子、孙女或外孙子、外孙女", "grandchild";
        SonsSon = "41", "孙子", "son's son";
        SonsDaughter = "42", "孙女", "son's daughter";
        DaughtersSon = "43", "外孙子", "daughter's son";
        DaughtersDaughter = "44", "外孙女", "daughter's daughter";
        GrandsonsWife = "45", "孙媳妇或外孙媳妇", "grandson's wife";
        GranddaughtersHusband = "46", "孙女婿或外孙女婿", "granddaughter's husband";
        GreatGrandson = "47", "曾孙子或外曾孙子", "great-grandson";
        GreatGranddaughter = "48", "曾孙女或外曾孙女", "great-granddaughter";
        OtherGrandchild = "49", "其他", "other grandchild";
        Parent = "50", "父母", "parent";
        Father = "51", "父亲", "father";
        Mother = "52", "母亲", "mother";
        HusbandsFather = "53", "公公", "husband's father";
        HusbandsMother = "54", "婆婆", "husband's mother";
        WifesFather = "55", "岳父", "wife's father";
        WifesMother = "56", "岳母", "wife's mother";
        Stepfather = "57", "继父或养父", "stepfather or adoptive father";
        Stepmother = "58", "继母或养母", "stepmother or adoptive mother";
        OtherParent = "59", "其他父母关系", "other parental relation";
        Grandparent = "60", "祖父母或外祖父母", "grandparent";
        FathersFather = "61", "祖父", "father's father";
        FathersMother = "62", "祖母", "father's mother";
        MothersFather = "63", "外祖父", "mother's father";
        MothersMother = "64", "外祖母", "mother's mother";
        SpousesGrandparent = "65", "配偶的祖父母或外祖父母", "spouse's grandparent";
        GreatGrandfather = "66", "曾祖父", "great-grandfather";
        GreatGrandmother = "67", "曾祖母", "great-grandmother";
        SpousesGreatGrandparent = "68", "配偶的曾祖父母或外曾祖父母", "spouse's great-grandparent";
        OtherGrandparent = "69", "其他", "other grandparent";
        Sibling = "70", "兄弟姐妹", "sibling";
        ElderBrother = "71", "兄", "elder brother";
        ElderBrothersWife = "72", "嫂", "elder brother's wife";
        YoungerBrother = "73", "弟", "younger brother";
        YoungerBrothersWife = "74", "弟媳", "younger brother's wife";
        ElderSister = "75", "姐姐", "elder sister";
        ElderSistersHusband = "76", "姐夫", "elder sister's husband";
        YoungerSister = "77", "妹妹", "younger sister";
        YoungerSistersHusband = "78", "妹夫", "younger sister's husband";
        OtherSibling = "79", "其他", "other sibling";
        OtherKin = "80", "其他", "other kin";
        FathersElderBrother = "81", "伯父", "father's elder brother";
        FathersElderBrothersWife = "82", "伯母", "father's elder brother's wife";
        FathersYoungerBrother = "83", "叔父", "father's younger brother";
        FathersYoungerBrothersWife = "84", "婶母", "father's younger brother's wife";
        MothersBrother = "85", "舅父", "mother's brother";
        MothersBrothersWife = "86", "舅母", "mother's brother's wife";
        MothersSistersHusband = "87", "姨父", "mother's sister's husband";
        MothersSister = "88", "姨母", "mother's sister";
        FathersSistersHusband = "89", "姑父", "father's sister's husband";
        FathersSister = "90", "姑母", "father's sister";
        PaternalCousin = "91", "堂兄弟、堂姐妹", "paternal cousin";
        OtherCousin = "92", "表兄弟、表姐妹", "other cousin";
        BrothersSon = "93", "侄子", "brother's son";
        BrothersDaughter = "94", "侄女", "brother's daughter";
        SistersSon = "95", "外甥", "sister's son";
        SistersDaughter = "96", "外甥女", "sister's daughter";
        OtherRelative = "97", "其他亲属", "other relative";
        NotRelated = "99", "非亲属", "not related";
    }
}

impl Relation {
    /// Tells whether the relation is near enough to act for an elder (GB/T 4761 codes 10 to 79).
    pub fn is_near(self) -> bool {
        matches!(self.code().as_bytes(), [b'1'..=b'7', _])
    }
}

impl Shown for Relation {
    const SHOWN: &'static [Self] = &[
        Self::Spouse,
        Self::Son,
        Self::Daughter,
        Self::Grandchild,
        Self::Parent,
        Self::Grandparent,
        Self::Sibling,
        Self::OtherRelative,
        Self::NotRelated,
    ];
}
