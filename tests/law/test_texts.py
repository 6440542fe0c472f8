"""The regulations' own texts and the obligations read out of them."""

from collections import Counter

import pytest

from enforcement.law import LawError, catalogue

ARTICLES = {
    "liaoning": 33,
    "fushun-miit": 36,
    "liaoning-cdpf": 30,
    "hengyang-forestry": 38,
    "anshan-publicity": 12,
    "anshan-recording": 26,
    "anshan-legal-review": 14,
    "anshan-recorders": 19,
    "haicheng-notices": 2,
}


@pytest.mark.parametrize(("text", "count"), ARTICLES.items())
def test_each_regulation_has_all_its_articles(text: str, count: int) -> None:
    assert len(catalogue.text(text).articles) == count


def test_the_defects_of_the_sources_are_kept() -> None:
    assert "语文要简明准确" in catalogue.text("liaoning").articles["第十七条"]
    assert "管理辦法" in catalogue.text("hengyang-forestry").articles["第五条"]
    assert "执照采购法" in catalogue.text("anshan-recorders").articles["第十六条"]
    assert "加处罚金" in catalogue.text("fushun-miit").articles["第三十一条"]


def test_the_anshan_recording_measure_has_no_articles_seven_and_ten() -> None:
    articles = catalogue.text("anshan-recording").articles
    assert "第七条" not in articles
    assert "第十条" not in articles


def test_an_unknown_text_is_refused() -> None:
    with pytest.raises(LawError, match="没有编号为“hunan”的法规文本"):
        catalogue.text("hunan")


def test_a_reference_to_a_paragraph_finds_its_article() -> None:
    text = catalogue.text("liaoning")
    assert text.article("第十三条第一款第（一）项") == text.articles["第十三条"]
    assert text.article("第十三条") != text.article("第三条")
    assert text.article("第九十条") is None


def test_white_space_does_not_part_a_quote_from_its_text() -> None:
    text = catalogue.text("hengyang-forestry")
    assert text.says("2个工作日内", reference="第三十条第一款")
    assert not text.says("3个工作日内", reference="第三十条第一款")
    assert not text.says("2个工作日内", reference="第二十条")


def test_there_are_698_obligations_and_no_id_twice() -> None:
    obligations = catalogue.obligations()
    assert len(obligations) == 698
    documents = Counter(obligation.document for obligation in obligations.values())
    assert documents == {
        "liaoning": 128,
        "fushun-miit": 145,
        "liaoning-cdpf": 110,
        "anshan-publicity": 30,
        "anshan-recording": 90,
        "anshan-legal-review": 39,
        "anshan-recorders": 54,
        "hengyang-forestry": 100,
        "haicheng-notices": 2,
    }


def test_every_obligation_is_quoted_from_its_article() -> None:
    lost = [
        obligation.id
        for obligation in catalogue.obligations().values()
        if not catalogue.text(obligation.document).says(obligation.quote, reference=obligation.article)
    ]
    assert lost == []


def test_every_obligation_says_what_it_asks_and_how_one_sees_it() -> None:
    for obligation in catalogue.obligations().values():
        assert obligation.obligation_en, obligation.id
        assert obligation.acceptance, obligation.id
