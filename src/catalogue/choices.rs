//! The API's enums: the closed lists that the tables hold, and those that only arguments take. Every value has labels
//! for people in both languages and says what it means.

use std::sync::LazyLock;

use entity::choice;

/// One enum.
#[derive(Debug)]
pub struct ChoiceType {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What it is a list of.
    pub description: &'static str,
    /// Its values, in order.
    pub values: Vec<Choice>,
}

impl ChoiceType {
    /// The value of that name.
    pub fn value(&self, name: &str) -> Option<&Choice> {
        self.values.iter().find(|v| v.name == name)
    }
}

/// One value of an enum.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// As in the API and in the tables.
    pub name: &'static str,
    /// English label.
    pub en: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// What it means.
    pub description: &'static str,
}

type Row = (&'static str, &'static str, &'static str, &'static str);

/// An enum whose values stand in a table: the list here and the list there are the same.
fn stored(name: &'static str, description: &'static str, texts: &[&str], rows: &[Row]) -> ChoiceType {
    let values: Vec<Choice> = rows.iter().copied().map(value).collect();
    assert!(
        values.iter().map(|v| v.name).eq(texts.iter().copied()),
        "the values of {name} differ between catalogue and entity"
    );
    ChoiceType { name, description, values }
}

/// An enum that stands in no table: what is found out about the tables, and what arguments take.
fn listed(name: &'static str, description: &'static str, rows: &[Row]) -> ChoiceType {
    ChoiceType { name, description, values: rows.iter().copied().map(value).collect() }
}

fn value((name, en, zh, description): Row) -> Choice {
    Choice { name, en, zh, description }
}

/// What people call a value of an enum, in English and in Chinese; none where it has no such value.
pub fn labels(choice: &str, value: &str) -> Option<[&'static str; 2]> {
    static ALL: LazyLock<Vec<ChoiceType>> = LazyLock::new(all);
    let choice = ALL.iter().find(|known| known.name == choice)?;
    choice.value(value).map(|value| [value.en, value.zh])
}

