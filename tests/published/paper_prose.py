"""Narrative texts for papers: sentences of our own with figures that agree with the tables, or do not."""

from __future__ import annotations

import random
from collections.abc import Iterator

from published.paper import Kind, Paragraph

from xl_tools.report import Report

UNITS = (
    "示例县河湾镇人民政府",
    "示例县人民政府石桥街道办事处",
    "示例市民政局",
    "示例市示例区水务局",
    "示例县自然资源局",
    "示例区人民政府",
    "示例市人民政府办公室",
    "示例州示例县人力资源和社会保障局",
    "示例县档案馆",
    "示例市示例区城市管理综合行政执法局",
)
_CHANNELS = ("门户网站", "政务新媒体", "公示栏", "便民服务大厅的显示屏")
_SUBJECTS = ("教育", "就业", "养老", "社会救助", "公共资源配置", "农村危房改造", "生态环境", "食品安全")
_MEETINGS = ("部署会", "培训会", "座谈会")
_WORK = (
    "坚持先审查、后公开，每条信息发布前由承办科室提出意见，再由分管负责人签批。",
    "对历年文件作了一次清理，注明有效、修改或废止，便于群众分辨。",
    "信息公开专栏的栏目名称和顺序重新作了调整，检索比以前方便。",
    "把公开属性的确定放进公文起草环节，与公文一并呈批。",
    "对群众问得多的事项编写了一问一答，放在专栏首页。",
    "及时更新机构职能、负责人分工和办公地址、电话。",
)
_PROBLEMS = (
    "一是个别科室报送信息不够及时，有的内容已经过时才上网。",
    "二是政策解读以文字为主，图表和视频偏少，群众不易看懂。",
    "三是从事这项工作的人员变动较多，业务还不熟练。",
    "二是主动公开的内容与群众的关注点还有距离。",
    "三是公开渠道之间的衔接不够，同一内容有时不一致。",
)
_IMPROVEMENTS = (
    "下一步，将按月通报各科室的发布情况，对逾期的逐条提醒。",
    "下一步，将围绕群众来电来访中的高频问题充实公开内容。",
    "下一步，将增加图解和短视频，做到政策与解读同时发布。",
    "下一步，将组织两次业务培训，并建立固定的联络员队伍。",
)
_OTHERS = (
    "本机关无其他需要报告的事项。",
    "无其他需要报告的事项。",
    "无",
    "本年度没有收取政府信息公开信息处理费。除此以外无其他需要报告的事项。",
    "按照《政府信息公开信息处理费管理办法》计收信息处理费的情况：本年度0件、0元。\n其他方面没有需要报告的事项。",
)
_SOURCES = {
    "2019": "国办公开办函〔2019〕60号",
    "2021": "国办公开办函〔2021〕30号",
}


def lead(unit: str, year: int, edition: str, chance: random.Random) -> list[Paragraph]:
    """导语; some reports have none."""
    if chance.random() < 0.3:
        return []
    texts = [
        f"依照《中华人民共和国政府信息公开条例》第五十条和{_SOURCES[edition]}的要求，编制{unit}{year}年度报告。"
        f"报告共有六个部分，所列数据的统计期限为{year}年1月1日至12月31日。"
    ]
    if chance.random() < 0.5:
        texts.append("对报告内容有疑问的，请与本机关办公室联系，电话：0000-0000000。")
    return [Paragraph(text) for text in texts]


def overview(report: Report, unit: str, edition: str, chance: random.Random, agreeing: bool) -> list[Paragraph]:
    """总体情况; some of its figures are those of the tables, if `agreeing`."""
    parts = _parts(report, chance, agreeing)
    year = report.year
    opening = f"{year}年，{unit}按照上级部署推进政府信息公开，" + chance.choice(
        ("各项工作平稳有序。", "公开的范围和质量都有提高。", "群众查阅信息更加方便。")
    )
    made = [Paragraph(opening)]
    if edition == "2019":
        # The older edition prints no headings here; offices number their own.
        for number, (_, text) in enumerate(parts, start=1):
            numbered = f"{number}、{text}" if chance.random() < 0.6 else text
            made += [Paragraph(one) for one in numbered.split("\n")]
        return made
    for number, (heading, text) in zip("一二三四五", parts, strict=True):
        made.append(Paragraph(f"（{number}）{heading}", Kind.SUBHEADING))
        made += [Paragraph(one) for one in text.split("\n")]
    return made


def problems(chance: random.Random) -> list[Paragraph]:
    texts = [
        "对照群众的期盼，这项工作还有不足：" + "".join(chance.sample(_PROBLEMS, 2)),
        chance.choice(_IMPROVEMENTS),
    ]
    if chance.random() < 0.4:
        texts.append("上年提出的栏目更新不及时问题，已经整改到位。")
    return [Paragraph(text) for text in texts]


def other(chance: random.Random) -> list[Paragraph]:
    return [Paragraph(text) for text in chance.choice(_OTHERS).split("\n")]


def _parts(report: Report, chance: random.Random, agreeing: bool) -> list[tuple[str, str]]:
    return [
        ("主动公开", _proactive(chance)),
        ("依申请公开", _requests(report, chance, agreeing)),
        ("政府信息管理", "".join(chance.sample(_WORK, 2))),
        ("政府信息公开平台建设", _platforms(chance)),
        (
            "监督保障",
            f"由主要负责同志牵头，办公室具体承办，全年召开{chance.choice(_MEETINGS)}{chance.randint(1, 6)}次。\n"
            "把这项工作列入年度考核，公开征求群众评议，没有发生需要追究责任的情形。",
        ),
    ]


def _proactive(chance: random.Random) -> str:
    counts = [chance.randint(5, 900) for _ in _CHANNELS[:3]]
    listed = "，".join(f"{name}{count}条" for name, count in zip(_CHANNELS, counts, strict=False))
    topics = "、".join(chance.sample(_SUBJECTS, 3))
    return f"全年发布信息{sum(counts)}条，其中{listed}。{topics}等领域的信息随时更新。"


def _requests(report: Report, chance: random.Random, agreeing: bool) -> str:
    received, carried_in, done, carried_out = (
        report.number(f"requests.{row}.total") + (0 if agreeing else chance.randint(1, 9))
        for row in ("received", "carried_in", "results_total", "carried_out")
    )
    if not received and not carried_in:
        return "本年度没有收到政府信息公开申请，也没有上年结转的申请。"
    return (
        f"全年新收政府信息公开申请{received}件，上年结转{carried_in}件；"
        f"办结{done}件，结转下年度{carried_out}件。答复均在法定期限内作出。"
    )


def _platforms(chance: random.Random) -> str:
    return f"专栏设有{chance.randint(5, 20)}个栏目，{chance.choice(_CHANNELS)}同步更新。" + chance.choice(_WORK)


def litter(chance: random.Random) -> Iterator[str]:
    """Lines that editing leaves behind."""
    while True:
        yield chance.choice(
            (
                str(chance.randint(1, 14)),
                f"- {chance.randint(1, 9)} -",
                f"第 {chance.randint(1, 9)} 页",
                "[bookmark: _GoBack]",
                f"— {chance.randint(1, 9)} —",
            )
        )
