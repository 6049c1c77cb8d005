//! The questions, in the order in which an analyst came to them.

use super::Example;

pub(super) const ANSWERS: &[Example] = &[
    Example {
        question: "Who makes the H100, and which models were trained on it or its variants?",
        document: r#"{ technology(by: {slug: "h100"}) { vendor { name } } models(filter: {links: {direction: OUT, some: {kind: {eq:
               TRAINED_ON}, to: {slug: {eq: "h100"}, deep: true}}}}, orderBy: [{field: SLUG}]) { nodes { slug } } }"#,
        answer: r#"{"technology": {"vendor": {"name": "NVIDIA"}}, "models": {"nodes": [{"slug": "grok-2"}, {"slug": "llama-3"},
               {"slug": "llama-3-1-405b"}, {"slug": "yi-lightning"}]}}"#,
    },
    Example {
        question: "What is NVIDIA's share of AI chips, by source and date?",
        document: r#"{ metrics(filter: {kind: {eq: SHARE}, subjects: {some: {slug: {eq: "nvidia"}}}}) { nodes { slug observations(orderBy:
               [{field: PUBLISHED_ON}]) { nodes { display status publishedOn source { slug } } } } } }"#,
        answer: r#"{"metrics": {"nodes": [{"slug": "nvidia-high-performance-ai-chip-share", "observations": {"nodes": [
               {"display": "> 80 %", "status": "CLAIM", "publishedOn": null, "source": {"slug": "100ec-report"}}]}},
               {"slug": "nvidia-share-of-ai-accelerators", "observations": {"nodes": [
               {"display": "81.7 %", "status": "CLAIM", "publishedOn": null, "source": {"slug": "zipdo-nvidia"}}]}},
               {"slug": "nvidia-share-of-ai-chips", "observations": {"nodes": [
               {"display": "80–90 %", "status": "ESTIMATE", "publishedOn": "2026-03-09", "source": {"slug": "blogory-nvidia"}},
               {"display": "70–90 %", "status": "CLAIM", "publishedOn": null, "source": {"slug": "pubcoinsight-nvidia"}}]}},
               {"slug": "nvidia-share-of-ai-gpu-shipments", "observations": {"nodes": [
               {"display": "90 %", "status": "ESTIMATE", "publishedOn": null, "source": {"slug": "zipdo-nvidia"}}]}},
               {"slug": "nvidia-share-of-data-centre-gpus", "observations": {"nodes": [
               {"display": "≈ 90 %", "status": "CLAIM", "publishedOn": null, "source": {"slug": "laodong-nvidia"}}]}}]}}"#,
    },
    Example {
        question: "What share of China's AI chips is to be domestic?",
        document: r#"{ metric(by: {slug: "chinese-vendors-ai-chip-share"}) { region latest(status: FORECAST) { period { label }
               normalized { value } source { slug } } } }"#,
        answer: r#"{"metric": {"region": "CN", "latest": {"period": {"label": "2025"}, "normalized": {"value": 0.3},
               "source": {"slug": "100ec-report"}}}}"#,
    },
    Example {
        question: "How large were the largest models with open weights, year by year?",
        document: r#"{ models(first: 2, filter: {openness: {in: [OPEN_SOURCE, OPEN_WEIGHTS, OPEN_WEIGHTS_RESTRICTED]}}, orderBy:
               [{field: PARAMETERS, direction: DESC}, {field: SLUG}]) { nodes { slug parameters } groups(by: [RELEASE_YEAR],
               orderBy: [{field: KEY}]) { keys max { parameters } } } }"#,
        answer: r#"{"models": {"nodes": [{"slug": "kimi-k2", "parameters": 1000000000000},
               {"slug": "deepseek-r1", "parameters": 671000000000}], "groups": [{"keys": ["2022"],
               "max": {"parameters": 130000000000}}, {"keys": ["2023"], "max": {"parameters": 314000000000}}, {"keys": ["2024"],
               "max": {"parameters": 671000000000}}, {"keys": ["2025"], "max": {"parameters": 1000000000000}}]}}"#,
    },
    Example {
        question: "How did context windows grow, in tokens?",
        document: r#"{ models(filter: {contextUnit: {eq: TOKENS}}) { groups(by: [RELEASE_YEAR], orderBy: [{field: KEY}]) { keys
               count max { contextWindow } } } }"#,
        answer: r#"{"models": {"groups": [{"keys": ["2023"], "count": 10, "max": {"contextWindow": 200000}}, {"keys": ["2024"],
               "count": 25, "max": {"contextWindow": 1048576}}, {"keys": ["2025"],
               "count": 8, "max": {"contextWindow": 1000000}}]}}"#,
    },
    Example {
        question: "How much computation did training take, by country and year, where at least five models are known?",
        document: r#"{ models(filter: {trainingCompute: {isNull: false}}) { groups(by: [VENDOR_COUNTRY, RELEASE_YEAR], orderBy:
               [{field: KEY}], having: {count: {gte: 5}}) { labels count average { trainingCompute } } } }"#,
        answer: r#"{"models": {"groups": [{"labels": ["China", "2024"], "count": 5, "average": {"trainingCompute": 3.822474e+24}},
               {"labels": ["China", "2025"], "count": 6, "average": {"trainingCompute": 5.29e+24}},
               {"labels": ["United States", "2023"], "count": 5, "average": {"trainingCompute": 6.457200000002e+24}}]}}"#,
    },
    Example {
        question: "Which sectors have most vendors?",
        document: r#"{ sectors(first: 3, orderBy: [{field: VENDOR_COUNT, direction: DESC}]) { nodes { name vendors { totalCount } }
               } vendors { groups(by: [SECTOR], first: 3) { keys labels(locale: ZH) count } } }"#,
        answer: r#"{"sectors": {"nodes": [{"name": "Chinese models", "vendors": {"totalCount": 20}},
               {"name": "AI chips", "vendors": {"totalCount": 15}},
               {"name": "International models", "vendors": {"totalCount": 10}}]},
               "vendors": {"groups": [{"keys": ["chinese-models"], "labels": ["国内AI大模型"], "count": 20}, {"keys": ["ai-chips"],
               "labels": ["AI芯片"], "count": 15}, {"keys": ["international-models"], "labels": ["国际AI大模型"], "count": 10}]}}"#,
    },
    Example {
        question: "Which models run on AWS?",
        document: r#"{ models(first: 20, filter: {links: {direction: OUT, some: {kind: {eq: RUNS_ON}, to: {slug: {eq: "aws"}}}}},
               orderBy: [{field: SLUG}]) { nodes { slug } } }"#,
        answer: r#"{"models": {"nodes": [{"slug": "claude-3-5-sonnet"}, {"slug": "claude-3-7-sonnet"}, {"slug": "claude-3-haiku"},
               {"slug": "claude-3-opus"}, {"slug": "claude-3-sonnet"}, {"slug": "command-r-plus"}, {"slug": "deepseek-r1"},
               {"slug": "llama-2"}, {"slug": "llama-3"}, {"slug": "llama-3-1-405b"}, {"slug": "mistral-large-2"},
               {"slug": "mixtral-8x7b"}]}}"#,
    },
    Example {
        question: "Who invests in whom?",
        document: r#"{ links(filter: {kind: {eq: INVESTS_IN}}) { nodes { from { name } to { name } source { slug } } } }"#,
        answer: r#"{"links": {"nodes": [{"from": {"name": "Alibaba Cloud"}, "to": {"name": "Compute"},
               "source": {"slug": "100ec-report"}}]}}"#,
    },
    Example {
        question: "How large is China's AI market, was and is to be, and how fast does it grow?",
        document: r#"{ metric(by: {slug: "china-ai-industry-size"}) { unit { name } series { points { period { label } value status
               } } growth: series(transform: CAGR) { points { value formula } } } }"#,
        answer: r#"{"metric": {"unit": {"name": "100 million yuan"}, "series": {"points": [{"period": {"label": "2022"},
               "value": 3716, "status": "ACTUAL"}, {"period": {"label": "2027"}, "value": 15372, "status": "FORECAST"}]},
               "growth": {"points": [{"value": 0.328406322972884, "formula": "(15372 / 3716) ^ (1 / 5) - 1"}]}}}"#,
    },
    Example {
        question: "How large is the market of data elements, and how does it grow?",
        document: r#"{ metric(by: {slug: "china-data-element-market-size"}) { series { points { period { label } value status } }
               growth: series(transform: YOY) { points { period { label } value } } } }"#,
        answer: r#"{"metric": {"series": {"points": [{"period": {"label": "2023"}, "value": 1332, "status": "ACTUAL"},
               {"period": {"label": "2024"}, "value": 1662, "status": "FORECAST"}, {"period": {"label": "2025"},
               "value": 2042.9, "status": "FORECAST"}]}, "growth": {"points": [{"period": {"label": "2024"},
               "value": 0.247747747747748}, {"period": {"label": "2025"}, "value": 0.229181708784597}]}}}"#,
    },
    Example {
        question: "What became known in the first half of 2023?",
        document: r#"{ dataset { changed(from: "2023-01-01", to: "2023-06-30") { known(first: 3) { totalCount nodes { knownOn
               metric { slug } } } revised { totalCount } withdrawn { totalCount } } } }"#,
        answer: r#"{"dataset": {"changed": {"known": {"totalCount": 10, "nodes": [{"knownOn": "2023-02-28", "metric": {"slug": "exchange-rate-cny-per-usd"}},
               {"knownOn": "2023-03-01", "metric": {"slug": "bloomberggpt-parameters"}},
               {"knownOn": "2023-03-01", "metric": {"slug": "pangu-sigma-parameters"}}]}, "revised": {"totalCount": 0},
               "withdrawn": {"totalCount": 0}}}}"#,
    },
    Example {
        question: "Of which open models is the amount of training data known, and of how many is it not?",
        document: r#"{ known: models(filter: {openness: {in: [OPEN_SOURCE, OPEN_WEIGHTS, OPEN_WEIGHTS_RESTRICTED]}, metrics: {some:
               {attribute: {eq: "training-tokens"}}}}, orderBy: [{field: SLUG}]) { nodes { slug } } unknown: models(filter:
               {openness: {in: [OPEN_SOURCE, OPEN_WEIGHTS, OPEN_WEIGHTS_RESTRICTED]}, metrics: {none: {attribute: {eq:
               "training-tokens"}}}}) { totalCount } }"#,
        answer: r#"{"known": {"nodes": [{"slug": "360zhinao-7b"}, {"slug": "baichuan2-13b"}]}, "unknown": {"totalCount": 28}}"#,
    },
    Example {
        question: "Which chips have most memory, and which read it fastest?",
        document: r#"{ most: technologies(first: 2, filter: {kind: {eq: CHIP}}, orderBy: [{field: MEMORY, direction: DESC}, {field:
               SLUG}]) { nodes { slug memory } } fastest: technologies(first: 3, filter: {kind: {eq: CHIP}}, orderBy:
               [{field: MEMORY_BANDWIDTH, direction: DESC}]) { nodes { slug memoryBandwidth } } }"#,
        answer: r#"{"most": {"nodes": [{"slug": "mi325x", "memory": 256000000000}, {"slug": "mi300x", "memory": 192000000000}]},
               "fastest": {"nodes": [{"slug": "gb200", "memoryBandwidth": 8000000000000},
               {"slug": "b200", "memoryBandwidth": 7700000000000}, {"slug": "tpu-v7", "memoryBandwidth": 7370000000000}]}}"#,
    },
    Example {
        question: "Which vendors in China make both chips and models?",
        document: r#"{ vendors(filter: {country: {eq: "CN"}, models: {count: {gte: 1}}, technologies: {some: {kind: {eq: CHIP}}}})
               { nodes { name(locale: ZH) } } }"#,
        answer: r#"{"vendors": {"nodes": [{"name": "华为"}]}}"#,
    },
    Example {
        question: "Which developments concern finance, and what drives them?",
        document: r#"{ trends(filter: {sectors: {some: {slug: {eq: "finance"}}}}) { nodes { slug drivers } } }"#,
        answer: r#"{"trends": {"nodes": [{"slug": "custom-industry-models", "drivers": ["Depth of need in finance, healthcare, education and industry"]},
               {"slug": "data-element-x-action-plan", "drivers": ["Explosive growth of data in the digital economy", "Faster development of big data, cloud computing and AI", "Data counted as a new key factor of production"]}]}}"#,
    },
    Example {
        question: "Which sources have most figures that are weak and stand alone?",
        document: r#"{ observations(first: 0, filter: {confidence: {eq: LOW}, metric: {observations: {count: {eq: 1}}}}) {
               totalCount groups(by: [SOURCE], first: 2) { keys count } } }"#,
        answer: r#"{"observations": {"totalCount": 69, "groups": [{"keys": ["100ec-report"], "count": 45},
               {"keys": ["epoch-ai-models"], "count": 10}]}}"#,
    },
    Example {
        question: "How do GPT-4, Claude 3 Opus, DeepSeek-V3 and Qwen2.5-72B compare?",
        document: r#"{ compareModels(models: ["gpt-4", "claude-3-opus", "deepseek-v3", "qwen2-5-72b"]) { rows { attribute cells {
               number text(locale: ZH) } } } }"#,
        answer: r#"{"compareModels": {"rows": [{"attribute": "vendor", "cells": [{"number": null, "text": "OpenAI"},
               {"number": null, "text": "Anthropic"}, {"number": null, "text": "深度求索"}, {"number": null, "text": "阿里巴巴"}]},
               {"attribute": "family", "cells": [{"number": null, "text": "GPT"}, {"number": null, "text": "Claude"},
               {"number": null, "text": "DeepSeek"}, {"number": null, "text": "Qwen"}]},
               {"attribute": "scope", "cells": [{"number": null, "text": "通用"}, {"number": null, "text": "通用"},
               {"number": null, "text": "通用"}, {"number": null, "text": "通用"}]},
               {"attribute": "releasedOn", "cells": [{"number": null, "text": "2023-03-15"},
               {"number": null, "text": "2024-03-04"}, {"number": null, "text": "2024-12-24"},
               {"number": null, "text": "2024-09-19"}]}, {"attribute": "openness", "cells": [{"number": null, "text": "专有"},
               {"number": null, "text": "专有"}, {"number": null, "text": "有限开放权重"}, {"number": null, "text": "有限开放权重"}]},
               {"attribute": "license", "cells": [{"number": null, "text": "proprietary"},
               {"number": null, "text": "proprietary"}, {"number": null, "text": "DeepSeek model licence (code: MIT)"},
               {"number": null, "text": "Qwen licence"}]},
               {"attribute": "inputModalities", "cells": [{"number": null, "text": "文本、图像"}, {"number": null, "text": "文本、图像"},
               {"number": null, "text": "文本"}, {"number": null, "text": "文本"}]},
               {"attribute": "outputModalities", "cells": [{"number": null, "text": "文本"}, {"number": null, "text": "文本"},
               {"number": null, "text": "文本"}, {"number": null, "text": "文本"}]},
               {"attribute": "parametersDisclosure", "cells": [{"number": null, "text": "未披露"}, {"number": null, "text": "未披露"},
               {"number": null, "text": "已披露"}, {"number": null, "text": "已披露"}]},
               {"attribute": "parameters", "cells": [{"number": null, "text": null}, {"number": null, "text": null},
               {"number": 671000000000, "text": null}, {"number": 72700000000, "text": null}]},
               {"attribute": "activeParameters", "cells": [{"number": null, "text": null}, {"number": null, "text": null},
               {"number": 37000000000, "text": null}, {"number": null, "text": null}]},
               {"attribute": "trainingCompute", "cells": [{"number": 2.1e+25, "text": null}, {"number": null, "text": null},
               {"number": 3.3e+24, "text": null}, {"number": 7.8e+24, "text": null}]},
               {"attribute": "contextWindow", "cells": [{"number": 8192, "text": null}, {"number": 200000, "text": null},
               {"number": 131072, "text": null}, {"number": 131072, "text": null}]},
               {"attribute": "mmlu", "cells": [{"number": 86.4, "text": null}, {"number": 86.8, "text": null},
               {"number": 88.5, "text": null}, {"number": 86.1, "text": null}]},
               {"attribute": "mmlu-pro", "cells": [{"number": null, "text": null}, {"number": null, "text": null},
               {"number": 75.9, "text": null}, {"number": 71.1, "text": null}]},
               {"attribute": "c-eval", "cells": [{"number": null, "text": null}, {"number": null, "text": null},
               {"number": 86.5, "text": null}, {"number": null, "text": null}]},
               {"attribute": "humaneval", "cells": [{"number": 67, "text": null}, {"number": null, "text": null},
               {"number": null, "text": null}, {"number": null, "text": null}]}]}}"#,
    },
    Example {
        question: "What is there of models since 2024 that read texts and images?",
        document: r#"{ models(filter: {inputModalities: {hasAll: [TEXT, IMAGE]}, releasedOn: {gte: "2024-01-01"}}) { totalCount
               groups(by: [VENDOR], having: {count: {gt: 1}}) { keys count } } }"#,
        answer: r#"{"models": {"totalCount": 16, "groups": [{"keys": ["anthropic"], "count": 5}, {"keys": ["google-deepmind"],
               "count": 3}, {"keys": ["openai"], "count": 3}, {"keys": ["sensetime"], "count": 2}]}}"#,
    },
    Example {
        question: "Whose chips does TSMC make?",
        document: r#"{ technologies(filter: {links: {direction: IN, some: {kind: {eq: SUPPLIES}, from: {slug: {eq: "tsmc"}}}}}) {
               totalCount groups(by: [VENDOR]) { keys count } } }"#,
        answer: r#"{"technologies": {"totalCount": 17, "groups": [{"keys": ["nvidia"], "count": 10}, {"keys": ["amd"], "count": 2},
               {"keys": ["intel"], "count": 2}, {"keys": ["aws"], "count": 1}, {"keys": ["huawei"], "count": 1},
               {"keys": ["microsoft"], "count": 1}]}}"#,
    },
    Example {
        question: "How concentrated is the market of clouds?",
        document: r#"{ concentration(sector: "cloud-compute") { region hhi { low high } topShare { low high } shares { metric {
               slug } share { low } } } }"#,
        answer: r#"{"concentration": [{"region": "WORLD", "hhi": {"low": 1633.33333333333, "high": 10000},
               "topShare": {"low": 0.7, "high": 1}, "shares": [{"metric": {"slug": "aws-azure-google-cloud-joint-share"},
               "share": {"low": 0.7}}]}]}"#,
    },
    Example {
        question: "What is said of the cost of training GPT-4, in base units?",
        document: r#"{ metric(by: {slug: "gpt-4-training-cost"}) { observations(orderBy: [{field: NORMALIZED, direction: DESC}]) {
               nodes { published normalized { value low unit { code } } source { slug } } } } }"#,
        answer: r#"{"metric": {"observations": {"nodes": [{"published": "$100 million", "normalized": {"value": 100000000, "low": null, "unit": {"code": "USD"}},
               "source": {"slug": "vuink-altman-7-trillion"}},
               {"published": "It’s more than that", "normalized": {"value": null, "low": 100000000, "unit": {"code": "USD"}},
               "source": {"slug": "ramin-training-cost"}},
               {"published": "超1亿美元", "normalized": {"value": null, "low": 100000000, "unit": {"code": "USD"}},
               "source": {"slug": "100ec-report"}}]}}}"#,
    },
    Example {
        question: "What is the chain of AI in healthcare?",
        document: r#"{ sector(by: {slug: "healthcare"}) { vendors(deep: true) { totalCount } models(deep: true) { nodes { slug } }
               technologies(deep: true) { totalCount } trends(deep: true) { nodes { slug } } links(direction: IN, filter:
               {kind: {eq: DRIVES}}) { nodes { from { slug } } } } }"#,
        answer: r#"{"sector": {"vendors": {"totalCount": 20}, "models": {"nodes": [{"slug": "lingyi-bot"}, {"slug": "medgpt"},
               {"slug": "ping-an-medical-master"}, {"slug": "zuoyi-gpt"}]}, "technologies": {"totalCount": 17},
               "trends": {"nodes": [{"slug": "custom-industry-models"}]},
               "links": {"nodes": [{"from": {"slug": "medical-supply-demand-gap"}}]}}}"#,
    },
    Example {
        question: "Which models have the largest parameter counts, as anyone says?",
        document: r#"{ observations(first: 3, filter: {metric: {attribute: {eq: "parameters"}}}, orderBy: [{field: NORMALIZED,
               direction: DESC}]) { nodes { metric { slug } normalized { value } confidence } } }"#,
        answer: r#"{"observations": {"nodes": [{"metric": {"slug": "gpt-4-parameters"}, "normalized": {"value": 1800000000000},
               "confidence": "LOW"}, {"metric": {"slug": "pangu-sigma-parameters"}, "normalized": {"value": 1085000000000},
               "confidence": "UNKNOWN"}, {"metric": {"slug": "kimi-k2-parameters"}, "normalized": {"value": 1000000000000},
               "confidence": "UNKNOWN"}]}}"#,
    },
    Example {
        question: "Which models answer more than 88 % of MMLU, as the newest figures say?",
        document: r#"{ models(filter: {metrics: {some: {attribute: {eq: "mmlu"}, latest: {normalized: {gt: 88}}}}}, orderBy:
               [{field: SLUG}]) { nodes { slug } } }"#,
        answer: r#"{"models": {"nodes": [{"slug": "claude-3-5-sonnet"}, {"slug": "deepseek-r1"}, {"slug": "deepseek-v3"},
               {"slug": "gemini-1-0-ultra"}, {"slug": "gpt-4o"}, {"slug": "hunyuan-large"}, {"slug": "kimi-k2"},
               {"slug": "minimax-text-01"}, {"slug": "o1"}, {"slug": "o1-preview"}]}}"#,
    },
];
