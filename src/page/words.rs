//! The words of the pages, in both languages: a word without one of them does not compile. What enums are called is the catalogue's.

/// Defines the words, a line for each: its name, English, Chinese.
macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)+) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)+
        }

        const ENGLISH: Words = Words { $($name: $en,)+ };
        const CHINESE: Words = Words { $($name: $zh,)+ };
    };
}

words! {
    skip: "Skip to content", "跳至正文";
    parts: "Parts of the chain", "产业链各部分";
    language: "Language", "语言";
    theme: "Colours", "配色";
    theme_system: "System", "跟随系统";
    theme_light: "Light", "浅色";
    theme_dark: "Dark", "深色";
    explorer: "Query explorer", "查询界面";
    search: "Search", "搜索";
    suggestions: "Suggestions", "搜索建议";
    search_hint: "A name, an alias, a word or pinyin", "名称、别名、词语或拼音";
    nothing_found: "Nothing has this name, nor one that is near.", "没有此名称，也没有相近的名称。";
    filter: "Choose from the list", "筛选";
    name: "Name contains", "名称包含";
    any: "any", "不限";
    show: "Show", "查看";
    all: "All of them", "查看全部";
    nothing: "Nothing fits these conditions, or the list ends before this page.", "没有符合条件的内容，或列表在此页之前已结束。";
    pages: "Pages", "分页";
    previous: "Previous", "上一页";
    next: "Next", "下一页";
    year: "Year", "年份";
    attribute: "Attribute", "属性";
    parameters: "Parameters", "参数量";
    context: "Context window", "上下文长度";
    memory: "Memory", "显存";
    performance: "16-bit performance", "16位算力";
    latest: "Newest figure", "最新数据";
    sectors: "Sectors", "环节";
    metrics: "Indicators", "指标";
    vendors: "Organisations", "机构";
    models: "Models", "模型";
    technologies: "Technologies", "技术";
    trends: "Trends", "趋势";
    sources: "Sources", "来源";
    sector: "Sector", "环节";
    vendor: "Organisation", "机构";
    model: "Model", "模型";
    technology: "Technology", "技术";
    metric: "Indicator", "指标";
    trend: "Trend", "趋势";
    source: "Source", "来源";
    facts: "At a glance", "概览";
    around: "Drawing: what it depends on, and what depends on it", "图：它所依赖的与依赖它的";
    aliases: "Also known as", "又名";
    kind: "Kind", "类别";
    country: "Country or region", "国家或地区";
    region: "Region", "地区";
    region_inferred: "{} (inferred)", "{}（推断）";
    website: "Website", "网站";
    parent: "Part of", "隶属";
    belongs: "Belongs to", "所属环节";
    makers: "Made by", "研制者";
    base_model: "Based on", "基础模型";
    family: "Family", "系列";
    scope: "Scope", "范围";
    released: "Released", "发布";
    openness: "Openness", "开放程度";
    license: "Licence", "许可";
    redistribution: "Redistribution", "再分发";
    takes: "Takes", "输入";
    gives: "Gives", "输出";
    stage: "Stage", "阶段";
    theme_of: "Theme", "主题";
    direction: "Direction", "方向";
    horizon: "Horizon", "时间范围";
    unit: "Unit", "单位";
    subjects: "About", "对象";
    publisher: "Publisher", "发布机构";
    published: "Published", "发布于";
    makes: "What it makes", "研制与产品";
    relations: "Relations", "关系";
    depends_on: "Depends on", "上游：所依赖";
    depended_on: "Depended on by", "下游：被依赖";
    distance: "{} away", "相距{}";
    variants: "Variants", "型号";
    derivatives: "Derived models", "衍生模型";
    children: "Parts of it", "下级环节";
    drivers: "What drives it", "驱动因素";
    effects: "What follows", "影响";
    figures: "Figures", "数据";
    claims: "Claims", "各项说法";
    chart: "Chart", "图表";
    as_png: "Save as PNG", "存为 PNG";
    period: "Period", "时期";
    figure: "Figure", "数值";
    status: "Status", "性质";
    no_period: "no period", "未注明时期";
    compared_with: "against {}", "对比{}";
    card: "Details of this figure", "此数据的详情";
    as_printed: "As printed", "原文写法";
    in_words: "In words", "文字说明";
    in_base_units: "In base units", "基本单位";
    locator: "Where in the source", "出处位置";
    asserted_by: "Said by", "主张者";
    confidence: "Confidence", "可信度";
    known_since: "Known since", "获知于";
    superseded: "Superseded", "被取代于";
    withdrawn: "Withdrawn", "撤回于";
    disagree: "Other claims for this period", "同期其他说法";
    revisions: "Revisions", "历次修订";
    implied: "implied", "推得";
    implied_hint: "Follows from the source, which does not say it in so many words", "由来源推得，并非原文明言";
    more: "and {} more", "另有 {} 项";
    citation: "Cite it", "引用";
    take_away: "Take it away", "下载与引用";
    page_citation: "“{title}”, Panorama, data version {version} of {day}.", "《{title}》，Panorama，数据版本 {version}（{day}）。";
    see_query: "See the query", "查看查询";
    query_hint: "This page is one GraphQL query. Ask it yourself, change it, build on it.", "本页就是一条 GraphQL 查询，您可以自行查询、修改和使用。";
    variables: "Variables", "变量";
    open_explorer: "Open in the explorer", "在查询界面中打开";
    as_curl: "As curl", "curl 命令";
    copy: "Copy", "复制";
    copied: "Copied", "已复制";
    as_of: "As known on {}", "截至 {} 所知";
    as_of_now: "Show what is known now", "查看现在所知";
    data_version: "Data version {}", "数据版本 {}";
    data_day: "of {}", "（{}）";
    data_licence: "Data: facts and figures with their sources and licences, in our own words. Code: Apache-2.0.", "数据：注明来源与许可的事实与数字，以自有文字表述。代码：Apache-2.0。";
    not_found: "There is no such page", "没有这个页面";
    not_found_hint: "Nothing here has the name “{}”.", "这里没有名为“{}”的内容。";
    near: "Did you mean", "您要找的可能是";
    bad_address: "This address cannot be read", "无法识别此地址";
    bad_locale: "Pages are in English (locale=en) and Chinese (locale=zh).", "页面有英文（locale=en）和中文（locale=zh）。";
    bad_twice: "“{}” is there twice.", "“{}”出现了两次。";
    only_read: "This address can only be read", "此地址只能读取";
    report: "Report an error", "报告错误";
    report_title: "Error in {}", "{}有误";
    report_figure: "Figure {}", "数据 {}";
    busy: "The data cannot be read at the moment", "暂时无法读取数据";
    busy_hint: "Please try again in a moment.", "请稍后再试。";
    failed: "Something went wrong on our side", "服务出现故障";
}

