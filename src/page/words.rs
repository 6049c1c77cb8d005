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
    chain: "The AI large-model industry chain", "AI大模型产业链";
    chain_lead: "The AI large-model industry chain, from chips to hospitals: who makes what, how big each part is, and who depends on whom. Every figure has a source.", "AI大模型产业链，从芯片到医院：谁提供什么、每个环节有多大、谁依赖谁。每个数字都有出处。";
    chain_drawing: "Drawing: the chain, its parts, and what flows from part to part", "图：产业链、各环节及环节之间的流向";
    holds_counts: "How much there is", "收录数量";
    holds: "Found by", "搜索词";
    from_day: "From (year, month or day)", "自（年、月或日）";
    to_day: "To (year, month or day)", "至（年、月或日）";
    work_with: "Work with it", "使用";
    for_programs: "For programs", "程序接口";
    schema_hint: "the schema with all descriptions", "带说明的完整模式";
    probes_hint: "is it alive, can it answer, how is it doing", "存活、就绪与监控指标";
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
    as_of: "Figures as known on {}", "数据截至 {} 所知";
    as_of_elsewhere: "This page is as it is now; where it leads to, figures are as known on {}", "本页为当前内容；所链接页面的数据截至 {} 所知";
    warning: "Numbers are compared as they are printed, and their units differ ({}).", "数值按原文比较，而其单位不同（{}）。";
    as_of_now: "Show what is known now", "查看现在所知";
    data_version: "Data version {}", "数据版本 {}";
    data_day: "of {}", "（{}）";
    data_licence: "Data: facts and figures with their sources and licences, in our own words. Code: Apache-2.0.", "数据：注明来源与许可的事实与数字，以自有文字表述。代码：Apache-2.0。";
    not_found: "There is no such page", "没有这个页面";
    not_found_hint: "Nothing here has the name “{}”.", "这里没有名为“{}”的内容。";
    near: "Did you mean", "您要找的可能是";
    compare: "Compare", "比较";
    compare_hint: "models, technologies or indicators side by side", "并列查看模型、技术或指标";
    compare_start: "Begin with one of these, or name it", "从下列任一项开始，或输入名称";
    compare_words: "What is known of each, with its source. Figures of different columns may have been measured in different ways.", "所知的各项内容及其来源。不同列的数值可能由不同方法测得。";
    colon: ": ", "：";
    and_between: ", ", "、";
    add_column: "Add another", "再加一项";
    add: "Add", "添加";
    remove: "Remove {}", "移除{}";
    compare_with: "Compare it with others", "与其他项比较";
    newest_models: "Newest models", "最新模型";
    newest_technologies: "Newest technologies", "最新技术";
    impact: "Impact", "影响范围";
    impact_of: "What depends on {}", "依赖{}的内容";
    impact_above: "What {} depends on", "{}所依赖的内容";
    impact_words: "Step by step along relations that have a source, each by one of the shortest ways.", "沿有来源的关系逐步展开，每项取其中一条最短路径。";
    impact_none: "Nothing is reached.", "没有到达任何内容。";
    impact_partial: "The walk was stopped before its end: there is more.", "展开在结束前停止：还有更多内容。";
    upstream: "What it depends on", "它所依赖的";
    downstream: "What depends on it", "依赖它的";
    walk: "Direction", "方向";
    depth: "Steps at most", "最多步数";
    types: "Only", "仅限";
    steps_away: "{} away", "相距{}步";
    depends: "Depends on it", "依赖它";
    depends_above: "It depends on", "它依赖";
    offered: "Offered there: it may be had elsewhere, too", "在此提供：也可能在别处获得";
    member: "Belongs to it", "属于它";
    via: "by way of {}", "经由{}";
    path: "A way between two", "两者之间的路径";
    path_hint: "how a chip maker reaches hospitals", "芯片厂商如何通向医院";
    path_from: "From", "起点";
    path_to: "To", "终点";
    path_none: "No way of at most {} links is known.", "没有已知的不超过{}条关系的路径。";
    path_same: "Both ends are the same; a way leads from one part to another.", "起点与终点相同；路径须连接两个不同的部分。";
    path_found: "Ways found: {}", "找到的路径：{}";
    path_links: "Links: {}", "{}条关系";
    path_kept: "Links", "关系方向";
    path_both: "Both ways", "双向";
    path_directed: "From start to end only", "仅沿关系方向";
    data: "The data", "数据";
    data_hint: "what is in it, what is wrong with it, how to take all of it", "包含什么、存在什么问题、如何全部取走";
    data_in_it: "What is in it", "包含的内容";
    rows: "Rows", "行数";
    type_of: "Type", "类型";
    quality: "What is wrong with it", "数据质量";
    quality_words: "Found out by the service when it is asked. An error breaks a rule; a warning is for somebody to look at; a note is known, and marked or harmless.", "由服务在查询时检出。错误违反规则；警告需要有人查看；提示则已知、已标注或无害。";
    quality_none: "Nothing is found to be wrong.", "未发现问题。";
    severity: "How bad", "程度";
    coverage: "How much is known", "覆盖程度";
    coverage_words: "Of how many in each stage a field is known.", "各阶段中已知该字段的数量。";
    field: "Field", "字段";
    taking: "Take all of it", "全部取走";
    taking_words: "Every list as a file, with the filters and the orders of the API. What rests on a source that forbids passing it on is left out and named among the citations.", "每个列表均可作为文件下载，支持接口的筛选与排序。依据禁止再分发的来源所得的内容不在其中，并在引用中列明。";
    taking_command: "The same without a server, or all files at once:", "无需服务器，或一次取走全部文件：";
    formats: "Formats", "格式";
    list: "List", "列表";
    imports: "Files that were brought in", "导入的文件";
    imports_none: "None yet: what is here was built in.", "尚无：现有内容均为内置。";
    file: "File", "文件";
    as_of_day: "As of", "截至";
    rows_read: "Rows read", "读取行数";
    rows_skipped: "Left out", "略过";
    changes: "New / changed / withdrawn", "新增 / 变更 / 撤回";
    licences: "Sources and licences", "来源与许可";
    licences_words: "Whether figures and relations may be passed on in bulk, by what the terms of their sources say.", "依来源条款，数据与关系可否批量再分发。";
    choice_wrong: "“{name}” cannot be “{text}”. It can be: {known}.", "“{name}”不能是“{text}”，可以是：{known}。";
    unclear: "Which one is meant?", "您指的是哪一个？";
    unclear_hint: "More than one thing has the name “{}”.", "有多项内容名为“{}”。";
    bad_address: "This address cannot be read", "无法识别此地址";
    bad_locale: "Pages are in English (locale=en) and Chinese (locale=zh).", "页面有英文（locale=en）和中文（locale=zh）。";
    bad_day: "“{}” is no day. A day is written 2025-12-31; a month or a year ends with its last day.", "“{}”不是日期。日期写作 2025-12-31；只写年份或月份时，以其最后一天为准。";
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

/// A phrase with its named blanks filled in.
pub(super) fn filled_in(phrase: &str, blanks: &[(&str, &str)]) -> String {
    // From left to right, so that nothing that is filled in is taken for a blank.
    let (mut whole, mut rest) = (String::new(), phrase);
    let next =
        |rest: &str| blanks.iter().filter_map(|blank| Some((rest.find(blank.0)?, *blank))).min_by_key(|(at, _)| *at);
    while let Some((at, (blank, with))) = next(rest) {
        whole.push_str(&rest[..at]);
        whole.push_str(with);
        rest = &rest[at + blank.len()..];
    }
    whole + rest
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
