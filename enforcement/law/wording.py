"""How days, amounts and hidden numbers are written in Chinese documents."""

from datetime import date, datetime
from decimal import Decimal

from enforcement.law.facts import SHANGHAI

MASK = "＊＊＊"


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{chinese_day(local.date())}{local.hour}时{local.minute:02d}分"


def capital_amount(amount: Decimal) -> str:
    """Yuan in capital numerals (人民币大写): 2000.50 → 贰仟元伍角整."""
    digits, places, groups = (
        "零壹贰叁肆伍陆柒捌玖",
        ("", "拾", "佰", "仟"),
        ("", "万", "亿"),
    )
    fen = int(amount * 100)
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    words, gap = "", False
    for group in range(2, -1, -1):
        part = yuan // 10_000**group % 10_000
        gap = gap or bool(words and part < 1000)
        for place in range(3, -1, -1):
            digit = part // 10**place % 10
            if digit:
                words += ("零" if gap and words else "") + digits[digit] + places[place]
                gap = False
            elif words:
                gap = True
        if part:
            words += groups[group]
            gap = part % 10 == 0
    words = f"{words}元" if words else ("" if jiao or cents else "零元")
    if jiao:
        words += f"{digits[jiao]}角"
    elif words and cents:
        words += "零"
    return words + (f"{digits[cents]}分" if cents else "整")
