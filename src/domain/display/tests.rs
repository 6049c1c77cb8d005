use super::{Language, Unit, write};
use crate::digits::rounded;
use crate::domain::figure::Figure;

const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

fn unit<'a>(code: &'a str, base: &'a str, currency: &'a str, multiplier: f64) -> Unit<'a> {
    Unit { code, base, currency, multiplier, names: ["things", "件"] }
}

fn measure(code: &str) -> Unit<'_> {
    unit(code, code, "", 1.0)
}

const YUAN: Unit<'_> =
    Unit { code: "CNY_100M", base: "CNY", currency: "CNY", multiplier: 1e8, names: ["100 million yuan", "亿元"] };
const DOLLARS: Unit<'_> = Unit { code: "USD", base: "USD", currency: "USD", multiplier: 1.0, names: ["", ""] };

fn figure(value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Figure {
    Figure { value, low, high }
}

/// What both languages make of a figure.
fn both(figure: Figure, comparator: &str, unit: &Unit<'_>) -> [String; 2] {
    LANGUAGES.map(|language| write(figure, comparator, unit, language).unwrap_or_default())
}

#[test]
fn figures_are_written_as_people_do() {
    for (value, unit, expected) in [
        (3716.0, YUAN, ["CNY 371.6 billion", "3,716 亿元"]),
        (640.0, unit("USD_100M", "USD", "USD", 1e8), ["US$64 billion", "640 亿美元"]),
        (64.0, unit("USD_1B", "USD", "USD", 1e9), ["US$64 billion", "640 亿美元"]),
        (0.5, unit("USD_1M", "USD", "USD", 1e6), ["US$0.5 million", "50 万美元"]),
        (371_600_000_000.0, unit("CNY", "CNY", "CNY", 1.0), ["CNY 371.6 billion", "3,716 亿元"]),
        (1_234_567.0, DOLLARS, ["US$1,234,567", "1,234,567 美元"]),
        (-2.5, DOLLARS, ["−US$2.5", "−2.5 美元"]),
        (1.5e15, DOLLARS, ["US$1,500 trillion", "1,500 万亿美元"]),
        (5.0, unit("CHF", "CHF", "CHF", 1.0), ["CHF 5", "5 CHF"]),
        (5.0, unit("EUR", "EUR", "EUR", 1.0), ["€5", "5 欧元"]),
        (5.0, unit("USD_1M", "USD_1M", "USD", 1.0), ["5 things", "5 件"]),
        (
            0.28,
            unit("USD_PER_M_TOKENS", "USD_PER_M_TOKENS", "USD", 1.0),
            ["US$0.28 per million tokens", "0.28 美元/百万 token"],
        ),
        (
            0.008,
            unit("CNY_PER_K_TOKENS", "CNY_PER_M_TOKENS", "CNY", 1e3),
            ["CNY 0.008 per thousand tokens", "0.008 元/千 token"],
        ),
        (80.0, measure("PERCENT"), ["80 %", "80 %"]),
        (0.8, measure("FRACTION"), ["80 %", "80 %"]),
        (10.0, measure("TIMES"), ["10 times", "10 倍"]),
        (3.0, measure("RANK"), ["No. 3", "第 3 名"]),
        (1.0, measure("RANK"), ["No. 1", "第 1 名"]),
        (4000.0, measure("COUNT_10K"), ["40 million", "4,000 万"]),
        (117.0, measure("COUNT"), ["117", "117"]),
        (671.0, measure("B_PARAMETERS"), ["671 billion parameters", "6,710 亿参数"]),
        (1.8, measure("T_PARAMETERS"), ["1.8 trillion parameters", "1.8 万亿参数"]),
        (131_072.0, measure("TOKENS"), ["131,072 tokens", "131,072 token"]),
        (1.0, measure("TOKENS"), ["1 token", "1 token"]),
        (1e6, measure("TOKENS"), ["1 million tokens", "100 万 token"]),
        (2.1e25, measure("FLOP"), ["2.1 × 10²⁵ FLOP", "2.1 × 10²⁵ FLOP"]),
        (9.89e14, measure("FLOPS"), ["989 TFLOPS", "989 TFLOPS"]),
        (80.0, measure("GB"), ["80 GB", "80 GB"]),
        (3.35, measure("TB_PER_S"), ["3.35 TB/s", "3.35 TB/s"]),
        (700.0, measure("W"), ["700 W", "700 W"]),
        (1.0, measure("HOUR"), ["1 hour", "1 小时"]),
        (2.5, measure("YEAR"), ["2.5 years", "2.5 年"]),
        (86.4, measure("SCORE"), ["86.4 points", "86.4 分"]),
        (0.0, measure("PERCENT"), ["0 %", "0 %"]),
        (-0.0, DOLLARS, ["US$0", "0 美元"]),
        (0.000_001_5, measure("COUNT"), ["0.0000015", "0.0000015"]),
        (2.8e-9, measure("COUNT"), ["2.8 × 10⁻⁹", "2.8 × 10⁻⁹"]),
        (7.0, measure("UNHEARD_OF"), ["7 things", "7 件"]),
    ] {
        assert_eq!(both(Figure::exact(value), "EQUAL", &unit), expected, "{value} {}", unit.code);
    }
}

#[test]
fn bounds_are_written_as_bounds() {
    let percent = measure("PERCENT");
    let (none, some) = (None, Some);
    for (figure, comparator, unit, expected) in [
        (figure(none, some(80.0), none), "GREATER_THAN", percent, ["> 80 %", "> 80 %"]),
        (figure(none, some(80.0), none), "AT_LEAST", percent, ["≥ 80 %", "≥ 80 %"]),
        (figure(none, some(80.0), none), "", percent, ["≥ 80 %", "≥ 80 %"]),
        (figure(none, none, some(5.0)), "LESS_THAN", DOLLARS, ["< US$5", "< 5 美元"]),
        (figure(none, none, some(5.0)), "AT_MOST", DOLLARS, ["≤ US$5", "≤ 5 美元"]),
        (figure(none, none, some(5.0)), "", DOLLARS, ["≤ US$5", "≤ 5 美元"]),
        (figure(some(3.0), none, none), "ABOUT", measure("TIMES"), ["≈ 3 times", "约 3 倍"]),
        (figure(none, some(30.0), some(50.0)), "RANGE", percent, ["30–50 %", "30–50 %"]),
        (figure(none, some(0.3), some(0.5)), "", measure("FRACTION"), ["30–50 %", "30–50 %"]),
        (figure(none, some(50.0), some(100.0)), "RANGE", YUAN, ["CNY 5–10 billion", "50–100 亿元"]),
        (figure(none, some(-3.0), some(5.0)), "RANGE", percent, ["−3 % to 5 %", "−3 % 至 5 %"]),
        (figure(none, some(30.0), some(30.0)), "RANGE", percent, ["30 %", "30 %"]),
        (figure(some(64.0), some(60.0), some(70.0)), "EQUAL", percent, ["64 % (60–70 %)", "64 % (60–70 %)"]),
        (figure(some(64.0), some(60.0), none), "ABOUT", percent, ["≈ 64 % (≥ 60 %)", "约 64 % (≥ 60 %)"]),
        (figure(none, none, none), "NONE", percent, ["", ""]),
        (figure(some(f64::INFINITY), none, none), "EQUAL", percent, ["", ""]),
    ] {
        assert_eq!(both(figure, comparator, &unit), expected, "{figure:?} {comparator} {}", unit.code);
    }
}

/// The number that a text says in a unit that is a power of ten: its digits and the words behind them.
fn read(text: &str, power: i32) -> f64 {
    const WORDS: [(&str, i32); 14] = [
        (" million", 6),
        (" billion", 9),
        (" trillion", 12),
        (" 万亿", 12),
        (" 亿", 8),
        (" 万", 4),
        (" k", 3),
        (" M", 6),
        (" G", 9),
        (" T", 12),
        (" P", 15),
        (" E", 18),
        (" Z", 21),
        (" Y", 24),
    ];
    let sign = if text.starts_with('−') { "-" } else { "" };
    let start = text.find(|c: char| c.is_ascii_digit()).expect("it has digits");
    let rest = &text[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
    let (digits, rest) = (rest[..end].replace(',', ""), &rest[end..]);
    let (exponent, rest) = match rest.strip_prefix(" × 10") {
        Some(rest) => {
            let end = rest.find(|c| !"⁻⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c)).unwrap_or(rest.len());
            let plain = rest[..end].chars().map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|r| r == c));
            let plain: String = plain.map(|digit| digit.map_or("-".to_owned(), |digit| digit.to_string())).collect();
            (plain.parse().expect("an exponent"), &rest[end..])
        }
        None => (0, rest),
    };
    let word = WORDS.iter().find(|(word, _)| rest.starts_with(word)).map_or(0, |(_, power)| *power);
    format!("{sign}{digits}e{}", exponent + word - power).parse().expect("a number")
}

#[test]
fn what_is_written_reads_back_as_the_number() {
    let units = [
        (unit("CNY", "CNY", "CNY", 1.0), 0),
        (unit("CNY_10K", "CNY", "CNY", 1e4), 4),
        (YUAN, 8),
        (unit("USD_1M", "USD", "USD", 1e6), 6),
        (unit("USD_1B", "USD", "USD", 1e9), 9),
        (measure("PERCENT"), 0),
        (measure("FRACTION"), 2),
        (measure("COUNT_10K"), 4),
        (measure("B_PARAMETERS"), 9),
        (measure("TOKENS"), 0),
        (measure("FLOP"), 0),
        (measure("TFLOPS"), 12),
        (measure("BYTE"), 0),
        (measure("GB"), 9),
        (measure("UNHEARD_OF"), 0),
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 11
    };
    for round in 0..5_000 {
        // Few digits and many, of any size.
        let digits = 10u64.pow(u32::try_from(random() % 16).expect("small"));
        #[expect(clippy::cast_precision_loss, reason = "a random number")]
        let mantissa = (random() % digits.max(2)) as f64 * if random() % 4 == 0 { -1.0 } else { 1.0 };
        let size = i32::try_from(random() % if round % 10 == 0 { 560 } else { 30 }).expect("small");
        let size = if round % 10 == 0 { size - 300 } else { size - 18 };
        let number: f64 = format!("{mantissa}e{size}").parse().expect("a number");
        if !number.is_finite() || (number != 0.0 && number.abs() < 1e-300) {
            continue;
        }
        for (unit, power) in &units {
            for language in LANGUAGES {
                let text = write(Figure::exact(number), "EQUAL", unit, language).expect("it has a number");
                assert_eq!(read(&text, *power), rounded(number), "{number} {} as {text}", unit.code);
            }
        }
    }
}