/// Every enum, in the order in which a reader meets them.
pub(super) fn all() -> Vec<ChoiceType> {
    vec![
        stored(
            "VendorKind",
            "Sorts of organisations.",
            choice::VendorKind::TEXTS,
            &[
                ("COMPANY", "Company", "企业", "A business."),
                ("CLOUD", "Cloud", "云服务商", "A cloud brand; its company is its parent."),
                ("UNIVERSITY", "University", "高校", "A university."),
                ("RESEARCH_INSTITUTE", "Research institute", "研究机构", "A laboratory or institute."),
                ("GOVERNMENT", "Government body", "政府机构", "A ministry, an agency, a regulator."),
                ("PUBLISHER", "Publisher", "出版机构", "Who publishes reports and data sets."),
                ("OTHER", "Other", "其他", "None of the others."),
            ],
        ),
        stored(
            "Modality",
            "What a model reads or writes.",
            choice::Modality::TEXTS,
            &[
                ("TEXT", "Text", "文本", "Natural language."),
                ("IMAGE", "Image", "图像", "Still pictures."),
                ("AUDIO", "Audio", "音频", "Speech, music and other sound."),
                ("VIDEO", "Video", "视频", "Moving pictures."),
                ("CODE", "Code", "代码", "Program code, where a source tells it from text."),
                ("ACTION", "Action", "动作", "Actions of robots and agents."),
                ("BIOLOGY", "Biology", "生物", "Sequences and structures of living matter."),
                ("OTHER", "Other", "其他", "None of the others."),
            ],
        ),
        stored(
            "Openness",
            "How open a model is.",
            choice::Openness::TEXTS,
            &[
                ("OPEN_SOURCE", "Open source", "开源", "Weights, code and data under an open licence."),
                ("OPEN_WEIGHTS", "Open weights", "开放权重", "Weights under an open licence."),
                (
                    "OPEN_WEIGHTS_RESTRICTED",
                    "Open weights, restricted",
                    "有限开放权重",
                    "Weights under a licence with limits on use.",
                ),
                ("PROPRIETARY", "Proprietary", "专有", "Weights kept by the maker."),
                ("UNKNOWN", "Unknown", "未知", "Not known."),
            ],
        ),
        stored(
            "Disclosure",
            "How a parameter count is known.",
            choice::Disclosure::TEXTS,
            &[
                ("DISCLOSED", "Disclosed", "已披露", "Published by the maker."),
                ("ESTIMATED", "Estimated", "估计", "Estimated by others."),
                ("RUMOURED", "Rumoured", "传闻", "From a leak or the press."),
                ("UNDISCLOSED", "Undisclosed", "未披露", "The maker does not say."),
                ("UNKNOWN", "Unknown", "未知", "Not known whether it was published."),
            ],
        ),
        stored(
            "ModelScope",
            "Who a model is for.",
            choice::ModelScope::TEXTS,
            &[
                ("GENERAL", "General", "通用", "L0: for everything."),
                ("INDUSTRY", "Industry", "行业", "L1: for an industry."),
                ("VERTICAL", "Vertical", "垂直", "L2: for one task or scene."),
            ],
        ),
        stored(
            "ContextUnit",
            "What a context window counts.",
            choice::ContextUnit::TEXTS,
            &[
                ("TOKENS", "Tokens", "词元", "Tokens of the model."),
                ("CHARACTERS", "Characters", "字符", "Characters, mostly Chinese ones."),
            ],
        ),
        stored(
            "Stage",
            "The three stages of the chain.",
            choice::Stage::TEXTS,
            &[
                ("UPSTREAM", "Upstream", "上游", "Compute, algorithms and data."),
                ("MIDSTREAM", "Midstream", "中游", "Large models."),
                ("DOWNSTREAM", "Downstream", "下游", "AI in the industries."),
            ],
        ),
        stored(
            "TechnologyKind",
            "Sorts of technologies.",
            choice::TechnologyKind::TEXTS,
            &[
                ("CHIP", "Chip", "芯片", "An accelerator, or a family of them."),
                ("CLOUD_SERVICE", "Cloud service", "云服务", "Compute offered as a service, or a cluster behind it."),
                ("FRAMEWORK", "Framework", "框架", "Software that models are built with."),
                ("TECHNIQUE", "Technique", "技术", "A method of building, training or running models."),
                ("DATASET", "Data set", "数据集", "Data that models are trained on or measured with."),
                ("APPLICATION", "Application", "应用", "A product built on models."),
                ("MODEL_CLASS", "Model class", "模型类别", "A class of models."),
                ("BUSINESS_MODEL", "Business model", "商业模式", "A way of selling models."),
                (
                    "CONCEPT",
                    "Concept",
                    "概念",
                    "What sources speak of without it being a thing: a market, a need, a topic.",
                ),
                (
                    "CLUSTER",
                    "Cluster",
                    "算力集群",
                    "Machines that compute as one, and the data centre that they stand in.",
                ),
            ],
        ),
        stored(
            "MetricKind",
            "Sorts of figures.",
            choice::MetricKind::TEXTS,
            &[
                ("LEVEL", "Level", "水平", "An amount: a market size, a cost, an investment."),
                ("SHARE", "Share", "份额", "A part of a whole."),
                ("RATIO", "Ratio", "比率", "One amount by another."),
                ("GROWTH", "Growth", "增长", "A change over time."),
                ("COUNT", "Count", "数量", "A number of things."),
                ("PRICE", "Price", "价格", "What something costs a unit."),
                ("SCORE", "Score", "得分", "A result in a benchmark."),
                ("SPECIFICATION", "Specification", "规格", "A property of a model or a chip."),
                ("EXCHANGE_RATE", "Exchange rate", "汇率", "One currency in another."),
                ("STATEMENT", "Statement", "陈述", "A claim in words."),
            ],
        ),
        stored(
            "UnitDimension",
            "What a unit measures; figures convert within a dimension.",
            choice::UnitDimension::TEXTS,
            &[
                ("CURRENCY", "Currency", "货币", "Money."),
                ("SHARE", "Share", "份额", "Parts of a whole."),
                ("RATIO", "Ratio", "比率", "Times."),
                ("COUNT", "Count", "数量", "Things."),
                ("PARAMETERS", "Parameters", "参数", "Parameters of a model."),
                ("TOKENS", "Tokens", "词元", "Tokens or characters."),
                ("COMPUTE", "Compute", "算力", "Operations, or operations a second."),
                ("MEMORY", "Memory", "存储", "Bytes."),
                ("BANDWIDTH", "Bandwidth", "带宽", "Bytes or bits a second."),
                ("POWER", "Power", "功率", "Watts."),
                ("TIME", "Time", "时间", "Time."),
                ("SCORE", "Score", "得分", "Points of a benchmark."),
                ("NONE", "None", "无", "Anything else."),
            ],
        ),
        stored(
            "Comparator",
            "How a figure is to be read.",
            choice::Comparator::TEXTS,
            &[
                ("EQUAL", "Equal", "等于", "The value itself."),
                ("ABOUT", "About", "约", "About the value."),
                ("GREATER_THAN", "Greater than", "大于", "Above low."),
                ("AT_LEAST", "At least", "不少于", "low or above."),
                ("LESS_THAN", "Less than", "小于", "Below high."),
                ("AT_MOST", "At most", "不超过", "high or below."),
                ("RANGE", "Range", "区间", "From low to high."),
                ("SET", "Set", "集合", "A member of an open list."),
                ("NONE", "None", "无", "A statement in words."),
            ],
        ),
        stored(
            "ObservationStatus",
            "What sort of claim an observation is.",
            choice::ObservationStatus::TEXTS,
            &[
                ("ACTUAL", "Actual", "实际", "Said to have been measured."),
                ("ESTIMATE", "Estimate", "估计", "Estimated, for a time that has passed."),
                ("FORECAST", "Forecast", "预测", "Expected, for a time to come."),
                ("PLAN", "Plan", "计划", "Intended by who can do it."),
                ("CLAIM", "Claim", "主张", "Said without saying how it is known."),
                ("DEFINITION", "Definition", "定义", "True by definition or by counting a list."),
            ],
        ),
        stored(
            "Confidence",
            "How far a claim can be relied on.",
            choice::Confidence::TEXTS,
            &[
                ("HIGH", "High", "高", "Several independent or first-hand sources."),
                ("MEDIUM", "Medium", "中", "One good source."),
                ("LOW", "Low", "低", "Nobody else confirms it, or sources disagree."),
                ("UNKNOWN", "Unknown", "未知", "Not judged."),
            ],
        ),
        stored(
            "DatePrecision",
            "How exact a date is.",
            choice::Precision::TEXTS,
            &[
                ("DAY", "Day", "日", "The day."),
                ("MONTH", "Month", "月", "The month; the first day stands for it."),
                ("QUARTER", "Quarter", "季", "The quarter; its first day stands for it."),
                ("YEAR", "Year", "年", "The year; its first day stands for it."),
            ],
        ),
        stored(
            "TrendTheme",
            "What a trend is about.",
            choice::TrendTheme::TEXTS,
            &[
                ("TECHNOLOGY", "Technology", "技术", "Methods and models."),
                ("BUSINESS", "Business", "商业", "Markets and business models."),
                ("POLICY", "Policy", "政策", "Regulation, ethics, public plans."),
                ("SOCIETY", "Society", "社会", "People and work."),
            ],
        ),
        stored(
            "TrendDirection",
            "Which way a trend goes.",
            choice::TrendDirection::TEXTS,
            &[
                ("UP", "Up", "上升", "More of it."),
                ("DOWN", "Down", "下降", "Less of it."),
                ("STABLE", "Stable", "平稳", "As before."),
                ("MIXED", "Mixed", "不一", "Both ways."),
            ],
        ),
        stored(
            "LinkKind",
            "What a link says of its two ends, read from from to to.",
            choice::LinkKind::TEXTS,
            &[
                ("SUPPLIES", "Supplies", "供应", "A vendor provides what the other end is or needs."),
                ("MAKES", "Makes", "研制", "A vendor made a model or a technology."),
                ("DEPENDS_ON", "Depends on", "依赖", "It rests on the other end."),
                ("TRAINED_ON", "Trained on", "训练于", "A model was trained on this hardware or data."),
                ("RUNS_ON", "Runs on", "运行于", "It runs on this hardware or service."),
                ("DERIVES_FROM", "Derives from", "衍生自", "A model was made from another."),
                ("IMPROVES_ON", "Improves on", "改进", "It does better than the other end."),
                ("USES", "Uses", "使用", "It uses the other end."),
                ("COMPETES_WITH", "Competes with", "竞争", "They are rivals."),
                ("INVESTS_IN", "Invests in", "投资", "A vendor puts money into the other end."),
                ("DEPLOYED_IN", "Deployed in", "部署于", "A model or technology is used in a sector."),
                ("SERVES", "Serves", "服务", "It works for the other end."),
                ("REGULATES", "Regulates", "监管", "It sets rules for the other end."),
                ("DRIVES", "Drives", "推动", "It makes the other end grow."),
                ("ENABLES", "Enables", "支撑", "It makes the other end possible."),
                ("LIMITS", "Limits", "制约", "It holds the other end back."),
                ("LOWERS", "Lowers", "降低", "It makes the other end smaller."),
                ("PRECEDES", "Precedes", "先于", "It comes before the other end."),
                ("PROPOSES", "Proposes", "提出", "A vendor put the other end forward first."),
                ("ISSUES", "Issues", "发布", "A body published the other end."),
                ("FORECASTS", "Forecasts", "预测", "A vendor published a forecast of the other end."),
                ("IS_A", "Is a", "属于类别", "It is of this class."),
                ("PART_OF", "Part of", "隶属", "It belongs to the other end."),
            ],
        ),
        stored(
            "SourceKind",
            "Sorts of publications.",
            choice::SourceKind::TEXTS,
            &[
                ("REPORT", "Report", "报告", "A study."),
                ("DATASET", "Data set", "数据集", "A table or file of data."),
                ("PAPER", "Paper", "论文", "A scientific paper or technical report."),
                ("ANNOUNCEMENT", "Announcement", "公告", "What a vendor says of itself."),
                ("DATASHEET", "Data sheet", "数据表", "A product's specification."),
                ("NEWS", "News", "新闻", "The press."),
                ("POLICY", "Policy", "政策", "A public document."),
                ("OTHER", "Other", "其他", "None of the others."),
            ],
        ),
        stored(
            "Redistribution",
            "Whether the figures and relations that a source prints may be passed on in bulk.",
            choice::Redistribution::TEXTS,
            &[
                ("ALLOWED", "Allowed", "允许", "Its licence or its publisher allows it."),
                ("FORBIDDEN", "Forbidden", "禁止", "Its terms forbid it: exports leave out what rests on it."),
                ("UNKNOWN", "Unknown", "未知", "Its terms do not say, or were not looked at."),
            ],
        ),
        stored(
            "ImportNoteKind",
            "What the report of an import says of a row.",
            choice::NoteKind::TEXTS,
            &[
                ("REFUSED", "Refused", "拒绝", "The row, or a figure in it, breaks a rule and was left out."),
                ("VALUE", "Value", "取值", "A cell says something that the format has no word for; it was left out."),
                (
                    "AMBIGUOUS",
                    "Ambiguous",
                    "歧义",
                    "A name could be several rows, or is not sure to be the one that it looks like; or figures were another publication's before.",
                ),
                ("UNKNOWN", "Unknown", "未知", "A name is not known, and the format makes no new rows of it."),
                ("NEW", "New", "新增", "A row was made for a name that was not known."),
                (
                    "DECLARED",
                    "Declared",
                    "声明",
                    "A merge or a new slug was carried out that the file of names declares.",
                ),
                ("WITHDRAWN", "Withdrawn", "撤回", "The source had a figure before, and its file has it no longer."),
            ],
        ),
        listed(
            "ChainNodeType",
            "The types that a link can join.",
            &[
                ("VENDOR", "Vendor", "机构", "A vendor."),
                ("MODEL", "Model", "模型", "A model."),
                ("SECTOR", "Sector", "环节", "A sector."),
                ("TECHNOLOGY", "Technology", "技术", "A technology."),
                ("TREND", "Trend", "趋势", "A trend."),
            ],
        ),
        listed(
            "QualityKind",
            "What can be wrong with data.",
            &[
                ("UNCITED", "Without a source", "无来源", "Nobody says that it is there."),
                (
                    "UNIT_CONFLICT",
                    "Unit conflict",
                    "单位冲突",
                    "An observation is in a unit that cannot be compared with that of its metric.",
                ),
                (
                    "DISAGREEMENT",
                    "Sources disagree",
                    "来源不一致",
                    "Two sources give figures for the same metric, period and status that exclude each other.",
                ),
                ("STALE", "Stale", "已过时", "The newest figure that has happened is of more than three years ago."),
                ("ORPHAN", "Orphan", "孤立", "Nothing is linked with it, measured of it, or cited from it."),
            ],
        ),
        listed(
            "QualitySeverity",
            "How bad it is.",
            &[
                ("ERROR", "Error", "错误", "The data breaks a rule: it is to be mended."),
                ("WARNING", "Warning", "警告", "Somebody should look at it."),
                ("NOTE", "Note", "提示", "Known, and marked or harmless."),
            ],
        ),
        listed(
            "LinkDirection",
            "On which side of its links a node stands.",
            &[
                ("OUT", "Out", "出", "Links that start at it."),
                ("IN", "In", "入", "Links that end at it."),
                ("BOTH", "Both", "双向", "Both."),
            ],
        ),
        listed(
            "SearchType",
            "What searches find.",
            &[
                ("VENDOR", "Vendor", "厂商", "Organisations."),
                ("MODEL", "Model", "模型", "Large models."),
                ("SECTOR", "Sector", "行业", "Nodes of the chain's tree."),
                ("TECHNOLOGY", "Technology", "技术", "Chips, services, techniques and the rest."),
                ("METRIC", "Metric", "指标", "What is measured."),
                ("TREND", "Trend", "趋势", "Developments."),
                ("SOURCE", "Source", "来源", "Citations."),
            ],
        ),
        listed(
            "ImpactDirection",
            "Which way dependence is followed.",
            &[
                ("UPSTREAM", "Upstream", "上游", "To what something depends on."),
                ("DOWNSTREAM", "Downstream", "下游", "To what depends on it."),
            ],
        ),
        listed(
            "ImpactDependence",
            "What a part of the chain that is reached is to where a walk started.",
            &[
                (
                    "MEMBER",
                    "Member",
                    "成员",
                    "It belongs to a sector where the walk started, or to one of its sub-sectors.",
                ),
                (
                    "DEPENDS",
                    "Depends",
                    "依赖",
                    "Every link of the path carries dependence: what is trained on a chip, made by a vendor, derived from a model.",
                ),
                (
                    "OFFERED",
                    "Offered",
                    "提供",
                    "Some link of the path only says that something is to be had or used there: a model on a cloud, a vendor or a product in a sector. It may be had elsewhere, too.",
                ),
            ],
        ),
        listed(
            "SeriesTransform",
            "What is computed from the figures of a series. Bounds stay bounds.",
            &[
                ("NONE", "None", "原值", "The figures as they are."),
                (
                    "CHANGE",
                    "Change",
                    "变化",
                    "Each figure less the last one of a period of the same length that was over before.",
                ),
                (
                    "YOY",
                    "Year on year",
                    "同比",
                    "Growth since the same period a year before, as a fraction; no point where that was zero or below.",
                ),
                (
                    "CAGR",
                    "Compound annual growth",
                    "复合年增长率",
                    "Growth a year since the first figure of a period of the same length, as a fraction; no point where that was zero or below, or where the later one is below zero and not a year later.",
                ),
                (
                    "INDEX",
                    "Index",
                    "指数",
                    "The first figure of each length of period is 100; no point where that is zero or below.",
                ),
                ("CUMULATIVE", "Cumulative", "累计", "Sums of all figures so far, beginning with from."),
                (
                    "MOVING_AVERAGE",
                    "Moving average",
                    "移动平均",
                    "Means of the last figures of periods of one length; window says of how many.",
                ),
                ("LOG", "Logarithm", "对数", "Natural logarithms; no point of zero or below."),
            ],
        ),
        listed(
            "ResampleMethod",
            "How the figures of a longer period become one.",
            &[
                ("FIRST", "First", "期初", "The first of them, of one length."),
                ("LAST", "Last", "期末", "The last of them, of one length."),
                ("MEAN", "Mean", "均值", "Their mean."),
                ("SUM", "Sum", "合计", "Their sum, where none is missing."),
                ("MIN", "Least", "最小", "The least of them."),
                ("MAX", "Greatest", "最大", "The greatest of them."),
            ],
        ),
        listed(
            "Locale",
            "The languages of names and texts.",
            &[("EN", "English", "英文", "English."), ("ZH", "Chinese", "中文", "Chinese, simplified characters.")],
        ),
        listed(
            "OrderDirection",
            "Which way a list is ordered; rows without a value come last in either.",
            &[("ASC", "Ascending", "升序", "Least first."), ("DESC", "Descending", "降序", "Greatest first.")],
        ),
        listed(
            "CitationStyle",
            "How a source is cited.",
            &[
                ("SHORT", "Short", "简短", "Publisher and year."),
                ("LONG", "Long", "完整", "Publisher, title, date, address."),
                ("BIBTEX", "BibTeX", "BibTeX", "An entry for a bibliography."),
            ],
        ),
    ]
}