/// The words of a language.
pub(super) fn words(chinese: bool) -> &'static Words {
    if chinese { &CHINESE } else { &ENGLISH }
}

/// A phrase with its blank filled in.
pub(super) fn filled(phrase: &str, with: &str) -> String {
    phrase.replacen("{}", with, 1)
}

/// What a link of a kind is called from its other end, in English and in Chinese.
pub(super) fn inverse(kind: &str) -> Option<[&'static str; 2]> {
    Some(match kind {
        "SUPPLIES" => ["Supplied by", "供应方"],
        "MAKES" => ["Made by", "研制方"],
        "DEPENDS_ON" => ["Depended on by", "被依赖于"],
        "TRAINED_ON" => ["Used to train", "用于训练"],
        "RUNS_ON" => ["Runs", "承载"],
        "DERIVES_FROM" => ["Basis of", "衍生出"],
        "IMPROVES_ON" => ["Improved on by", "改进版本"],
        "USES" => ["Used by", "使用者"],
        "COMPETES_WITH" => ["Competes with", "竞争"],
        "INVESTS_IN" => ["Funded by", "投资方"],
        "DEPLOYED_IN" => ["Deployed here", "部署于此"],
        "SERVES" => ["Served by", "服务方"],
        "REGULATES" => ["Regulated by", "监管方"],
        "DRIVES" => ["Driven by", "推动因素"],
        "ENABLES" => ["Enabled by", "支撑因素"],
        "LIMITS" => ["Limited by", "制约因素"],
        "LOWERS" => ["Lowered by", "使其降低"],
        "PRECEDES" => ["Preceded by", "此前"],
        "PROPOSES" => ["Proposed by", "提出者"],
        "ISSUES" => ["Issued by", "发布者"],
        "FORECASTS" => ["Forecast by", "预测者"],
        "IS_A" => ["Of this class", "属于此类"],
        "PART_OF" => ["Members", "成员"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::inverse;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_kind_of_link_has_a_word_for_its_other_end() {
        let catalogue = Catalogue::new();
        let kinds = catalogue.choices.iter().find(|choice| choice.name == "LinkKind").expect("links have kinds");
        for kind in &kinds.values {
            assert!(inverse(kind.name).is_some(), "{}", kind.name);
        }
    }
}
